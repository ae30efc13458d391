// A cycle stack as one bar: where the cycles go, at a glance.
#pragma once

#include <string>

#include "models/results.hpp"
#include "reports/text.hpp"

namespace systole::reports {

/// The bar on one line, `width` glyphs long, and its legend below, wrapped to the bar's width. Without colour each
/// cause has a glyph of its own. Causes without cycles are left out; empty for an empty stack.
std::string stack_bar(const models::CycleStack& stack, std::size_t width, const Style& style);

}  // namespace systole::reports
