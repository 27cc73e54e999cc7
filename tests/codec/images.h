// Small images of every kind, made by the formats' own libraries, and surgery on their bytes.
#ifndef FIT299_TESTS_CODEC_IMAGES_H_
#define FIT299_TESTS_CODEC_IMAGES_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <opencv2/core.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "codec/codec.h"

namespace fit299::codec {

using File = std::vector<std::byte>;

// The picture of most tests, RGB: smooth, and different in every quarter.
cv::Mat Scene(int width = 60, int height = 40);
cv::Mat Plain(int width, int height, int r, int g, int b);

struct JpegOptions {
  int components = 3;  // 1: gray, 3: YCbCr, 4: CMYK with Adobe's marker
  bool progressive = false;
  int restart_rows = 0;
  int quality = 95;
  bool scan_each = false;  // a scan for each component, not progressive
  bool arithmetic = false;
  std::vector<cv::Size> sampling = {};  // of each component; empty: 4:2:0
};
File MakeJpeg(const cv::Mat& rgb, const JpegOptions& options = {});

struct PngOptions {
  int color_type = 2;  // as libpng numbers them
  int depth = 8;
  bool interlaced = false;
  std::vector<std::uint8_t> palette_alpha = {};  // tRNS of a palette
  bool transparent_key = false;                  // tRNS of gray 0, or RGB 0, 0, 0
  std::string profile = {};                      // iCCP
};
// `samples`: rows of the colour type's own samples, in the file's own packing, big-endian.
File MakePng(int width, int height, const std::vector<std::uint8_t>& samples,
             const PngOptions& options);
File MakePng(const cv::Mat& rgb);
File MakeWebp(const cv::Mat& rgba, bool lossless);

// An animation of a canvas of this size, lossless. `frames` are drawn at (x, y), which must be
// even.
struct WebpFrame {
  cv::Mat rgba;
  int x = 0;
  int y = 0;
};
File MakeAnimatedWebp(cv::Size canvas, const std::vector<WebpFrame>& frames);

// Inserts a JPEG segment behind SOI.
File WithSegment(const File& jpeg, std::uint8_t marker, std::string_view payload);

// A TIFF block that holds nothing but an orientation.
std::string ExifBlock(int orientation, bool big_endian = false);

// The position of a text in a file. REQUIRES: it is there.
std::size_t Find(const File& file, std::string_view text);

File Head(const File& file, std::size_t size);
File operator+(File file, std::string_view tail);

// What probe and decode say together.
struct Decoded {
  Header header;
  FitReport report;
  cv::Mat image;
};
Expected<Decoded, Rejection> Decode(const File& file, const DecodeRequest& request = {});

// "ok", or the reason's code.
std::string Verdict(const File& file);

// The largest difference of two images of one size, or 256 when their sizes differ.
int Difference(const cv::Mat& a, const cv::Mat& b);

}  // namespace fit299::codec

#endif  // FIT299_TESTS_CODEC_IMAGES_H_
