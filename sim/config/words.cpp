#include "sim/config/words.hpp"

namespace systole::sim {

// word() indexes these tables by the enumerator's value: keep the order of declaration (a test checks it).

template <>
const WordTable<models::Dataflow>& word_table() {
  static const WordTable<models::Dataflow> table{
      {"ws", models::Dataflow::ws}, {"os", models::Dataflow::os}, {"is", models::Dataflow::is}};
  return table;
}

template <>
const WordTable<models::ArrayTiming>& word_table() {
  static const WordTable<models::ArrayTiming> table{{"scalesim", models::ArrayTiming::scalesim},
                                                    {"rtl", models::ArrayTiming::rtl}};
  return table;
}

template <>
const WordTable<models::WeightLoad>& word_table() {
  static const WordTable<models::WeightLoad> table{{"serial", models::WeightLoad::serial},
                                                   {"overlapped", models::WeightLoad::overlapped}};
  return table;
}

template <>
const WordTable<models::Drain>& word_table() {
  static const WordTable<models::Drain> table{{"shifted", models::Drain::shifted},
                                              {"overlapped", models::Drain::overlapped}};
  return table;
}

template <>
const WordTable<models::Overflow>& word_table() {
  static const WordTable<models::Overflow> table{{"saturate", models::Overflow::saturate},
                                                 {"wrap", models::Overflow::wrap}};
  return table;
}

template <>
const WordTable<models::OperandType>& word_table() {
  static const WordTable<models::OperandType> table{{"int8", models::OperandType::int8},
                                                    {"uint8", models::OperandType::uint8},
                                                    {"int9", models::OperandType::int9},
                                                    {"int16", models::OperandType::int16}};
  return table;
}

template <>
const WordTable<models::RequantMode>& word_table() {
  using models::RequantMode;
  static const WordTable<RequantMode> table{{"float64_half_even", RequantMode::float64_half_even},
                                            {"float64_half_away", RequantMode::float64_half_away},
                                            {"gemmlowp", RequantMode::gemmlowp},
                                            {"single_rounding", RequantMode::single_rounding},
                                            {"shift_truncate", RequantMode::shift_truncate}};
  return table;
}

template <>
const WordTable<models::DramModel>& word_table() {
  static const WordTable<models::DramModel> table{{"ideal", models::DramModel::ideal},
                                                  {"bandwidth", models::DramModel::bandwidth}};
  return table;
}

template <>
const WordTable<models::DramTechnology>& word_table() {
  using models::DramTechnology;
  static const WordTable<DramTechnology> table{
      {"unstated", DramTechnology::unstated}, {"lpddr4", DramTechnology::lpddr4},
      {"ddr3", DramTechnology::ddr3},         {"gddr5", DramTechnology::gddr5},
      {"hbm2", DramTechnology::hbm2},         {"uncounted", DramTechnology::uncounted}};
  return table;
}

template <>
const WordTable<models::Objective>& word_table() {
  static const WordTable<models::Objective> table{{"cycles", models::Objective::cycles},
                                                  {"traffic", models::Objective::traffic},
                                                  {"energy", models::Objective::energy}};
  return table;
}

template <>
const WordTable<models::Engine>& word_table() {
  static const WordTable<models::Engine> table{
      {"array", models::Engine::array}, {"vector", models::Engine::vector}, {"cim", models::Engine::cim}};
  return table;
}

template <>
const WordTable<models::VectorOp>& word_table() {
  using models::VectorOp;
  static const WordTable<VectorOp> table{
      {"requant", VectorOp::requant}, {"add", VectorOp::add},   {"mul", VectorOp::mul},
      {"mac", VectorOp::mac},         {"max", VectorOp::max},   {"relu", VectorOp::relu},
      {"sigmoid", VectorOp::sigmoid}, {"silu", VectorOp::silu}, {"gelu", VectorOp::gelu},
      {"softmax", VectorOp::softmax}, {"norm", VectorOp::norm}, {"rope", VectorOp::rope},
      {"copy", VectorOp::copy},       {"div", VectorOp::div},   {"exp", VectorOp::exp},
      {"clamp", VectorOp::clamp}};
  return table;
}

template <>
const WordTable<models::CimMode>& word_table() {
  static const WordTable<models::CimMode> table{{"bit_serial", models::CimMode::bit_serial},
                                                {"single_pass", models::CimMode::single_pass}};
  return table;
}

template <>
const WordTable<models::CimSlicing>& word_table() {
  static const WordTable<models::CimSlicing> table{{"floor", models::CimSlicing::floor},
                                                   {"centred", models::CimSlicing::centred}};
  return table;
}

template <>
const WordTable<models::CimAdcRange>& word_table() {
  using models::CimAdcRange;
  static const WordTable<CimAdcRange> table{{"dynamic_tensor", CimAdcRange::dynamic_tensor},
                                            {"dynamic_tile", CimAdcRange::dynamic_tile},
                                            {"static", CimAdcRange::fixed_scale},
                                            {"fixed", CimAdcRange::fixed}};
  return table;
}

template <>
const WordTable<models::CimStepDivisor>& word_table() {
  static const WordTable<models::CimStepDivisor> table{{"int8", models::CimStepDivisor::of_int8},
                                                       {"adc", models::CimStepDivisor::of_adc}};
  return table;
}

template <>
const WordTable<models::CimAveraging>& word_table() {
  static const WordTable<models::CimAveraging> table{{"equivalent", models::CimAveraging::equivalent},
                                                     {"per_sample", models::CimAveraging::per_sample}};
  return table;
}

template <>
const WordTable<models::CimThreshold>& word_table() {
  static const WordTable<models::CimThreshold> table{{"entropy", models::CimThreshold::entropy},
                                                     {"entropy_jit", models::CimThreshold::entropy_jit}};
  return table;
}

template <>
const WordTable<models::LoopOrder>& word_table() {
  using models::LoopOrder;
  static const WordTable<LoopOrder> table{
      {"auto", LoopOrder::automatic}, {"mnk", LoopOrder::mnk}, {"mkn", LoopOrder::mkn}, {"nmk", LoopOrder::nmk},
      {"nkm", LoopOrder::nkm},        {"kmn", LoopOrder::kmn}, {"knm", LoopOrder::knm}};
  return table;
}

}  // namespace systole::sim
