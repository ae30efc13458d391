#include "sim/inference/layout_layer.hpp"

#include <algorithm>
#include <string>

#include "models/errors.hpp"
#include "models/reference/layout.hpp"
#include "sim/inference/layer_shapes.hpp"

namespace systole::sim {

using workloads::Layer;
using workloads::LayerKind;
using workloads::Network;
using workloads::Shape;

namespace {

template <class T>
using Inputs = std::span<const std::span<const T>>;

template <class T>
LayoutLayer<T> of_concat(const Network& network, const Layer& layer) {
  const std::int64_t axis = std::get<workloads::Concat>(layer.attributes).axis;
  std::vector<std::int64_t> begins{0};
  for (const std::string& input : layer.inputs)
    begins.push_back(begins.back() + network.shape(input)[static_cast<std::size_t>(axis)]);
  return [whole = axis_of(layer.output, axis), begins](Inputs<T> in, std::span<T> out) {
    for (std::size_t i = 0; i < in.size(); ++i) models::put_slice<T>(whole, begins[i], in[i], out);
  };
}

template <class T>
LayoutLayer<T> of_slice(const Shape& in, const workloads::Slice& slice) {
  return [whole = axis_of(in, slice.axis), begin = slice.begin](Inputs<T> x, std::span<T> out) {
    models::take_slice<T>(whole, begin, x[0], out);
  };
}

template <class T>
LayoutLayer<T> of_patches(const Shape& in, std::int64_t patch) {
  return [shape = models::PatchShape{in[0], in[1], in[2], in[3], patch}](Inputs<T> x, std::span<T> out) {
    models::cut_patches<T>(shape, x[0], out);
  };
}

}  // namespace

bool passes_codes_on(LayerKind kind) {
  return kind == LayerKind::slice || kind == LayerKind::reshape || kind == LayerKind::transpose ||
         kind == LayerKind::patchify;
}

template <class T>
LayoutLayer<T> make_layout_layer(const Network& network, const Layer& layer) {
  const Shape& in = network.shape(layer.inputs.front());
  switch (layer.kind) {
    case LayerKind::concat:
      return of_concat<T>(network, layer);
    case LayerKind::slice:
      return of_slice<T>(in, std::get<workloads::Slice>(layer.attributes));
    case LayerKind::reshape:
      return [](Inputs<T> x, std::span<T> out) { std::copy(x[0].begin(), x[0].end(), out.begin()); };
    case LayerKind::transpose:
      return [in, axes = std::get<workloads::Transpose>(layer.attributes).axes](Inputs<T> x, std::span<T> out) {
        models::transpose_axes<T>(in, axes, x[0], out);
      };
    case LayerKind::patchify:
      return of_patches<T>(in, std::get<workloads::Patchify>(layer.attributes).patch);
    default:
      throw models::ModelError("layer '" + layer.name + "' does more than move elements");
  }
}

template LayoutLayer<float> make_layout_layer(const Network&, const Layer&);
template LayoutLayer<std::int16_t> make_layout_layer(const Network&, const Layer&);

}  // namespace systole::sim
