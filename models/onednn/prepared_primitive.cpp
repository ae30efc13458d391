#include "models/onednn/prepared_primitive.hpp"

#include <utility>

namespace systole::models {

namespace {

/// oneDNN's memory has no const; what it only reads it does not write.
void* writable(const void* values) {
  return const_cast<void*>(values);
}

}  // namespace

PreparedPrimitive::PreparedPrimitive(dnnl::engine engine, dnnl::primitive primitive)
    : engine_{std::move(engine)}, stream_{engine_}, primitive_{std::move(primitive)} {}

void PreparedPrimitive::keep(int argument, const TensorLayouts& layouts, const void* values) {
  dnnl::memory from{layouts.outside, engine_, writable(values)};
  dnnl::memory to{layouts.inside, engine_};
  dnnl::reorder{from, to}.execute(stream_, from, to);
  stream_.wait();
  arguments_[argument] = std::move(to);
}

void PreparedPrimitive::add(int argument, const TensorLayouts& layouts, bool is_result) {
  dnnl::memory outside{layouts.outside, engine_, DNNL_MEMORY_NONE};
  outside_[argument] = outside;
  if (layouts.outside == layouts.inside) {
    arguments_[argument] = std::move(outside);
    return;
  }
  dnnl::memory inside{layouts.inside, engine_};
  arguments_[argument] = inside;
  const dnnl::memory& from = is_result ? inside : outside;
  const dnnl::memory& to = is_result ? outside : inside;
  (is_result ? after_ : before_)
      .push_back({dnnl::reorder{from, to}, Arguments{{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}}});
}

void PreparedPrimitive::bring(int argument, const TensorLayouts& layouts) {
  add(argument, layouts, false);
}

void PreparedPrimitive::fetch(int argument, const TensorLayouts& layouts) {
  add(argument, layouts, true);
}

void PreparedPrimitive::set(int argument, const void* values) {
  outside_.at(argument).set_data_handle(writable(values));
}

void PreparedPrimitive::run() {
  for (const Reorder& reorder : before_) reorder.primitive.dnnl::primitive::execute(stream_, reorder.arguments);
  primitive_.execute(stream_, arguments_);
  for (const Reorder& reorder : after_) reorder.primitive.dnnl::primitive::execute(stream_, reorder.arguments);
  stream_.wait();
}

}  // namespace systole::models
