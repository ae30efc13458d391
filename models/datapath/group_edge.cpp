#include "models/datapath/group_edge.hpp"

#include <string>

#include "models/errors.hpp"

namespace systole::models {

GroupEdge::GroupEdge(const StepTiles& tiles, std::int64_t group, std::int64_t layer_group, const Work& work,
                     EdgePorts& ports, LayerData& data)
    : tiles_{tiles},
      group_{group},
      layer_group_{layer_group},
      vector_cycles_{work.vector_cycles},
      code_{work.c_element},
      ports_{ports},
      data_{data} {}

void GroupEdge::a_along_k(std::int64_t m, std::int64_t k, std::span<std::int16_t> out) {
  tiles_.a->along_k(group_, m, k, out, ports_[EdgePort::ifmap_read]);
}

void GroupEdge::a_along_m(std::int64_t m, std::int64_t k, std::span<std::int16_t> out) {
  tiles_.a->along_m(group_, m, k, out, ports_[EdgePort::ifmap_read]);
}

void GroupEdge::b_along_n(std::int64_t k, std::int64_t n, std::span<std::int16_t> out) {
  tiles_.b->along_n(group_, k, n, out, ports_[EdgePort::weight_read]);
}

void GroupEdge::b_along_k(std::int64_t k, std::int64_t n, std::span<std::int16_t> out) {
  tiles_.b->along_k(group_, k, n, out, ports_[EdgePort::weight_read]);
}

std::int64_t GroupEdge::partial(std::int64_t m, std::int64_t n) {
  return tiles_.c->read(group_, m, n, ports_[EdgePort::ofmap_read]);
}

void GroupEdge::take(const ArrayResult& result) {
  if (result.overflowed) count_overflow(result);
  if (!result.finished) {
    tiles_.c->write_partial(group_, result.m, result.n, result.value, ports_[EdgePort::ofmap_write]);
    return;
  }
  const std::size_t at = tiles_.c->index(data_, group_, result.m, result.n);
  if (result.value != data_.golden[at]) report_difference(result, at);
  data_.sums[at] = result.value;
  const auto channel = static_cast<std::size_t>(layer_group_ * data_.n) + at % static_cast<std::size_t>(data_.n);
  data_.codes[at] = data_.post(result.value, channel);
  ports_.lanes().ask(vector_cycles_);
  if (result.ends_vector)
    tiles_.c->write_codes(group_, result.m, result.n, result.col + 1, code_, ports_[EdgePort::ofmap_write]);
}

void GroupEdge::count_overflow(const ArrayResult& result) {
  if (!data_.overflow.found) {
    data_.overflow.found = true;
    data_.overflow.row = result.row;
    data_.overflow.col = result.col;
    data_.overflow.cycle = ports_.now().count();
  }
  ++data_.overflow.count;
}

void GroupEdge::report_difference(const ArrayResult& result, std::size_t at) const {
  const std::size_t of_group = at % static_cast<std::size_t>(data_.m * data_.n);
  const auto n = static_cast<std::size_t>(data_.n);
  throw ModelError("layer '" + data_.name + "': C[" + std::to_string(of_group / n) + "][" +
                   std::to_string(of_group % n) + "] of group " + std::to_string(layer_group_) + " left PE (" +
                   std::to_string(result.row) + ", " + std::to_string(result.col) + ") in cycle " +
                   std::to_string(ports_.now().count()) + " as " + std::to_string(result.value) + ", but " +
                   data_.golden_source + " says " + std::to_string(data_.golden[at]));
}

}  // namespace systole::models
