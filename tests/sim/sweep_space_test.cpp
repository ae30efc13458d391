// The designs of a sweep: what a number stands for, which are allowed, and the keys of points.
#include <catch2/catch.hpp>

#include "sim/config/chip_reader.hpp"
#include "sim/config/key_tree.hpp"
#include "tests/sim/sweep_support.hpp"
#include "tests/support/random_numbers.hpp"

using namespace systole;
using namespace systole::sim;
using namespace systole::tests;

namespace {

/// Keys of all kinds, of which some contradict each other.
const std::string kManyAxes = R"(
  - {keys: [array.rows, array.cols], values: [8, 16, 32]}
  - {key: array.dataflow, values: [ws, os, is]}
  - {key: array.weight_load, values: [serial, overlapped]}
  - {key: scratchpad.*.size, values: [32 KiB, 64 KiB, 100 B]}
  - {key: scratchpad.weight.halves, values: [1, 2, 3]}
  - {key: dram.model, values: [bandwidth, ideal]}
  - {key: dram.bandwidth, values: [6.4 GB/s, 25.6 GB/s]}
  - {key: mapping.objective, values: [cycles, traffic, energy]}
  - {key: mapping.tiling, values: [auto, {m: 64, k: 64, n: 64}]}
  - {key: mapping.fuse, values: [on, off]}
  - {key: energy, values: [energy/28nm.yaml, energy/22nm.yaml, ""]}
  - {key: vector.lanes, values: [4, 16]}
  - {key: clock, values: [800 MHz, 1 GHz]})";

/// The design as a user would have it: the chip's file with --set.
std::vector<std::string> overrides(const Space& space, std::uint64_t design) {
  std::vector<std::string> settings;
  const std::vector<std::size_t> digits = space.digits(design);
  for (std::size_t axis = 0; axis < space.plan().axes.size(); ++axis)
    for (const Setting& setting : space.plan().axes[axis].values[digits[axis + 1]].settings) {
      models::Chip chip;
      chip.cim.emplace();
      setting.apply(chip);
      const bool alias = setting.key->path.starts_with("cim.ffn.");  // which prints the key that it sets
      settings.push_back(setting.key->path + "=" + (alias ? setting.value.text : setting.key->print(chip)));
    }
  return settings;
}

/// The design, or the code of what is wrong with it.
template <class Make>
std::pair<models::Chip, std::string> chip_or_error(Make make) {
  try {
    return {make(), ""};
  } catch (const workloads::DocumentError& error) {
    return {{}, error.diagnostic().message};
  } catch (const models::UserError& error) {
    return {{}, error.what()};
  }
}

void check_equals_set(const std::string& accelerator, const std::string& axes, int samples) {
  const SweepPlan plan = plan_of("name: test\naccelerators: [" + accelerator + "]\nworkloads: [tiny_cnn_2d]\n" +
                                 "detail: analytic\naxes:" + axes + "\nobjectives: [cycles]\nstrategy: grid\n");
  const Space space{plan};
  RandomNumbers random{1};
  int fine = 0;
  for (int i = 0; i < samples; ++i) {
    const auto design = static_cast<std::uint64_t>(random.number(0, static_cast<std::int64_t>(space.size()) - 1));
    const auto ours = chip_or_error([&] { return space.design(design).chip; });
    const auto theirs =
        chip_or_error([&] { return load_chip(plan.accelerators[0].file, overrides(space, design)).chip; });
    CAPTURE(design, overrides(space, design));
    CHECK(ours.second == theirs.second);
    CHECK(ours.first == theirs.first);
    fine += ours.second.empty() ? 1 : 0;
  }
  CHECK(fine > samples / 20);
  CHECK(fine < samples);
}

}  // namespace

TEST_CASE("a design is the chip that its file and --set make, or fails as they do", "[D5][H3]") {
  check_equals_set("edge16", kManyAxes, 200);
}

