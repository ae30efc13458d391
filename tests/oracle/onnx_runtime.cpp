#include "tests/oracle/onnx_runtime.hpp"

#include <onnx/onnx_pb.h>
#include <sys/wait.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "tests/support/source_root.hpp"
#include "tests/support/temporary_directory.hpp"

namespace systole::tests {

using workloads::ElementType;
using workloads::Tensor;

namespace {

constexpr ElementType kTypes[] = {ElementType::int8,    ElementType::uint8,  ElementType::int16, ElementType::uint16,
                                  ElementType::int32,   ElementType::uint32, ElementType::int64, ElementType::uint64,
                                  ElementType::float32, ElementType::float64};

ElementType type_of(const std::string& name) {
  for (const ElementType type : kTypes)
    if (workloads::element_name(type) == name) return type;
  throw std::runtime_error("ONNX Runtime gave a tensor of type " + name);
}

onnx::TensorProto_DataType onnx_type(ElementType type) {
  std::string name{workloads::element_name(type)};
  if (type == ElementType::float32) name = "float";
  if (type == ElementType::float64) name = "double";
  for (char& letter : name) letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  onnx::TensorProto_DataType found{};
  if (!onnx::TensorProto_DataType_Parse(name, &found)) throw std::runtime_error("no ONNX type " + name);
  return found;
}

std::string text(std::span<const std::byte> bytes) {
  std::string text(bytes.size(), '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) text[i] = static_cast<char>(bytes[i]);
  return text;
}

void set(onnx::AttributeProto& proto, const OnnxAttribute& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    proto.set_type(onnx::AttributeProto::INT);
    proto.set_i(*number);
  } else if (const auto* real = std::get_if<float>(&value)) {
    proto.set_type(onnx::AttributeProto::FLOAT);
    proto.set_f(*real);
  } else if (const auto* string = std::get_if<std::string>(&value)) {
    proto.set_type(onnx::AttributeProto::STRING);
    proto.set_s(*string);
  } else {
    proto.set_type(onnx::AttributeProto::INTS);
    for (const std::int64_t element : std::get<std::vector<std::int64_t>>(value)) proto.add_ints(element);
  }
}

void set(onnx::NodeProto& proto, const OnnxNode& node) {
  proto.set_op_type(node.op);
  proto.set_domain(node.domain);
  for (const auto& name : node.inputs) proto.add_input(name);
  for (const auto& name : node.outputs) proto.add_output(name);
  for (const auto& [name, value] : node.attributes) {
    onnx::AttributeProto& attribute = *proto.add_attribute();
    attribute.set_name(name);
    set(attribute, value);
  }
}

std::string model_of(const OnnxCase& test) {
  onnx::ModelProto model;
  model.set_ir_version(8);
  model.add_opset_import()->set_version(17);
  auto& contributed = *model.add_opset_import();
  contributed.set_domain("com.microsoft");
  contributed.set_version(1);
  onnx::GraphProto& graph = *model.mutable_graph();
  graph.set_name("case");
  for (const auto& node : test.nodes) set(*graph.add_node(), node);
  for (const auto& [name, tensor] : test.constants) {
    onnx::TensorProto& proto = *graph.add_initializer();
    proto.set_name(name);
    proto.set_data_type(onnx_type(tensor.type));
    for (const std::int64_t size : tensor.shape) proto.add_dims(size);
    proto.set_raw_data(text(tensor.bytes));
  }
  for (const auto& [name, tensor] : test.inputs) {
    onnx::ValueInfoProto& proto = *graph.add_input();
    proto.set_name(name);
    auto& type = *proto.mutable_type()->mutable_tensor_type();
    type.set_elem_type(onnx_type(tensor.type));
    for (const std::int64_t size : tensor.shape) type.mutable_shape()->add_dim()->set_dim_value(size);
  }
  for (const auto& name : test.outputs) graph.add_output()->set_name(name);
  return model.SerializeAsString();
}

nlohmann::json slice(std::string& data, const std::string& added) {
  const std::size_t offset = data.size();
  data += added;
  return {{"offset", offset}, {"bytes", added.size()}};
}

void write_cases(const TemporaryDirectory& directory, std::span<const OnnxCase> cases) {
  nlohmann::json list = nlohmann::json::array();
  std::string data;
  for (const OnnxCase& test : cases) {
    nlohmann::json entry{{"model", slice(data, model_of(test))},
                         {"inputs", nlohmann::json::array()},
                         {"outputs", test.outputs},
                         {"optimized", test.optimized}};
    for (const auto& [name, tensor] : test.inputs) {
      nlohmann::json input = slice(data, text(tensor.bytes));
      input.update({{"name", name}, {"type", workloads::element_name(tensor.type)}, {"shape", tensor.shape}});
      entry["inputs"].push_back(input);
    }
    list.push_back(entry);
  }
  write_text(directory / "cases.json", list.dump());
  write_text(directory / "data.bin", data);
}

void run_node(const TemporaryDirectory& directory) {
  const std::filesystem::path here{source_root() + "/tests/oracle"};
  const std::string install = " (scripts/setup.sh installs it)";
  if (!std::filesystem::exists(here / "node_modules/onnxruntime-node"))
    throw std::runtime_error("ONNX Runtime is not in tests/oracle/node_modules" + install);
  const std::string command =
      "node '" + (here / "run_onnx.mjs").string() + "' '" + directory.path().string() + "' 2>&1";
  std::unique_ptr<FILE, int (*)(FILE*)> pipe{::popen(command.c_str(), "r"), ::pclose};
  if (!pipe) throw std::runtime_error("cannot start a process");
  std::string said;
  for (int letter = std::fgetc(pipe.get()); letter != EOF; letter = std::fgetc(pipe.get()))
    said += static_cast<char>(letter);
  const int status = ::pclose(pipe.release());
  if (WIFEXITED(status) && WEXITSTATUS(status) == 127) throw std::runtime_error("there is no node" + install);
  if (status != 0) throw std::runtime_error("ONNX Runtime failed: " + said);
}

}  // namespace

std::vector<workloads::TensorMap> run_onnx(std::span<const OnnxCase> cases) {
  const TemporaryDirectory directory;
  write_cases(directory, cases);
  run_node(directory);
  const std::string data = file_text(directory / "results.bin");
  std::vector<workloads::TensorMap> results;
  for (const auto& outputs : nlohmann::json::parse(file_text(directory / "results.json"))) {
    auto& result = results.emplace_back();
    for (const auto& output : outputs) {
      const auto bytes = std::as_bytes(std::span{data}).subspan(output.at("offset"), output.at("bytes"));
      result[output.at("name")] = workloads::make_tensor(type_of(output.at("type")), output.at("shape"), bytes);
    }
  }
  return results;
}

}  // namespace systole::tests
