#include "tests/workloads/network_support.hpp"
#include "workloads/readers/scalesim_csv.hpp"

using namespace systole::workloads;

namespace {

const std::string kHeader =
    "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides,\n";

Network parse(const std::string& rows) {
  return parse_scalesim_csv(kHeader + rows, "net.csv", "net");
}

/// SCALE-Sim's own words: ceil((H - k + s) / s), counted by hand.
std::int64_t scalesim_size(std::int64_t in, std::int64_t kernel, std::int64_t stride) {
  std::int64_t out = 0;
  while (out * stride < in - kernel + stride) {
    ++out;
  }
  return out;
}

}  // namespace

TEST_CASE("a conv row is a convolution without padding and bias that reads an input of its own", "[reader][D1]") {
  const Network network = parse("Conv1, 224, 200, 11, 9, 3, 96, 4,\nNext, 8, 8, 3, 3, 5, 7, 1,\n");
  REQUIRE(network.layers().size() == 2);
  const Layer& conv = network.layers()[0];
  CHECK(conv.name == "Conv1");
  CHECK(conv.kind == LayerKind::conv2d);
  CHECK(conv.inputs == std::vector<std::string>{"Conv1.ifmap"});
  CHECK(network.shape("Conv1.ifmap") == Shape{1, 3, 224, 200});
  CHECK(std::get<Conv>(conv.attributes).window.kernel == std::array<std::int64_t, 2>{11, 9});
  CHECK_FALSE(std::get<Conv>(conv.attributes).bias);
  CHECK(network.layers()[1].inputs == std::vector<std::string>{"Next.ifmap"});
  CHECK(network.shape("Next") == Shape{1, 7, 6, 6});
}

TEST_CASE("output sizes round up like SCALE-Sim, with zeros behind the edge and a note", "[reader][D1][T12]") {
  const Network network = parse("Conv1, 224, 227, 11, 11, 3, 96, 4,\n");
  CHECK(network.shape("Conv1") == Shape{1, 96, 55, 55});
  const Window& window = std::get<Conv>(network.layers()[0].attributes).window;
  CHECK(window.pad_before == std::array<std::int64_t, 2>{0, 0});
  CHECK(window.pad_after == std::array<std::int64_t, 2>{3, 0});
  CHECK(network.notes() ==
        std::vector<std::string>{"SCALE-Sim rounds the output of Conv1 up: 55 x 55 instead of 54 x 55"});
  CHECK(parse("Conv1, 227, 227, 11, 11, 3, 96, 4,\n").notes().empty());
}

TEST_CASE("output sizes follow ceil((H - k + s) / s) for every size", "[reader][D1]") {
  for (std::int64_t in = 1; in < 24; ++in) {
    for (std::int64_t kernel = 1; kernel <= in && kernel < 8; ++kernel) {
      for (std::int64_t stride = 1; stride < 6; ++stride) {
        const std::string text = std::to_string(in) + "," + std::to_string(in) + "," + std::to_string(kernel) + "," +
                                 std::to_string(kernel) + ",1,1," + std::to_string(stride) + ",\n";
        const std::int64_t out = scalesim_size(in, kernel, stride);
        CHECK(parse("c," + text).shape("c") == Shape{1, 1, out, out});
      }
    }
  }
}

TEST_CASE("a row named DP is depthwise with num filter filters a channel", "[reader][D1]") {
  const Network network =
      parse("Conv1_DP, 114, 114, 3, 3, 32, 1, 1,\nDP2, 16, 16, 3, 3, 8, 2, 1,\ndp3, 16, 16, 3, 3, 8, 2, 1,\n");
  const auto conv = [&](std::size_t i) { return std::get<Conv>(network.layers()[i].attributes); };
  CHECK(conv(0).groups == 32);
  CHECK(conv(0).filters == 32);
  CHECK(conv(1).groups == 8);
  CHECK(conv(1).filters == 16);
  CHECK(conv(2).groups == 1);
  CHECK(mac_count(network, network.layers()[0]) == 112LL * 112 * 32 * 9);
}

TEST_CASE("trailing commas, blanks, blank lines, CRLF, a byte order mark and case do not matter", "[reader][T13]") {
  const Network plain = parse("a, 8, 8, 3, 3, 4, 5, 1,\n");
  const std::string title =
      "layer NAME,Ifmap height,ifmap width,FILTER height,filter width,channels,num filter,strides";
  for (const std::string& text : {
           title + "\na,8,8,3,3,4,5,1",
           title + "\r\na,8,8,3,3,4,5,1\r\n",
           "\xEF\xBB\xBF" + title + ",\na,8,8,3,3,4,5,1,\n",
           "\n  \n" + title + "\n,,,,,,,,\n\t\na  ,\t8 , 8 ,3,3, 4,5,  1 , ,,\n\n",
       }) {
    CHECK(parse_scalesim_csv(text, "net.csv", "net") == plain);
  }
}

TEST_CASE("columns beyond the eighth are named in a note and not read", "[reader][D1]") {
  const std::string text =
      "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides,,,Eh,Ew\n"
      "a, 8, 8, 3, 3, 4, 5, 1,,,6,6\n";
  const Network network = parse_scalesim_csv(text, "net.csv", "net");
  CHECK(network.shape("a") == Shape{1, 5, 6, 6});
  CHECK(network.notes() == std::vector<std::string>{"columns that are not read: Eh, Ew"});
}

TEST_CASE("a name that occurs again or holds other characters is changed, with a note", "[reader][D1]") {
  const Network network = parse("a, 8, 8, 3, 3, 4, 5, 1,\na, 8, 8, 3, 3, 4, 5, 1,\nmy conv, 8, 8, 3, 3, 4, 5, 1,\n");
  CHECK(network.layers()[1].name == "a_2");
  CHECK(network.layers()[2].name == "my_conv");
  CHECK(network.notes() == std::vector<std::string>{"layer 'a' of line 3 is called 'a_2'",
                                                    "layer 'my conv' of line 4 is called 'my_conv'"});
}
