// The composites as layers. Parameters and products are the sums over their convolutions, which have no bias, and two
// learned values a channel of a norm.
#include "tests/workloads/network_support.hpp"
#include "workloads/generators/darts_operators.hpp"

using namespace systole::workloads;

namespace {

constexpr std::int64_t kC = 16;

Network image(std::int64_t channels = kC, std::int64_t size = 8) {
  Network network{"test"};
  network.add_input("x", {1, channels, size, size});
  return network;
}

std::vector<std::string> kinds(const Network& network) {
  std::vector<std::string> names;
  for (const Layer& layer : network.layers()) {
    names.emplace_back(kind_name(layer.kind));
  }
  return names;
}

const Conv& conv(const Network& network, const std::string& name) {
  return std::get<Conv>(network.producer(name)->attributes);
}

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("PoolBN is a pool of padding 1 and a norm", "[generator][Q4]") {
  Network network = image();
  CHECK(add_pool_bn(network, "p", "x", LayerKind::max_pool, 1, true) == "p.bn");
  CHECK(add_pool_bn(network, "q", "x", LayerKind::avg_pool, 2, false) == "q.bn");
  CHECK(kinds(network) == Words{"max_pool", "batch_norm", "avg_pool", "batch_norm"});
  CHECK(network.shape("p.bn") == Shape{1, kC, 8, 8});
  CHECK(network.shape("q.bn") == Shape{1, kC, 4, 4});
  CHECK(std::get<Pool>(network.producer("q.pool")->attributes).window == square(3, 2, 1));
  CHECK(parameter_count(network) == 2 * kC);
}

TEST_CASE("StdConv is ReLU, convolution without bias, norm", "[generator][Q5]") {
  Network network = image();
  CHECK(add_std_conv(network, "s", "x", {.filters = 24, .kernel = 5, .stride = 2, .padding = 2}) == "s.bn");
  CHECK(kinds(network) == Words{"relu", "conv2d", "batch_norm"});
  CHECK(network.shape("s.bn") == Shape{1, 24, 4, 4});
  CHECK(parameter_count(network) == 24 * kC * 25 + 2 * 24);
  CHECK(mac_count(network) == 16 * 24 * kC * 25);
}

TEST_CASE("FacConv is ReLU, k x 1, 1 x k and norm, and halves each axis once", "[generator][Q6]") {
  Network network = image();
  CHECK(add_fac_conv(network, "f", "x", {.filters = 24, .kernel = 7, .stride = 2, .padding = 3}) == "f.bn");
  CHECK(kinds(network) == Words{"relu", "conv2d", "conv2d", "batch_norm"});
  CHECK(conv(network, "f.conv1").window.kernel == std::array<std::int64_t, 2>{7, 1});
  CHECK(conv(network, "f.conv2").window.kernel == std::array<std::int64_t, 2>{1, 7});
  CHECK(network.shape("f.conv1") == Shape{1, kC, 4, 8});
  CHECK(network.shape("f.bn") == Shape{1, 24, 4, 4});
  CHECK(parameter_count(network) == 7 * kC * kC + 7 * kC * 24 + 2 * 24);
}

TEST_CASE("DilConv is ReLU, dilated depthwise, pointwise and norm", "[generator][Q6]") {
  Network network = image();
  const DartsConv dil5{.filters = kC, .kernel = 5, .stride = 2, .padding = 4, .dilation = 2};
  CHECK(add_dil_conv(network, "d", "x", dil5) == "d.bn");
  CHECK(kinds(network) == Words{"relu", "conv2d", "conv2d", "batch_norm"});
  CHECK(conv(network, "d.dw").groups == kC);
  CHECK(conv(network, "d.dw").window == square(5, 2, 4, 2));
  CHECK(conv(network, "d.pw").window == Window{});
  CHECK(network.shape("d.bn") == Shape{1, kC, 4, 4});
  CHECK(parameter_count(network) == 25 * kC + kC * kC + 2 * kC);
  CHECK(mac_count(network) == 16 * (25 * kC + kC * kC));
}

TEST_CASE("SepConv is two DilConv of dilation 1, of which the first strides and keeps the channels",
          "[generator][Q6]") {
  Network network = image();
  CHECK(add_sep_conv(network, "s", "x", {.filters = 24, .kernel = 3, .stride = 2, .padding = 1}) == "s.bn2");
  CHECK(kinds(network) == Words{"relu", "conv2d", "conv2d", "batch_norm", "relu", "conv2d", "conv2d", "batch_norm"});
  CHECK(conv(network, "s.dw1").window == square(3, 2, 1));
  CHECK(conv(network, "s.dw2").window == square(3, 1, 1));
  CHECK(network.shape("s.bn1") == Shape{1, kC, 4, 4});
  CHECK(network.shape("s.bn2") == Shape{1, 24, 4, 4});
  CHECK(parameter_count(network) == 9 * kC + kC * kC + 2 * kC + 9 * kC + kC * 24 + 2 * 24);
}

TEST_CASE("FactorizedReduce convolves the even pixels and, shifted by one row and column, the odd ones",
          "[generator][Q7]") {
  Network network = image();
  CHECK(add_factorized_reduce(network, "r", "x", 24, true) == "r.bn");
  CHECK(kinds(network) == Words{"relu", "conv2d", "slice", "slice", "conv2d", "concat", "batch_norm"});
  CHECK(network.producer("r.conv1")->inputs == Words{"r.relu"});
  CHECK(network.producer("r.conv2")->inputs == Words{"r.shifted"});
  CHECK(std::get<Slice>(network.producer("r.rows")->attributes) == Slice{2, 1, 7});
  CHECK(std::get<Slice>(network.producer("r.shifted")->attributes) == Slice{3, 1, 7});
  CHECK(network.producer("r.concat")->inputs == Words{"r.conv1", "r.conv2"});
  CHECK(network.shape("r.bn") == Shape{1, 24, 4, 4});
  CHECK(parameter_count(network) == 2 * kC * 12 + 2 * 24);
  CHECK(mac_count(network) == 2 * 16 * kC * 12);
}

TEST_CASE("of a 4 x 4 ramp, FactorizedReduce's convolutions see 0, 2, 8, 10 and 5, 7, 13, 15", "[generator][Q7]") {
  Network network = image(2, 4);
  add_factorized_reduce(network, "r", "x", 2, true);
  // The pixels that a 1x1 convolution reads, through the slices between it and the image whose pixel (y, x) is 4 y + x.
  const auto seen = [&](const std::string& name) {
    std::array<std::int64_t, 2> begin{0, 0};
    for (const Layer* at = network.producer(network.producer(name)->inputs.front()); at != nullptr;
         at = network.producer(at->inputs.front())) {
      if (const auto* slice = std::get_if<Slice>(&at->attributes)) {
        begin.at(static_cast<std::size_t>(slice->axis) - 2) += slice->begin;
      }
    }
    std::vector<std::int64_t> pixels;
    const Shape& out = network.shape(name);
    for (std::int64_t y = 0; y < out[2]; ++y) {
      for (std::int64_t x = 0; x < out[3]; ++x) {
        pixels.push_back(4 * (begin[0] + y * conv(network, name).window.stride[0]) + begin[1] +
                         x * conv(network, name).window.stride[1]);
      }
    }
    return pixels;
  };
  CHECK(seen("r.conv1") == std::vector<std::int64_t>{0, 2, 8, 10});
  CHECK(seen("r.conv2") == std::vector<std::int64_t>{5, 7, 13, 15});
}

TEST_CASE("FactorizedReduce refuses odd filters and odd images", "[generator][Q7]") {
  Network even = image();
  CHECK_THAT(user_error([&] { add_factorized_reduce(even, "r", "x", 5, true); }),
             Catch::Contains("halves its filters"));
  Network odd = image(kC, 7);
  CHECK_THAT(user_error([&] { add_factorized_reduce(odd, "r", "x", 4, true); }), Catch::Contains("even height"));
}

TEST_CASE("a skip is an identity, or a FactorizedReduce where it strides", "[generator][Q7]") {
  Network network = image();
  CHECK(add_skip_connect(network, "i", "x", 1, true) == "i");
  CHECK(network.producer("i")->kind == LayerKind::identity);
  CHECK(add_skip_connect(network, "r", "x", 2, false) == "r.bn");
  CHECK(network.shape("r.bn") == Shape{1, kC, 4, 4});
  CHECK(parameter_count(network) == kC * kC);
}

TEST_CASE("a zero has the shape of the operators that it stands beside", "[generator][Q1]") {
  Network network = image();
  CHECK(network.shape(add_zero(network, "z1", "x", 1)) == Shape{1, kC, 8, 8});
  CHECK(network.shape(add_zero(network, "z2", "x", 2)) == Shape{1, kC, 4, 4});
}

TEST_CASE("what a composite computes is the tensor of its last layer", "[generator][T14]") {
  Network network = image();
  const DartsConv same{.filters = kC, .kernel = 3, .padding = 1};
  for (const std::string& out :
       {add_pool_bn(network, "p", "x", LayerKind::avg_pool, 1, true), add_std_conv(network, "s", "x", same),
        add_fac_conv(network, "f", "x", same), add_dil_conv(network, "d", "x", same),
        add_sep_conv(network, "e", "x", same), add_factorized_reduce(network, "r", "x", kC, true)}) {
    const auto at = static_cast<std::size_t>(network.producer(out) - network.layers().data());
    CHECK(network.layers()[at].kind == LayerKind::batch_norm);
    CHECK(network.consumers()[at].empty());
    const bool ends = at + 1 == network.layers().size() || network.layers()[at + 1].inputs.front() == "x";
    CHECK(ends);
  }
}
