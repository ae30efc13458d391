#include "sim/sweep/sqnr.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/cim/ffn_subject.hpp"
#include "workloads/document/fields.hpp"
#include "workloads/document/quantity.hpp"

namespace systole::sim {
namespace {

/// Neighbouring columns share an ADC: of ADCs that are all alike it does not matter which.
models::CimConfig decisive(models::CimConfig config) {
  const models::CimFaultConfig& faults = config.faults;
  if (faults.adc_offset_lsb == 0 && faults.adc_gain == 0 && faults.adc_inl_lsb == 0) config.adc_columns = 1;
  return config;
}

}  // namespace

std::string SqnrRequest::text() const {
  return fmt::format("{} tokens, seed {}, {}", tokens, seed, word(distribution));
}

SqnrRequest read_sqnr(const workloads::Node& node) {
  workloads::check_fields(node, "sqnr", {"tokens", "seed", "distribution"}, "sqnr");
  SqnrRequest request;
  const workloads::Node& tokens =
      workloads::required_field(node, "sqnr", "tokens", "for instance sqnr: {tokens: 16}: more are slower and surer");
  request.tokens = workloads::parse_integer(tokens, "sqnr.tokens", {1, 1'000'000});
  if (const workloads::Node* seed = node.find("seed"))
    request.seed = static_cast<std::uint64_t>(workloads::parse_integer(*seed, "sqnr.seed", {0, INT64_MAX}));
  if (const workloads::Node* distribution = node.find("distribution"))
    request.distribution =
        from_word<CimDistribution>(workloads::parse_word(*distribution, "sqnr.distribution", words<CimDistribution>()));
  return request;
}

SqnrJudge::SqnrJudge(SqnrRequest request, const workloads::Network& network)
    : request_{request}, block_{chosen_blocks(network, {}).front()} {}

std::unique_ptr<CimSubject> SqnrJudge::borrow() {
  {
    const std::lock_guard lock{mutex_};
    if (!idle_.empty()) {
      std::unique_ptr<CimSubject> subject = std::move(idle_.back());
      idle_.pop_back();
      return subject;
    }
  }
  return std::make_unique<FfnSubject>(
      block_, draw_ffn_weights(block_, request_.seed),
      FfnData::draw(request_.distribution, request_.seed).tokens(block_, request_.tokens));
}

double SqnrJudge::of(const models::CimConfig& asked) {
  const models::CimConfig config = decisive(asked);
  {
    const std::lock_guard lock{mutex_};
    const auto known =
        std::find_if(known_.begin(), known_.end(), [&](const auto& entry) { return entry.first == config; });
    if (known != known_.end()) return known->second;
  }
  std::unique_ptr<CimSubject> subject = borrow();
  const double sqnr = subject->run(config).error.sqnr_db;
  constexpr std::size_t kMostKnown = 1024;
  const std::lock_guard lock{mutex_};
  idle_.push_back(std::move(subject));
  known_.emplace_back(config, sqnr);
  if (known_.size() > kMostKnown) known_.pop_front();
  return sqnr;
}

}  // namespace systole::sim
