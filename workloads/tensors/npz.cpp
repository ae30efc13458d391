#include "workloads/tensors/npz.hpp"

#include <unistd.h>
#include <zip.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <system_error>
#include <utility>
#include <vector>

#include "models/errors.hpp"
#include "workloads/tensors/npy.hpp"

namespace systole::workloads {

namespace {

using models::UserError;

constexpr zip_uint64_t kLargestArray = zip_uint64_t{8} << 30U;
constexpr std::string_view kSuffix = ".npy";
constexpr zip_uint16_t kFirstDosDate = (1U << 5U) | 1U;  // 1 January 1980, as numpy writes

struct Discard {
  void operator()(zip_t* archive) const { zip_discard(archive); }
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};
using Zip = std::unique_ptr<zip_t, Discard>;

/// libzip's own words, but for an archive with two entries of one name: "File already exists".
std::string reason(zip_error_t* error) {
  return zip_error_code_zip(error) == ZIP_ER_EXISTS ? "two arrays have the same name" : zip_error_strerror(error);
}

Zip open_zip(const std::filesystem::path& path, int flags, std::string_view failure) {
  int code = 0;
  Zip archive{zip_open(path.c_str(), flags, &code)};
  if (archive) return archive;
  zip_error_t error;
  zip_error_init_with_code(&error, code);
  const std::string text = reason(&error);
  zip_error_fini(&error);
  throw UserError(path.string() + ": " + std::string{failure} + ": " + text);
}

/// Throws for what libzip would take for an archive without arrays, wait for, or complain about in its own words.
/// Gives the file's size.
std::uintmax_t require_file(const std::filesystem::path& path) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found)
    throw UserError(path.string() + ": there is no such file");
  if (error) throw UserError(path.string() + ": cannot be read: " + error.message());
  if (std::filesystem::is_directory(status)) throw UserError(path.string() + ": is a directory, not an .npz file");
  if (!std::filesystem::is_regular_file(status)) throw UserError(path.string() + ": is no regular file");
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (error) throw UserError(path.string() + ": cannot be read: " + error.message());
  if (size == 0) throw UserError(path.string() + ": is empty; an .npz file is a zip of .npy arrays");
  return size;
}

std::vector<std::byte> read_entry(zip_t* archive, zip_uint64_t index, std::uintmax_t file_size) {
  zip_stat_t stat;
  if (zip_stat_index(archive, index, 0, &stat) != 0 || (stat.valid & ZIP_STAT_SIZE) == 0)
    throw UserError("its size is unknown");
  if (stat.size > kLargestArray)
    throw UserError("it has " + std::to_string(stat.size) + " bytes; allowed are 8 GiB (" +
                    std::to_string(kLargestArray) + ")");
  const std::unique_ptr<zip_file_t, Discard> file{zip_fopen_index(archive, index, 0)};
  if (!file) throw UserError(std::string{"it cannot be read: "} + zip_strerror(archive));
  // In pieces: the directory may claim more than the file holds.
  constexpr std::size_t kPiece = std::size_t{1} << 20U;
  std::vector<std::byte> bytes;
  bytes.reserve(std::min<std::uintmax_t>(stat.size, file_size) + 1);
  while (bytes.size() <= stat.size) {  // one more than it should have: libzip checks the sum at the end
    const std::size_t before = bytes.size();
    const std::size_t piece = std::min<std::size_t>(kPiece, stat.size + 1 - before);
    bytes.resize(before + piece);
    const zip_int64_t got = zip_fread(file.get(), bytes.data() + before, piece);
    if (got < 0) throw UserError(std::string{"it is damaged: "} + zip_file_strerror(file.get()));
    bytes.resize(before + static_cast<std::size_t>(got));
    if (got == 0) break;
  }
  if (bytes.size() != stat.size)
    throw UserError("it has " + std::string{bytes.size() > stat.size ? "more than " : ""} +
                    std::to_string(std::min<std::size_t>(bytes.size(), stat.size)) +
                    " bytes where the zip's directory says " + std::to_string(stat.size));
  return bytes;
}

}  // namespace

