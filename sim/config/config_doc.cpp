#include "sim/config/config_doc.hpp"

#include <fmt/format.h>

#include <string_view>

#include "sim/config/key_spec.hpp"
#include "sim/config/mapping_keys.hpp"

namespace systole::sim {
namespace {

constexpr std::string_view kIntroduction = R"(# The accelerator config

This page is generated from the table that reads the configs (`sim/config/`): do not edit it, run
`SYSTOLE_UPDATE_GOLDENS=1 scripts/test.sh`.

A config is one YAML file; `configs/accelerators/` holds examples. Reading is strict: a key that is unknown, duplicate,
missing or out of range is an error ([errors.md](errors.md)), and so are YAML's anchors, aliases, tags and
several documents in one file.

- Quantities carry their unit and become integers once: `64 KiB`, `800 MHz`, `12.8 GB/s`, `60 ns`. KiB, MiB and GiB are
  binary; kB, MB, GB and TB decimal. Decimals are fine when the result is whole in the base unit (B, Hz, B/s, ps).
- Integers are plain decimal digits: no `010`, `0x10`, `1e3`, no quotes.
- `--set path=value` overrides one key, e.g. `--set array.rows=32` or `--set "mapping.tiling={m: 64, k: 64, n: 64}"`.
  Values are written as in the file; later overrides win.
- Every result holds the resolved config, with all keys of this page, and its hash: 64-bit FNV-1a of that text.

)";

constexpr std::string_view kRules = R"(## Rules between keys

- `array.weight_load: overlapped` needs `array.dataflow` ws or is; `array.drain: overlapped` needs os.
- `array.timing: scalesim` needs `weight_load: serial`, `drain: shifted` and `hop_registers: 1`.
- A buffer's size divides into its halves, and a half holds at least one row of its banks (`banks` * `bank_width`).
- `dram.model: bandwidth` needs `dram.bandwidth`.
- `energy` needs `dram.technology`, and its table must be for `technology`; `mapping.objective: energy` needs `energy`.
- A chip without CIM macros leaves the section `cim` out, and its results do not hold it.
- `cim.activation.msb_bits` leaves the LSB pass 1 to 7 bits (`slicing: centred`: to 8), `cim.adc.columns` is at most
  `cim.array.cols`, `cim.adc.range: fixed` needs both currents, and shares of stuck cells add up to 1 at most.
- Keys of `cim.ffn` are the source's names for plain keys of `cim`; both may be there if they say the same.
- `cim.compat: source` contradicts any other value of a key that it fixes.
- A rule `engine: cim` of `mapping.engines` needs the section `cim`.
- A fixed tile fits: m*k activations into a half of `scratchpad.ifmap`, k*n weights into one of `scratchpad.weight`, m*n
  partial sums of the accumulator's width into one of `scratchpad.ofmap`.

)";

/// A cell of a Markdown table: code, with the characters that would end it escaped.
std::string code(const std::string& text) {
  return text.empty() || text == "\"\"" ? "empty" : fmt::format("`{}`", text);
}

std::string section_of(const std::string& path) {
  const std::size_t dot = path.find('.');
  return dot == std::string::npos ? "" : path.substr(0, dot);
}

std::string row(const KeySpec& key) {
  const std::string value =
      key.kind == "word" || key.kind == "switch" ? key.allowed : fmt::format("{}: {}", key.kind, key.allowed);
  return fmt::format("| `{}` | {} | {} | {} |\n", key.path, value, key.required ? "required" : code(key.default_text),
                     key.doc);
}

}  // namespace

std::string config_markdown() {
  std::string page{kIntroduction};
  const std::string* previous = nullptr;
  std::string section;
  for (const KeySpec& key : chip_keys()) {
    const std::string own = section_of(key.path);
    if (previous == nullptr || own != section) {
      page += fmt::format("{}## {}\n\n| key | value | default | meaning |\n|---|---|---|---|\n",
                          previous == nullptr ? "" : "\n", own.empty() ? "Top level" : "`" + own + "`");
    }
    section = own;
    previous = &key.path;
    page += row(key);
  }
  page += fmt::format("\nKinds that a rule of `mapping.engines` may name: {}.\n\n", fmt::join(rule_kinds(), ", "));
  return page + std::string{kRules.substr(0, kRules.size() - 1)};
}

}  // namespace systole::sim
