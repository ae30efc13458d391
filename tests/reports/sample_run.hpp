// A small run with a layer of each sort, for the tests of reports. Its figures are made up but consistent: 16×16 PEs at
// 800 MHz, 16 bytes a cycle from DRAM.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "models/results.hpp"

namespace systole::tests {

inline models::LayerResult product_layer(std::string name, std::int64_t m, std::int64_t k, std::int64_t n,
                                         models::CycleStack cycles, std::vector<std::string> fused) {
  models::LayerResult layer;
  layer.layer = std::move(name);
  layer.kind = "conv2d";
  layer.engine = "array";
  layer.dataflow = "ws";
  layer.fused = std::move(fused);
  layer.m = m;
  layer.k = k;
  layer.n = n;
  layer.macs = m * k * n;
  layer.parameters = k * n;
  layer.folds = models::ceil_div(k, 16) * models::ceil_div(n, 16);
  layer.tiles = 4;
  layer.tile_m = m / 4;
  layer.tile_k = k;
  layer.tile_n = n;
  layer.order = "nkm";
  layer.cycles = cycles;
  layer.utilization = static_cast<double>(layer.macs) / (256.0 * static_cast<double>(cycles.total().count()));
  layer.mapping_efficiency = static_cast<double>(k * n) / (256.0 * static_cast<double>(layer.folds));
  layer.sram = {models::Bytes{m * k}, models::Bytes{k * n}, models::Bytes{4 * m * n}, models::Bytes{4 * m * n}};
  layer.dram = {models::Bytes{m * k / 9}, models::Bytes{k * n}, models::Bytes{0}, models::Bytes{0},
                models::Bytes{m * n}};
  return layer;
}

inline models::LayerResult folded_layer(std::string name, std::string kind, std::string engine, std::string host) {
  models::LayerResult layer;
  layer.layer = std::move(name);
  layer.kind = std::move(kind);
  layer.engine = std::move(engine);
  layer.host = std::move(host);
  return layer;
}

inline models::RunResult sample_run() {
  using models::Cycles;
  models::RunResult run;
  run.version = "0.1.0";
  run.accelerator = "edge16";
  run.workload = "tiny_cnn2d";
  run.detail = "event";
  run.config_yaml = "name: edge16\n";
  run.config_hash = "0123456789abcdef";
  run.seed = 18446744073709551615U;
  run.clock = models::Hertz{800'000'000};
  run.array_rows = 16;
  run.array_cols = 16;
  run.dram_bytes_per_cycle = 16;
  run.wall_seconds = 0.0125;
  run.layers.push_back(product_layer("conv1", 1024, 27, 16,
                                     {Cycles{2048}, Cycles{94}, Cycles{32}, Cycles{0}, Cycles{1800}, Cycles{64}, {}},
                                     {"bn1", "relu1"}));
  run.layers.push_back(folded_layer("bn1", "batch_norm", "fused", "conv1"));
  run.layers.push_back(folded_layer("relu1", "relu", "fused", "conv1"));
  models::LayerResult pool = folded_layer("pool1", "max_pool", "vector", "");
  pool.cycles.vector = Cycles{1024};
  pool.cycles.dram_stall = Cycles{256};
  pool.dram.ifmap_read = models::Bytes{16384};
  pool.dram.ofmap_write = models::Bytes{4096};
  run.layers.push_back(pool);
  run.layers.push_back(product_layer("conv2", 256, 144, 32,
                                     {Cycles{4608}, Cycles{846}, Cycles{288}, Cycles{512}, Cycles{0}, {}, Cycles{7}},
                                     {"relu2"}));
  run.layers.push_back(folded_layer("relu2", "relu", "fused", "conv2"));
  run.layers.push_back(folded_layer("flatten", "reshape", "view", ""));
  run.layers.push_back(
      product_layer("fc", 1, 2048, 10, {Cycles{128}, Cycles{3000}, Cycles{2048}, Cycles{0}, Cycles{9800}, {}, {}}, {}));
  return run;
}

}  // namespace systole::tests
