#include "models/datapath/sum_tile.hpp"

#include <algorithm>
#include <numeric>

namespace systole::models {

namespace {

/// The shortest row for which the columns of a skewed vector fall in different banks: hops * length - 1 words from one
/// column to the next must share no factor with the number of banks.
std::int64_t row_length(const ArrayConfig& array, std::int64_t least, std::int64_t banks) {
  if (array.dataflow == Dataflow::os) return least;
  for (std::int64_t length = least; length < least + banks; ++length)
    if (std::gcd(array.hop_registers * length - 1, banks) == 1) return length;
  return least;
}

/// Bytes from one element to the next for which none lies in more banks than it must.
Bytes unsplit(Bytes element, Bytes bank_width) {
  const std::int64_t size = element.count();
  const std::int64_t width = bank_width.count();
  return width % size == 0 || size % width == 0 ? element : Bytes{round_up(size, width)};
}

}  // namespace

SumTile::SumTile(const ArrayConfig& array, const Work& work, const TileBox& box, const TilePlace& place)
    : groups_{box.groups}, outputs_{box.n}, base_{place.base.count()}, element_{place.element} {
  for (std::int64_t image = box.images.begin; image < box.images.begin + box.images.size; ++image)
    for (std::int64_t row = box.rows.begin; row < box.rows.begin + box.rows.size; ++row)
      for (std::int64_t col = box.cols.begin; col < box.cols.begin + box.cols.size; ++col)
        rows_of_m_.push_back((image * work.rows.out + row) * work.cols.out + col);
  const bool is = array.dataflow == Dataflow::is;
  const std::int64_t inner = is ? box.m() : box.n.size;
  const std::int64_t outer = is ? box.n.size : box.m();
  const auto lay_out = [&](Bytes spacing) {
    spacing_ = spacing.count();
    const std::int64_t in_a_row = std::max<std::int64_t>(1, place.row_of_banks / spacing_);
    const std::int64_t length = row_length(array, inner, in_a_row);
    const bool room = spacing_ * length * outer * box.groups.size <= place.capacity.count();
    return room ? length : inner;
  };
  std::int64_t length = lay_out(unsplit(element_, place.bank_width));
  if (spacing_ * length * outer * box.groups.size > place.capacity.count()) length = lay_out(element_);
  group_ = length * outer;
  m_ = is ? 1 : length;
  n_ = is ? length : 1;
  sums_.resize(static_cast<std::size_t>(group_ * box.groups.size));
}

void SumTile::write_codes(std::int64_t group, std::int64_t m, std::int64_t n, std::int64_t count, Bytes size,
                          BankPort& port) const {
  const std::int64_t first = element_at(group, m, n) - (count - 1);
  port.ask_run(base_ + first * spacing_, spacing_, count, size);
}

template <class Visit>
void SumTile::for_each_output(Visit visit) const {
  for (std::int64_t g = 0; g < groups_.size; ++g)
    for (std::int64_t m = 0; m < static_cast<std::int64_t>(rows_of_m_.size()); ++m)
      for (std::int64_t n = 0; n < outputs_.size; ++n) visit(g, m, n);
}

void SumTile::reload(const LayerData& data) {
  for_each_output([&](std::int64_t g, std::int64_t m, std::int64_t n) {
    sums_[static_cast<std::size_t>(element_at(g, m, n))] = data.sums[index(data, g, m, n)];
  });
}

void SumTile::spill(LayerData& data) const {
  for_each_output([&](std::int64_t g, std::int64_t m, std::int64_t n) {
    data.sums[index(data, g, m, n)] = sums_[static_cast<std::size_t>(element_at(g, m, n))];
  });
}

}  // namespace systole::models
