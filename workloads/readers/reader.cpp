#include "workloads/readers/reader.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "workloads/readers/fields.hpp"
#include "workloads/readers/network_yaml.hpp"
#include "workloads/readers/scalesim_csv.hpp"

namespace systole::workloads {

Network read_network(const std::string& path) {
  const std::string extension = std::filesystem::path{path}.extension().string();
  if (extension == ".yaml" || extension == ".yml") {
    return read_network_yaml(path);
  }
  if (extension == ".csv") {
    return read_scalesim_csv(path);
  }
  Place place;
  place.origin = path;
  fail_at("N008", place, fmt::format("'{}' is no format of networks", extension),
          "supported are .yaml and .yml (docs/networks.md) and .csv (SCALE-Sim topology)");
}

}  // namespace systole::workloads
