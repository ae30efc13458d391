// The JiT image transformer ("Just image Transformers": a plain transformer that denoises pixels in large patches), as
// a layer list. Sizes: the published table of B, L, H and G models with patches of 16 (256 x 256 images) or 32 (512 x
// 512).
//
// Left out because they cost nothing on an accelerator or nothing that is modelled: the scale of QK^T, the 1 + of
// modulation (1 + scale), and the way from tokens back to pixels. The sinusoidal features of the time step are an
// input.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "workloads/network/network.hpp"

namespace systole::workloads {

/// Upper bound of `batch` and `steps`.
inline constexpr std::int64_t kMaxJitOption = 4096;

struct JitOptions {
  enum class Part { all, ffn };
  enum class Solver { euler, heun };

  std::string model = "B/16";
  Part part = Part::all;
  std::int64_t batch = 1;
  std::int64_t steps = 50;
  Solver solver = Solver::heun;
  bool guidance = true;  // classifier-free: every evaluation runs with and without the class
  std::string name;      // of the network; "" = "jit_b16", "jit_b16_ffn", ...
};

/// Sizes of one model. `blocks` transformer blocks; the in-context tokens join before block `start`.
struct JitModel {
  std::string name;
  std::int64_t patch = 16;
  std::int64_t image = 256;
  std::int64_t blocks = 0;
  std::int64_t start = 0;
  std::int64_t heads = 0;
  std::int64_t width = 0;
  std::int64_t bottleneck = 0;
  std::int64_t context = 32;
  std::int64_t classes = 1000;

  std::int64_t tokens() const { return (image / patch) * (image / patch); }
  std::int64_t head_width() const { return width / heads; }
  std::int64_t pixels() const { return 3 * patch * patch; }  // of one patch
  /// Hidden width of SwiGLU: int(int(4 d) * 2 / 3).
  std::int64_t hidden() const { return 4 * width * 2 / 3; }
};

const std::vector<JitModel>& jit_models();
/// Throws models::UserError that lists the models when there is none of this name.
const JitModel& jit_model(const std::string& name);

/// Network runs for one image: Heun evaluates twice a step but for the last, which is an Euler step.
std::int64_t jit_forwards(const JitOptions& options);

/// The layers of one forward pass. Inputs of `all`: x [N, 3, H, W], t [N, 256], y [N]; of `ffn`: x [N, T, D] and
/// context [N, 32, D]. Throws models::UserError for an unknown model, batch or steps out of range.
Network generate_jit(const JitOptions& options);

}  // namespace systole::workloads
