// The verb report, --report of other verbs, and --plots: files whole or not at all.
#include <cstdlib>
#include <filesystem>
#include <optional>

#include "sim/report/run_document.hpp"
#include "tests/sim/report_support.hpp"
#include "tests/sim/small_sweep.hpp"

using namespace systole;
using namespace systole::tests;
namespace fs = std::filesystem;

namespace {

std::size_t files_in(const fs::path& directory) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator{directory}, fs::directory_iterator{}));
}

/// Another PATH while it lives.
class Path {
 public:
  explicit Path(const std::string& path) {
    if (const char* before = std::getenv("PATH")) before_ = before;
    ::setenv("PATH", path.c_str(), 1);
  }
  Path(const Path&) = delete;
  Path& operator=(const Path&) = delete;
  ~Path() { ::setenv("PATH", before_.c_str(), 1); }

 private:
  std::string before_;
};

}  // namespace

TEST_CASE("a report is written beside its run, its store or the first of two runs", "[B11]") {
  const TemporaryDirectory directory;
  const std::string run = recorded(directory, "run", "edge16", "tiny_cnn_2d");
  const std::string other = recorded(directory, "other", "edge16", "signal_cnn_1d");
  write_text(directory / "sweep.yaml", small_sweep("analytic"));
  succeeded({"sweep", (directory / "sweep.yaml").string(), "--out", (directory / "small.db").string(), "-q"});
  const auto written = [&](const std::string& name) { return data_of_page(file_text(directory / name)); };
  CHECK(succeeded({"report", run + "/"}).out == "report in " + (directory / "run.html").string() + "\n");
  CHECK(written("run.html") == report_of({run + "/"}));
  succeeded({"report", run, other});
  CHECK(written("run-other.html")["kind"] == "compare");
  succeeded({"report", (directory / "small.db").string()});
  CHECK(written("small.html")["kind"] == "sweep");
  succeeded({"report", run, "--out", (directory / "new" / "x.html").string()});
  CHECK(written("new/x.html")["kind"] == "run");
}

TEST_CASE("run --report writes the report with the course in time, with or without a directory", "[B11]") {
  const TemporaryDirectory directory;
  const std::string report = (directory / "a.html").string();
  const std::vector<std::string> run{"run",   "-a",           "edge16",   "-w",  "tiny_cnn_2d",
                                     "--set", "array.rows=8", "--report", report};
  const Said said = succeeded(run);
  CHECK_THAT(said.out, Catch::EndsWith("\nreport in " + report + "\n"));
  const Json document = data_of_page(file_text(report));
  CHECK(document["command"] == "systole run -a edge16 -w tiny_cnn_2d --detail event --set array.rows=8");
  CHECK(document["source"] == report);
  CHECK(document.contains("timeline"));
  CHECK(files_in(directory.path()) == 1);

  std::vector<std::string> kept = run;
  kept.insert(kept.end(), {"--out", (directory / "run").string(), "-q"});
  CHECK(succeeded(kept).out.empty());
  CHECK(data_of_page(file_text(report)) == report_of({(directory / "run").string()}));
  CHECK(fs::exists(directory / "run" / "timeline.json"));

  std::vector<std::string> analytic = run;
  analytic.insert(analytic.end(), {"--detail", "analytic"});
  succeeded(analytic);
  CHECK(!data_of_page(file_text(report)).contains("timeline"));
}

TEST_CASE("sweep --report and compare --report write what report writes", "[B11]") {
  const TemporaryDirectory directory;
  write_text(directory / "sweep.yaml", small_sweep("analytic"));
  const std::string store = (directory / "small.db").string();
  const std::string swept = (directory / "swept.html").string();
  const Said said = succeeded({"sweep", (directory / "sweep.yaml").string(), "--out", store, "--report", swept});
  CHECK_THAT(said.out, Catch::EndsWith("report in " + swept + "\n"));
  CHECK(data_of_page(file_text(swept)) == report_of({store}));

  const std::string a = recorded(directory, "a", "edge16", "tiny_cnn_2d");
  const std::string b = recorded(directory, "b", "edge32", "tiny_cnn_2d");
  const std::string compared = (directory / "compared.html").string();
  CHECK_THAT(succeeded({"compare", a, b, "--report", compared}).out, Catch::EndsWith("report in " + compared + "\n"));
  CHECK(data_of_page(file_text(compared)) == report_of({a, b}));
}

