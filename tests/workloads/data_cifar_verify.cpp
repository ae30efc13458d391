#include "tests/workloads/data_cifar_support.hpp"

using namespace systole::workloads;
using systole::tests::TemporaryDirectory;
using systole::tests::write_text;

namespace {

/// What `verify` says when one file of a good set holds something else.
std::string error_with(const std::string& name, const std::string& text) {
  const TemporaryDirectory folder;
  write_cifar(folder);
  write_text(folder / name, text);
  return error_in(folder, [&] { verify_cifar10(folder.path(), 20); });
}

}  // namespace

TEST_CASE("a whole set is verified: six files, their records and classes", "[data][A5]") {
  const TemporaryDirectory folder;
  write_cifar(folder);
  const std::vector<CifarFile> files = verify_cifar10(folder.path(), 20);
  REQUIRE(files.size() == 6);
  for (std::size_t f = 0; f < 6; ++f) {
    CHECK(files[f].name == cifar_names()[f]);
    CHECK(files[f].records == 20);
    for (const std::int64_t images : files[f].labels) CHECK(images == 2);
  }
}

TEST_CASE("training files need as many images of each class together, not each", "[data][A5]") {
  const TemporaryDirectory folder;
  write_cifar(folder);
  std::string first = cifar_file(20);
  std::string second = cifar_file(20, 20);
  std::swap(first[0], second[3073]);  // a 0 for a 1, and back
  write_text(folder / "data_batch_1.bin", first);
  write_text(folder / "data_batch_2.bin", second);
  const std::vector<CifarFile> files = verify_cifar10(folder.path(), 20);
  CHECK(files[0].labels[1] == 3);
  CHECK(files[1].labels[1] == 1);
}

TEST_CASE("any file that is missing is named", "[data][A5]") {
  for (const std::string& name : cifar_names()) {
    const TemporaryDirectory folder;
    write_cifar(folder);
    std::filesystem::remove(folder / name);
    CHECK_THAT(error_in(folder, [&] { verify_cifar10(folder.path(), 20); }),
               Catch::StartsWith("…/" + name + ": there is no such file"));
  }
}

TEST_CASE("a truncated file fails, in a record and between records", "[data][A5]") {
  CHECK(error_with("data_batch_4.bin", cifar_file(20).substr(0, 19 * 3073 + 5)) ==
        "…/data_batch_4.bin: at byte 58387: the last record is cut, it has 5 of 3073 bytes");
  CHECK(error_with("data_batch_4.bin", cifar_file(10)) ==
        "…/data_batch_4.bin: at byte 30730: the file ends after 10 records; it has 30730 bytes, expected are 20 "
        "records, 61460 bytes");
  CHECK(error_with("test_batch.bin", "") == "…/test_batch.bin: is empty; a CIFAR-10 file is records of 3073 bytes");
}

TEST_CASE("a file with too many records fails", "[data][A5]") {
  CHECK(error_with("test_batch.bin", cifar_file(30)) ==
        "…/test_batch.bin: at byte 61460: the file goes on after 20 records; it has 92190 bytes, expected are 20 "
        "records, 61460 bytes");
}

TEST_CASE("wrong labels fail: above 9, or one class too often", "[data][A5]") {
  CHECK(error_with("data_batch_2.bin", cifar_file(19) + cifar_record(11, 0)) ==
        "…/data_batch_2.bin: at byte 58387: the label is 11; CIFAR-10 has 0 to 9");
  std::string file = cifar_file(20);
  file[3073] = 0;  // the first image of class 1
  CHECK(error_with("data_batch_1.bin", file) ==
        "…/data_batch_{1..5}.bin: 11 images of class 0; CIFAR-10 has 10 of each there");
  CHECK(error_with("test_batch.bin", file) == "…/test_batch.bin: 3 images of class 0; CIFAR-10 has 2 of each there");
}

TEST_CASE("a verified set has 10,000 records a file unless a test says otherwise", "[data][A5]") {
  const TemporaryDirectory folder;
  write_cifar(folder);
  CHECK(error_in(folder, [&] { verify_cifar10(folder.path()); }) ==
        "…/data_batch_1.bin: at byte 61460: the file ends after 20 records; it has 61460 bytes, expected are 10000 "
        "records, 30730000 bytes");
  CHECK_THROWS_AS(verify_cifar10(folder.path(), 25), systole::models::ModelError);
  CHECK_THROWS_AS(verify_cifar10(folder.path(), 0), systole::models::ModelError);
}
