#include "sim/run/past_run.hpp"

#include <nlohmann/json.hpp>
#include <vector>

#include "models/errors.hpp"
#include "sim/config/chip_reader.hpp"
#include "sim/run/recorded_run.hpp"
#include "workloads/document/diagnostic.hpp"
#include "workloads/document/document.hpp"
#include "workloads/readers/network_yaml.hpp"

namespace systole::sim {

void check_run(const std::filesystem::path& run) {
  if (!std::filesystem::exists(run / "summary.json"))
    throw models::UserError("'" + run.string() +
                            "' is no run: it has no summary.json (systole run --out DIR makes one)");
}

Program program_of(const std::filesystem::path& run) {
  check_run(run);
  return Program{load_chip((run / kConfigFile).string(), {}).chip,
                 workloads::read_network_yaml((run / kNetworkFile).string())};
}

std::optional<models::EnergyTable> energy_table_of(const std::filesystem::path& run) {
  return load_chip((run / kConfigFile).string(), {}).energy;
}

PastRun past_run(const std::filesystem::path& run) {
  const auto summary =
      nlohmann::json::parse(workloads::read_text_file((run / "summary.json").string()), nullptr, false);
  PastRun past;
  if (!summary.is_object()) return past;
  const auto number = [](const nlohmann::json& object, const char* name, std::int64_t otherwise) {
    return object.contains(name) && object[name].is_number_integer() ? object[name].get<std::int64_t>() : otherwise;
  };
  if (summary.contains("detail") && summary["detail"].is_string()) past.detail = summary["detail"];
  if (summary.contains("totals") && summary["totals"].is_object())
    past.cycles = number(summary["totals"], "cycles", -1);
  past.seed = static_cast<std::uint64_t>(number(summary, "seed", 1));
  return past;
}

const ProgramLayer& layer_of(const Program& program, const std::string& name) {
  std::vector<std::string> names;
  for (const ProgramLayer& layer : program.layers()) {
    names.push_back(program.network().layers()[layer.index].name);
    if (names.back() == name) return layer;
  }
  const std::string near = workloads::nearest(name, names);
  throw models::UserError("no layer '" + name + "' in this run" +
                          (near.empty() ? "" : "; did you mean '" + near + "'?") + " (layers.csv lists them)");
}

}  // namespace systole::sim
