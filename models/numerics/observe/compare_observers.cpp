#include "models/numerics/observe/compare_observers.hpp"

#include "models/numerics/quantize/quantize_values.hpp"

namespace systole::models {

std::vector<ObserverResult> compare_observers(std::span<const float> values, std::span<const ObserverOptions> methods) {
  std::vector<ObserverResult> results;
  results.reserve(methods.size());
  std::vector<float> quantized(values.size());
  for (const ObserverOptions& options : methods) {
    const auto observer = make_observer(options);
    observer->observe(values);
    ObserverResult result;
    result.options = options;
    result.range = observer->range();
    result.params = choose_params(result.range, options.rule);
    const QuantizeStyle style = style_of(options.rule);
    fake_quantize(values, result.params, style, quantized);
    result.error = quant_error(values, quantized, result.params.scale);
    result.clipped = share_clipped(values, result.params, style.span);
    results.push_back(result);
  }
  return results;
}

}  // namespace systole::models
