// docs/cim.md: what it quotes is what the commands print, and its figures of noise follow from the constants of
// physics.
#include <fmt/format.h>

#include <cmath>

#include "tests/sim/quoted_page.hpp"

using namespace systole::tests;

namespace {

constexpr const char* kPage = "docs/cim.md";

// SI values, exact since 2019.
constexpr double kBoltzmann = 1.380649e-23;
constexpr double kElectron = 1.602176634e-19;
constexpr double kTemperature = 300;

constexpr double kHighest = 511;   // code of a 10-bit ADC
constexpr double kRange = 0.5;     // volts
constexpr double kOnCell = 50e-9;  // amperes
constexpr double kTime = 50e-9;    // seconds

/// In steps of the ADC.
double sampling_noise(double farads) {
  return std::sqrt(kBoltzmann * kTemperature / farads) / (kRange / (2 * kHighest));
}

void check_says(const std::string& text) {
  INFO(text);
  CHECK(file_text(source_directory() / kPage).find(text) != std::string::npos);
}

}  // namespace

TEST_CASE("docs/cim.md quotes what its quick commands print", "[J24][J6]") {
  check_or_update(kPage, false);
}

TEST_CASE("docs/cim.md quotes what its long commands print", "[slow][J24][J10][J11]") {
  check_or_update(kPage, true);
}

TEST_CASE("The tests that docs/cim.md names exist", "[J24]") {
  CHECK(check_named_tests(kPage) > 5);
}

TEST_CASE("docs/cim.md's kT/C noise is that of the capacitors that it names", "[J10]") {
  check_says(fmt::format("{:.2f} steps for 1 pF, {:.2f} for 100 fF, {:.2f} for 10 fF", sampling_noise(1e-12),
                         sampling_noise(1e-13), sampling_noise(1e-14)));
  const double volts = 5 * kRange / (2 * kHighest);
  check_says(fmt::format("5 steps ({:.1f} mV) would be {:.1f} fF", volts * 1e3,
                         kBoltzmann * kTemperature / (volts * volts) * 1e15));
  check_says(fmt::format("kT/C of {:.0f} fF", kBoltzmann * kTemperature / (volts * volts / 100) * 1e15));
}

TEST_CASE("docs/cim.md's shot noise is that of all cells of a column", "[J10]") {
  // 768 products of an MSB slice of deviation 128/16 and a weight of deviation 32; the largest product drives one cell
  // fully. The mean of |x w| of two normal numbers is 2/pi of the product of their deviations.
  constexpr double kPi = 3.14159265358979323846;
  const double largest = 31 * 127;
  const double full_scale = 6 * std::sqrt(768.0) * 8 * 32 / largest;
  const double carried = 768 * 2 / kPi * 8 * 32 / largest;
  const double electrons = kOnCell * kTime / kElectron;
  check_says(fmt::format("{:.0f},000 electrons", carried * electrons / 1e3));
  check_says(
      fmt::format("in 50 ns: {:.1f} steps", std::sqrt(carried * electrons) / (full_scale * electrons) * kHighest));
}

TEST_CASE("docs/cim.md's noise of cells and of correlated samples follow from their formulas", "[J10][J8]") {
  const double deviation = kHighest / 6;  // of the sum, in steps
  check_says(fmt::format("{:.2f} steps for each per cent", deviation / 100));
  check_says(fmt::format("5 steps are {:.1f} %", 5 / deviation * 100));
  for (const double rho : {0.3, 0.6}) {
    const auto left = [rho](double samples) { return rho + (1 - rho) / samples; };
    check_says(fmt::format("| {:.1f} | 5 / {:.2f} / {:.2f} | {:.1f} dB |", rho, 5 * std::sqrt(left(2)),
                           5 * std::sqrt(left(4)), -10 * std::log10(left(4))));
  }
}
