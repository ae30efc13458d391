// A network on a chip: for each layer the engine that runs it, the work it is lowered to and the tiling chosen for it;
// or the layer that carries it, or that it costs nothing.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/chip/chip.hpp"
#include "models/cim/mapping.hpp"
#include "models/dataflow/mapper.hpp"
#include "models/dataflow/schedule.hpp"
#include "models/dataflow/work.hpp"
#include "workloads/network/network.hpp"

namespace systole::sim {

enum class Role {
  work,   // runs on an engine
  fused,  // done by `host` on its way out: an activation, a folded batch norm; or the rest of its pipeline of macros
  view,   // addresses only
};

struct ProgramLayer {
  std::size_t index = 0;  // in the network
  Role role = Role::work;
  std::size_t host = 0;                      // fused: index of the layer that carries this one
  std::vector<std::size_t> carries;          // work: the layers fused into this one
  std::optional<models::CimMapping> macros;  // where the weights lie, of any layer on CIM macros
  std::optional<std::size_t> second;         // work: the layer on macros that its pipeline ends with
  models::Work work;
  models::Mapping mapping;
  std::optional<models::Schedule> schedule;
};

/// What an engine is asked to do for one layer, before it is mapped.
struct LoweredLayer {
  std::string name;
  models::Work work;
};
/// The network's layers of role `work`, in order, as a Program of that chip has them. Throws UserError for a layer that
/// its engine cannot run.
std::vector<LoweredLayer> lower_network(const models::Chip& chip, const workloads::Network& network);

class Program {
 public:
  /// Lowers and maps all layers. Throws UserError, naming the layer, when one does not fit the chip.
  Program(const models::Chip& chip, workloads::Network network);

  const models::Chip& chip() const { return *chip_; }
  const workloads::Network& network() const { return network_; }
  const std::vector<ProgramLayer>& layers() const { return layers_; }
  /// Whether cells of CIM macros are written while the network runs.
  bool writes_cells() const { return writes_cells_; }

 private:
  friend std::vector<LoweredLayer> lower_network(const models::Chip& chip, const workloads::Network& network);
  struct Unmapped {};
  Program(const models::Chip& chip, workloads::Network network, Unmapped tag);

  void assign_roles();
  void place_on_macros();
  void join_pipelines(const std::vector<std::vector<std::size_t>>& consumers);
  void lower_layers();
  void program_cells();
  void widen_inputs_of_macros();
  const ProgramLayer* producer_on_engine(const std::string& tensor) const;
  void fuse_followers(const std::vector<std::vector<std::size_t>>& consumers);
  void keep_on_chip(const std::vector<std::vector<std::size_t>>& consumers);
  void map_layers();

  std::unique_ptr<const models::Chip> chip_;  // schedules refer to it
  workloads::Network network_;
  std::vector<ProgramLayer> layers_;
  bool writes_cells_ = false;
};

}  // namespace systole::sim
