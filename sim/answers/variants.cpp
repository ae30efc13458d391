#include "sim/answers/variants.hpp"

#include <algorithm>
#include <set>
#include <sstream>
#include <utility>

#include "models/errors.hpp"
#include "sim/sweep/point_runner.hpp"
#include "workloads/document/diagnostic.hpp"

namespace systole::sim {

namespace {

std::string trimmed(const std::string& text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

VariantResult evaluate(const RunRequest& request, std::string label, const std::vector<std::string>& changes) {
  RunRequest changed = request;
  changed.overrides.insert(changed.overrides.end(), changes.begin(), changes.end());
  return {std::move(label), changes, evaluation_of(recorded_run(changed)), {}};
}

/// A wrong key or value is no variant; a contradiction between variants that are right by themselves is.
VariantResult try_variant(const RunRequest& request, const std::string& label, const std::vector<std::string>& changes,
                          bool together) {
  try {
    return evaluate(request, label, changes);
  } catch (const workloads::DocumentError& error) {
    if (!together) throw;
    return {label, changes, std::nullopt, error.diagnostic().code + ": " + error.diagnostic().message};
  } catch (const models::UserError& error) {
    return {label, changes, std::nullopt, error.what()};
  }
}

}  // namespace

std::vector<std::string> settings_of(const std::string& change) {
  std::vector<std::string> settings;
  std::istringstream parts{change};
  for (std::string part; std::getline(parts, part, ';');)
    if (std::string setting = trimmed(part); !setting.empty()) settings.push_back(std::move(setting));
  if (settings.empty()) throw models::UserError("--set '" + change + "': write key=value, as in array.rows=32");
  return settings;
}

std::vector<VariantResult> what_if(const RunRequest& request, const std::vector<std::string>& changes) {
  std::vector<VariantResult> results{evaluate(request, "baseline", {})};
  std::vector<std::string> all;
  std::set<std::string> keys;
  for (const std::string& change : changes) {
    const std::vector<std::string> settings = settings_of(change);
    results.push_back(try_variant(request, trimmed(change), settings, false));
    for (const std::string& setting : settings) keys.insert(trimmed(setting.substr(0, setting.find('='))));
    all.insert(all.end(), settings.begin(), settings.end());
  }
  if (changes.size() > 1 && keys.size() == all.size())
    results.push_back(try_variant(request, "all of them", all, true));
  return results;
}

}  // namespace systole::sim
