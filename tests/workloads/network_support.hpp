// Short ways to build layers and to look at errors in tests.
#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

#include "models/errors.hpp"
#include "workloads/document/diagnostic.hpp"
#include "workloads/network/network.hpp"

namespace systole::workloads {

inline Layer layer(std::string name, LayerKind kind, std::vector<std::string> inputs, Attributes attributes) {
  return {std::move(name), kind, std::move(inputs), std::move(attributes), {}};
}

inline Layer layer(std::string name, LayerKind kind, std::vector<std::string> inputs) {
  return layer(std::move(name), kind, std::move(inputs), default_attributes(kind));
}

/// Output shape of one layer that reads x0, x1, .. of the given shapes.
inline Shape infer(LayerKind kind, const std::vector<Shape>& shapes, Attributes attributes) {
  Network network{"test"};
  std::vector<std::string> inputs;
  for (const Shape& shape : shapes) {
    inputs.push_back("x" + std::to_string(inputs.size()));
    network.add_input(inputs.back(), shape);
  }
  return network.add(layer("y", kind, inputs, std::move(attributes))).output;
}

inline Shape infer(LayerKind kind, const std::vector<Shape>& shapes) {
  return infer(kind, shapes, default_attributes(kind));
}

/// The message of the UserError that `action` throws; fails the test when it throws none.
template <class Action>
std::string user_error(Action action) {
  try {
    action();
  } catch (const models::UserError& error) {
    return error.what();
  }
  FAIL("no UserError was thrown");
  return "";
}

/// The diagnostic of the DocumentError that `action` throws.
template <class Action>
Diagnostic diagnostic(Action action) {
  try {
    action();
  } catch (const DocumentError& error) {
    return error.diagnostic();
  }
  FAIL("no DocumentError was thrown");
  return {};
}

inline Window square(std::int64_t kernel, std::int64_t stride = 1, std::int64_t padding = 0,
                     std::int64_t dilation = 1) {
  return {{kernel, kernel}, {stride, stride}, {padding, padding}, {padding, padding}, {dilation, dilation}};
}

}  // namespace systole::workloads
