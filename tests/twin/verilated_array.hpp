// The Verilated twin behind the interface of models::SystolicArray.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <type_traits>
#include <vector>

#include "models/array/systolic_array.hpp"

namespace systole::tests {

using models::Overflow;

struct Parameters {
  std::int64_t rows;
  std::int64_t cols;
  int a_bits;
  int b_bits;
  int acc_bits;
  Overflow overflow;
  bool output_stationary;
  bool overlapped;
  std::int64_t hops;
};

/// The same array as ours.
inline models::ArrayConfig config_of(const Parameters& p, models::Dataflow dataflow) {
  models::ArrayConfig config;
  config.rows = p.rows;
  config.cols = p.cols;
  config.dataflow = dataflow;
  config.accumulator = {p.acc_bits, p.overflow};
  config.weight_load =
      !p.output_stationary && p.overlapped ? models::WeightLoad::overlapped : models::WeightLoad::serial;
  config.drain = p.output_stationary && p.overlapped ? models::Drain::overlapped : models::Drain::shifted;
  config.hop_registers = p.hops;
  return config;
}

template <class Model>
class VerilatedArray {
 public:
  explicit VerilatedArray(const Parameters& parameters)
      : parameters_{parameters},
        valid_(static_cast<std::size_t>(parameters.cols)),
        result_(static_cast<std::size_t>(parameters.cols)) {
    model_->rst = 1;
    model_->fold_valid = 0;
    clock();
    clock();
    model_->rst = 0;
    model_->eval();
  }

  std::int64_t cycle() const { return model_->cycle; }

  models::ArrayRequests requests(const std::optional<models::Fold>& offered, bool stream_ready = true) {
    model_->stream_ready = stream_ready;
    model_->fold_valid = offered.has_value();
    if (offered) {
      model_->fold_stream = static_cast<std::uint32_t>(offered->stream);
      model_->fold_rows = static_cast<std::uint32_t>(offered->rows);
      model_->fold_cols = static_cast<std::uint32_t>(offered->cols);
    }
    model_->eval();
    return {model_->fold_ready != 0,
            model_->load != 0,
            model_->load_index,
            model_->stream != 0,
            model_->stream != 0 && model_->stream_index == 0,
            model_->stream_index,
            model_->drain != 0,
            model_->drain_row,
            model_->idle != 0};
  }

  Model& model() { return *model_; }

  void step(const std::optional<models::Fold>& /*as in requests*/, const models::ArrayOperands& operands) {
    settle(operands);
    clock();
  }
  /// The two halves of a step: operands at the edges, and the clock's edge.
  void settle(const models::ArrayOperands& operands) {
    for (std::size_t i = 0; i < operands.left.size(); ++i) put(model_->left[i], operands.left[i], parameters_.a_bits);
    for (std::size_t j = 0; j < operands.top.size(); ++j) put(model_->top[j], operands.top[j], parameters_.b_bits);
    for (std::size_t j = 0; j < result_.size(); ++j)
      put(model_->sum_in[j], operands.sum_in.empty() ? 0 : operands.sum_in[j], parameters_.acc_bits);
    model_->eval();
    for (std::size_t j = 0; j < result_.size(); ++j) {
      valid_[j] = model_->valid[j];
      const int unused = 64 - parameters_.acc_bits;
      result_[j] = static_cast<std::int64_t>(std::uint64_t{model_->result[j]} << unused) >> unused;
    }
  }
  void clock() {
    model_->clk = 1;
    model_->eval();
    model_->clk = 0;
    model_->eval();
  }

  std::span<const std::uint8_t> valid() const { return valid_; }
  std::span<const std::int64_t> result() const { return result_; }

 private:
  template <class Port>
  static void put(Port& port, std::int64_t value, int bits) {
    port = static_cast<Port>(static_cast<std::uint64_t>(value) & ((std::uint64_t{1} << bits) - 1));
  }

  Parameters parameters_;
  std::unique_ptr<Model> model_ = std::make_unique<Model>();
  std::vector<std::uint8_t> valid_;
  std::vector<std::int64_t> result_;
};

}  // namespace systole::tests
