#include "sim/config/words.hpp"

#include <catch2/catch.hpp>

using namespace systole;

namespace {

template <class Enum>
void check_table() {
  std::size_t index = 0;
  for (const auto& [text, value] : sim::word_table<Enum>()) {
    CHECK(static_cast<std::size_t>(value) == index++);
    CHECK(sim::word(value) == text);
    CHECK(sim::from_word<Enum>(text) == value);
  }
}

}  // namespace

TEST_CASE("every enumerator of the chip has its word", "[CFG]") {
  check_table<models::Dataflow>();
  check_table<models::ArrayTiming>();
  check_table<models::WeightLoad>();
  check_table<models::Drain>();
  check_table<models::Overflow>();
  check_table<models::OperandType>();
  check_table<models::DramModel>();
  check_table<models::DramTechnology>();
  check_table<models::Objective>();
  check_table<models::Engine>();
  check_table<models::VectorOp>();
  check_table<models::LoopOrder>();
  check_table<models::CimMode>();
  check_table<models::CimSlicing>();
  check_table<models::CimAdcRange>();
  check_table<models::CimStepDivisor>();
  check_table<models::CimAveraging>();
  check_table<models::CimThreshold>();
  CHECK(sim::word_table<models::VectorOp>().size() == models::kVectorOps);
  CHECK(sim::word_table<models::DramTechnology>().size() == models::kDramTechnologies);
}
