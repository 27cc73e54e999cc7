// Any bytes to the decoder of one format, FUZZ_FORMAT.
//
// The bytes' number chooses among requests that take every path of a decoder: all of them each time
// would be as many times slower. What is accepted must be sound: the size that its header said, a
// type that was asked for, and all of it there to be read.
#include <algorithm>
#include <array>
#include <opencv2/core.hpp>
#include <span>
#include <string_view>

#include "codec/codec.h"
#include "codec/icc_convert.h"
#include "foreign/foreign.h"
#include "fuzz/fuzz.h"
#include "geometry/shrink.h"

namespace fit299 {
namespace {

using fuzz::Require;

// More would only measure how fast memory is cleared.
constexpr std::int64_t kMostPixels = 250'000;

const codec::Codec& FindRow() {
  for (const auto rows : {foreign::Codecs(), codec::Codecs()}) {
    const auto row = std::ranges::find_if(rows, [](const codec::Codec& codec) {
      return codec.format == FUZZ_FORMAT && codec.in_process();
    });
    if (row != rows.end()) return *row;
  }
  std::abort();
}

bool IsWanted(int type, const Header& header, const codec::DecodeRequest& request) {
  const bool wide = request.depth16 == Depth16::kKeep && header.depth > 8;
  return type == CV_8UC3 || (wide && type == CV_16UC3);
}

// Compares what is wanted with the whole picture, as stored.
class Comparer : public codec::BandTaker {
 public:
  Comparer(const cv::Mat& whole, const cv::Rect& wanted) : whole_(whole), wanted_(wanted) {}

  void Take(const cv::Mat& band, cv::Point at) override {
    const cv::Rect there = cv::Rect(at, band.size()) & wanted_;
    rows_ += there.height;
    if (there.empty()) return;
    Require(there.width == wanted_.width);
    const cv::Mat part = band(there - at);
    const cv::Mat expected = whole_(there);
    for (int y = 0; y < part.rows; ++y) {
      Require(std::equal(part.ptr(y), part.ptr(y) + part.cols * part.elemSize(), expected.ptr(y)));
    }
  }

  int rows() const { return rows_; }

 private:
  const cv::Mat& whole_;
  const cv::Rect wanted_;
  int rows_ = 0;
};

// Some part in bands: where it is accepted as well, its pixels are those of the whole.
void ComparePart(codec::Bytes bytes, const Header& header, codec::DecodeRequest request,
                 const cv::Mat& whole) {
  if (codec::IsTurned(header, request) && header.orientation != 1) return;
  const cv::Size size = whole.size();
  const cv::Rect wanted =
      cv::Rect(size.width / 3, size.height / 3, size.width / 4 + 1, size.height / 4 + 1) &
      cv::Rect({0, 0}, size);
  Comparer comparer(whole, wanted);
  request.bands = &comparer;
  request.wanted = wanted;
  cv::Mat memory;
  const auto report = FindRow().decode(bytes, header, request, memory);
  if (report) Require(comparer.rows() == wanted.height);
}

void Decode(codec::Bytes bytes, codec::DecodeRequest request) {
  static const codec::Codec& codec = FindRow();
  const auto header = codec.probe(bytes, request);
  if (!header) return;
  const cv::Size size = header->size;
  Require(size.width > 0 && size.height > 0);
  Require(header->orientation >= 1 && header->orientation <= 8);
  Require(header->depth > 0 && header->depth <= 64);
  if (std::int64_t{size.width} * size.height > kMostPixels) return;

  if (!header->shrinks) request.shrink = 1;
  cv::Mat image;
  const auto report = codec.decode(bytes, *header, request, image);
  if (!report) return;
  Require(image.size() == ShrunkSize(codec::DecodedSize(*header, request), request.shrink));
  Require(IsWanted(image.type(), *header, request));
  cv::Mat copy;
  image.copyTo(copy);
  // What is decoded elsewhere always comes in bands.
  const bool is_foreign = !codec::FindCodecBySuffix("." FUZZ_FORMAT)->in_process();
  if (is_foreign || header->in_rows) {
    ComparePart(bytes, *header, request, image);
  }
}

std::array<codec::DecodeRequest, 4> Requests(codec::ColorConverter& colors) {
  std::array<codec::DecodeRequest, 4> requests;
  requests[1].reader = Reader::kPillow;
  requests[1].orientation = Orientation::kIgnore;
  requests[1].alpha = Alpha::kDrop;
  requests[1].depth16 = Depth16::kKeep;
  requests[1].upsampling = Upsampling::kPlain;
  requests[1].shrink = 8;
  requests[2].reader = Reader::kOpenCv;
  requests[2].depth16 = Depth16::kClipGray;
  requests[2].salvage = true;
  requests[2].shrink = 2;
  requests[2].colors = &colors;
  requests[3].orientation = Orientation::kIgnore;
  requests[3].reader = Reader::kTensorFlow;
  requests[3].dct = Dct::kFast;
  requests[3].upsampling = Upsampling::kPlain;
  requests[3].frame = 1;
  return requests;
}

}  // namespace
}  // namespace fit299

// libdav1d keeps 40 bytes of a picture that it gives up.
extern "C" const char* __lsan_default_suppressions();  // NOLINT(bugprone-reserved-identifier)
extern "C" const char* __lsan_default_suppressions() { return "leak:libdav1d"; }

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static fit299::codec::ColorConverter colors;
  const auto requests = fit299::Requests(colors);
  fit299::Decode(std::as_bytes(std::span(data, size)), requests.at(size % requests.size()));
  return 0;
}
