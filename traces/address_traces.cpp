#include "traces/address_traces.hpp"

#include <fmt/format.h>

#include <iterator>

namespace systole::traces {

void AddressTraces::served(const models::EdgePorts& ports, const models::ArrayMoment& moment) {
  for (std::size_t i = 0; i < models::kEdgePorts; ++i) {
    const auto which = static_cast<models::EdgePort>(i);
    const models::BankPort& port = ports[which];
    if (!port.asked()) continue;
    row_.clear();
    fmt::format_to(std::back_inserter(row_), "{}", moment.now.count());
    for (const std::int64_t address : port.addresses()) fmt::format_to(std::back_inserter(row_), ",{}", address);
    row_ += '\n';
    open_(moment.layer, which).write(row_.data(), static_cast<std::streamsize>(row_.size()));
  }
}

}  // namespace systole::traces
