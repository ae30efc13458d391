// Names of tensors end up in CSV columns, array archives, waveforms and globs: letters, digits and _ - . / : only.
#pragma once

#include <string>

namespace systole::workloads {

/// Throws models::UserError when `name` is empty, too long or holds other characters.
void check_tensor_name(const std::string& name);
/// `name` with every character that is not allowed replaced by '_', cut to the allowed length.
std::string tensor_name_from(const std::string& name);

}  // namespace systole::workloads
