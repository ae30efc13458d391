// Points and outcomes as bytes, for the way between processes of one program on machines of one kind.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "sim/workers/point_workers.hpp"

namespace systole::sim {

std::string to_bytes(std::span<const SweepPoint> points);
std::string to_bytes(std::span<const FinishedPoint> finished);
/// Throw ModelError when the bytes are of something else.
std::vector<SweepPoint> points_of(const std::string& bytes);
std::vector<FinishedPoint> finished_of(const std::string& bytes);

}  // namespace systole::sim
