#include <cmath>
#include <limits>

#include "tests/workloads/network_support.hpp"
#include "workloads/generators/darts_alphas.hpp"

using namespace systole::workloads;

namespace {

constexpr DartsOp kMax = DartsOp::max_pool_3x3;
constexpr DartsOp kSkip = DartsOp::skip_connect;
constexpr DartsOp kSep3 = DartsOp::sep_conv_3x3;
constexpr DartsOp kSep5 = DartsOp::sep_conv_5x5;
constexpr DartsOp kDil5 = DartsOp::dil_conv_5x5;

/// A row in which `op` has the logit `value`, `none` the logit `of_none`, and all others 0.
std::vector<double> row(DartsOp op, double value, double of_none, NonePlace none) {
  std::vector<double> logits;
  for (const DartsOp candidate : darts_candidates(none)) {
    logits.push_back(candidate == op ? value : candidate == DartsOp::none ? of_none : 0);
  }
  return logits;
}

/// Node 2 keeps both of its edges; node 3 those from 2 and 0; node 4 those from 3 and 1; node 5 those from 0 and 4.
/// `none` is the largest of every row by far, and largest on the edges that are to lose.
AlphaTable fixture(NonePlace none) {
  const auto edge = [&](DartsOp op, double value) { return row(op, value, 9 - value, none); };
  return {edge(kSep3, 2), edge(kMax, 3),                                                     // 2
          edge(kSkip, 2), edge(kMax, 1),  edge(kSep5, 3),                                    // 3
          edge(kMax, 1),  edge(kDil5, 2), edge(kMax, 1),   edge(kSkip, 3),                   // 4
          edge(kDil5, 3), edge(kMax, 1),  edge(kMax, 0.5), edge(kMax, 1),  edge(kSep3, 2)};  // 5
}

const DartsCell kExpected{
    {{kMax, 1}, {kSep3, 0}, {kSep5, 2}, {kSkip, 0}, {kSkip, 3}, {kDil5, 1}, {kDil5, 0}, {kSep3, 4}}, {2, 3, 4, 5}};

}  // namespace

TEST_CASE("candidates are the authors' eight, with none first, or last as in DARTSQ", "[generator][Q17]") {
  const auto names = [](NonePlace none) {
    std::string joined;
    for (const DartsOp op : darts_candidates(none)) {
      joined += std::string{darts_op_name(op)} + " ";
    }
    return joined;
  };
  const std::string real =
      "max_pool_3x3 avg_pool_3x3 skip_connect sep_conv_3x3 sep_conv_5x5 dil_conv_3x3 dil_conv_5x5 ";
  CHECK(names(NonePlace::first) == "none " + real);
  CHECK(names(NonePlace::last) == real + "none ");
}

TEST_CASE("a gene holds the strongest operation of each edge and the two strongest edges of each node, and never none",
          "[generator][Q17]") {
  for (const NonePlace none : {NonePlace::first, NonePlace::last}) {
    for (const EdgeStrength strength : {EdgeStrength::softmax, EdgeStrength::logit}) {
      CHECK(parse_alphas(fixture(none), none, strength) == kExpected);
    }
  }
}

TEST_CASE("by logits, none may grow as it likes and changes nothing", "[generator][Q17]") {
  AlphaTable alphas = fixture(NonePlace::last);
  for (std::size_t edge = 0; edge < alphas.size(); ++edge) {
    alphas[edge].back() = edge % 2 == 0 ? 1e6 : -1e6;
  }
  CHECK(parse_alphas(alphas, NonePlace::last, EdgeStrength::logit) == kExpected);
}

TEST_CASE("by softmax, none takes its share of an edge: which edges stay depends on it, which operations does not",
          "[generator][Q17]") {
  // Three edges into node 3 with the logits 3, 2, 1; none takes nearly all of the strongest.
  const auto edge = [](double value, double of_none) { return row(kSep3, value, of_none, NonePlace::first); };
  const AlphaTable alphas{edge(1, 0), edge(1, 0), edge(3, 9), edge(2, 0), edge(1, 0)};
  const DartsCell by_logit = parse_alphas(alphas, NonePlace::first, EdgeStrength::logit);
  const DartsCell by_share = parse_alphas(alphas, NonePlace::first, EdgeStrength::softmax);
  CHECK(by_logit.edges[2] == DartsEdge{kSep3, 0});
  CHECK(by_logit.edges[3] == DartsEdge{kSep3, 1});
  // e^3 / (e^3 + e^9 + 6) = 0.002 against e^2 / (e^2 + 7) = 0.51 and e / (e + 7) = 0.28.
  CHECK(by_share.edges[2] == DartsEdge{kSep3, 1});
  CHECK(by_share.edges[3] == DartsEdge{kSep3, 2});
}

TEST_CASE("of equal candidates and edges the earlier is kept", "[generator][Q17]") {
  const AlphaTable alphas(5, std::vector<double>(8, 0.25));
  const DartsCell cell = parse_alphas(alphas, NonePlace::first, EdgeStrength::softmax);
  CHECK(cell == DartsCell{{{kMax, 0}, {kMax, 1}, {kMax, 0}, {kMax, 1}}, {2, 3}});
}

TEST_CASE("large logits do not overflow the softmax", "[generator][Q17]") {
  AlphaTable alphas = fixture(NonePlace::last);
  for (std::vector<double>& logits : alphas) {
    for (double& logit : logits) logit += 1000;
  }
  CHECK(parse_alphas(alphas, NonePlace::last, EdgeStrength::softmax) == kExpected);
}

TEST_CASE("tables of another form are the user's errors", "[generator][Q17]") {
  const auto error = [](const AlphaTable& alphas) {
    return user_error([&] { parse_alphas(alphas, NonePlace::last, EdgeStrength::softmax); });
  };
  CHECK_THAT(error({}), Catch::Contains("0 rows"));
  CHECK_THAT(error(AlphaTable(13, std::vector<double>(8))), Catch::Contains("13 rows"));
  CHECK_THAT(error(AlphaTable(14, std::vector<double>(7))), Catch::Contains("8 finite numbers"));
  AlphaTable broken = fixture(NonePlace::last);
  broken[3][2] = std::numeric_limits<double>::quiet_NaN();
  CHECK_THAT(error(broken), Catch::Contains("8 finite numbers"));
}
