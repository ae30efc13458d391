// Where oneDNN's int8 arithmetic is exact.
#pragma once

namespace systole::models {

/// Whether products of 8-bit operands add up in 32 bits on the instructions that oneDNN uses (VNNI, AMX). Older ones
/// add pairs in 16 bits with saturation (vpmaddubsw), or halve the weights to avoid that (oneDNN's documentation,
/// "Nuances of int8 computations").
bool int8_adds_exactly();

/// oneDNN passes the finished 32-bit sums through floats, even with nothing to do between: up to this magnitude they
/// stay as they are.
inline constexpr long long kExactInFloat = 1LL << 24;

}  // namespace systole::models
