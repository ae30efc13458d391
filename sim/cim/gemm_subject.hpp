// A product of given operands on a CIM array: LAYER.a [M][K] and LAYER.b [K][N] of an .npz. Integers are codes and used
// as they are, real numbers are quantised by the config.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "sim/cim/study.hpp"

namespace systole::sim {

class GemmSubject : public CimSubject {
 public:
  /// `layer` tells products' random numbers apart. Throws models::UserError for arrays that do not fit each other.
  GemmSubject(std::string name, std::uint32_t layer, const workloads::Tensor& a, const workloads::Tensor& b);

  std::string name() const override { return name_; }
  std::int64_t tokens() const override { return tokens_; }
  CimFigures run(const models::CimConfig& config) override;
  void save(const models::CimConfig& config, workloads::NpzWriter& operands, workloads::NpzWriter& outputs) override;

 private:
  struct Run {
    models::CimLinearCount count;
    std::vector<std::int16_t> codes;
    models::CimWeights weights;
    std::vector<double> recombined;
    std::vector<float> results;
  };
  Run multiply(const models::CimConfig& config) const;
  void multiply_codes(const models::CimConfig& config, Run& run) const;
  void multiply_reals(const models::CimConfig& config, Run& run) const;
  models::CimWeights weights(const models::CimConfig& config) const;

  std::string name_;
  std::uint32_t layer_;
  std::int64_t tokens_;
  std::int64_t inputs_;
  std::int64_t outputs_;
  bool a_is_codes_;
  bool b_is_codes_;
  std::vector<float> a_;  // [tokens][inputs]; codes, too, are whole numbers that floats hold
  std::vector<float> b_;  // [outputs][inputs]
  std::vector<float> exact_;
};

/// All products of a file, in the order of their names. Throws models::UserError, naming file and array, for one
/// without its other operand, for names that are no operand, and for what GemmSubject refuses.
std::vector<std::unique_ptr<CimSubject>> read_gemms(const std::filesystem::path& path);

}  // namespace systole::sim
