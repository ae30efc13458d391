#include "models/numerics/fit/quantizers.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <vector>

#include "models/errors.hpp"
#include "models/numerics/fit/dorefa.hpp"
#include "models/numerics/fit/learned_step.hpp"
#include "models/numerics/fit/pact.hpp"

namespace systole::models {

namespace {

char lower(char c) {
  return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

const QuantizerTraits& traits(Quantizer quantizer) {
  for (const QuantizerTraits& one : kQuantizers)
    if (one.quantizer == quantizer) return one;
  throw ModelError{"no such quantiser"};
}

std::optional<Quantizer> quantizer_named(std::string_view name) {
  if (same_word(name, "lsq_plus")) return Quantizer::lsq_plus;
  for (const QuantizerTraits& one : kQuantizers)
    if (same_word(name, one.name)) return one.quantizer;
  return std::nullopt;
}

FitResult fit_uniform(const FitInput& input) {
  check_input(input);
  FitResult result;
  std::vector<float> values;
  for (std::size_t channel = 0; channel < input.layout.channels; ++channel) {
    gather_channel(input.values, input.layout, channel, values);
    result.params.push_back(choose_params(channel_range(input, channel, values), input.rule));
    result.mse += squared_error(values, result.params.back(), span_of(input.rule));
  }
  result.mse /= static_cast<double>(input.values.size());
  result.mse_start = result.mse;
  return result;
}

FitResult fit(Quantizer quantizer, const FitInput& input, const FitOptions& options) {
  switch (quantizer) {
    case Quantizer::uniform:
    case Quantizer::adaround:
      return fit_uniform(input);
    case Quantizer::lsq:
      return fit_lsq(input, options);
    case Quantizer::lsq_plus:
      return fit_lsq_plus(input, options);
    case Quantizer::dorefa:
      return fit_dorefa(input);
    case Quantizer::pact:
      return fit_pact(input, options);
  }
  throw ModelError{"no such quantiser"};
}

}  // namespace systole::models
