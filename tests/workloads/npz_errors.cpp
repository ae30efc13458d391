#include <filesystem>

#include "tests/workloads/npz_support.hpp"

using namespace systole::workloads;
using systole::tests::TemporaryDirectory;

namespace {

const std::string kArray = npy_text(dictionary("'<i2'", "False", "(3,)"), from_hex("010002000300"));

std::string error_of(const std::string& file) {
  return user_error([&] { read_npz_text(file); });
}

std::string write_error(const std::filesystem::path& path) {
  return user_error([&] { NpzWriter{path}; });
}

}  // namespace

TEST_CASE("an archive built by hand is read", "[npz]") {
  CHECK(integers(read_npz_text(zip_of({{"a.npy", kArray}})).at("a")) == std::vector<std::int64_t>{1, 2, 3});
}

TEST_CASE("a file that is missing, a directory or no regular file is an error that says so", "[npz]") {
  const TemporaryDirectory folder;
  const std::string missing = (folder / "no.npz").string();
  CHECK(user_error([&] { read_npz(missing); }) == missing + ": there is no such file");
  CHECK(user_error([&] { read_npz(folder.path()); }) == folder.path().string() + ": is a directory, not an .npz file");
  CHECK(user_error([] { read_npz("/dev/null"); }) == "/dev/null: is no regular file");
  CHECK_THAT(user_error([] { read_npz(std::string(5000, 'x')); }),
             Catch::Contains("cannot be read: File name too long"));
}

TEST_CASE("a file that is empty or no zip is an error that says what an npz is", "[npz]") {
  CHECK(error_of("") == "weights.npz: is empty; an .npz file is a zip of .npy arrays");
  CHECK(error_of("not a zip at all") == "weights.npz: cannot be read as a zip of .npy arrays: Not a zip archive");
  CHECK(error_of(kArray) == "weights.npz: cannot be read as a zip of .npy arrays: Not a zip archive");
}

TEST_CASE("a file that is cut anywhere is an error", "[npz]") {
  const std::string whole = zip_of({{"a.npy", kArray}, {"b.npy", kArray}});
  for (std::size_t size = 0; size < whole.size(); ++size)
    CHECK_THAT(error_of(whole.substr(0, size)), Catch::StartsWith("weights.npz: "));
}

TEST_CASE("bytes behind the archive are an error", "[npz]") {
  CHECK_THAT(error_of(zip_of({{"a.npy", kArray}}) + "more"),
             Catch::StartsWith("weights.npz: cannot be read as a zip of .npy arrays: "));
}

TEST_CASE("an entry that is no array is an error with its name", "[npz]") {
  CHECK(error_of(zip_of({{"a.npy", kArray}, {"notes.txt", "hello"}})) ==
        "weights.npz: entry 'notes.txt': it is no array; their names end in .npy");
  CHECK(error_of(zip_of({{"folder/", ""}})) == "weights.npz: entry 'folder/': it is no array; their names end in .npy");
  CHECK(error_of(zip_of({{"a.npy", "hello"}})) == "weights.npz: array 'a': it does not begin as a .npy array does");
}

TEST_CASE("errors within an array come with the file and the array", "[npz]") {
  CHECK(error_of(zip_of({{"conv1.weight.npy", kArray + "x"}})) ==
        "weights.npz: array 'conv1.weight': its shape 3 of int16 needs 6 bytes, but 7 follow its header");
  CHECK(error_of(zip_of({{"a.npy", npy_text(dictionary("'|O'", "False", "(3,)"), "x")}})) ==
        "weights.npz: array 'a': its elements are of type '|O'; known are bool, integers of 1 to 8 bytes, float32 and "
        "float64");
}

TEST_CASE("two arrays of one name are an error", "[npz]") {
  CHECK(error_of(zip_of({{"a.npy", kArray}, {"b.npy", kArray}, {"a.npy", kArray}})) ==
        "weights.npz: cannot be read as a zip of .npy arrays: two arrays have the same name");
}

TEST_CASE("an entry above 8 GiB is refused before it is read", "[npz]") {
  const std::uint64_t limit = std::uint64_t{8} << 30U;
  CHECK(error_of(zip_of({{"bomb.npy", kArray, limit + 1, 8}})) ==
        "weights.npz: array 'bomb': it has 8589934593 bytes; allowed are 8 GiB (8589934592)");
}

TEST_CASE("an entry of another size than the directory says is an error", "[npz]") {
  // A stored block of deflate: 01, its length, the complement of that, the bytes.
  const std::string deflated =
      from_hex("01") + little_endian(kArray.size(), 2) + little_endian(~kArray.size(), 2) + kArray;
  for (const std::uint64_t claimed :
       {std::uint64_t{0}, kArray.size() - 1, kArray.size() + 1, std::uint64_t{3000000000}, std::uint64_t{8} << 30U}) {
    CAPTURE(claimed);
    CHECK_THAT(error_of(zip_of({{"a.npy", deflated, claimed, 8}})), Catch::StartsWith("weights.npz: array 'a': it "));
  }
}

TEST_CASE("damaged data is an error by its sum", "[npz]") {
  std::string file = zip_of({{"a.npy", kArray}});
  file[file.find(kArray) + kArray.size() - 1] ^= 1;
  CHECK(error_of(file) == "weights.npz: array 'a': it is damaged: CRC error");
}

TEST_CASE("an unknown compression is an error", "[npz]") {
  CHECK_THAT(error_of(zip_of({{"a.npy", kArray, {}, 77}})),
             Catch::Contains("array 'a': it cannot be read: Compression method not supported"));
}

TEST_CASE("a file that cannot be written is an error before anything is added", "[npz]") {
  const TemporaryDirectory folder;
  CHECK_THAT(write_error(folder / "no/such/folder.npz"),
             Catch::EndsWith("folder.npz: cannot be written: No such file or directory"));
  CHECK_THAT(write_error(folder.path()), Catch::EndsWith(": cannot be written: it is a directory"));
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("a name that is taken or no text is an error of the writer", "[npz]") {
  const TemporaryDirectory folder;
  const Tensor tensor = parse_npy(kArray);
  NpzWriter writer{folder / "out.npz"};
  writer.add("a", tensor);
  CHECK_THAT(user_error([&] { writer.add("a", tensor); }),
             Catch::EndsWith("out.npz: array 'a' cannot be written: two arrays have the same name"));
  CHECK_THAT(user_error([&] { writer.add("\xFF\xFE", tensor); }), Catch::Contains("cannot be written: "));
  CHECK_THAT(user_error([&] {
               writer.add(std::string_view{"b\0c", 3}, tensor);
             }),
             Catch::EndsWith("out.npz: an array's name has a zero byte"));
  writer.add("b", tensor);
  writer.close();
  CHECK(read_npz(folder / "out.npz") == TensorMap{{"a", tensor}, {"b", tensor}});
}
