#include "sim/explain/roofline_text.hpp"

#include <fmt/format.h>

#include "models/dataflow/roofline.hpp"
#include "models/memory/channel.hpp"
#include "reports/number_format.hpp"

namespace systole::sim {

std::string roofline_text(const models::Chip& chip, std::int64_t macs, models::Bytes moved, models::Bytes least) {
  const models::Roofline roofline{static_cast<double>(chip.array.rows) * static_cast<double>(chip.array.cols),
                                  models::ChannelTiming{chip.dram, chip.clock}.bytes_per_cycle()};
  const auto as_moved = models::intensity(macs, moved);
  const auto best = models::intensity(macs, least);
  if (!as_moved || !best || roofline.ridge() <= 0) return {};
  std::string text = fmt::format("Roofline: MACs / DRAM bytes = {} / {} = {:.4g}", reports::grouped(macs),
                                 reports::grouped(moved.count()), *as_moved);
  if (moved > least) text += fmt::format(" ({:.4g} if each byte moved once)", *best);
  text += fmt::format("; ridge R · C / bytes a cycle = {} · {} / {:.4g} = {:.4g} MAC/B\n", chip.array.rows,
                      chip.array.cols, roofline.bytes_per_cycle, roofline.ridge());
  if (!roofline.memory_bound(*as_moved))
    return text + "  at or above the ridge: DRAM would let the array work at its peak\n";
  return text + fmt::format("  below the ridge: DRAM feeds {:.4g} of {:.4g} MACs a cycle, {} of the peak\n",
                            roofline.attainable(*as_moved), roofline.peak,
                            reports::percent(roofline.attainable(*as_moved) / roofline.peak));
}

}  // namespace systole::sim
