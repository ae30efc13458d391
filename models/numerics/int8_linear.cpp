#include <algorithm>
#include <optional>
#include <vector>

#include "models/numerics/int8_codes.hpp"
#include "models/numerics/int8_convolution.hpp"
#include "models/numerics/int8_product.hpp"
#include "models/numerics/span_size.hpp"
#include "models/onednn/int8_support.hpp"
#include "models/onednn/prepared_product.hpp"

namespace systole::models {

namespace {

using Type = dnnl::memory::data_type;

/// A product is a convolution with windows of one position over tensors that have their channels last.
ConvolutionShape convolution(const LinearShape& s) {
  return {1, 1, s.inputs, s.outputs, plain_axis(s.rows), plain_axis(1)};
}

}  // namespace

struct Int8Linear::Prepared {
  LinearShape shape;
  OperandRange range;
  std::optional<Int8Convolution> otherwise;  // where int8 would not be exact: its exact path
  Int8Codes input;
  Int8Codes weight;
  std::vector<PreparedPrimitive> slices;
  std::int64_t of_slice = 0;             // inputs
  std::vector<std::uint32_t> constants;  // of each output: takes off what the input's offset adds
  std::vector<std::uint8_t> codes;
  std::vector<std::int32_t> slice_sums;

  bool prepare_int8(std::span<const std::int16_t> values);
  template <class T>
  void run(std::span<const T> values, std::span<std::int32_t> sums);
  template <class T>
  void correct(std::span<const T> values, std::span<std::int32_t> sums) const;
};

bool Int8Linear::Prepared::prepare_int8(std::span<const std::int16_t> values) {
  const std::optional<Int8Codes> of_input = input_codes(range);
  const std::optional<Int8Codes> of_weight = weight_codes(range_of(values));
  if (!int8_adds_exactly() || !of_input || !of_weight) return false;
  input = *of_input;
  weight = *of_weight;
  Int8Weights all{{}, shape.outputs, shape.inputs, 1};
  for (const std::int16_t value : values) all.codes.push_back(static_cast<std::int8_t>(weight.bits(value)));
  const std::int64_t count = all.slices(input).value();  // a single product is never too much
  of_slice = (shape.inputs + count - 1) / count;
  for (std::int64_t first = 0; first < shape.inputs; first += of_slice) {
    const std::int64_t inputs = std::min(of_slice, shape.inputs - first);
    const std::vector<std::int8_t> part = all.part(0, shape.outputs, first, inputs);
    slices.push_back(prepare_product({1, shape.rows, inputs, shape.outputs, {0, shape.inputs, 1}, {0, 1, inputs}},
                                     {input.is_signed ? Type::s8 : Type::u8, Type::s8, Type::s32}, part.data()));
  }
  for (const std::int64_t total : all.totals())
    constants.push_back(static_cast<std::uint32_t>(-input.offset) * static_cast<std::uint32_t>(total));
  codes.resize(static_cast<std::size_t>(shape.rows * shape.inputs));
  if (slices.size() > 1) slice_sums.resize(static_cast<std::size_t>(shape.rows * shape.outputs));
  return true;
}

template <class T>
void Int8Linear::Prepared::correct(std::span<const T> values, std::span<std::int32_t> sums) const {
  if (input.offset == 0 && weight.offset == 0) return;
  for (std::int64_t row = 0; row < shape.rows; ++row) {
    std::uint32_t read = 0;
    if (weight.offset != 0)
      for (std::int64_t k = 0; k < shape.inputs; ++k)
        read += static_cast<std::uint32_t>(values[static_cast<std::size_t>(row * shape.inputs + k)]);
    const std::uint32_t of_row = read * -static_cast<std::uint32_t>(weight.offset);
    std::int32_t* sum = sums.data() + row * shape.outputs;
    for (std::size_t n = 0; n < constants.size(); ++n)
      sum[n] = static_cast<std::int32_t>(static_cast<std::uint32_t>(sum[n]) + constants[n] + of_row);
  }
}

template <class T>
void Int8Linear::Prepared::run(std::span<const T> values, std::span<std::int32_t> sums) {
  require_size(values.size(), shape.rows * shape.inputs, "Int8Linear: the input");
  require_size(sums.size(), shape.rows * shape.outputs, "Int8Linear: the sums");
  if (otherwise) return otherwise->run(values, sums);
  const std::uint8_t* from = encoded(values, range, input, codes.data());
  std::int32_t* to = sums.data();
  for (PreparedPrimitive& slice : slices) {
    slice.set(DNNL_ARG_SRC, from);
    slice.set(DNNL_ARG_DST, to);
    slice.run();
    if (to != sums.data()) add_wrapping(slice_sums, sums);
    from += of_slice;
    to = slice_sums.data();
  }
  correct(values, sums);
}

Int8Linear::Int8Linear(const LinearShape& shape, std::span<const std::int16_t> weights, const OperandRange& input)
    : prepared_{std::make_unique<Prepared>()} {
  require_size(weights.size(), shape.inputs * shape.outputs, "Int8Linear: the weights");
  require_sums_fit(weights, shape.inputs, input);
  prepared_->shape = shape;
  prepared_->range = input;
  if (!prepared_->prepare_int8(weights))
    prepared_->otherwise.emplace(convolution(shape), weights, input, ChannelOrder::last);
}

Int8Linear::Int8Linear(Int8Linear&&) noexcept = default;
Int8Linear& Int8Linear::operator=(Int8Linear&&) noexcept = default;
Int8Linear::~Int8Linear() = default;

void Int8Linear::run(std::span<const std::int16_t> input, std::span<std::int32_t> sums) {
  prepared_->run(input, sums);
}
void Int8Linear::run(std::span<const std::int8_t> input, std::span<std::int32_t> sums) {
  prepared_->run(input, sums);
}
void Int8Linear::run(std::span<const std::uint8_t> input, std::span<std::int32_t> sums) {
  prepared_->run(input, sums);
}

std::int64_t Int8Linear::slices() const {
  return static_cast<std::int64_t>(prepared_->slices.size());
}

}  // namespace systole::models
