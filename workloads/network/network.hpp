// The network: a directed acyclic graph kept as layers in topological order. Shapes are inferred and checked as layers
// are added, so that a Network that exists is consistent.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "workloads/network/layer.hpp"

namespace systole::workloads {

class Network {
 public:
  explicit Network(std::string name) : name_{std::move(name)} {}

  /// Declares a network input. Throws models::UserError when the name is taken or the shape is not positive.
  void add_input(std::string name, Shape shape);
  /// Whether a network input or a layer has this name.
  bool has(std::string_view tensor) const { return tensors_.find(tensor) != tensors_.end(); }
  /// Appends a layer whose inputs exist already, infers its output shape and returns it (until the next `add`).
  /// Throws models::UserError, naming the layer and the shapes, when they do not fit.
  const Layer& add(Layer layer);

  const std::string& name() const { return name_; }
  const std::vector<std::pair<std::string, Shape>>& inputs() const { return inputs_; }
  const std::vector<Layer>& layers() const { return layers_; }
  /// Shape of a tensor by name. Throws models::UserError when there is none, with the nearest name.
  const Shape& shape(std::string_view tensor) const { return find(tensor).shape; }
  /// The layer that writes a tensor; none for network inputs. Throws models::UserError when there is no such tensor.
  const Layer* producer(std::string_view tensor) const;
  /// For every layer the indices of the layers that read its output, in order, each once.
  std::vector<std::vector<std::size_t>> consumers() const;

  /// How often the whole network runs for one result (an image of a diffusion model: steps x solver x guidance).
  std::int64_t forwards() const { return forwards_; }
  /// Throws models::UserError outside 1 .. kMaxForwards (limits.hpp).
  void set_forwards(std::int64_t forwards);
  /// Remarks of a reader that the user should see ("SCALE-Sim rounds conv3's output up: 14 instead of 13").
  const std::vector<std::string>& notes() const { return notes_; }
  void add_note(std::string note) { notes_.push_back(std::move(note)); }
  /// Where the network comes from: the paper or table, one line.
  const std::string& source() const { return source_; }
  void set_source(std::string source) { source_ = std::move(source); }

  bool operator==(const Network&) const = default;

 private:
  struct Tensor {
    Shape shape;
    std::optional<std::size_t> producer;  // index of a layer
    bool operator==(const Tensor&) const = default;
  };
  const Tensor& find(std::string_view tensor) const;

  std::string name_;
  std::string source_;
  std::vector<std::pair<std::string, Shape>> inputs_;
  std::vector<Layer> layers_;
  std::map<std::string, Tensor, std::less<>> tensors_;
  std::vector<std::string> notes_;
  std::int64_t forwards_ = 1;
  std::int64_t parameters_ = 0;  // running totals, so that no sum over the network can overflow
  std::int64_t macs_ = 0;
};

/// Learned values of one layer (weights, biases, scales, tables; running statistics do not count).
std::int64_t parameter_count(const Network& network, const Layer& layer);
/// Multiply-accumulates of one layer: convolutions, linear, GEMM and matmul; everything else has none.
std::int64_t mac_count(const Network& network, const Layer& layer);
std::int64_t parameter_count(const Network& network);
std::int64_t mac_count(const Network& network);

}  // namespace systole::workloads
