#include "foreign/files.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "foreign/foreign.h"
#include "geometry/orientation.h"

namespace fit299::foreign {
namespace {

const codec::Codec& Find(std::string_view format) {
  const auto codec = std::ranges::find(Codecs(), format, &codec::Codec::format);
  if (codec == Codecs().end()) std::abort();
  return *codec;
}

template <class Sample>
std::string RowText(const cv::Mat& image, int y) {
  std::string text;
  for (int x = 0; x < image.cols; ++x) {
    const auto* pixel = image.ptr<Sample>(y) + x * image.channels();
    text += x == 0 ? "" : ", ";
    text +=
        std::to_string(pixel[0]) + " " + std::to_string(pixel[1]) + " " + std::to_string(pixel[2]);
  }
  return text;
}

// Puts bands together, which have two rows each if the decoder has its way of them.
class Joiner : public codec::BandTaker {
 public:
  explicit Joiner(cv::Size size) : size_(size) {}

  void MakeRoom(cv::Size picture, int type, cv::Mat& band) override {
    EXPECT_EQ(picture, size_);
    band.create(std::min(2, picture.height), picture.width, type);
  }

  void Take(const cv::Mat& band, cv::Point at) override {
    ASSERT_EQ(at, cv::Point(0, joined_.rows));
    ASSERT_GT(band.rows, 0);
    joined_.push_back(band);
  }

  cv::Mat& joined() { return joined_; }

 private:
  cv::Size size_;
  cv::Mat joined_;
};

bool IsSame(const FitReport& a, const FitReport& b) {
  return a.changes == b.changes && a.warnings == b.warnings;
}

// Whatever a file is, it has to be the same in bands.
void CompareBands(const codec::Codec& codec, const File& file, const Header& header,
                  codec::DecodeRequest request, const Expected<FitReport, Rejection>& report,
                  const cv::Mat& image, bool is_damaged) {
  Joiner joiner(header.size);
  request.bands = &joiner;
  cv::Mat memory;
  const auto banded = codec.decode(file, header, request, memory);
  ASSERT_EQ(banded.ok(), report.ok());
  if (!report) {
    EXPECT_EQ(banded.error().reason, report.error().reason);
    EXPECT_EQ(banded.error().detail, report.error().detail);
    return;
  }
  EXPECT_TRUE(IsSame(*banded, *report));
  cv::Mat& joined = joiner.joined();
  ASSERT_EQ(joined.size(), header.size);
  if (codec::IsTurned(header, request)) TurnUpright(header.orientation, joined);
  ASSERT_EQ(joined.size(), image.size());
  ASSERT_EQ(joined.type(), image.type());
  if (is_damaged && header.format == "heic") return;  // libde265 leaves what was in memory
  EXPECT_EQ(cv::norm(joined, image, cv::NORM_INF), 0);
}

Expected<Decoded, Rejection> DecodeBothWays(std::string_view format, const File& file,
                                            const codec::DecodeRequest& request, bool is_damaged) {
  const codec::Codec& codec = Find(format);
  Decoded decoded;
  const auto header = codec.probe(file, request);
  if (!header) return header.error();
  decoded.header = *header;
  // As the preprocessor does.
  if (std::int64_t{header->size.width} * header->size.height > Limits().max_pixels) {
    return Rejection{Reason::kTooLarge, "more pixels than the limit"};
  }
  const auto report = codec.decode(file, *header, request, decoded.image);
  CompareBands(codec, file, *header, request, report, decoded.image, is_damaged);
  if (!report) return report.error();
  decoded.report = *report;
  decoded.report.warnings.Add(header->warnings);
  return decoded;
}

}  // namespace

File ToFile(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text.data(), text.size()));
  return {bytes.begin(), bytes.end()};
}

File Load(const std::string& name) {
  std::ifstream stream(FIT299_SOURCE_DIR "/tests/foreign/data/" + name, std::ios::binary);
  return ToFile(std::string(std::istreambuf_iterator<char>(stream), {}));
}

void ExpectColor(const cv::Mat& image, int x, int y, const cv::Vec3i& expected) {
  const auto& pixel = image.at<cv::Vec3b>(y, x);
  for (int c = 0; c < 3; ++c) EXPECT_NEAR(pixel[c], expected[c], 4) << x << "," << y;
}

File Head(const File& file, std::size_t size) {
  return {file.begin(), file.begin() + static_cast<std::ptrdiff_t>(std::min(size, file.size()))};
}

std::string U16(std::uint32_t value) {
  return {static_cast<char>(value & 255), static_cast<char>(value >> 8 & 255)};
}

std::string U32(std::uint32_t value) { return U16(value & 0xFFFF) + U16(value >> 16); }

std::string BoxOf(const std::string& type, const std::string& payload) {
  std::string size = U32(static_cast<std::uint32_t>(payload.size() + 8));
  std::ranges::reverse(size);
  return size + type + payload;
}

codec::DecodeRequest Salvage() {
  codec::DecodeRequest request;
  request.salvage = true;
  return request;
}

codec::DecodeRequest Frame(int frame) {
  codec::DecodeRequest request;
  request.frame = frame;
  return request;
}

Expected<Decoded, Rejection> Decode(std::string_view format, const File& file,
                                    const codec::DecodeRequest& request) {
  return DecodeBothWays(format, file, request, /*is_damaged=*/false);
}

std::string Verdict(std::string_view format, const File& file,
                    const codec::DecodeRequest& request) {
  const auto decoded = Decode(format, file, request);
  if (!decoded) return std::string(Code(decoded.error().reason));
  std::string text = "ok";
  decoded->report.changes.ForEach([&](Change change) { text += " " + std::string(Code(change)); });
  decoded->report.warnings.ForEach(
      [&](Warning warning) { text += " " + std::string(Code(warning)); });
  return text;
}

std::string Pixels(std::string_view format, const File& file, const codec::DecodeRequest& request) {
  const auto decoded = Decode(format, file, request);
  if (!decoded) return std::string(Code(decoded.error().reason));
  std::string text;
  for (int y = 0; y < decoded->image.rows; ++y) {
    text += y == 0 ? "" : " / ";
    text += decoded->image.depth() == CV_16U ? RowText<std::uint16_t>(decoded->image, y)
                                             : RowText<std::uint8_t>(decoded->image, y);
  }
  return text;
}

int AcceptedPrefixes(std::string_view format, const File& file, std::size_t spare) {
  int accepted = 0;
  for (std::size_t size = 0; size + spare < file.size(); ++size) {
    if (Decode(format, Head(file, size)).ok()) ++accepted;
  }
  return accepted;
}

void ExpectSaneMutants(std::string_view format, const File& file,
                       const codec::DecodeRequest& request) {
  for (std::size_t i = 0; i < file.size(); ++i) {
    for (const unsigned value : {0U, 1U, 0x7FU, 0x80U, 0xFFU}) {
      File mutant = file;
      mutant[i] = static_cast<std::byte>(value);
      const auto decoded = DecodeBothWays(format, mutant, request, /*is_damaged=*/true);
      if (!decoded) continue;
      ASSERT_EQ(decoded->image.size(), codec::DecodedSize(decoded->header, request))
          << "byte " << i << " is " << value;
    }
  }
}

}  // namespace fit299::foreign
