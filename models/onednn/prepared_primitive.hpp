// A oneDNN primitive that is made once and run often, with tensors in the layouts that it prefers: their memory and the
// reorders from and to the caller's layouts are made once as well.
// For sources of models/ alone: other rooms see spans.
#pragma once

#include <oneapi/dnnl/dnnl.hpp>
#include <unordered_map>
#include <vector>

namespace systole::models {

inline constexpr auto kFloat = dnnl::memory::data_type::f32;

/// A tensor as the caller has it and as the primitive wants it.
struct TensorLayouts {
  dnnl::memory::desc outside;
  dnnl::memory::desc inside;
};

/// First the tensors are told, each by its DNNL_ARG; then runs follow. Not for several threads at once.
class PreparedPrimitive {
 public:
  /// Keeps `engine`, which a primitive does not.
  PreparedPrimitive(dnnl::engine engine, dnnl::primitive primitive);

  /// An operand that stays: `values` are copied.
  void keep(int argument, const TensorLayouts& layouts, const void* values);
  /// An operand or a result whose address each run brings.
  void bring(int argument, const TensorLayouts& layouts);
  void fetch(int argument, const TensorLayouts& layouts);

  /// Must not be written to, unless it was told with fetch().
  void set(int argument, const void* values);
  void run();

 private:
  using Arguments = std::unordered_map<int, dnnl::memory>;
  struct Reorder {
    dnnl::reorder primitive;
    Arguments arguments;
  };

  void add(int argument, const TensorLayouts& layouts, bool is_result);

  dnnl::engine engine_;
  dnnl::stream stream_;
  dnnl::primitive primitive_;
  Arguments arguments_;
  Arguments outside_;
  std::vector<Reorder> before_;
  std::vector<Reorder> after_;
};

}  // namespace systole::models
