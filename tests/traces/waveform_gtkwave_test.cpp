#include <catch2/catch.hpp>

#include <cstdlib>

#include "tests/support/temporary_directory.hpp"
#include "tests/traces/recording.hpp"
#include "tests/traces/stepping.hpp"

using namespace systole::tests;

namespace {

bool run_in(const TemporaryDirectory& directory, const std::string& words) {
  return std::system(("cd '" + directory.path().string() + "' && " + words + " >/dev/null 2>&1").c_str()) == 0;
}

}  // namespace

TEST_CASE("GTKWave's own converter reads a waveform and finds all its variables and changes", "[H2]") {
  const TemporaryDirectory directory;
  const auto run = [](systole::models::Probe& probe) {
    for (std::int64_t i = 0; i < 100; ++i) {
      probe.enter(Unit::array, i % 2 == 0 ? State::busy : State::wait_dram, Cycles{10 * i});
      probe.set(Level::ifmap_bytes, 1000 * i, Cycles{10 * i + 5});
    }
  };
  systole::traces::WaveformOptions options;
  options.clock = Hertz{700'000'000};
  write_text(directory / "waves.vcd", waveform_text(options, Cycles{1000}, run));
  REQUIRE(run_in(directory, "vcd2fst waves.vcd waves.fst"));
  REQUIRE(std::filesystem::file_size(directory / "waves.fst") > 0);

  // Back from FST, the last change and the values are where they were.
  REQUIRE(run_in(directory, "fst2vcd waves.fst -o back.vcd"));
  const auto back = file_text(directory / "back.vcd");
  CHECK(back.find("$timescale\n\t1fs\n$end") != std::string::npos);
  CHECK(back.find("#1428571428571") == std::string::npos);
  CHECK(back.find("\n#1428571429\n") != std::string::npos);  // 1000 cycles at 700 MHz, in fs
  CHECK(back.find("occupancy [63:0]") != std::string::npos);
}

TEST_CASE("through GTKWave's own converter, the registers of 256 PEs come back as they were", "[H2]") {
  using namespace systole::models;
  const TemporaryDirectory directory;
  systole::traces::WaveformOptions options;
  options.pes = systole::traces::PeWindow{16, 16, 8, 8, 16, {}};
  const auto text = waveform_text(options, Cycles{100}, [](systole::traces::Waveform& waveform) {
    FoldOperands fold{Rows(20, std::vector<std::int16_t>(16)), Rows(20, std::vector<std::int16_t>(16))};
    for (std::size_t k = 0; k < 20; ++k) {
      for (std::size_t i = 0; i < 16; ++i) {
        fold.left[k][i] = static_cast<std::int16_t>(static_cast<int>(7 * k + 3 * i) % 255 - 127);
        fold.top[k][i] = static_cast<std::int16_t>(static_cast<int>(5 * k + 11 * i) % 251 - 125);
      }
    }
    Stepping{square_array(Dataflow::os, 16, {16, Overflow::saturate}), 3}.run({fold}, waveform);
  });
  write_text(directory / "waves.vcd", text);
  REQUIRE(run_in(directory, "vcd2fst waves.vcd waves.fst && fst2vcd waves.fst -o back.vcd"));
  std::istringstream written{text};
  const Vcd ours = read_vcd(written);
  std::ifstream in{directory / "back.vcd"};
  const Vcd back = read_vcd(in, VcdOrigin::foreign);
  REQUIRE(back.variables.size() == ours.variables.size());
  for (const auto& [path, variable] : ours.variables) {
    CAPTURE(path);
    CHECK(back.changes(path) == variable.changes);
  }
}
