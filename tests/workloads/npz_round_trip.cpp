#include <rapidcheck.h>
#include <filesystem>
#include <limits>

#include "tests/workloads/npz_support.hpp"

using namespace systole::workloads;
using systole::tests::file_text;
using systole::tests::TemporaryDirectory;
using systole::tests::write_text;

namespace {

/// np.savez_compressed(f, **{'conv1/weight': np.arange(6, dtype='<i2').reshape(2, 3),
///   'h\u00f6he': np.asfortranarray(np.array([[0.5, -1], [2, 4]], dtype='>f4'))}) by numpy 1.24.2.
constexpr std::string_view kCompressed =
    "504b0304140000000800000021001a4e987e520000008c00000010001400636f6e76312f7765696768742e6e707901001000"
    "8c0000000000000052000000000000009bec17ea1b10c9c850c650ad9e925a9c5ca46ea5a06e9369a4aea3a09e965f545294"
    "98179f5f94920a12774bcc294e058a17672416a402f91a463a0ac69a3a0ab50a64032e06064606260666061606560600504b"
    "0304140000080800000021006ee159e451000000900000000900140068c3b668652e6e707901001000900000000000000051"
    "000000000000009bec17ea1b10c9c850c650ad9e925a9c5ca46ea5a06e9766a2aea3a09e965f54529498179f5f94920a120f"
    "292a4d050a17672416a402b91a463a0a469a3a0ab50ae4032e7b0606060720dedf00a4811800504b01021403140000000800"
    "000021001a4e987e520000008c000000100000000000000000000000800100000000636f6e76312f7765696768742e6e7079"
    "504b01021403140000080800000021006ee159e4510000009000000009000000000000000000000080019400000068c3b668"
    "652e6e7079504b0506000000000200020075000000200100000000";

/// np.savez(f, a=np.array(7), flags=np.array([True, False])) by numpy 1.24.2.
constexpr std::string_view kStored =
    "504b03041400000000000000210023b8f06c880000008800000005001400612e6e7079010010008800000000000000880000"
    "0000000000934e554d5059010076007b276465736372273a20273c6938272c2027666f727472616e5f6f72646572273a2046"
    "616c73652c20277368617065273a2028292c207d202020202020202020202020202020202020202020202020202020202020"
    "20202020202020202020202020202020202020202020202020202020202020200a0700000000000000504b03041400000000"
    "0000002100ee19bb5d820000008200000009001400666c6167732e6e70790100100082000000000000008200000000000000"
    "934e554d5059010076007b276465736372273a20277c6231272c2027666f727472616e5f6f72646572273a2046616c73652c"
    "20277368617065273a2028322c292c207d202020202020202020202020202020202020202020202020202020202020202020"
    "2020202020202020202020202020202020202020202020202020200a0100504b010214031400000000000000210023b8f06c"
    "8800000088000000050000000000000000000000800100000000612e6e7079504b0102140314000000000000002100ee19bb"
    "5d82000000820000000900000000000000000000008001bf000000666c6167732e6e7079504b050600000000020002006a00"
    "00007c0100000000";

Tensor random_tensor() {
  const auto type = static_cast<ElementType>(*rc::gen::inRange(0, 10));
  Shape shape(*rc::gen::inRange<std::size_t>(0, 6));
  for (std::int64_t& size : shape) size = *rc::gen::inRange<std::int64_t>(0, 6);
  std::vector<std::byte> bytes(byte_count(type, shape));
  const auto seed = *rc::gen::arbitrary<std::uint32_t>();
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>((seed + i * 2654435761U) >> 13U);
  return {type, shape, bytes};
}

void write_npz(const std::filesystem::path& path, const TensorMap& arrays) {
  NpzWriter writer{path};
  for (const auto& [name, tensor] : arrays) writer.add(name, tensor);
  writer.close();
}

std::size_t files_in(const std::filesystem::path& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator{folder}, {}));
}

const std::int32_t kSeven = 7;
const Tensor kScalar = make_tensor<std::int32_t>({}, {&kSeven, 1});

}  // namespace

