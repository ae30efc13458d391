#include "sim/sweep/digest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/nil_generator.hpp>

namespace systole::sim {

std::string Digest::hex() const {
  return fmt::format("{:016x}{:016x}", high, low);
}

Digest digest_of(std::string_view text) {
  const boost::uuids::uuid id = boost::uuids::name_generator_sha1{boost::uuids::nil_uuid()}(text.data(), text.size());
  const auto word = [&id](std::size_t from) {
    std::uint64_t value = 0;
    std::for_each(id.begin() + from, id.begin() + from + sizeof(value),
                  [&value](std::uint8_t byte) { value = (value << 8U) | byte; });
    return value;
  };
  return {word(0), word(8)};
}

}  // namespace systole::sim
