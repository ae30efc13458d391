// `systole accuracy cim` and the switches of the source's environment, as a user meets them.
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <set>

#include "sim/cli/environment.hpp"
#include "tests/sim/cim_study_support.hpp"
#include "tests/sim/config_support.hpp"
#include "tests/support/csv_rows.hpp"

using namespace systole;
using namespace systole::tests;

namespace {

/// A variable of the environment, for as long as this lives.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_{name} { ::setenv(name, value, 1); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;
  ~Variable() { ::unsetenv(name_); }

 private:
  const char* name_;
};

class Files {
 public:
  Files() {
    write_text(directory_ / "small_ffn.yaml", small_ffn_yaml());
    write_text(directory_ / "chip.yaml", good_config() + "cim:\n  macros: 4\n  noise: {sigma_lsb: 3}\n");
  }
  std::string out() const { return (directory_ / "out").string(); }
  std::string chip() const { return (directory_ / "chip.yaml").string(); }
  Said ask(const std::vector<std::string>& flags) const {
    std::vector<std::string> arguments{"accuracy", "cim", "-w", (directory_ / "small_ffn.yaml").string()};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    return run_systole(arguments);
  }
  std::vector<CsvRow> rows() const { return read_csv(directory_ / "out" / "cim_accuracy.csv"); }
  std::string text(const std::string& name) const { return file_text(directory_ / "out" / name); }

 private:
  TemporaryDirectory directory_;
};

double number(const CsvRow& row, const std::string& name) {
  return std::stod(row.at(name));
}

}  // namespace

TEST_CASE("A study writes every combination, with the columns that were promised first", "[J24]") {
  const Files files;
  const Said said = files.ask({"--sigma",       "0,5",
                               "--samples",     "1,2",
                               "--adc-bits",    "8,10",
                               "--gain",        "0,2",
                               "--clip",        "0.995,0.9999",
                               "--rows",        "32,unlimited",
                               "--averaging",   "equivalent,per_sample",
                               "--weight-bits", "8",
                               "--act-bits",    "10",
                               "--range",       "dynamic_tile",
                               "--max-rows",    "20",
                               "--tokens",      "8",
                               "--out",         files.out()});
  REQUIRE(said.status == 0);
  const std::string csv = files.text("cim_accuracy.csv");
  CHECK(csv.rfind("sigma_lsb,msb_samples,adc_bits,gain_shift,weight_bits,act_bits,clip,range,averaging,rows,snr_db,"
                  "cosine,clip_msb,clip_lsb,",
                  0) == 0);
  const std::vector<CsvRow> rows = files.rows();
  REQUIRE(rows.size() == 128);
  for (const CsvRow& row : rows) {
    CHECK(row.at("range") == "dynamic_tile");
    CHECK(number(row, "relative_l2") == Approx(std::pow(10, -number(row, "snr_db") / 20)));
    CHECK(number(row, "cosine") > 0.5);
    if (row.at("sigma_lsb") == "0.0") CHECK(row.at("clip_msb") == "0.0");  // the range is the largest there is
  }
  CHECK(std::set<std::string>{rows[0].at("rows"), rows.back().at("rows")} == std::set<std::string>{"32", "unlimited"});
  CHECK(said.out.find("SNR dB") != std::string::npos);
  CHECK(said.out.find("more rows, see cim_accuracy.csv") != std::string::npos);
}

TEST_CASE("What a study printed as JSON is what it wrote, with all that it was made of", "[J24]") {
  const Files files;
  const Said said = files.ask({"-a", files.chip(), "--set", "cim.noise.rho=0.3", "--sigma", "0,4", "--samples", "2",
                               "--json", "--out", files.out(), "--seed", "9"});
  REQUIRE(said.status == 0);
  const auto json = nlohmann::json::parse(said.out);
  CHECK(json == nlohmann::json::parse(files.text("summary.json")));
  CHECK(json.at("points").size() == 2);
  CHECK(json.at("seed") == 9);
  CHECK(json.at("weights") == "drawn from seed 9");
  CHECK(json.at("points")[1].at("rho") == 0.3);
  CHECK(json.at("points")[1].at("snr_db") == number(files.rows()[1], "snr_db"));
  CHECK_THAT(files.text("config.yaml"), Catch::Contains("sigma_lsb: 3") && Catch::Contains("seed: 9"));
}

TEST_CASE("What no list varies is the chip's, and the defaults where there is no chip", "[J24][J25]") {
  const Files files;
  REQUIRE(files.ask({"-a", files.chip(), "--set", "cim.ffn.adc_nbit=9", "-q", "--out", files.out()}).status == 0);
  CHECK(files.rows().at(0).at("sigma_lsb") == "3.0");
  CHECK(files.rows().at(0).at("adc_bits") == "9");
  REQUIRE(files.ask({"-q", "--out", files.out()}).status == 0);
  const CsvRow row = files.rows().at(0);
  CHECK(row.at("sigma_lsb") == "5.0");
  CHECK(row.at("msb_samples") == "2");
  CHECK(row.at("adc_bits") == "10");
  CHECK(row.at("rows") == "1024");
}

