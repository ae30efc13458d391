#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "reports/number_format.hpp"
#include "reports/output_file.hpp"
#include "sim/cli/commands.hpp"
#include "sim/store/merge.hpp"
#include "sim/store/store_csv.hpp"

namespace systole::sim {

void add_merge(CLI::App& app, CommandContext& context) {
  CLI::App* command = app.add_subcommand("merge", "Put the stores of a sweep's shards together");
  auto into = std::make_shared<std::string>();
  auto parts = std::make_shared<std::vector<std::string>>();
  command->add_option("--out", *into, "The store of the whole sweep; rows that it has already are kept")->required();
  command->add_option("stores", *parts, "Stores of shards (systole sweep --shard)")->required();
  command->callback([into, parts, &context] {
    const MergeResult result = merge_stores(*into, *parts);
    context.out << fmt::format("{} points in {}\n", reports::grouped(static_cast<std::int64_t>(result.rows)), *into);
    if (result.repeated > 0)
      context.out << fmt::format("{} of the parts' rows were there more than once\n",
                                 reports::grouped(static_cast<std::int64_t>(result.repeated)));
  });
}

void add_export(CLI::App& app, CommandContext& context) {
  CLI::App* command =
      app.add_subcommand("export", "Write a sweep's store as CSV: a row a point, all figures and metrics");
  auto store = std::make_shared<std::string>();
  auto file = std::make_shared<std::string>();
  command->add_option("store", *store, "Store of a sweep")->required();
  command->add_option("--out", *file, "CSV file; default: standard output");
  command->callback([store, file, &context] {
    const StoreReader reader{*store};
    if (file->empty()) return write_csv(reader, context.out);
    reports::OutputFile out{*file};
    write_csv(reader, out.stream());
    out.close();
  });
}

}  // namespace systole::sim
