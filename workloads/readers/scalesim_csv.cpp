#include "workloads/readers/scalesim_csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>

#include "models/units.hpp"
#include "workloads/document/document.hpp"
#include "workloads/network/names.hpp"
#include "workloads/readers/csv_rows.hpp"
#include "workloads/readers/fields.hpp"

namespace systole::workloads {

namespace {

constexpr std::string_view kConvColumns =
    "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides";
constexpr std::string_view kGemmColumns = "Layer, M, N, K";
constexpr std::int64_t kMaxNumber = 1'000'000'000;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

/// Which file this is. `gemm` holds the columns of M, N and K.
struct Header {
  std::optional<std::array<std::size_t, 3>> gemm;
  std::size_t columns = 0;
};

std::optional<std::array<std::size_t, 3>> gemm_columns(const std::vector<std::string>& titles) {
  std::array<std::size_t, 3> columns{};
  constexpr std::array<std::string_view, 3> kLetters{"m", "n", "k"};
  for (std::size_t i = 0; i < 3; ++i) {
    const auto found = std::find(titles.begin(), titles.end(), kLetters.at(i));
    const auto column = static_cast<std::size_t>(found - titles.begin());
    if (found == titles.end() || column == 0 || column > 3) {
      return std::nullopt;
    }
    columns.at(i) = column;
  }
  return columns;
}

[[noreturn]] void fail_header(const Place& place, const std::string& message) {
  fail_at("S002", place, message, fmt::format("expected '{}' or '{}'", kConvColumns, kGemmColumns));
}

Header read_header(const CsvRow& row) {
  std::vector<std::string> titles(row.fields.size());
  std::transform(row.fields.begin(), row.fields.end(), titles.begin(), [](const CsvField& f) { return lower(f.text); });
  if (const auto gemm = gemm_columns(titles)) {
    return {gemm, titles.size()};
  }
  constexpr std::array<std::string_view, 7> kWords{"ifmap", "ifmap", "filter", "filter", "channel", "filter", "stride"};
  if (titles.size() <= kWords.size()) {
    fail_header(row.place(), "the first row is no header of a topology file");
  }
  for (std::size_t i = 0; i < kWords.size(); ++i) {
    if (titles[i + 1].find(kWords.at(i)) == std::string::npos) {
      fail_header(row.place(i + 1), fmt::format("column {} of the header is '{}'", i + 2, row.fields[i + 1].text));
    }
  }
  return {std::nullopt, titles.size()};
}

std::int64_t number(const CsvRow& row, std::size_t field, std::string_view what) {
  const std::string& text = row.fields[field].text;
  const bool negative = text.size() > 1 && text.front() == '-';
  const std::string digits = negative ? text.substr(1) : text;
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string::npos) {
    fail_at("S004", row.place(field), fmt::format("{} is '{}', which is not an integer", what, text));
  }
  // Ten digits cannot overflow.
  const std::int64_t value = digits.size() > 10 ? kMaxNumber + 1 : std::stoll(digits);
  if (negative || value < 1 || value > kMaxNumber) {
    fail_at("S005", row.place(field), fmt::format("{} is {}", what, text), fmt::format("allowed: 1 to {}", kMaxNumber));
  }
  return value;
}

/// Axis of a convolution in SCALE-Sim's meaning.
struct Axis {
  std::int64_t in = 1;
  std::int64_t kernel = 1;
  std::int64_t stride = 1;

  std::int64_t rounded_up() const { return models::ceil_div(in - kernel, stride) + 1; }
  std::int64_t rounded_down() const { return (in - kernel) / stride + 1; }
  /// Zeros behind the edge that make the last window complete.
  std::int64_t missing() const { return (rounded_up() - 1) * stride + kernel - in; }
};

class TopologyReader {
 public:
  TopologyReader(std::string name, Header header) : network_{std::move(name)}, header_{header} {}

  void read(const CsvRow& row) {
    const std::size_t needed = header_.gemm ? 4 : 8;
    if (row.fields.size() < needed || row.fields.size() > std::max(header_.columns, needed)) {
      fail_at("S003", row.place(), fmt::format("the row has {} fields", row.fields.size()),
              fmt::format("expected {}: {}", needed, header_.gemm ? kGemmColumns : kConvColumns));
    }
    const std::string name = layer_name(row);
    try {
      header_.gemm ? add_gemm(row, name) : add_conv(row, name);
    } catch (const DocumentError&) {
      throw;
    } catch (const models::UserError& error) {
      fail_at("S007", row.place(), error.what());
    }
  }