TEST_CASE("Saved operands of a block give its sums again as bare products", "[J14][J24]") {
  const Files files;
  TemporaryDirectory other;
  const std::vector<std::string> one{"--sigma", "5", "--save-outputs", "-q", "--out"};
  std::vector<std::string> block = one;
  block.push_back(files.out());
  REQUIRE(files.ask(block).status == 0);
  std::vector<std::string> products{"accuracy", "cim", "--inputs", files.out() + "/operands.npz"};
  products.insert(products.end(), one.begin(), one.end());
  products.push_back((other / "out").string());
  REQUIRE(run_systole(products).status == 0);
  const workloads::TensorMap first = workloads::read_npz(files.out() + "/outputs.npz");
  const workloads::TensorMap again = workloads::read_npz(other / "out" / "outputs.npz");
  for (const std::string name : {"b0.w12.acc", "b0.w3.acc"}) CHECK(first.at(name) == again.at(name));
}

TEST_CASE("The source's switches change the config, and are said", "[J13][J15][J16]") {
  const Files files;
  {
    const Variable bypass{"BIT_SERIAL_ADC_BYPASS", "1"};
    const Said said = files.ask({"-a", files.chip(), "--sigma", "0,50", "--out", files.out()});
    CHECK_THAT(said.err, Catch::Contains("note: BIT_SERIAL_ADC_BYPASS is set: cim.adc.bypass is on"));
    CHECK_THAT(files.text("config.yaml"), Catch::Contains("bypass: on"));
    CHECK(files.rows()[0].at("bypass") == "true");
    CHECK(files.rows()[0].at("snr_db") == files.rows()[1].at("snr_db"));  // noise is skipped too
    CHECK_THAT(files.text("summary.json"), Catch::Contains("BIT_SERIAL_ADC_BYPASS"));
  }
  {
    const Variable single{"BIT_SERIAL_SINGLE_PASS", "true"};
    REQUIRE(files.ask({"-q", "--out", files.out()}).status == 0);
    CHECK(files.rows()[0].at("mode") == "single_pass");
    CHECK_THAT(files.text("config.yaml"), Catch::Contains("mode: single_pass"));
  }
  {
    const Variable debug{"JIT_DISABLE_TORCH_COMPILE", "1"};
    const Said said = files.ask({"-q"});
    CHECK(said.status == 0);
    CHECK_THAT(said.err, Catch::Contains("debug: JIT_DISABLE_TORCH_COMPILE is set") &&
                             Catch::Contains("debug: point 1 of 1") && Catch::Contains("debug: exit status 0"));
  }
  {
    const Variable off{"BIT_SERIAL_ADC_BYPASS", "0"};
    REQUIRE(files.ask({"-q", "--out", files.out()}).status == 0);
    CHECK(files.rows()[0].at("bypass") == "false");
    const Variable wrong{"BIT_SERIAL_SINGLE_PASS", "maybe"};
    const Said said = files.ask({"-q"});
    CHECK(said.status == 2);
    CHECK_THAT(said.err, Catch::Contains("BIT_SERIAL_SINGLE_PASS is 'maybe'"));
  }
}

TEST_CASE("A run of a chip with CIM macros has the switches in its resolved config; of another it is told", "[J13]") {
  const Files files;
  const Variable bypass{"BIT_SERIAL_ADC_BYPASS", "1"};
  std::vector<std::string> overrides;
  std::vector<std::string> notes;
  sim::add_environment(sim::read_environment(), files.chip(), overrides, notes);
  CHECK(sim::load_chip(files.chip(), overrides).chip.cim->arithmetic.adc.bypass);
  CHECK(notes.size() == 1);
  const Said said = run_systole({"run", "-a", "edge16", "-w", "signal_cnn_1d", "--detail", "analytic"});
  CHECK(said.status == 0);
  CHECK_THAT(said.err, Catch::Contains("'edge16' has no CIM macros"));
}

TEST_CASE("What the user of a study got wrong ends with status 2 and says what to do", "[X4][J24]") {
  const Files files;
  const auto says = [&](const std::vector<std::string>& flags, const std::string& what) {
    const Said said = files.ask(flags);
    CAPTURE(flags);
    CHECK(said.status == 2);
    CHECK_THAT(said.err, Catch::Contains(what));
  };
  says({"-a", "edge16"}, "has no CIM macros");
  says({"--set", "cim.noise.rho=1"}, "say which with -a");
  says({"--samples", "5"}, "cim.msb_samples is 5");
  says({"--adc-bits", "3"}, "cim.adc.bits is 3");
  says({"--range", "fixed"}, "cim.adc.full_scale");
  says({"--range", "dynamic"}, "dynamic_tensor");
  says({"--rows", "0"}, "--rows '0'");
  says({"--blocks", "2"}, "blocks are 0 to 1");
  says({"--blocks", "first"}, "--blocks 'first'");
  says({"--save-outputs"}, "--out DIR");
  says({"--range", "static", "--scales", "no_such.yaml"}, "no_such.yaml");
  const Said nothing = run_systole({"accuracy", "cim"});
  CHECK(nothing.status == 2);
  CHECK_THAT(nothing.err, Catch::Contains("--inputs"));
}
