#include "workloads/generators/darts_operators.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "models/errors.hpp"

namespace systole::workloads {

namespace {

std::string add(Network& network, std::string name, LayerKind kind, std::vector<std::string> inputs,
                Attributes attributes) {
  return network.add({std::move(name), kind, std::move(inputs), std::move(attributes), {}}).name;
}

std::string add_relu(Network& network, const std::string& name, const std::string& in) {
  return add(network, name, LayerKind::relu, {in}, Plain{});
}

std::string add_norm(Network& network, const std::string& name, const std::string& in, bool affine) {
  return add(network, name, LayerKind::batch_norm, {in}, Plain{affine});
}

Window square_window(const DartsConv& conv) {
  return {{conv.kernel, conv.kernel},
          {conv.stride, conv.stride},
          {conv.padding, conv.padding},
          {conv.padding, conv.padding},
          {conv.dilation, conv.dilation}};
}

std::string add_conv(Network& network, const std::string& name, const std::string& in, std::int64_t filters,
                     const Window& window, std::int64_t groups = 1) {
  return add(network, name, LayerKind::conv2d, {in}, Conv{filters, window, groups, false});
}

}  // namespace

std::string add_pool_bn(Network& network, const std::string& name, const std::string& in, LayerKind pool,
                        std::int64_t stride, bool affine) {
  const Pool window{square_window({.kernel = 3, .stride = stride, .padding = 1})};
  return add_norm(network, name + ".bn", add(network, name + ".pool", pool, {in}, window), affine);
}

std::string add_std_conv(Network& network, const std::string& name, const std::string& in, const DartsConv& conv) {
  const std::string relu = add_relu(network, name + ".relu", in);
  const std::string sum = add_conv(network, name + ".conv", relu, conv.filters, square_window(conv));
  return add_norm(network, name + ".bn", sum, conv.affine);
}

std::string add_fac_conv(Network& network, const std::string& name, const std::string& in, const DartsConv& conv) {
  Window columns = square_window(conv);
  Window rows = columns;
  for (const auto field : {&Window::kernel, &Window::stride, &Window::dilation}) {
    (columns.*field)[1] = 1;
    (rows.*field)[0] = 1;
  }
  for (const auto field : {&Window::pad_before, &Window::pad_after}) {
    (columns.*field)[1] = 0;
    (rows.*field)[0] = 0;
  }
  const std::string relu = add_relu(network, name + ".relu", in);
  const std::string tall = add_conv(network, name + ".conv1", relu, network.shape(in)[1], columns);
  return add_norm(network, name + ".bn", add_conv(network, name + ".conv2", tall, conv.filters, rows), conv.affine);
}

std::string add_dil_conv(Network& network, const std::string& name, const std::string& in, const DartsConv& conv,
                         const std::string& part) {
  const std::int64_t channels = network.shape(in)[1];
  const std::string relu = add_relu(network, name + ".relu" + part, in);
  const std::string depthwise = add_conv(network, name + ".dw" + part, relu, channels, square_window(conv), channels);
  const std::string pointwise = add_conv(network, name + ".pw" + part, depthwise, conv.filters, Window{});
  return add_norm(network, name + ".bn" + part, pointwise, conv.affine);
}

std::string add_sep_conv(Network& network, const std::string& name, const std::string& in, const DartsConv& conv) {
  DartsConv half = conv;
  half.filters = network.shape(in)[1];
  half.dilation = 1;
  const std::string middle = add_dil_conv(network, name, in, half, "1");
  half.filters = conv.filters;
  half.stride = 1;
  return add_dil_conv(network, name, middle, half, "2");
}

std::string add_factorized_reduce(Network& network, const std::string& name, const std::string& in,
                                  std::int64_t filters, bool affine) {
  const Shape shape = network.shape(in);
  if (filters % 2 != 0) {
    throw models::UserError{fmt::format("'{}' halves its filters, but there are {}", name, filters)};
  }
  if (shape.size() != 4 || shape[2] % 2 != 0 || shape[3] % 2 != 0) {
    throw models::UserError{
        fmt::format("'{}' halves an image of even height and width, but reads {}", name, to_string(shape))};
  }
  const Window window = square_window({.stride = 2});
  const std::string relu = add_relu(network, name + ".relu", in);
  const std::string even = add_conv(network, name + ".conv1", relu, filters / 2, window);
  const std::string rows = add(network, name + ".rows", LayerKind::slice, {relu}, Slice{2, 1, shape[2] - 1});
  const std::string shifted = add(network, name + ".shifted", LayerKind::slice, {rows}, Slice{3, 1, shape[3] - 1});
  const std::string odd = add_conv(network, name + ".conv2", shifted, filters / 2, window);
  const std::string both = add(network, name + ".concat", LayerKind::concat, {even, odd}, Concat{1});
  return add_norm(network, name + ".bn", both, affine);
}

std::string add_skip_connect(Network& network, const std::string& name, const std::string& in, std::int64_t stride,
                             bool affine) {
  if (stride == 1) {
    return add(network, name, LayerKind::identity, {in}, Plain{});
  }
  return add_factorized_reduce(network, name, in, network.shape(in)[1], affine);
}

std::string add_zero(Network& network, const std::string& name, const std::string& in, std::int64_t stride) {
  return add(network, name, LayerKind::zero, {in}, Zero{stride});
}

}  // namespace systole::workloads
