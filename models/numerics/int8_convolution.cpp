#include "models/numerics/int8_convolution.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "models/numerics/exact_convolution.hpp"
#include "models/numerics/int8_codes.hpp"
#include "models/numerics/padded_copy.hpp"
#include "models/numerics/span_size.hpp"
#include "models/numerics/window_sums.hpp"
#include "models/onednn/int8_support.hpp"
#include "models/onednn/prepared_convolution.hpp"

namespace systole::models {

namespace {

using Type = dnnl::memory::data_type;

bool has_padding(const WindowAxis& axis) {
  return axis.pad_before > 0 || reach(axis) > axis.in + axis.pad_before;
}

/// oneDNN pads with code 0, which is not the value 0 where codes have an offset.
WindowAxis asked(const WindowAxis& axis, const Int8Codes& input) {
  return pads_by_itself(axis) && (input.offset == 0 || !has_padding(axis)) ? axis : padded(axis);
}

/// The axis from which copy_padded() writes out `inner`'s.
WindowAxis copied(WindowAxis axis, const WindowAxis& inner) {
  if (axis == inner) axis.pad_before = 0;
  return axis;
}

/// All axes counted in elements of a row, for tensors that have their channels last.
WindowAxis times(WindowAxis axis, std::int64_t channels) {
  axis.in *= channels;
  axis.pad_before *= channels;
  return axis;
}

/// Adds add(image, filter, pixel) to each sum.
template <class Add>
void add_to_sums(const ConvolutionShape& s, ChannelOrder order, std::span<std::int32_t> sums, Add add) {
  const std::int64_t pixels = s.rows.out * s.cols.out;
  const std::int64_t filters = s.groups * s.filters;
  const bool first = order == ChannelOrder::first;
  std::int32_t* sum = sums.data();
  for (std::int64_t image = 0; image < s.images; ++image)
    for (std::int64_t slow = 0; slow < (first ? filters : pixels); ++slow)
      for (std::int64_t fast = 0; fast < (first ? pixels : filters); ++fast, ++sum)
        *sum = static_cast<std::int32_t>(static_cast<std::uint32_t>(*sum) +
                                         add(image, first ? slow : fast, first ? fast : slow));
}

}  // namespace

/// What exact_convolution needs, or the primitives of the slices.
struct Int8Convolution::Prepared {
  /// Of all groups, or of one where there are several slices.
  struct Unit {
    std::int64_t slice = 0;
    std::int64_t input_at = 0;  // elements from the tensors' begin
    std::int64_t output_at = 0;
    PreparedPrimitive primitive;
  };

  ConvolutionShape shape;
  ConvolutionShape inner;  // with padding written out where oneDNN does not pad
  OperandRange range;
  ChannelOrder order = ChannelOrder::first;
  std::vector<std::int16_t> weights;  // for exact_convolution
  Int8Codes input;
  Int8Codes weight;
  std::int64_t slices = 0;
  std::vector<Unit> units;
  std::vector<std::int32_t> constants;  // of each filter: takes off what the input's offset adds; empty without
  std::vector<std::uint8_t> codes;
  std::vector<std::int32_t> slice_sums;
  WindowSums windows;

  Prepared(const ConvolutionShape& its_shape, const OperandRange& its_range, ChannelOrder its_order)
      : shape{its_shape}, inner{its_shape}, range{its_range}, order{its_order}, windows{its_shape, its_order} {}

