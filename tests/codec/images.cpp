#include "codec/images.h"

#include <png.h>
#include <webp/encode.h>

#include <algorithm>
#include <csetjmp>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include "codec/libjpeg.h"

namespace fit299::codec {
namespace {

File ToFile(const void* bytes, std::size_t size) {
  const auto* begin = static_cast<const std::byte*>(bytes);
  return {begin, begin + size};
}

}  // namespace

cv::Mat Scene(int width, int height) {
  cv::Mat rgb(height, width, CV_8UC3);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      rgb.at<cv::Vec3b>(y, x) = {static_cast<std::uint8_t>(255 * x / width),
                                 static_cast<std::uint8_t>(255 * y / height),
                                 static_cast<std::uint8_t>(x < width / 2 ? 40 : 200)};
    }
  }
  return rgb;
}

cv::Mat Plain(int width, int height, int r, int g, int b) {
  return {height, width, CV_8UC3, cv::Scalar(r, g, b)};
}

File MakeJpeg(const cv::Mat& rgb, const JpegOptions& options) {
  jpeg_compress_struct info;
  jpeg_error_mgr errors;
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &bytes, &size);
  info.image_width = static_cast<JDIMENSION>(rgb.cols);
  info.image_height = static_cast<JDIMENSION>(rgb.rows);
  info.input_components = options.components;
  info.in_color_space = options.components == 1   ? JCS_GRAYSCALE
                        : options.components == 4 ? JCS_CMYK
                                                  : JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, options.quality, TRUE);
  info.restart_in_rows = options.restart_rows;
  info.arith_code = options.arithmetic ? TRUE : FALSE;
  for (std::size_t i = 0; i < options.sampling.size(); ++i) {
    info.comp_info[i].h_samp_factor = options.sampling[i].width;
    info.comp_info[i].v_samp_factor = options.sampling[i].height;
  }
  if (options.progressive) jpeg_simple_progression(&info);
  static constexpr jpeg_scan_info kScanEach[] = {
      {1, {0}, 0, 63, 0, 0}, {1, {1}, 0, 63, 0, 0}, {1, {2}, 0, 63, 0, 0}};
  if (options.scan_each) {
    info.scan_info = kScanEach;
    info.num_scans = 3;
  }
  jpeg_start_compress(&info, TRUE);
  std::vector<std::uint8_t> row(static_cast<std::size_t>(rgb.cols * options.components));
  while (info.next_scanline < info.image_height) {
    const auto* pixel = rgb.ptr(static_cast<int>(info.next_scanline));
    for (int x = 0; x < rgb.cols; ++x, pixel += 3) {
      for (int c = 0; c < options.components; ++c) {
        // CMYK as Photoshop stores it: inverted, so that C, M, Y are R, G, B, and K is white.
        row[static_cast<std::size_t>(x * options.components + c)] =
            c == 3 ? std::uint8_t{255} : pixel[c];
      }
    }
    JSAMPROW pointer = row.data();
    jpeg_write_scanlines(&info, &pointer, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  File file = ToFile(bytes, size);
  std::free(bytes);
  return file;
}

File MakePng(int width, int height, const std::vector<std::uint8_t>& samples,
             const PngOptions& options) {
  File file;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  if (setjmp(png_jmpbuf(png)) != 0) throw std::runtime_error("libpng");
  png_set_write_fn(
      png, &file,
      [](png_structp writer, png_bytep bytes, std::size_t size) {
        const File piece = ToFile(bytes, size);
        auto& out = *static_cast<File*>(png_get_io_ptr(writer));
        out.insert(out.end(), piece.begin(), piece.end());
      },
      nullptr);
  png_set_IHDR(png, info, static_cast<png_uint_32>(width), static_cast<png_uint_32>(height),
               options.depth, options.color_type,
               options.interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  const png_color palette[] = {{255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {9, 9, 9}};
  png_set_check_for_invalid_index(png, 0);  // newer ones would not write colours beyond it
  if (options.color_type == PNG_COLOR_TYPE_PALETTE) png_set_PLTE(png, info, palette, 4);
  const png_color_16 key{};
  if (!options.profile.empty()) {
    png_set_iCCP(png, info, "profile", PNG_COMPRESSION_TYPE_BASE,
                 reinterpret_cast<png_const_bytep>(options.profile.data()),
                 static_cast<png_uint_32>(options.profile.size()));
  }
  if (options.transparent_key) png_set_tRNS(png, info, nullptr, 1, &key);
  if (!options.palette_alpha.empty()) {
    png_set_tRNS(png, info, options.palette_alpha.data(),
                 static_cast<int>(options.palette_alpha.size()), nullptr);
  }
  const std::size_t stride = samples.size() / static_cast<std::size_t>(height);
  std::vector<png_bytep> rows;
  std::vector<std::uint8_t> copy = samples;
  for (int y = 0; y < height; ++y)
    rows.push_back(copy.data() + stride * static_cast<std::size_t>(y));
  png_set_rows(png, info, rows.data());
  png_write_png(png, info, PNG_TRANSFORM_IDENTITY, nullptr);
  png_destroy_write_struct(&png, &info);
  return file;
}

File MakePng(const cv::Mat& rgb) {
  return MakePng(rgb.cols, rgb.rows, {rgb.datastart, rgb.dataend}, {});
}

File MakeWebp(const cv::Mat& rgba, bool lossless) {
  std::uint8_t* bytes = nullptr;
  const int stride = rgba.cols * 4;
  const std::size_t size =
      lossless ? WebPEncodeLosslessRGBA(rgba.data, rgba.cols, rgba.rows, stride, &bytes)
               : WebPEncodeRGBA(rgba.data, rgba.cols, rgba.rows, stride, 95, &bytes);
  File file = ToFile(bytes, size);
  WebPFree(bytes);
  return file;
}

File MakeAnimatedWebp(cv::Size canvas, const std::vector<WebpFrame>& frames) {
  const auto integer = [](std::int64_t value, int bytes) {
    std::string text;
    for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i));
    return text;
  };
  const auto chunk = [&](const std::string& type, const std::string& data) {
    const std::string padding(data.size() % 2, '\0');
    return type + integer(static_cast<int>(data.size()), 4) + data + padding;
  };
  constexpr int kAnimationAndAlpha = 0x12;
  std::string body =
      "WEBP" + chunk("VP8X", integer(kAnimationAndAlpha, 4) + integer(canvas.width - 1, 3) +
                                 integer(canvas.height - 1, 3));
  body += chunk("ANIM", integer(0, 6));
  for (const WebpFrame& frame : frames) {
    const File still = MakeWebp(frame.rgba, true);
    const std::string pixels(reinterpret_cast<const char*>(still.data()) + 12, still.size() - 12);
    body += chunk("ANMF", integer(frame.x / 2, 3) + integer(frame.y / 2, 3) +
                              integer(frame.rgba.cols - 1, 3) + integer(frame.rgba.rows - 1, 3) +
                              integer(100, 3) + integer(0, 1) + pixels);
  }
  const std::string file = chunk("RIFF", body);
  return ToFile(file.data(), file.size());
}

File WithSegment(const File& jpeg, std::uint8_t marker, std::string_view payload) {
  const std::size_t length = payload.size() + 2;
  const std::uint8_t head[] = {0xFF, marker, static_cast<std::uint8_t>(length >> 8),
                               static_cast<std::uint8_t>(length)};
  const File segment = ToFile(head, 4) + payload;
  File file = jpeg;
  file.insert(file.begin() + 2, segment.begin(), segment.end());
  return file;
}

std::string ExifBlock(int orientation, bool big_endian) {
  const auto value = static_cast<char>(orientation);
  using namespace std::string_literals;
  if (big_endian)
    return "MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0"s + value + "\0\0\0\0\0\0"s;
  return "II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0"s + value + "\0\0\0\0\0\0\0"s;
}

std::size_t Find(const File& file, std::string_view text) {
  const File wanted = ToFile(text.data(), text.size());
  const auto found = std::search(file.begin(), file.end(), wanted.begin(), wanted.end());
  if (found == file.end()) throw std::runtime_error("not in the file: " + std::string(text));
  return static_cast<std::size_t>(found - file.begin());
}

File Head(const File& file, std::size_t size) { return ToFile(file.data(), size); }

File operator+(File file, std::string_view tail) {
  const File more = ToFile(tail.data(), tail.size());
  file.insert(file.end(), more.begin(), more.end());
  return file;
}

Expected<Decoded, Rejection> Decode(const File& file, const DecodeRequest& request) {
  const auto codec = FindCodec(file);
  if (!codec) return codec.error();
  auto header = (*codec)->probe(file, request);
  if (!header) return std::move(header).error();
  Decoded decoded;
  decoded.header = *header;
  auto report = (*codec)->decode(file, *header, request, decoded.image);
  if (!report) return std::move(report).error();
  decoded.report = *report;
  return decoded;
}

std::string Verdict(const File& file) {
  const auto decoded = Decode(file);
  return decoded.ok() ? "ok" : std::string(Code(decoded.error().reason));
}

int Difference(const cv::Mat& a, const cv::Mat& b) {
  if (a.size() != b.size() || a.type() != b.type()) return 256;
  return static_cast<int>(cv::norm(a, b, cv::NORM_INF));
}

}  // namespace fit299::codec
