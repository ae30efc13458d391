#include <catch2/catch.hpp>

#include <cstdlib>

#include "tests/support/temporary_directory.hpp"
#include "tests/traces/recording.hpp"

using namespace systole::tests;

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
  const auto command = [&](const std::string& words) {
    return std::system(("cd '" + directory.path().string() + "' && " + words + " >/dev/null 2>&1").c_str());
  };
  REQUIRE(command("vcd2fst waves.vcd waves.fst") == 0);
  REQUIRE(std::filesystem::file_size(directory / "waves.fst") > 0);

  // Back from FST, the last change and the values are where they were.
  REQUIRE(command("fst2vcd waves.fst -o back.vcd") == 0);
  const auto back = file_text(directory / "back.vcd");
  CHECK(back.find("$timescale\n\t1fs\n$end") != std::string::npos);
  CHECK(back.find("#1428571428571") == std::string::npos);
  CHECK(back.find("\n#1428571429\n") != std::string::npos);  // 1000 cycles at 700 MHz, in fs
  CHECK(back.find("occupancy [63:0]") != std::string::npos);
}
