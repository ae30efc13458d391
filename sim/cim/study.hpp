// What CIM arrays do to numbers: every combination of a few parameters, each run on the same operands and judged by the
// same product in real numbers.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/cim/config.hpp"
#include "models/cim/linear.hpp"
#include "models/numerics/quantize/quant_error.hpp"
#include "workloads/tensors/npz.hpp"

namespace systole::sim {

/// Values to try; of an empty list the config's own.
struct CimAxes {
  std::vector<double> sigma;
  std::vector<int> samples;
  std::vector<int> adc_bits;
  std::vector<int> gain;
  std::vector<int> weight_bits;
  std::vector<int> act_bits;
  std::vector<double> clip;
  std::vector<models::CimAdcRange> range;
  std::vector<models::CimAveraging> averaging;
  std::vector<std::optional<std::int64_t>> rows;
  std::vector<bool> static_act;
  std::vector<models::CimStepDivisor> divisor;
  std::vector<double> rho;
  std::vector<int> ref_bits;
  std::vector<double> weight_clip;
};

/// The product of all lists, the first varying slowest. Activations of other bits than the base's have one more MSB
/// than half of them: 10 are 6 + 4, 12 are 7 + 5. Throws models::UserError for a config that cannot be, naming the key,
/// and for more than a million points.
std::vector<models::CimConfig> cim_points(const models::CimConfig& base, const CimAxes& axes);

/// What one config made of one subject.
struct CimFigures {
  models::QuantError error;  // of the result
  models::CimLinearCount count;
  std::optional<models::QuantError> middle;  // of what feed-forward blocks pass between their layers
};

/// Operands that stay the same for all configs, and what they give in real numbers.
class CimSubject {
 public:
  CimSubject() = default;
  CimSubject(const CimSubject&) = delete;
  CimSubject& operator=(const CimSubject&) = delete;
  virtual ~CimSubject() = default;

  virtual std::string name() const = 0;
  /// Rows of activations.
  virtual std::int64_t tokens() const = 0;
  /// Throws models::UserError for a config that these operands cannot be run with.
  virtual CimFigures run(const models::CimConfig& config) = 0;
  /// Runs once more and writes what went in and what came out: LAYER.a [tokens][inputs] and LAYER.b [inputs][outputs]
  /// as codes, LAYER.acc (recombined, before scales; float64) and LAYER.out (float32).
  virtual void save(const models::CimConfig& config, workloads::NpzWriter& operands, workloads::NpzWriter& outputs) = 0;
};

struct CimStudyRow {
  std::string subject;
  std::int64_t tokens = 0;
  models::CimConfig config;
  CimFigures figures;    // without how often each code occurs
  double usage_msb = 0;  // share of the codes that occur, where they are counted
  double usage_lsb = 0;
};

struct CimStudyRequest {
  std::function<bool()> stop_requested;                            // may be empty
  std::function<void(std::size_t done, std::size_t of)> progress;  // may be empty
};

/// Every point on every subject, points varying slowest. Throws Interrupted when told to stop.
std::vector<CimStudyRow> cim_study(const std::vector<models::CimConfig>& points,
                                   const std::vector<std::unique_ptr<CimSubject>>& subjects,
                                   const CimStudyRequest& request = {});

}  // namespace systole::sim
