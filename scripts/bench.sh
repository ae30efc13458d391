#!/usr/bin/env bash
# Builds and runs the benchmarks: scripts/bench.sh [Google Benchmark options]
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/build.sh release analytic_bench cim_bench numerics_bench quantized_layer_bench quantize_bench run_bench sweep_bench \
                         array_bench >/dev/null
for bench in bench/analytic_bench bench/cim_bench bench/numerics_bench bench/quantized_layer_bench \
             bench/quantize_bench bench/run_bench bench/sweep_bench twin/array_bench; do
  build/release/tests/$bench "$@"
done
