// models/array beside its SystemVerilog twin: the same folds through both, compared every cycle.
#include <catch2/catch.hpp>
#include <random>

#include "models/array/systolic_array.hpp"
#include "models/dataflow/fold.hpp"
#include "tests/support/gemm_feed.hpp"
#include "tests/twin/verilated_array.hpp"
#include "twin_variants.hpp"

using namespace systole;
using namespace systole::models;

namespace {

/// A GEMM of random shape; operands reach the ends of their range often, so that accumulators overflow.
struct Problem {
  std::int64_t m, k, n;
  std::vector<std::int16_t> a, b;
  std::vector<std::int64_t> c;
  bool accumulates;

  template <class Random>
  Problem(Random& random, const tests::Parameters& p) {
    const auto up_to = [&](std::int64_t limit) {
      return std::uniform_int_distribution<std::int64_t>{1, limit}(random);
    };
    m = up_to(3 * p.cols + 2);
    k = up_to(3 * p.rows + 2);
    n = up_to(3 * p.cols + 2);
    const auto operand = [&](int bits) {
      const std::int64_t top = (std::int64_t{1} << (bits - 1)) - 1;
      const std::int64_t kind = up_to(4);
      if (kind == 1) return static_cast<std::int16_t>(top);
      if (kind == 2) return static_cast<std::int16_t>(-top - 1);
      return static_cast<std::int16_t>(std::uniform_int_distribution<std::int64_t>{-top - 1, top}(random));
    };
    for (std::int64_t i = 0; i < m * k; ++i) a.push_back(operand(std::min(p.a_bits, p.b_bits)));
    for (std::int64_t i = 0; i < k * n; ++i) b.push_back(operand(std::min(p.a_bits, p.b_bits)));
    accumulates = up_to(3) == 1;
    const std::int64_t top = (std::int64_t{1} << (p.acc_bits - 1)) - 1;
    for (std::int64_t i = 0; i < m * n; ++i)
      c.push_back(accumulates ? std::uniform_int_distribution<std::int64_t>{-top - 1, top}(random) : 0);
  }

  tests::GemmOperands operands() { return {m, k, n, a, b, c, accumulates}; }
};

/// The sums in the order of k, one accumulator step a product.
std::vector<std::int64_t> in_order(const Problem& problem, const ArrayConfig& config) {
  std::vector<std::int64_t> c = problem.c;
  for (std::int64_t i = 0; i < problem.m; ++i) {
    for (std::int64_t j = 0; j < problem.n; ++j) {
      std::int64_t& sum = c[static_cast<std::size_t>(i * problem.n + j)];
      const std::int64_t before = sum;
      if (config.dataflow == Dataflow::os) sum = 0;
      for (std::int64_t l = 0; l < problem.k; ++l)
        sum = accumulate(config.accumulator, sum,
                         std::int64_t{problem.a[static_cast<std::size_t>(i * problem.k + l)]} *
                             problem.b[static_cast<std::size_t>(l * problem.n + j)]);
      if (config.dataflow == Dataflow::os) sum = accumulate(config.accumulator, before, sum);
    }
  }
  return c;
}

std::int64_t closed_form(const ArrayConfig& config, const Problem& problem) {
  Scratchpad wide;
  for (BufferConfig* buffer : {&wide.ifmap, &wide.weight, &wide.ofmap}) buffer->banks = 1 << 20;
  ArrayTile tile;
  tile.m = problem.m;
  tile.k = problem.k;
  tile.n = problem.n;
  const TileCost cost = array_tile_cost(config, wide, {}, {}, tile);
  return (cost.lead + cost.execute + cost.tail - cost.first_saving.total()).count();
}

bool same(const ArrayRequests& x, const ArrayRequests& y) {
  return x.fold_ready == y.fold_ready && x.load == y.load && (!x.load || x.load_index == y.load_index) &&
         x.stream == y.stream && x.first == y.first && (!x.stream || x.stream_index == y.stream_index) &&
         x.drain == y.drain && (!x.drain || x.drain_row == y.drain_row) && x.idle == y.idle;
}

/// Both arrays through one GEMM, whose vectors are there when `stream_ready` says so; returns the cycles that it took.
template <class Twin, class Ready>
std::int64_t run_both(SystolicArray& ours, Twin& twin, const ArrayConfig& config, Problem& problem,
                      Ready stream_ready) {
  tests::GemmFeed feed{config, problem.operands()};
  std::int64_t cycles = 0;
  while (true) {
    const std::optional<Fold> offered = feed.offered();
    const bool ready = stream_ready();
    const ArrayRequests requests = ours.requests(offered, ready);
    REQUIRE(same(requests, twin.requests(offered, ready)));
    if (requests.idle && !offered) break;
    const ArrayOperands operands = feed.answer(requests);
    ours.step(offered, operands, ready);
    twin.step(offered, operands);
    for (std::size_t j = 0; j < ours.valid().size(); ++j) {
      REQUIRE(ours.valid()[j] == twin.valid()[j]);
      if (ours.valid()[j] != 0) REQUIRE(ours.result()[j] == twin.result()[j]);
    }
    feed.collect(requests, ours.valid(), ours.result());
    REQUIRE(++cycles < 1000000);
  }
  REQUIRE(feed.done());
  return cycles;
}

}  // namespace

TEST_CASE("array, twin, closed form and the sums in order agree in every cycle and every value", "[C2][H1]") {
  constexpr int kProblems = 80;  // for each of 16 twins, and each dataflow that it serves
  std::mt19937_64 random{2026};
  tests::for_each_twin([&]<class Model>(const tests::Parameters& p) {
    const auto dataflows = p.output_stationary ? std::vector{Dataflow::os} : std::vector{Dataflow::ws, Dataflow::is};
    for (const Dataflow dataflow : dataflows) {
      const ArrayConfig config = tests::config_of(p, dataflow);
      SystolicArray ours{config};
      tests::VerilatedArray<Model> twin{p};
      for (int i = 0; i < kProblems; ++i) {
        Problem problem{random, p};
        CAPTURE(p.rows, p.cols, static_cast<int>(dataflow), p.overlapped, p.hops, problem.m, problem.k, problem.n);
        const std::vector<std::int64_t> expected = in_order(problem, config);
        if (i % 4 == 3) {
          run_both(ours, twin, config, problem, [&] { return random() % 3 == 0; });
          REQUIRE(problem.c == expected);
          continue;
        }
        const std::int64_t cycles = run_both(ours, twin, config, problem, [] { return true; });
        REQUIRE(problem.c == expected);
        REQUIRE(cycles == closed_form(config, problem));
      }
    }
  });
}