TEST_CASE("a design with macros, too, whose keys have aliases and modes that fix others", "[H3][J25]") {
  check_equals_set("norflash28", R"(
  - {key: cim.adc.bits, values: [8, 10]}
  - {key: cim.msb_samples, values: [1, 4]}
  - {key: cim.compat, values: [none, source]}
  - {key: cim.array.cols, values: [4, 512]}
  - {key: cim.adc.columns, values: [1, 8]}
  - {key: cim.ffn.ffn_bitserial, values: [on, off]}
  - {key: array.rows, values: [8, 16]})",
                   60);
}

TEST_CASE("numbers and digits are two names of a design", "[D5]") {
  const SweepPlan plan = plan_of(sweep_text(kManyAxes));
  const Space space{plan};
  CHECK(space.size() == 3ULL * 3 * 2 * 3 * 3 * 2 * 2 * 3 * 2 * 2 * 3 * 2 * 2);
  CHECK(space.digits(0) == std::vector<std::size_t>(14, 0));
  CHECK(space.digits(1).back() == 1);
  for (std::uint64_t design = 0; design < space.size(); design += 997)
    CHECK(space.number(space.digits(design)) == design);
}

TEST_CASE("a key is the same for the same resolved config, however a sweep came to it", "[H3]") {
  const SweepPlan one = plan_of(sweep_text("- {key: array.rows, values: [8, 32]}\n- {key: clock, values: [1 GHz]}"));
  const SweepPlan other = plan_of(sweep_text(
      "- {key: clock, values: [800 MHz, 1000 MHz]}\n- {values: [{array.rows: 4, array.cols: 4}, {array.rows: 32, "
      "array.cols: 16}]}"));
  const Space first{one};
  const Space second{other};
  CHECK(first.point(1, 0, Detail::event).key == second.point(3, 0, Detail::event).key);
  CHECK(first.point(1, 0, Detail::analytic).key == second.point(3, 0, Detail::analytic).key);
  CHECK(first.point(1, 0, Detail::event).key != first.point(1, 0, Detail::analytic).key);
  CHECK(first.point(0, 0, Detail::event).key != second.point(3, 0, Detail::event).key);
}

TEST_CASE("points of different configs, tables, workloads and details have different keys", "[H3]") {
  const SweepPlan plan = plan_of(sweep_text(kManyAxes));
  const Space space{plan};
  std::set<std::string> keys;
  std::size_t points = 0;
  for (std::uint64_t design = 0; design < space.size(); design += 101, ++points)
    keys.insert(space.point(design, 0, Detail::analytic).key);
  CHECK(keys.size() == points);
}

TEST_CASE("constraints take designs out of a grid", "[D5]") {
  const SweepPlan plan = plan_of(sweep_text(
      "- {key: array.rows, values: [8, 16, 32]}\n- {key: scratchpad.*.size, values: [32 KiB, 64 KiB, 128 KiB]}", "grid",
      "constraints: [\"array.rows * array.cols <= 256\", \"sum(scratchpad.*.size) <= 192 KiB\"]\n"));
  const Space space{plan};
  MadeUp evaluator = indifferent();
  CHECK(explore(space, evaluator).designs == 2 * 2);
  CHECK(evaluator.designs(Detail::analytic) == std::set<std::uint64_t>{0, 1, 3, 4});
}

TEST_CASE("a space that 63 bits do not number is refused", "[H3]") {
  std::string axes;
  for (const char* key : {"array.rows", "array.cols", "vector.lanes", "scratchpad.ifmap.banks"})
    axes += fmt::format("- {{key: {}, from: 1, to: 4096, step: 1}}\n", key);
  const SweepPlan plan = plan_of(sweep_text(axes));
  CHECK(Space{plan}.size() == std::uint64_t{1} << 48U);
  const SweepPlan more = plan_of(sweep_text(axes + "- {key: scratchpad.ofmap.banks, from: 1, to: 4096, step: 1}\n" +
                                            "- {key: scratchpad.weight.banks, from: 1, to: 8, step: 1}"));
  CHECK_THROWS_AS(Space{more}, models::UserError);
}
