#include <catch2/catch.hpp>

#include <sstream>

#include "reports/layer_columns.hpp"
#include "reports/layers_csv.hpp"
#include "tests/reports/sample_run.hpp"

using namespace systole::tests;
using systole::reports::layers_csv;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in{text};
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

}  // namespace

TEST_CASE("layers.csv begins with the twenty columns that keep their names and order", "[D4]") {
  CHECK(
      lines_of(layers_csv(sample_run())).front() ==
      "layer,kind,engine,dataflow,m,k,n,macs,folds,compute_cycles,stall_cycles,total_cycles,utilization,"
      "mapping_efficiency,sram_read_bytes,sram_write_bytes,dram_read_bytes,dram_write_bytes,energy_pj,bottleneck,"
      "groups,parameters,tiles,tile_m,tile_k,tile_n,order,host,fused,ifmap_sram_read_bytes,weight_sram_read_bytes,"
      "ofmap_sram_read_bytes,ifmap_dram_read_bytes,weight_dram_read_bytes,partial_dram_read_bytes,"
      "partial_dram_write_bytes,overflows,first_overflow_row,first_overflow_col,first_overflow_cycle,"
      "vector_multiplications,vector_additions,multiply_add_pj,registers_pj,ifmap_sram_pj,weight_sram_pj,ofmap_sram_pj,"
      "dram_pj,vector_pj,cim_dac_pj,cim_cells_pj,cim_adc_pj,cim_digital_pj,"
      "cim_arrays,cim_row_tiles,cim_col_tiles,cim_cells_used,cim_passes,cim_vector_cycles,cim_adc_time_share,"
      "cim_adc_conversions,cim_dac_conversions,cim_cell_reads,cim_cells_programmed,cim_programming_cycles,least_dram_"
      "bytes,intensity,"
      "best_intensity");
}

TEST_CASE("a row of layers.csv holds the layer's figures, and no energy where the chip names no table", "[D4]") {
  // conv1: 1024×27×16 in 2048 + 94 + 32 + 64 cycles and 1800 of stalls; 2 folds of 27×16 weights in 512 PEs.
  // 442368 MACs for 19888 bytes that moved, 17152 of which had to.
  auto run = sample_run();
  run.layers[0].least_dram = systole::models::Bytes{17152};
  const auto row = lines_of(layers_csv(run)).at(1);
  CHECK(row ==
        "conv1,conv2d,array,ws,1024,27,16,442368,2,2238,1800,4038,0.4279346210995542,0.84375,93616,65536,3504,16384,,"
        "compute,1,432,4,256,27,16,nkm,,bn1;relu1,27648,432,65536,3072,432,0,0,,,,,0,0,,,,,,,,,,,,,,,,,,,,,,,,17152,22."
        "242960579243764,25.791044776119403");
}

TEST_CASE("a layer's energy stands in layers.csv, whole and by component", "[D4]") {
  auto run = sample_run();
  run.layers.resize(1);
  run.layers[0].lanes = {7, 9};
  run.layers[0].energy.emplace();
  (*run.layers[0].energy)[systole::models::Component::registers] = 2.5;
  (*run.layers[0].energy)[systole::models::Component::dram] = 4;
  const auto row = lines_of(layers_csv(run)).at(1);
  CHECK(row.find(",16384,6.5,compute,") != std::string::npos);
  CHECK(row.find(",7,9,0,2.5,0,0,0,4,0,0,0,0,0,,,,,,,,,,,,,") != std::string::npos);
}

TEST_CASE("every layer has a row, also the fused ones and the views", "[D4]") {
  const auto run = sample_run();
  const auto lines = lines_of(layers_csv(run));
  REQUIRE(lines.size() == run.layers.size() + 1);
  CHECK(lines.at(2).rfind("bn1,batch_norm,fused,,0,0,0,0,0,0,0,0,0,0,", 0) == 0);
  CHECK(lines.at(2).find(",conv1,") != std::string::npos);
}

TEST_CASE("fields with commas, quotes and line breaks are quoted", "[D4]") {
  using systole::reports::csv_field;
  CHECK(csv_field("plain name") == "plain name");
  CHECK(csv_field("") == "");
  CHECK(csv_field("a,b") == "\"a,b\"");
  CHECK(csv_field("say \"hi\"") == "\"say \"\"hi\"\"\"");
  CHECK(csv_field("two\nlines") == "\"two\nlines\"");
  CHECK(csv_field("\r") == "\"\r\"");
  auto run = sample_run();
  run.layers.resize(1);
  run.layers[0].layer = "a,\"b\"";
  CHECK(lines_of(layers_csv(run)).at(1).rfind("\"a,\"\"b\"\"\",conv2d,", 0) == 0);
}

TEST_CASE("compute and stall cycles of every layer add up to its total", "[D4]") {
  for (const auto& layer : sample_run().layers) {
    std::int64_t sum = 0;
    std::int64_t total = -1;
    for (const auto& column : systole::reports::layer_columns()) {
      if (column.name == "compute_cycles" || column.name == "stall_cycles") {
        sum += std::get<std::int64_t>(column.value(layer));
      }
      if (column.name == "total_cycles") total = std::get<std::int64_t>(column.value(layer));
    }
    CHECK(sum == total);
  }
}
