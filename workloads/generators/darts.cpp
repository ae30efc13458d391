#include "workloads/generators/darts.hpp"

#include <fmt/format.h>

#include "models/errors.hpp"
#include "workloads/generators/darts_cells.hpp"

namespace systole::workloads {

namespace {

constexpr std::int64_t kStemFactor = 3;  // channels of the first convolution by C

void require_range(const char* what, std::int64_t value, std::int64_t max) {
  if (value < 1 || value > max) {
    throw models::UserError{fmt::format("darts: {} is {}, allowed are 1 to {}", what, value, max)};
  }
}

void check(const DartsOptions& options) {
  require_range("layers", options.layers, kMaxDartsLayers);
  require_range("channels", options.channels, kMaxDartsOption);
  require_range("classes", options.classes, kMaxDartsClasses);
  require_range("image", options.image, kMaxDartsOption);
  require_range("batch", options.batch, kMaxDartsOption);
  if (options.image % 4 != 0) {
    throw models::UserError{
        fmt::format("darts: image is {}, but is halved twice: it must be a multiple of 4", options.image)};
  }
  if (options.stage == DartsOptions::Stage::augment) {
    check_cell(options.genotype.normal, "normal");
    check_cell(options.genotype.reduce, "reduce");
  }
}

std::string source(const DartsOptions& options) {
  const std::string paper = "Liu, Simonyan and Yang, DARTS (ICLR 2019), ";
  if (options.stage == DartsOptions::Stage::search) {
    return paper + "the search network";
  }
  return paper + (options.origin.empty() ? "a given genotype" : "genotype " + options.origin);
}

void add_cells(Network& network, const DartsOptions& options) {
  DartsStates outputs{"stem.bn", "stem.bn"};
  DartsSite site{"", options.channels, false, false};
  for (std::int64_t cell = 0; cell < options.layers; ++cell) {
    site.prefix = fmt::format("cells.{}.", cell);
    site.after_reduction = site.reduces;
    site.reduces = cell == options.layers / 3 || cell == 2 * options.layers / 3;
    site.channels *= site.reduces ? 2 : 1;
    outputs = {outputs.last, add_darts_cell(network, options, site, outputs)};
  }
}

}  // namespace

Network generate_darts(const DartsOptions& options) {
  check(options);
  Network network{options.name};
  network.set_source(source(options));
  network.add_input("x", {options.batch, 3, options.image, options.image});
  const Window window{{3, 3}, {1, 1}, {1, 1}, {1, 1}, {1, 1}};
  network.add({"stem.conv", LayerKind::conv2d, {"x"}, Conv{kStemFactor * options.channels, window, 1, false}, {}});
  network.add({"stem.bn", LayerKind::batch_norm, {"stem.conv"}, Plain{true}, {}});
  add_cells(network, options);
  const std::string features = network.layers().back().name;
  network.add({"gap", LayerKind::adaptive_avg_pool, {features}, AdaptivePool{}, {}});
  network.add({"flatten", LayerKind::reshape, {"gap"}, Reshape{{options.batch, -1}}, {}});
  network.add({"classifier", LayerKind::linear, {"flatten"}, Linear{options.classes, true}, {}});
  return network;
}

}  // namespace systole::workloads
