// Any bytes as the answers of fit299-decode, which has looked at hostile files and may have become
// one itself.
//
// The file that is to be decoded is what the decoder says: liar_decoder.cpp sends it back. What the
// client believes must be sound, and pixels are there to be read.
#include <cstring>
#include <opencv2/core.hpp>
#include <span>
#include <string_view>

#include "decoder/client.h"
#include "decoder/protocol.h"
#include "fuzz/fuzz.h"

namespace fit299::decoder {
namespace {

using fuzz::Require;

constexpr std::int64_t kMostPixels = 250'000;

Options LiarOptions() {
  Options options;
  options.program = FUZZ_LIAR_DECODER;
  options.max_pixels = kMostPixels;
  return options;
}

void CheckHeader(const Header& header) {
  Require(header.format == "gif");
  Require(header.size.width > 0 && header.size.height > 0);
  Require(header.depth > 0 && header.depth <= 64);
  Require(header.orientation >= 1 && header.orientation <= 8);
  header.warnings.ForEach([](Warning warning) { Require(!Code(warning).empty()); });
}

// Reads the rows that come.
class Reader : public codec::BandTaker {
 public:
  explicit Reader(const Header& header) : header_(header) {}

  void Take(const cv::Mat& band, cv::Point at) override {
    Require(at == cv::Point(0, rows_));
    Require(band.cols == header_.size.width);
    rows_ += band.rows;
    Require(band.rows > 0 && rows_ <= header_.size.height);
    cv::Mat copy;
    band.copyTo(copy);
  }

  int rows() const { return rows_; }

 private:
  const Header& header_;
  int rows_ = 0;
};

void Ask(codec::Bytes bytes, const codec::DecodeRequest& request) {
  static Client client(LiarOptions());
  const codec::Codec& gif = *codec::FindCodecBySuffix(".gif");
  Require(client.Versions().ok());  // or nothing would be asked
  const auto header = client.Probe(gif, bytes, request);
  if (!header) {
    Require(!Code(header.error().reason).empty());
    return;
  }
  CheckHeader(*header);
  cv::Mat image;
  const auto report = client.Decode(gif, bytes, *header, request, image);
  if (!report) return;
  Require(image.size() == codec::DecodedSize(*header, request));
  Require(image.size().area() <= kMostPixels);
  Require(image.channels() == 3);
  cv::Mat copy;
  image.copyTo(copy);
  report->changes.ForEach([](Change change) { Require(!Code(change).empty()); });

  Reader reader(*header);
  codec::DecodeRequest in_bands = request;
  in_bands.bands = &reader;
  if (client.Decode(gif, bytes, *header, in_bands, image)) {
    Require(reader.rows() == header->size.height);
  }
}

}  // namespace
}  // namespace fit299::decoder

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace fit299;
  codec::DecodeRequest request;
  if (size % 2 == 1) {
    request.depth16 = Depth16::kKeep;
    request.orientation = Orientation::kIgnore;
  }
  decoder::Ask(std::as_bytes(std::span(data, size)), request);
  return 0;
}
