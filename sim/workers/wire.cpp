#include "sim/workers/wire.hpp"

#include <boost/archive/binary_iarchive.hpp>
#include <boost/archive/binary_oarchive.hpp>
#include <boost/serialization/array.hpp>
#include <boost/serialization/string.hpp>
#include <boost/serialization/vector.hpp>
#include <sstream>

#include "models/errors.hpp"
#include "reports/causes.hpp"

// Boost finds these by their argument's namespace.
namespace systole::sim {

template <class Archive, class Value>
void transfer_optional(Archive& archive, std::optional<Value>& value) {
  bool there = value.has_value();
  archive& there;
  if (there && !value) value.emplace();
  if (there) archive&* value;
}

template <class Archive>
void serialize(Archive& archive, SweepPoint& point, unsigned /*version*/) {
  archive& point.key& point.design& point.accelerator& point.values& point.workload& point.detail;
}

template <class Archive>
void serialize(Archive& archive, Evaluation& e, unsigned /*version*/) {
  for (const reports::Cause& cause : reports::kCauses) {
    std::int64_t cycles = (e.cycles.*cause.cycles).count();
    archive& cycles;
    e.cycles.*cause.cycles = models::Cycles{cycles};
  }
  archive& e.macs& e.dram_read_bytes& e.dram_write_bytes& e.sram_read_bytes& e.sram_write_bytes;
  archive& e.latency_s& e.utilization& e.ridge_mac_per_byte;
  for (std::optional<double>* figure : {&e.energy_pj, &e.area_um2, &e.sqnr_db}) transfer_optional(archive, *figure);
}

template <class Archive>
void serialize(Archive& archive, FinishedPoint& finished, unsigned /*version*/) {
  archive& finished.index& finished.outcome.error& finished.outcome.seconds;
  transfer_optional(archive, finished.outcome.evaluation);
}

namespace {

template <class Item>
std::string packed(std::span<const Item> items) {
  std::ostringstream stream;
  boost::archive::binary_oarchive archive{stream, boost::archive::no_header};
  const std::vector<Item> list{items.begin(), items.end()};
  archive << list;
  return stream.str();
}

template <class Item>
std::vector<Item> unpacked(const std::string& bytes) {
  try {
    std::istringstream stream{bytes};
    boost::archive::binary_iarchive archive{stream, boost::archive::no_header};
    std::vector<Item> items;
    archive >> items;
    return items;
  } catch (const std::exception& error) {
    throw models::ModelError(std::string{"a message between workers cannot be read: "} + error.what());
  }
}

}  // namespace

std::string to_bytes(std::span<const SweepPoint> points) {
  return packed(points);
}
std::string to_bytes(std::span<const FinishedPoint> finished) {
  return packed(finished);
}
std::vector<SweepPoint> points_of(const std::string& bytes) {
  return unpacked<SweepPoint>(bytes);
}
std::vector<FinishedPoint> finished_of(const std::string& bytes) {
  return unpacked<FinishedPoint>(bytes);
}

}  // namespace systole::sim
