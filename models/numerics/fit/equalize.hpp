// Cross-layer equalisation: two layers with nothing but a positively homogeneous function (ReLU, none, leaky ReLU, max
// or average pooling) between them compute the same if channel i of the first is divided by s_i > 0 and the second's
// weights for it are multiplied by s_i. With s_i = sqrt(r1_i / r2_i), r = max|w| of the channel, both ranges become
// sqrt(r1_i r2_i): one scale for the whole tensor then serves all channels. ReLU6 and sigmoid are no such functions.
// Source: Nagel et al., "Data-Free Quantization Through Weight Equalization and Bias Correction", ICCV 2019,
// equation 11.
#pragma once

#include <span>
#include <vector>

#include "models/numerics/quantize/channel_layout.hpp"

namespace systole::models {

struct Equalized {
  std::vector<float> first;
  std::vector<float> bias;  // of the first layer; empty if it has none
  std::vector<float> second;
  std::vector<double> factors;  // s_i: what the first layer's output channel i is divided by
};

/// s_i of each shared channel; 1 for one of which a layer has no weight but 0. `first` has the shared channels as its
/// outputs ({1, channels, weights each}), `second` as its inputs ({outputs, channels, rows · columns}; of a depthwise
/// layer {1, channels, rows · columns}). Throws ModelError if spans and layouts do not agree.
std::vector<double> equalization_factors(std::span<const float> first, const ChannelLayout& first_layout,
                                         std::span<const float> second, const ChannelLayout& second_layout);

enum class ScaleBy { factor, inverse };

/// Each weight times its channel's factor, or times one over it. Throws ModelError if they do not agree in number.
std::vector<float> scale_channels(std::span<const float> weights, const ChannelLayout& layout,
                                  std::span<const double> factors, ScaleBy by);

/// The two layers with these factors taken out of one and put into the other. More than two layers in a row: pair after
/// pair, until the factors stay near 1.
Equalized equalize(std::span<const float> first, const ChannelLayout& first_layout, std::span<const float> bias,
                   std::span<const float> second, const ChannelLayout& second_layout);

}  // namespace systole::models