  /// Columns beyond those that mean something.
  void note_extra_columns(const CsvRow& header) {
    const std::size_t needed = header_.gemm ? 4 : 8;
    std::vector<std::string> extra;
    for (std::size_t i = needed; i < header.fields.size(); ++i) {
      if (!header.fields[i].text.empty()) {
        extra.push_back(header.fields[i].text);
      }
    }
    if (!extra.empty()) {
      network_.add_note(fmt::format("columns that are not read: {}", fmt::join(extra, ", ")));
    }
  }

  Network take() { return std::move(network_); }

 private:
  /// The row's name, made fit for a tensor and unique.
  std::string layer_name(const CsvRow& row) {
    const std::string& written = row.fields.front().text;
    if (written.empty()) {
      fail_at("S009", row.place(), "the row has no layer name");
    }
    const std::string name = tensor_name_from(written);
    std::string unique = name;
    for (int i = 2; network_.has(unique) || network_.has(unique + ".ifmap"); ++i) {
      const std::string suffix = fmt::format("_{}", i);
      unique = tensor_name_from(name.substr(0, kLongestName - suffix.size())) + suffix;
    }
    if (unique != written) {
      network_.add_note(fmt::format("layer '{}' of line {} is called '{}'", written, row.line, unique));
    }
    return unique;
  }

  void add_gemm(const CsvRow& row, const std::string& name) {
    const auto& columns = *header_.gemm;
    const Gemm gemm{number(row, columns[0], "M"), number(row, columns[2], "K"), number(row, columns[1], "N")};
    network_.add({name, LayerKind::gemm, {}, gemm, {}});
  }

  void add_conv(const CsvRow& row, const std::string& name) {
    const std::int64_t stride = number(row, 7, "the stride");
    const Axis vertical{number(row, 1, "the ifmap height"), number(row, 3, "the filter height"), stride};
    const Axis horizontal{number(row, 2, "the ifmap width"), number(row, 4, "the filter width"), stride};
    const std::int64_t channels = number(row, 5, "the number of channels");
    const std::int64_t filters = number(row, 6, "the number of filters");
    check_fit(row, vertical, 3);
    check_fit(row, horizontal, 4);

    const bool depthwise = name.find("DP") != std::string::npos;
    Conv conv;
    conv.filters = depthwise ? channels * filters : filters;
    conv.groups = depthwise ? channels : 1;
    conv.bias = false;
    conv.window.kernel = {vertical.kernel, horizontal.kernel};
    conv.window.stride = {stride, stride};
    conv.window.pad_after = {vertical.missing(), horizontal.missing()};

    const std::string ifmap = name + ".ifmap";
    network_.add_input(ifmap, {1, channels, vertical.in, horizontal.in});
    network_.add({name, LayerKind::conv2d, {ifmap}, conv, {}});
    if (vertical.missing() > 0 || horizontal.missing() > 0) {
      network_.add_note(fmt::format("SCALE-Sim rounds the output of {} up: {} x {} instead of {} x {}", name,
                                    vertical.rounded_up(), horizontal.rounded_up(), vertical.rounded_down(),
                                    horizontal.rounded_down()));
    }
  }

  static void check_fit(const CsvRow& row, const Axis& axis, std::size_t field) {
    if (axis.kernel > axis.in) {
      fail_at("S006", row.place(field),
              fmt::format("the filter ({}) is larger than the ifmap ({})", axis.kernel, axis.in),
              "the format has no padding: write the ifmap with its padding");
    }
  }

  static constexpr std::size_t kLongestName = 180;
  Network network_;
  Header header_;
};

}  // namespace

Network parse_scalesim_csv(const std::string& text, const std::string& origin, const std::string& name) {
  const std::vector<CsvRow> rows = csv_rows(text, origin);
  Place whole;
  whole.origin = origin;
  if (rows.empty()) {
    fail_at("S001", whole, "there is nothing in it", fmt::format("expected '{}' or '{}'", kConvColumns, kGemmColumns));
  }
  TopologyReader reader{name, read_header(rows.front())};
  if (rows.size() == 1) {
    fail_at("S008", rows.front().place(), "the file has a header, but no layers");
  }
  reader.note_extra_columns(rows.front());
  std::for_each(rows.begin() + 1, rows.end(), [&](const CsvRow& row) { reader.read(row); });
  return reader.take();
}

Network read_scalesim_csv(const std::string& path) {
  return parse_scalesim_csv(read_text_file(path), path, std::filesystem::path{path}.stem().string());
}

}  // namespace systole::workloads
