#include "reports/run_directory.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <system_error>

#include "models/errors.hpp"
#include "reports/output_file.hpp"

namespace systole::reports {

namespace {

namespace fs = std::filesystem;
using models::UserError;

constexpr std::string_view kSummary = "summary.json";

/// Runs `act` and turns the system's refusal into the user's words.
template <class Action>
auto with_reason(std::string_view what, const fs::path& path, Action act) {
  try {
    return act();
  } catch (const fs::filesystem_error& error) {
    throw UserError(fmt::format("cannot {} '{}': {}", what, path.string(), error.code().message()));
  }
}

/// Absolute, without links and without a trailing slash, so that names beside it can be formed.
fs::path resolved(const fs::path& target) {
  if (target.empty()) throw UserError("the name of the results' directory is empty");
  const auto path = fs::weakly_canonical(fs::absolute(target));
  return path.has_filename() ? path : path.parent_path();
}

void check_replaceable(const fs::path& target) {
  if (!fs::exists(target)) return;
  if (!fs::is_directory(target)) {
    throw UserError(fmt::format("'{}' is a file; give the name of a directory for the results", target.string()));
  }
  if (fs::equivalent(target, fs::current_path())) {
    throw UserError("the results cannot replace the current directory; give the name of a directory inside it");
  }
  if (!fs::is_empty(target) && !fs::exists(target / kSummary)) {
    throw UserError(fmt::format("'{}' holds files but no {}, so it is not an earlier run; choose another directory",
                                target.string(), kSummary));
  }
}

/// A sibling of `target` that does not exist yet.
fs::path sibling(const fs::path& target, std::string_view role) {
  auto path = target;
  path += fmt::format(".{}-{}", role, ::getpid());
  const auto stem = path;
  for (int i = 2; fs::exists(path); ++i) {
    path = stem;
    path += fmt::format("-{}", i);
  }
  return path;
}

/// Renames `fresh` to `target`; a directory that stands there is put back when that fails.
void swap_in(const fs::path& fresh, const fs::path& target) {
  const auto previous = sibling(target, "previous");
  fs::rename(target, previous);
  try {
    fs::rename(fresh, target);
  } catch (const fs::filesystem_error&) {
    fs::rename(previous, target);
    throw;
  }
  fs::remove_all(previous);
}

}  // namespace

RunDirectory::RunDirectory(const fs::path& target) {
  with_reason("create the directory", target, [&] {
    target_ = resolved(target);
    check_replaceable(target_);
    fs::create_directories(target_.parent_path());
    partial_ = sibling(target_, "partial");
    fs::create_directory(partial_);
  });
}

RunDirectory::~RunDirectory() {
  std::error_code ignored;  // what cannot be removed is named .partial
  if (!committed_) fs::remove_all(partial_, ignored);
}

fs::path RunDirectory::file(std::string_view name) const {
  auto path = partial_ / name;
  with_reason("create the directory", path.parent_path(), [&] { fs::create_directories(path.parent_path()); });
  return path;
}

void RunDirectory::write(std::string_view name, std::string_view content) const {
  OutputFile output{file(name)};
  output.stream() << content;
  output.close();
}

void RunDirectory::commit() {
  if (!fs::exists(partial_ / kSummary)) {
    throw models::ModelError(fmt::format("a run directory without {} was to be committed", kSummary));
  }
  with_reason("put the results into", target_, [&] {
    check_replaceable(target_);
    if (fs::exists(target_)) {
      swap_in(partial_, target_);
    } else {
      fs::rename(partial_, target_);
    }
  });
  committed_ = true;
}

}  // namespace systole::reports
