// Complaints that say which layer they are about.
#pragma once

#include <string>

#include "models/errors.hpp"

namespace systole::sim {

/// Runs `action`, whose models::UserErrors are about `layer`.
template <class Action>
auto about_layer(const std::string& layer, const Action& action) {
  try {
    return action();
  } catch (const models::UserError& error) {
    throw models::UserError("layer '" + layer + "': " + error.what());
  }
}

}  // namespace systole::sim