TEST_CASE("names of any letters stay names: in the page, in its title and in the command", "[B11]") {
  const TemporaryDirectory directory;
  const std::string hostile =
      "</script><script>alert('1')</script>\"<!--&amp; \u202Eשלום\u2028" + std::string(10'000, 'x');
  write_text(directory / "net.yaml", "network: " + Json(hostile).dump() +
                                         "\ninputs:\n  x: [1, 3, 8, 8]\nlayers:\n"
                                         "  - {name: conv, kind: conv2d, filters: 4, kernel: 3, padding: 1}\n");
  const std::string run = recorded(directory, "run", "edge16", (directory / "net.yaml").string(), {"--timeline"});
  succeeded({"report", run});
  const std::string page = file_text(directory / "run.html");
  const Json document = data_of_page(page);
  CHECK(document["title"] == hostile + " on edge16");
  CHECK(document["workload"] == hostile);
  CHECK(page.find("alert('1')</script>") == std::string::npos);

  const fs::path strange = directory / "<script> \u202Eשלום \"it's\"";
  fs::rename(run, strange);
  succeeded({"report", strange.string(), "--out", (directory / "strange.html").string()});
  CHECK(data_of_page(file_text(directory / "strange.html"))["source"] == strange.string());
}

TEST_CASE("words of a command are quoted for a shell where they need it", "[B11]") {
  CHECK(sim::shell_word("array.rows=16") == "array.rows=16");
  CHECK(sim::shell_word("scratchpad.ifmap.size=32 KiB") == "'scratchpad.ifmap.size=32 KiB'");
  CHECK(sim::shell_word("a'b$(c)") == "'a'\\''b$(c)'");
  CHECK(sim::shell_word("").size() == 2);
}

TEST_CASE("pictures are the charts of the report as SVG, with their rows as CSV", "[B11]") {
  const TemporaryDirectory directory;
  const std::string run = recorded(directory, "run", "edge16", "tiny_cnn_2d");
  const std::string figures = (directory / "figures").string();
  CHECK(succeeded({"report", run, "--plots", figures + "/"}).out == "pictures in " + figures + "/\n");
  CHECK(!fs::exists(directory / "run.html"));
  CHECK(file_text(directory / "figures" / "cycle_stack.svg").find("<svg") != std::string::npos);
  std::size_t rows = 0;
  for (const char letter : file_text(directory / "figures" / "cycle_stack.csv")) rows += letter == '\n' ? 1 : 0;
  CHECK(rows == report_of({run})["stack"]["rows"].size() + 1);
  // Again, over those, and with the page.
  succeeded({"report", run, "--plots", figures, "--out", (directory / "x.html").string()});
  CHECK(fs::exists(directory / "x.html"));
  CHECK(files_in(directory.path()) == 3);  // run, figures, x.html: nothing partial
}

TEST_CASE("pictures without Node, or where a file is, are an error, and nothing is left behind", "[B11]") {
  const TemporaryDirectory directory;
  const std::string run = recorded(directory, "run", "edge16", "tiny_cnn_2d");
  write_text(directory / "file", "kept");
  const Said taken = run_systole({"report", run, "--plots", (directory / "file").string()});
  CHECK(taken.status == 2);
  CHECK_THAT(taken.err, Catch::Contains("is a file"));
  fs::create_directory(directory / "bin");
  {
    const Path none{(directory / "bin").string()};
    const Said said = run_systole({"report", run, "--plots", (directory / "figures").string()});
    CHECK(said.status == 2);
    CHECK_THAT(said.err, Catch::Contains("drawn by Node, which is not on the PATH"));
  }
  write_text(directory / "bin" / "node", "#!/bin/sh\necho 'it broke' >&2\nexit 3\n");
  fs::permissions(directory / "bin" / "node", fs::perms::owner_all);
  {
    const Path broken{(directory / "bin").string() + ":/usr/bin:/bin"};
    const Said said = run_systole({"report", run, "--plots", (directory / "figures").string()});
    CHECK(said.status == 2);
    CHECK_THAT(said.err, Catch::Contains("exit status 3") && Catch::Contains("it broke"));
  }
  CHECK(files_in(directory.path()) == 3);  // run, file, bin
}

TEST_CASE("a report that cannot be written is an error with its reason", "[B11]") {
  const TemporaryDirectory directory;
  const std::string run = recorded(directory, "run", "edge16", "tiny_cnn_2d");
  const Said said = run_systole({"report", run, "--out", run});
  CHECK(said.status == 2);
  CHECK_THAT(said.err, Catch::Contains("is a directory"));
  const Said two = run_systole({"report", run, run, "--cim", "x.json", "--json"});
  CHECK(two.status == 2);
  CHECK_THAT(two.err, Catch::Contains("belong to the report of one run"));
}
