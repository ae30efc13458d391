// What a run found, as a report shows it: read from its directory, computed anew nowhere.
#pragma once

#include <filesystem>
#include <string>

#include "sim/report/document.hpp"

namespace systole::sim {

struct RunDocumentOptions {
  std::string source;    // the path that the reader knows; empty: the directory's
  std::string command;   // that makes the run again; empty: from the directory's config and network
  std::string accuracy;  // what `systole accuracy` found: its directory, or a file of its JSON; may be empty
  std::string cim;       // the same of `systole accuracy cim`
};

/// Throws models::UserError when the directory is no run, or its files are damaged or of an older systole.
ReportJson run_document(const std::filesystem::path& run, const RunDocumentOptions& options);

/// The command that makes a run again from its directory.
std::string command_of(const std::filesystem::path& run, const ReportJson& summary);

/// A word of a command line as a shell reads it back: in quotes where it needs them.
std::string shell_word(const std::string& word);

/// summary.json of a run. Throws models::UserError that says what is wrong with it.
ReportJson read_summary(const std::filesystem::path& run);

}  // namespace systole::sim