TensorMap read_npz(const std::filesystem::path& path) {
  const std::uintmax_t file_size = require_file(path);
  const Zip archive = open_zip(path, ZIP_RDONLY | ZIP_CHECKCONS, "cannot be read as a zip of .npy arrays");
  TensorMap arrays;
  const auto count = static_cast<zip_uint64_t>(zip_get_num_entries(archive.get(), 0));
  for (zip_uint64_t i = 0; i < count; ++i) {
    const char* entry = zip_get_name(archive.get(), i, ZIP_FL_ENC_GUESS);
    if (entry == nullptr)
      throw UserError(path.string() + ": entry " + std::to_string(i + 1) +
                      " has no name: " + zip_strerror(archive.get()));
    std::string name = entry;
    if (!name.ends_with(kSuffix))
      throw UserError(path.string() + ": entry '" + name + "': it is no array; their names end in .npy");
    name.resize(name.size() - kSuffix.size());
    try {
      if (arrays.contains(name)) throw UserError("there are two arrays of this name");
      arrays.emplace(name, parse_npy(read_entry(archive.get(), i, file_size)));
    } catch (const UserError& error) {
      throw UserError(path.string() + ": array '" + name + "': " + error.what());
    }
  }
  return arrays;
}

/// libzip writes all at the end, and reads from a source only then: this file holds the arrays until it does.
struct NpzWriter::Archive {
  explicit Archive(const std::filesystem::path& path) : spool_path{path.string() + ".XXXXXX"} {
    if (std::error_code ignored; std::filesystem::is_directory(path, ignored))
      throw UserError(path.string() + ": cannot be written: it is a directory");
    const int descriptor = ::mkstemp(spool_path.data());
    if (descriptor < 0)
      throw UserError(path.string() + ": cannot be written: " + std::generic_category().message(errno));
    ::close(descriptor);
    spool.open(spool_path, std::ios::binary);
  }
  ~Archive() { ::unlink(spool_path.c_str()); }
  Archive(const Archive&) = delete;
  Archive& operator=(const Archive&) = delete;

  std::string spool_path;
  std::ofstream spool;
  std::uint64_t spooled = 0;
  Zip zip;
};

NpzWriter::NpzWriter(std::filesystem::path path) : path_{std::move(path)}, archive_{std::make_unique<Archive>(path_)} {
  archive_->zip = open_zip(path_, ZIP_CREATE | ZIP_TRUNCATE, "cannot be written");
}

NpzWriter::~NpzWriter() = default;

void NpzWriter::add(std::string_view name, const Tensor& tensor) {
  if (!archive_) throw models::ModelError(path_.string() + ": an array is added to a closed file");
  if (name.find('\0') != std::string_view::npos) throw UserError(path_.string() + ": an array's name has a zero byte");
  const std::string failure = path_.string() + ": array '" + std::string{name} + "' cannot be written: ";
  const std::vector<std::byte> bytes = npy_bytes(tensor);
  errno = 0;
  archive_->spool.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (!archive_->spool.flush()) throw UserError(failure + std::generic_category().message(errno));

  zip_t* zip = archive_->zip.get();
  zip_source_t* source =
      zip_source_file(zip, archive_->spool_path.c_str(), archive_->spooled, static_cast<zip_int64_t>(bytes.size()));
  archive_->spooled += bytes.size();
  const std::string entry = std::string{name} + std::string{kSuffix};
  const zip_int64_t index = source == nullptr ? -1 : zip_file_add(zip, entry.c_str(), source, ZIP_FL_ENC_UTF_8);
  if (index < 0) {
    const std::string text = reason(zip_get_error(zip));
    if (source != nullptr) zip_source_free(source);
    throw UserError(failure + text);
  }
  zip_set_file_compression(zip, static_cast<zip_uint64_t>(index), ZIP_CM_STORE, 0);
  zip_file_set_dostime(zip, static_cast<zip_uint64_t>(index), 0, kFirstDosDate, 0);
}

void NpzWriter::close() {
  if (!archive_) return;
  if (zip_get_num_entries(archive_->zip.get(), 0) == 0) {
    // libzip makes no file of an archive without entries; numpy does: the end of an empty directory.
    std::ofstream file{path_, std::ios::binary};
    file << std::string{"PK\x05\x06"} + std::string(18, '\0');
    if (!file.flush())
      throw UserError(path_.string() + ": cannot be written: " + std::generic_category().message(errno));
  } else {
    if (zip_close(archive_->zip.get()) != 0)
      throw UserError(path_.string() + ": cannot be written: " + zip_strerror(archive_->zip.get()));
    static_cast<void>(archive_->zip.release());  // zip_close has taken it
  }
  archive_.reset();
}

}  // namespace systole::workloads
