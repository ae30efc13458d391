#include "sim/config/chip_rules.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/config/key_tree.hpp"
#include "sim/config/rule_errors.hpp"
#include "sim/config/words.hpp"
#include "workloads/document/quantity.hpp"

namespace systole::sim {
namespace {

using models::BufferConfig;
using models::Bytes;
using models::Chip;
using workloads::DocumentError;
using workloads::format_bytes;
using workloads::Node;

void check_overlap(const Chip& chip, const Node& root) {
  const models::ArrayConfig& array = chip.array;
  if (array.weight_load == models::WeightLoad::overlapped && array.dataflow == models::Dataflow::os) {
    fail_rule(root, {"array.weight_load", "array.dataflow"},
              "'array.weight_load' is overlapped, but with 'array.dataflow' os nothing is preloaded",
              "use weight_load: serial, or dataflow: ws or is");
  }
  if (array.drain == models::Drain::overlapped && array.dataflow != models::Dataflow::os) {
    fail_rule(root, {"array.drain", "array.dataflow"},
              fmt::format("'array.drain' is overlapped, but with 'array.dataflow' {} results leave as they are made",
                          word(array.dataflow)),
              "use drain: shifted, or dataflow: os");
  }
}

void check_timing(const Chip& chip, const Node& root) {
  const models::ArrayConfig& array = chip.array;
  if (array.timing != models::ArrayTiming::scalesim) {
    return;
  }
  const std::string reason = "but 'array.timing' is scalesim, whose closed forms do not know that";
  const std::string hint = "timing: rtl models it";
  if (array.weight_load != models::WeightLoad::serial) {
    fail_rule(root, {"array.weight_load", "array.timing"}, fmt::format("'array.weight_load' is overlapped, {}", reason),
              hint);
  }
  if (array.drain != models::Drain::shifted) {
    fail_rule(root, {"array.drain", "array.timing"}, fmt::format("'array.drain' is overlapped, {}", reason), hint);
  }
  if (array.hop_registers != 1) {
    fail_rule(root, {"array.hop_registers", "array.timing"},
              fmt::format("'array.hop_registers' is {}, {}", array.hop_registers, reason), "use 1; " + hint);
  }
}

void check_buffer(const BufferConfig& buffer, const std::string& path, const Node& root) {
  const std::int64_t size = buffer.size.count();
  const std::int64_t granule = size % 1024 == 0 ? 1024 : 1;  // keeps the suggestion as round as the size
  if (size % buffer.halves != 0) {
    fail_rule(root, {path + ".size", path + ".halves"},
              fmt::format("'{0}.size' is {1}, which does not divide into the {2} halves of '{0}.halves'", path,
                          format_bytes(buffer.size), buffer.halves),
              fmt::format("use a multiple of {}, such as {}", format_bytes(Bytes{buffer.halves}),
                          format_bytes(Bytes{models::round_up(size, buffer.halves * granule)})));
  }
  const Bytes half{size / buffer.halves};
  if (half < buffer.width()) {
    fail_rule(
        root, {path + ".size", path + ".halves", path + ".banks", path + ".bank_width"},
        fmt::format("a half of '{0}.size' is {1}, less than one row of its banks: '{0}.banks' {2} * '{0}.bank_width' "
                    "{3} = {4}",
                    path, format_bytes(half), buffer.banks, format_bytes(buffer.bank_width),
                    format_bytes(buffer.width())),
        fmt::format("use at least {}, or fewer or narrower banks", format_bytes(buffer.width() * buffer.halves)));
  }
}

/// One operand of the fixed tile: `rows` x `cols` elements of `element` bytes must fit a half of its buffer.
struct TileOperand {
  std::string_view formula;  // "m*k"
  std::string_view what;
  std::int64_t rows = 0;
  std::int64_t cols = 0;
  Bytes element;
  BufferConfig buffer;
  std::string path;
};

void check_operand(const TileOperand& operand, const std::string& tile, const Node& root) {
  const Bytes half{operand.buffer.size.count() / operand.buffer.halves};
  // A side is at most 2^31, hence the product fits; in bytes it might not.
  const std::int64_t elements = operand.rows * operand.cols;
  if (elements <= half.count() / operand.element.count()) {
    return;
  }
  fail_rule(
      root, {"mapping.tiling", operand.path + ".size", operand.path + ".halves"},
      fmt::format("'mapping.tiling' is {}: its {} = {} {} of {} do not fit a half of '{}', {}", tile, operand.formula,
                  elements, operand.what, format_bytes(operand.element), operand.path, format_bytes(half)),
      fmt::format("use tiles with {} up to {}, a larger buffer, or tiling: auto", operand.formula,
                  half.count() / operand.element.count()));
}

void check_tile(const Chip& chip, const Node& root) {
  if (!chip.mapping.tile) {
    return;
  }
  const auto [m, k, n] = *chip.mapping.tile;
  const std::string tile = fmt::format("{{m: {}, k: {}, n: {}}}", m, k, n);
  const models::Scratchpad& pad = chip.scratchpad;
  check_operand({"m*k", "activations", m, k, storage(chip.array.activation), pad.ifmap, "scratchpad.ifmap"}, tile,
                root);
  check_operand({"k*n", "weights", k, n, storage(chip.array.weight), pad.weight, "scratchpad.weight"}, tile, root);
  check_operand({"m*n", "partial sums", m, n, chip.array.accumulator.storage(), pad.ofmap, "scratchpad.ofmap"}, tile,
                root);
}

void check_dram(const Chip& chip, const Node& root) {
  if (chip.dram.model == models::DramModel::bandwidth && find_path(root, "dram.bandwidth") == nullptr) {
    throw DocumentError{{"C005", place_of(root, "dram.model"),
                         "'dram.model' is bandwidth, but 'dram.bandwidth' is missing",
                         "add for instance bandwidth: 12.8 GB/s, or use model: ideal"}};
  }
}

void check_energy(const Chip& chip, const Node& root) {
  if (chip.mapping.objective == models::Objective::energy && chip.energy_table.empty()) {
    throw DocumentError{{"C005", place_of(root, "mapping.objective"),
                         "'mapping.objective' is energy, but 'energy' is missing",
                         "add a table of energies, for instance energy: energy/28nm.yaml"}};
  }
}

}  // namespace

void check_rules(const Chip& chip, const Node& root) {
  check_overlap(chip, root);
  check_timing(chip, root);
  check_buffer(chip.scratchpad.ifmap, "scratchpad.ifmap", root);
  check_buffer(chip.scratchpad.weight, "scratchpad.weight", root);
  check_buffer(chip.scratchpad.ofmap, "scratchpad.ofmap", root);
  check_tile(chip, root);
  check_dram(chip, root);
  check_energy(chip, root);
}

}  // namespace systole::sim
