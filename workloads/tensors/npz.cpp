#include "workloads/tensors/npz.hpp"

#include <zip.h>

#include <utility>

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

Zip open_zip(const std::filesystem::path& path, int flags) {
  int code = 0;
  Zip archive{zip_open(path.c_str(), flags, &code)};
  if (archive) return archive;
  zip_error_t error;
  zip_error_init_with_code(&error, code);
  const std::string text = zip_error_strerror(&error);
  zip_error_fini(&error);
  throw UserError(path.string() + ": cannot be opened as .npz: " + text);
}

std::vector<std::byte> read_entry(zip_t* archive, zip_uint64_t index) {
  zip_stat_t stat;
  if (zip_stat_index(archive, index, 0, &stat) != 0 || (stat.valid & ZIP_STAT_SIZE) == 0)
    throw UserError("its size is unknown");
  if (stat.size > kLargestArray) throw UserError("it has " + std::to_string(stat.size) + " bytes; at most 8 GiB");
  const std::unique_ptr<zip_file_t, Discard> file{zip_fopen_index(archive, index, 0)};
  if (!file) throw UserError(std::string{"it cannot be read: "} + zip_strerror(archive));
  // In pieces: a directory may claim more than the file holds.
  constexpr std::size_t kPiece = std::size_t{1} << 20U;
  std::vector<std::byte> bytes;
  while (bytes.size() <= stat.size) {
    const std::size_t before = bytes.size();
    bytes.resize(before + kPiece);
    const zip_int64_t got = zip_fread(file.get(), bytes.data() + before, kPiece);
    if (got < 0) throw UserError(std::string{"it is damaged: "} + zip_file_strerror(file.get()));
    bytes.resize(before + static_cast<std::size_t>(got));
    if (got == 0) break;
  }
  if (bytes.size() != stat.size)
    throw UserError("it has " + std::to_string(bytes.size()) + " bytes where the directory says " +
                    std::to_string(stat.size));
  return bytes;
}

}  // namespace

TensorMap read_npz(const std::filesystem::path& path) {
  if (std::filesystem::is_directory(path)) throw UserError(path.string() + ": is a directory, not an .npz file");
  const Zip archive = open_zip(path, ZIP_RDONLY | ZIP_CHECKCONS);
  TensorMap arrays;
  const zip_int64_t count = zip_get_num_entries(archive.get(), 0);
  for (zip_int64_t i = 0; i < count; ++i) {
    const char* entry = zip_get_name(archive.get(), static_cast<zip_uint64_t>(i), ZIP_FL_ENC_GUESS);
    if (entry == nullptr) throw UserError(path.string() + ": an array has no name that can be read");
    std::string name = entry;
    const std::string where = path.string() + ": array '" + name + "': ";
    if (!name.ends_with(kSuffix)) throw UserError(where + "it is no .npy array");
    name.resize(name.size() - kSuffix.size());
    try {
      if (!arrays.emplace(name, parse_npy(read_entry(archive.get(), static_cast<zip_uint64_t>(i)))).second)
        throw UserError("its name comes twice");
    } catch (const UserError& error) {
      throw UserError(where + error.what());
    }
  }
  return arrays;
}

struct NpzWriter::Archive {
  Zip zip;
};

NpzWriter::NpzWriter(std::filesystem::path path)
    : path_{std::move(path)},
      archive_{std::make_unique<Archive>(Archive{open_zip(path_, ZIP_CREATE | ZIP_TRUNCATE)})} {}

NpzWriter::~NpzWriter() = default;

void NpzWriter::add(std::string_view name, const Tensor& tensor) {
  arrays_.push_back(npy_bytes(tensor));
  zip_t* zip = archive_->zip.get();
  zip_source_t* source = zip_source_buffer(zip, arrays_.back().data(), arrays_.back().size(), 0);
  const std::string entry = std::string{name} + std::string{kSuffix};
  const zip_int64_t index = source == nullptr ? -1 : zip_file_add(zip, entry.c_str(), source, ZIP_FL_ENC_UTF_8);
  if (index < 0) {
    const std::string reason = zip_strerror(zip);
    if (source != nullptr) zip_source_free(source);
    throw UserError(path_.string() + ": array '" + std::string{name} + "' cannot be added: " + reason);
  }
  zip_set_file_compression(zip, static_cast<zip_uint64_t>(index), ZIP_CM_STORE, 0);
  zip_file_set_dostime(zip, static_cast<zip_uint64_t>(index), 0, kFirstDosDate, 0);
}

void NpzWriter::close() {
  if (zip_close(archive_->zip.get()) != 0)
    throw UserError(path_.string() + ": cannot be written: " + zip_strerror(archive_->zip.get()));
  static_cast<void>(archive_->zip.release());  // zip_close has taken it
  arrays_.clear();
}

}  // namespace systole::workloads
