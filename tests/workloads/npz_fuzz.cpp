#include <random>

#include "tests/workloads/npz_support.hpp"

using namespace systole::workloads;

namespace {

/// A few random edits: bits flipped, bytes replaced, removed, repeated and inserted, and the end cut off.
std::string mutate(std::string text, std::mt19937& random) {
  const auto pick = [&](std::size_t count) { return count == 0 ? 0 : random() % count; };
  for (std::size_t edits = 1 + pick(3); edits > 0; --edits) {
    const std::size_t at = pick(text.size());
    if (text.empty()) text = "x";
    switch (pick(6)) {
      case 0:
        text[at] = static_cast<char>(static_cast<unsigned char>(text[at]) ^ 1U << pick(8));
        break;
      case 1:
        text[at] = static_cast<char>(random() % 256);
        break;
      case 2:
        text.erase(at, 1 + pick(8));
        break;
      case 3:
        text.insert(at, text.substr(pick(text.size()), pick(20)));
        break;
      case 4:
        text.insert(at, 1 + pick(3), "09,(){}'\xFF"[pick(9)]);
        break;
      default:
        text.resize(at);
    }
  }
  return text;
}

struct Outcomes {
  int read = 0;
  int refused = 0;
};

/// Reads mutations: a result or a UserError with words, nothing else.
template <class Parse>
Outcomes count_outcomes(const std::string& text, int rounds, Parse parse) {
  std::mt19937 random{2024};
  Outcomes outcomes;
  for (int i = 0; i < rounds; ++i) {
    const std::string mutated = mutate(text, random);
    try {
      parse(mutated);
      ++outcomes.read;
    } catch (const systole::models::UserError& error) {
      ++outcomes.refused;
      if (std::string{error.what()}.size() < 10) FAIL("an error without words in round " << i);
    } catch (const std::exception& error) {
      FAIL("threw '" << error.what() << "' in round " << i);
    }
  }
  return outcomes;
}

void require_sound(const Tensor& tensor) {
  if (tensor.bytes.size() != byte_count(tensor.type, tensor.shape)) FAIL("a tensor of other bytes than its shape");
}

const std::string kArray = npy_file(make_tensor<std::int16_t>({2, 3}, std::vector<std::int16_t>{0, 1, 2, 3, 4, 5}));
const std::string kFortran = npy_text(dictionary("'>i4'", "True", "(2, 1, 2)"), std::string(16, 'x'));

}  // namespace

TEST_CASE("no mutation of an array does more than fail with a message", "[npz][fuzz]") {
  for (const std::string& array : {kArray, kFortran}) {
    const Outcomes outcomes =
        count_outcomes(array, 20000, [](const std::string& text) { require_sound(parse_npy(text)); });
    CHECK(outcomes.read > 0);
    CHECK(outcomes.refused > 0);
  }
}

TEST_CASE("no mutation of an archive does more than fail with a message", "[npz][fuzz]") {
  const Outcomes outcomes =
      count_outcomes(zip_of({{"conv1.weight.npy", kArray}, {"b.npy", kFortran}}), 3000, [](const std::string& text) {
        for (const auto& [name, tensor] : read_npz_text(text)) require_sound(tensor);
      });
  CHECK(outcomes.read > 0);
  CHECK(outcomes.refused > 0);
}

TEST_CASE("no mutation of an array within a sound archive does more than fail with its name", "[npz][fuzz]") {
  count_outcomes(kFortran, 2000, [](const std::string& text) {
    try {
      require_sound(read_npz_text(zip_of({{"a.npy", text}})).at("a"));
    } catch (const systole::models::UserError& error) {
      if (!std::string{error.what()}.starts_with("weights.npz: array 'a': it")) FAIL("the error: " << error.what());
    }
  });
}
