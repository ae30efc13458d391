#include "sim/inference/quantized_network.hpp"

#include <algorithm>
#include <map>
#include <string>

#include "models/errors.hpp"
#include "models/numerics/quantize/quantize_values.hpp"
#include "sim/inference/float_network.hpp"
#include "sim/inference/float_stage.hpp"

namespace systole::sim {

using models::QuantParams;
using workloads::Layer;
using workloads::Network;

/// A tensor as reals, as codes, or as both: what is missing is made when it is asked for.
struct QuantizedNetwork::Value {
  std::vector<float> reals;
  std::vector<std::int16_t> codes;
};

class QuantizedNetwork::Values {
 public:
  Values(const Sample& sample, const TensorParams& params, const Substitute& substitute)
      : params_{&params}, substitute_{&substitute} {
    for (const auto& [name, given] : sample) values_[name].reals.assign(given.begin(), given.end());
  }

  const QuantParams* params(const std::string& name) const {
    const auto found = params_->find(name);
    return found == params_->end() ? nullptr : &found->second;
  }
  Reals reals(const std::string& name) {
    if (*substitute_)
      if (const Reals instead = (*substitute_)(name); !instead.empty()) return instead;
    return own_reals(name);
  }
  Reals own_reals(const std::string& name) {
    Value& value = get(name);
    if (value.reals.empty()) {
      value.reals.resize(value.codes.size());
      models::dequantize(value.codes, params_->at(name), value.reals);
    }
    return value.reals;
  }
  models::Codes codes(const std::string& name) {
    if (const Reals instead = *substitute_ ? (*substitute_)(name) : Reals{}; !instead.empty())
      return quantized(name, instead, substituted_[name]);
    Value& value = get(name);
    return value.codes.empty() ? quantized(name, value.reals, value.codes) : value.codes;
  }
  models::Codes own_codes(const std::string& name) { return get(name).codes; }
  void put(const std::string& name, Value value) { values_[name] = std::move(value); }
  void drop(const std::string& name) {
    values_.erase(name);
    substituted_.erase(name);
  }

 private:
  models::Codes quantized(const std::string& name, Reals from, std::vector<std::int16_t>& codes) const {
    codes.resize(from.size());
    models::quantize(from, params_->at(name), {}, codes);
    return codes;
  }
  Value& get(const std::string& name) {
    const auto found = values_.find(name);
    if (found == values_.end()) throw models::ModelError("there is no tensor '" + name + "'");
    return found->second;
  }

  const TensorParams* params_;
  const Substitute* substitute_;
  std::map<std::string, Value> values_;
  std::map<std::string, std::vector<std::int16_t>> substituted_;
};

namespace {

std::size_t output_size(const Network& network, const Stage& stage) {
  return static_cast<std::size_t>(workloads::element_count(network.layers()[stage.last()].output));
}

}  // namespace

QuantizedNetwork::QuantizedNetwork(const models::Chip& chip, const Network& network, const NetworkWeights& weights,
                                   const Scales& scales, std::vector<StageArithmetic> arithmetic, ProductSink products)
    : network_{&network},
      stages_{stages_of(network)},
      params_{tensor_params(network, stages_, scales)},
      arithmetic_{std::move(arithmetic)},
      code_stages_(stages_.size()),
      real_stages_(stages_.size()),
      ending_{ending_tensors(network, stages_)} {
  if (arithmetic_.size() != stages_.size()) throw models::ModelError("one arithmetic a stage is needed");
  const StageContext context{chip, network, weights, scales, params_, std::move(products)};
  for (std::size_t i = 0; i < stages_.size(); ++i) {
    if (!has_codes(network, stages_[i], params_)) arithmetic_[i] = StageArithmetic::real;
    if (arithmetic_[i] == StageArithmetic::real) real_stages_[i] = make_float_stage(network, stages_[i], weights);
    if (arithmetic_[i] == StageArithmetic::fake) code_stages_[i] = make_fake_stage(context, stages_[i]);
    if (arithmetic_[i] == StageArithmetic::integer) code_stages_[i] = make_integer_stage(context, stages_[i]);
  }
}

QuantizedNetwork::Value QuantizedNetwork::run_on_codes(std::size_t index, Values& values, StageCounts& counts) const {
  const Layer& layer = network_->layers()[stages_[index].layer];
  std::vector<models::Codes> inputs;
  for (const std::string& name : input_names(layer)) inputs.push_back(values.codes(name));
  Value value;
  value.codes.resize(output_size(*network_, stages_[index]));
  counts = code_stages_[index](inputs, value.codes);
  return value;
}

QuantizedNetwork::Value QuantizedNetwork::run_on_reals(std::size_t index, Values& values) const {
  const Layer& layer = network_->layers()[stages_[index].layer];
  std::vector<Reals> inputs;
  for (const std::string& name : input_names(layer)) inputs.push_back(values.reals(name));
  Value value;
  value.reals.resize(output_size(*network_, stages_[index]));
  real_stages_[index](inputs, value.reals);
  return value;
}

void QuantizedNetwork::run_stage(std::size_t index, Values& values, const Visitor& visit) const {
  const std::string& name = network_->layers()[stages_[index].last()].name;
  StageOutput output;
  output.stage = index;
  const bool real = arithmetic_[index] == StageArithmetic::real;
  values.put(name, real ? run_on_reals(index, values) : run_on_codes(index, values, output.counts));
  if (visit) {
    output.values = values.own_reals(name);
    output.params = values.params(name);
    if (!real) output.codes = values.own_codes(name);
    visit(output);
  }
  for (const std::string& done : ending_[index]) values.drop(done);
}

void QuantizedNetwork::run(const Sample& sample, const Visitor& visit, const Substitute& substitute) const {
  Values values{sample, params_, substitute};
  for (std::size_t i = 0; i < stages_.size(); ++i) run_stage(i, values, visit);
}

}  // namespace systole::sim
