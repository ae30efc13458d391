#include <fmt/format.h>

#include <algorithm>

#include "models/errors.hpp"
#include "models/units.hpp"
#include "workloads/readers/scalesim_csv.hpp"

namespace systole::workloads {

namespace {

/// A convolution without padding, as the format knows it.
struct ConvRow {
  std::string name;
  std::array<std::int64_t, 2> ifmap{1, 1};
  std::array<std::int64_t, 2> kernel{1, 1};
  std::int64_t channels = 1;
  std::int64_t filters = 1;
  std::int64_t stride = 1;
};

/// Rows that one layer may become: a file is read by people and by tools that list it.
constexpr std::int64_t kMaxRows = 100'000;

struct GemmRow {
  std::string name;
  std::int64_t m = 1;
  std::int64_t k = 1;
  std::int64_t n = 1;
};

[[noreturn]] void refuse(const Layer& layer, const std::string& why) {
  throw models::UserError{fmt::format("layer '{}' does not fit into a SCALE-Sim topology: {}", layer.name, why)};
}

/// "DP" means depthwise to the format, so no other name may hold it.
std::string without_mark(std::string name) {
  for (std::size_t at = name.find("DP"); at != std::string::npos; at = name.find("DP", at)) {
    name[at + 1] = 'p';
  }
  return name;
}

std::string with_mark(const std::string& name) {
  return name.find("DP") == std::string::npos ? name + "_DP" : name;
}

bool is_conv(const Layer& layer) {
  return std::holds_alternative<Conv>(layer.attributes);
}

/// Rows of the ifmap, padding included, that give `out` outputs in the format's rounding. Where the windows do not
/// reach the end of the padded map, that is less than all of it.
std::int64_t written_size(std::int64_t in, std::int64_t out, const Window& window, std::size_t axis) {
  const std::int64_t kernel = window.kernel.at(axis);
  const std::int64_t stride = window.stride.at(axis);
  const bool as_is =
      window.pad_before.at(axis) == 0 && in >= kernel && models::ceil_div(in - kernel, stride) + 1 == out;
  return as_is ? in : (out - 1) * stride + kernel;
}

std::vector<ConvRow> conv_rows(const Network& network, const Layer& layer) {
  const Conv& conv = std::get<Conv>(layer.attributes);
  const Shape& in = network.shape(layer.inputs.front());
  const bool signal = layer.kind == LayerKind::conv1d;
  const Window& window = conv.window;
  if (in[0] != 1) {
    refuse(layer, fmt::format("its batch is {}, the format has none", in[0]));
  }
  if (window.dilation != std::array<std::int64_t, 2>{1, 1}) {
    refuse(layer, "it is dilated");
  }
  if (!signal && window.stride[0] != window.stride[1]) {
    refuse(layer, "its strides differ by axis");
  }
  ConvRow row;
  row.kernel = window.kernel;
  row.stride = window.stride[1];
  row.ifmap[1] = written_size(in.back(), layer.output.back(), window, 1);
  if (!signal) {
    row.ifmap[0] = written_size(in[2], layer.output[2], window, 0);
  }
  if (conv.groups > 1 && conv.groups == in[1]) {
    row.name = with_mark(layer.name);
    row.channels = in[1];
    row.filters = conv.filters / in[1];
    return {row};
  }
  if (conv.groups > kMaxRows) {
    refuse(layer, fmt::format("its {} groups would each be a row", conv.groups));
  }
  row.channels = in[1] / conv.groups;
  row.filters = conv.filters / conv.groups;
  std::vector<ConvRow> rows;
  for (std::int64_t group = 0; group < conv.groups; ++group) {
    row.name = without_mark(conv.groups == 1 ? layer.name : fmt::format("{}_g{}", layer.name, group + 1));
    rows.push_back(row);
  }
  return rows;
}

/// Products of a layer; none for layers that do not multiply.
std::vector<GemmRow> gemm_rows(const Network& network, const Layer& layer) {
  if (const auto* gemm = std::get_if<Gemm>(&layer.attributes)) {
    return {{layer.name, gemm->m, gemm->k, gemm->n}};
  }
  if (layer.kind != LayerKind::linear && layer.kind != LayerKind::matmul) {
    return {};
  }
  const Shape& out = layer.output;
  const std::int64_t k = network.shape(layer.inputs.front()).back();
  if (layer.kind == LayerKind::linear) {
    return {{layer.name, element_count(out) / out.back(), k, out.back()}};
  }
  const std::int64_t m = out[out.size() - 2];
  const std::int64_t products = element_count(out) / (m * out.back());
  if (products > kMaxRows) {
    refuse(layer, fmt::format("its {} products would each be a row", products));
  }
  std::vector<GemmRow> rows;
  for (std::int64_t i = 0; i < products; ++i) {
    rows.push_back({products == 1 ? layer.name : fmt::format("{}_b{}", layer.name, i + 1), m, k, out.back()});
  }
  return rows;
}

std::string text(const ConvRow& row) {
  return fmt::format("{}, {}, {}, {}, {}, {}, {}, {},\n", row.name, row.ifmap[0], row.ifmap[1], row.kernel[0],
                     row.kernel[1], row.channels, row.filters, row.stride);
}

std::string text(const GemmRow& row) {
  return fmt::format("{}, {}, {}, {},\n", row.name, row.m, row.n, row.k);
}

ConvRow as_conv(const GemmRow& gemm) {
  return {without_mark(gemm.name), {gemm.m, 1}, {1, 1}, gemm.k, gemm.n, 1};
}

}  // namespace

std::string to_scalesim_csv(const Network& network) {
  const bool convs = std::any_of(network.layers().begin(), network.layers().end(), is_conv);
  std::string csv =
      convs ? "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides,\n"
            : "Layer, M, N, K,\n";
  for (const Layer& layer : network.layers()) {
    if (is_conv(layer)) {
      for (const ConvRow& row : conv_rows(network, layer)) {
        csv += text(row);
      }
      continue;
    }
    for (const GemmRow& row : gemm_rows(network, layer)) {
      csv += convs ? text(as_conv(row)) : text(row);
    }
  }
  return csv;
}

}  // namespace systole::workloads
