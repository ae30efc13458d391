#include "reports/rates.hpp"

#include "models/dataflow/roofline.hpp"

namespace systole::reports {

namespace {

double per_second(double amount, const models::RunResult& run) {
  const auto seconds = run.seconds();
  return seconds > 0 ? amount / seconds : 0;
}

}  // namespace

double operations_per_second(const models::RunResult& run) {
  return per_second(2.0 * static_cast<double>(run.macs()), run);
}

double peak_operations_per_second(const models::RunResult& run) {
  return 2.0 * static_cast<double>(run.array_rows) * static_cast<double>(run.array_cols) *
         static_cast<double>(run.clock.count());
}

double dram_bytes_per_second(const models::RunResult& run) {
  const auto dram = run.dram();
  return per_second(static_cast<double>((dram.read() + dram.write()).count()), run);
}

std::optional<double> dram_intensity(const models::RunResult& run) {
  const auto dram = run.dram();
  return models::intensity(run.macs(), dram.read() + dram.write());
}

double joules(const models::RunResult& run) {
  constexpr double kPico = 1e-12;
  const auto energy = run.energy();
  return energy ? energy->total() * kPico : 0;
}

double operations_per_joule(const models::RunResult& run) {
  const auto energy = joules(run);
  return energy > 0 ? 2.0 * static_cast<double>(run.macs()) / energy : 0;
}

double watts(const models::RunResult& run) {
  return per_second(joules(run), run);
}

double peak_dram_bytes_per_second(const models::RunResult& run) {
  return run.dram_bytes_per_cycle * static_cast<double>(run.clock.count());
}

}  // namespace systole::reports