TEST_CASE("arrays of every type and rank come back from a file as they were", "[npz]") {
  const TemporaryDirectory folder;
  CHECK(rc::check([&] {
    TensorMap arrays;
    const auto count = *rc::gen::inRange(0, 6);
    for (int i = 0; i < count; ++i) arrays.emplace("layer" + std::to_string(i) + ".weight", random_tensor());
    write_npz(folder / "arrays.npz", arrays);
    RC_ASSERT(read_npz(folder / "arrays.npz") == arrays);
  }));
}

TEST_CASE("an array comes back from its bytes as it was", "[npz]") {
  for (int type = 0; type < 10; ++type)
    for (std::size_t rank = 0; rank <= 5; ++rank) {
      const Shape shape(rank, 3);
      Tensor tensor{static_cast<ElementType>(type), shape, {}};
      tensor.bytes.resize(byte_count(tensor.type, shape));
      for (std::size_t i = 0; i < tensor.bytes.size(); ++i) tensor.bytes[i] = static_cast<std::byte>(i * 7);
      CHECK(parse_npy(npy_bytes(tensor)) == tensor);
    }
}

TEST_CASE("compressed arrays by numpy are read, whatever their order and names", "[npz]") {
  const TensorMap arrays = read_npz_text(from_hex(kCompressed));
  REQUIRE(arrays.size() == 2);
  const Tensor& weight = arrays.at("conv1/weight");
  CHECK(weight.type == ElementType::int16);
  CHECK(weight.shape == Shape{2, 3});
  CHECK(integers(weight) == std::vector<std::int64_t>{0, 1, 2, 3, 4, 5});
  const Tensor& height = arrays.at("h\xC3\xB6he");
  CHECK(height.type == ElementType::float32);
  CHECK(height.shape == Shape{2, 2});
  CHECK(reals(height) == std::vector<double>{0.5, -1, 2, 4});
}

TEST_CASE("stored arrays by numpy are read and written back with the same bytes", "[npz]") {
  const TensorMap arrays = read_npz_text(from_hex(kStored));
  REQUIRE(arrays.size() == 2);
  CHECK(arrays.at("a").shape.empty());
  CHECK(integers(arrays.at("a")) == std::vector<std::int64_t>{7});
  CHECK(integers(arrays.at("flags")) == std::vector<std::int64_t>{1, 0});
  CHECK_THAT(from_hex(kStored), Catch::Contains(npy_file(arrays.at("a"))));
}

TEST_CASE("a file without arrays is written and read", "[npz]") {
  const TemporaryDirectory folder;
  write_npz(folder / "none.npz", {});
  CHECK(file_text(folder / "none.npz").size() == 22);
  CHECK(read_npz(folder / "none.npz").empty());
}

TEST_CASE("names with folders, dots and letters of any language are kept", "[npz]") {
  const TemporaryDirectory folder;
  const TensorMap arrays{{"a/b/c", kScalar}, {"x.npy", kScalar}, {"\xC3\xA9\xE5\xB1\xA4", kScalar}, {"", kScalar}};
  write_npz(folder / "names.npz", arrays);
  CHECK(read_npz(folder / "names.npz") == arrays);
}

TEST_CASE("the same arrays give the same bytes", "[npz]") {
  const TemporaryDirectory folder;
  write_npz(folder / "one.npz", {{"a", kScalar}, {"b", kScalar}});
  write_npz(folder / "two.npz", {{"a", kScalar}, {"b", kScalar}});
  CHECK(file_text(folder / "one.npz") == file_text(folder / "two.npz"));
}

TEST_CASE("a file appears when the writer closes and nothing else is left", "[npz]") {
  const TemporaryDirectory folder;
  write_text(folder / "old.npz", "what was there");
  {
    NpzWriter writer{folder / "old.npz"};
    writer.add("a", kScalar);
    CHECK(file_text(folder / "old.npz") == "what was there");
  }
  CHECK(file_text(folder / "old.npz") == "what was there");
  CHECK(files_in(folder.path()) == 1);
  NpzWriter writer{folder / "old.npz"};
  writer.add("a", kScalar);
  writer.close();
  writer.close();
  CHECK(files_in(folder.path()) == 1);
  CHECK(read_npz(folder / "old.npz") == TensorMap{{"a", kScalar}});
  CHECK_THROWS_AS(writer.add("b", kScalar), systole::models::ModelError);
}