  bool prepare_int8(std::span<const std::int16_t> values);
  void add_unit(const Int8Weights& of, std::int64_t slice, std::int64_t group, std::int64_t groups);
  template <class T>
  const std::uint8_t* encoded(std::span<const T> values);
  template <class T>
  void run(std::span<const T> values, std::span<std::int32_t> sums);
  template <class T>
  void run_exactly(std::span<const T> values, std::span<std::int32_t> sums) const;
  template <class T>
  void correct(std::span<const T> values, std::span<std::int32_t> sums);
};

bool Int8Convolution::Prepared::prepare_int8(std::span<const std::int16_t> values) {
  const std::optional<Int8Codes> of_input = input_codes(range);
  const std::optional<Int8Codes> of_weight = weight_codes(range_of(values));
  if (!int8_adds_exactly() || !of_input || !of_weight) return false;
  Int8Weights all{{}, shape.groups * shape.filters, shape.channels, shape.taps()};
  for (const std::int16_t value : values) all.codes.push_back(static_cast<std::int8_t>(of_weight->bits(value)));
  const std::optional<std::int64_t> needed = all.slices(*of_input);
  if (!needed) return false;
  input = *of_input;
  weight = *of_weight;
  slices = *needed;
  inner.rows = asked(shape.rows, input);
  inner.cols = asked(shape.cols, input);
  for (std::int64_t slice = 0; slice < slices; ++slice) {
    if (slices == 1) {
      add_unit(all, slice, 0, shape.groups);
    } else {
      for (std::int64_t group = 0; group < shape.groups; ++group) add_unit(all, slice, group, 1);
    }
  }
  if (input.offset != 0)
    for (const std::int64_t total : all.totals()) constants.push_back(static_cast<std::int32_t>(-input.offset * total));
  codes.resize(static_cast<std::size_t>(inner.input_size()));
  if (slices > 1) slice_sums.resize(static_cast<std::size_t>(shape.output_size()));
  return true;
}

void Int8Convolution::Prepared::add_unit(const Int8Weights& of, std::int64_t slice, std::int64_t group,
                                         std::int64_t groups) {
  const std::int64_t each = (shape.channels + slices - 1) / slices;
  ConvolutionShape part = inner;
  part.groups = groups;
  part.channels = std::min(each, shape.channels - slice * each);
  const std::int64_t channels = shape.groups * shape.channels;
  const std::int64_t filters = shape.groups * shape.filters;
  const ImageLayout from{shape.images, groups * part.channels, inner.rows.in, inner.cols.in, channels, order};
  const ImageLayout to{shape.images, groups * shape.filters, inner.rows.out, inner.cols.out, filters, order};
  const std::vector<std::int8_t> its_weights =
      of.part(group * shape.filters, groups * shape.filters, slice * each, part.channels);
  const bool first = order == ChannelOrder::first;
  units.push_back({slice, (group * shape.channels + slice * each) * (first ? inner.rows.in * inner.cols.in : 1),
                   group * shape.filters * (first ? inner.rows.out * inner.cols.out : 1),
                   prepare_convolution(part, {input.is_signed ? Type::s8 : Type::u8, Type::s8, Type::s32}, {from, to},
                                       its_weights.data(), nullptr)});
}

/// The codes as the primitives take them: the caller's own where they are that.
template <class T>
const std::uint8_t* Int8Convolution::Prepared::encoded(std::span<const T> values) {
  if (inner == shape) return models::encoded(values, range, input, codes.data());
  require_in_range(values, range);
  const std::int64_t channels = order == ChannelOrder::last ? shape.groups * shape.channels : 1;
  copy_padded(copied(shape.rows, inner.rows), times(copied(shape.cols, inner.cols), channels), values, inner.rows.in,
              inner.cols.in * channels, input.bits(0), std::span{codes}, [this](T value) { return input.bits(value); });
  return codes.data();
}

template <class T>
void Int8Convolution::Prepared::correct(std::span<const T> values, std::span<std::int32_t> sums) {
  if (!constants.empty())
    add_to_sums(shape, order, sums, [&](std::int64_t, std::int64_t filter, std::int64_t) {
      return static_cast<std::uint32_t>(constants[static_cast<std::size_t>(filter)]);
    });
  if (weight.offset == 0) return;
  const std::span<const std::uint32_t> read = windows(values);
  const std::int64_t pixels = shape.rows.out * shape.cols.out;
  const std::uint32_t factor = -static_cast<std::uint32_t>(weight.offset);
  add_to_sums(shape, order, sums, [&](std::int64_t image, std::int64_t filter, std::int64_t pixel) {
    return factor * read[static_cast<std::size_t>((image * shape.groups + filter / shape.filters) * pixels + pixel)];
  });
}

template <class T>
void Int8Convolution::Prepared::run_exactly(std::span<const T> values, std::span<std::int32_t> sums) const {
  std::vector<std::int16_t> channels_first(values.begin(), values.end());
  const auto turn = [&](std::int64_t channels, std::int64_t pixels, auto move) {
    std::int64_t at = 0;
    for (std::int64_t image = 0; image < shape.images; ++image)
      for (std::int64_t pixel = 0; pixel < pixels; ++pixel)
        for (std::int64_t channel = 0; channel < channels; ++channel, ++at)
          move(static_cast<std::size_t>((image * channels + channel) * pixels + pixel), static_cast<std::size_t>(at));
  };
  const bool last = order == ChannelOrder::last;
  if (last)
    turn(shape.groups * shape.channels, shape.rows.in * shape.cols.in,
         [&](std::size_t to, std::size_t from) { channels_first[to] = std::int16_t{values[from]}; });
  require_in_range(values, range);
  const std::vector<std::int64_t> exact = exact_convolution(shape, channels_first, weights);
  const auto put = [&](std::size_t from, std::size_t to) { sums[to] = static_cast<std::int32_t>(exact[from]); };
  if (last) {
    turn(shape.groups * shape.filters, shape.rows.out * shape.cols.out, put);
  } else {
    for (std::size_t i = 0; i < exact.size(); ++i) put(i, i);
  }
}

template <class T>
void Int8Convolution::Prepared::run(std::span<const T> values, std::span<std::int32_t> sums) {
  require_size(values.size(), shape.input_size(), "Int8Convolution: the input");
  require_size(sums.size(), shape.output_size(), "Int8Convolution: the sums");
  if (slices == 0) return run_exactly(values, sums);
  const std::uint8_t* from = encoded(values);
  for (std::size_t i = 0; i < units.size(); ++i) {
    Unit& unit = units[i];
    std::int32_t* to = unit.slice == 0 ? sums.data() : slice_sums.data();
    unit.primitive.set(DNNL_ARG_SRC, from + unit.input_at);
    unit.primitive.set(DNNL_ARG_DST, to + unit.output_at);
    unit.primitive.run();
    const bool complete = i + 1 == units.size() || units[i + 1].slice != unit.slice;
    if (unit.slice > 0 && complete) add_wrapping(slice_sums, sums);
  }
  correct(values, sums);
}

Int8Convolution::Int8Convolution(const ConvolutionShape& shape, std::span<const std::int16_t> weights,
                                 const OperandRange& input, ChannelOrder order)
    : prepared_{std::make_unique<Prepared>(shape, input, order)} {
  require_size(weights.size(), shape.weight_size(), "Int8Convolution: the weights");
  require_sums_fit(weights, shape.reduction(), input);
  if (!prepared_->prepare_int8(weights)) prepared_->weights.assign(weights.begin(), weights.end());
}

Int8Convolution::Int8Convolution(Int8Convolution&&) noexcept = default;
Int8Convolution& Int8Convolution::operator=(Int8Convolution&&) noexcept = default;
Int8Convolution::~Int8Convolution() = default;

void Int8Convolution::run(std::span<const std::int16_t> input, std::span<std::int32_t> sums) {
  prepared_->run(input, sums);
}
void Int8Convolution::run(std::span<const std::int8_t> input, std::span<std::int32_t> sums) {
  prepared_->run(input, sums);
}
void Int8Convolution::run(std::span<const std::uint8_t> input, std::span<std::int32_t> sums) {
  prepared_->run(input, sums);
}

std::int64_t Int8Convolution::slices() const {
  return prepared_->slices;
}

}  // namespace systole::models
