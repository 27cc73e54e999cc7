// Draws the example images of data/: make_images FOLDER.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <jpeglib.h>  // after <cstdio>, which it needs
#include <png.h>

#include "codec/encode.h"
#include "data/scenes.h"

namespace fit299 {
namespace {

using Bytes = std::vector<std::byte>;

[[noreturn]] void Fail(const std::string& message) {
  std::cerr << "make_images: " << message << "\n";
  std::exit(1);
}

// A value of 0..1 as an integer of 0..maximum.
unsigned Quantize(double value, unsigned maximum) {
  const double scaled = value * maximum + 0.5;
  if (scaled <= 0) return 0;
  return scaled >= maximum ? maximum : static_cast<unsigned>(scaled);
}

// The mean of 2x2 points, weighted by how opaque they are.
Color Sample(Scene scene, cv::Size size, int column, int row) {
  constexpr int kPoints = 2;
  Color sum = {0, 0, 0, 0};
  for (int j = 0; j < kPoints; ++j) {
    for (int i = 0; i < kPoints; ++i) {
      const double x = (column + (i + 0.5) / kPoints - size.width / 2.0) / size.height;
      const double y = (row + (j + 0.5) / kPoints) / size.height;
      const Color color = scene(x, y);
      sum.r += color.r * color.alpha;
      sum.g += color.g * color.alpha;
      sum.b += color.b * color.alpha;
      sum.alpha += color.alpha;
    }
  }
  if (sum.alpha > 0) {
    sum.r /= sum.alpha;
    sum.g /= sum.alpha;
    sum.b /= sum.alpha;
  }
  sum.alpha /= kPoints * kPoints;
  return sum;
}

// Calls visit(color) for each pixel, row by row.
template <class Visitor>
void Draw(Scene scene, cv::Size size, Visitor visit) {
  for (int row = 0; row < size.height; ++row) {
    for (int column = 0; column < size.width; ++column) visit(Sample(scene, size, column, row));
  }
}

void Append(Bytes& bytes, unsigned value) { bytes.push_back(static_cast<std::byte>(value)); }

Bytes DrawRgb(Scene scene, cv::Size size) {
  Bytes pixels;
  Draw(scene, size, [&](const Color& color) {
    for (const double value : {color.r, color.g, color.b}) Append(pixels, Quantize(value, 255));
  });
  return pixels;
}

Bytes Must(codec::EncodeResult result) {
  if (!result) Fail(result.error());
  return std::move(result).value();
}

Bytes Jpeg(Scene scene, cv::Size size) {
  return Must(codec::EncodeJpeg(DrawRgb(scene, size), size, 88));
}

Bytes Png(Scene scene, cv::Size size) { return Must(codec::EncodePng(DrawRgb(scene, size), size)); }

Bytes Webp(Scene scene, cv::Size size) {
  return Must(codec::EncodeWebp(DrawRgb(scene, size), size, 85));
}

// As a camera stores it that was held on its side: the pixels lie, and EXIF says orientation 6.
Bytes RotatedJpeg(Scene scene, cv::Size size) {
  const Bytes upright = DrawRgb(scene, size);
  const cv::Size stored_size(size.height, size.width);
  Bytes stored;
  for (int row = 0; row < stored_size.height; ++row) {
    for (int column = 0; column < stored_size.width; ++column) {
      const int from = (column * size.width + size.width - 1 - row) * 3;
      stored.insert(stored.end(), upright.begin() + from, upright.begin() + from + 3);
    }
  }
  Bytes file = Must(codec::EncodeJpeg(stored, stored_size, 88));
  constexpr std::uint8_t kExif[] = {
      0xFF, 0xE1, 0,   34,                           // APP1, its length
      'E',  'x',  'i', 'f', 0, 0,                    // its name
      'M',  'M',  0,   42,  0, 0, 0, 8,              // TIFF, big-endian, one directory at 8
      0,    1,                                       // of one entry:
      0x01, 0x12, 0,   3,   0, 0, 0, 1, 0, 6, 0, 0,  // orientation, one short, 6
      0,    0,    0,   0,                            // no other directory
  };
  const auto exif = std::as_bytes(std::span(kExif));
  file.insert(file.begin() + 2, exif.begin(), exif.end());
  return file;
}

Bytes GrayJpeg(Scene scene, cv::Size size) {
  std::vector<JSAMPLE> pixels;
  Draw(scene, size,
       [&](const Color& color) { pixels.push_back(static_cast<JSAMPLE>(Quantize(color.g, 255))); });
  jpeg_compress_struct jpeg = {};
  jpeg_error_mgr errors = {};
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  unsigned char* memory = nullptr;
  unsigned long length = 0;  // NOLINT: libjpeg's own type
  jpeg_mem_dest(&jpeg, &memory, &length);
  jpeg.image_width = static_cast<JDIMENSION>(size.width);
  jpeg.image_height = static_cast<JDIMENSION>(size.height);
  jpeg.input_components = 1;
  jpeg.in_color_space = JCS_GRAYSCALE;
  jpeg_set_defaults(&jpeg);
  jpeg_set_quality(&jpeg, 88, TRUE);
  jpeg_start_compress(&jpeg, TRUE);
  while (jpeg.next_scanline < jpeg.image_height) {
    JSAMPROW row = pixels.data() + std::size_t{jpeg.next_scanline} * jpeg.image_width;
    jpeg_write_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_compress(&jpeg);
  jpeg_destroy_compress(&jpeg);
  const auto written = std::as_bytes(std::span(memory, length));
  Bytes file(written.begin(), written.end());
  std::free(memory);
  return file;
}

// A PNG of any kind. `pixels` are as libpng wants them: 16-bit values in big-endian order.
Bytes AnyPng(cv::Size size, int color_type, int depth, const Bytes& pixels,
             std::span<const png_color> palette = {}, std::span<const png_byte> transparency = {}) {
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  Bytes file;
  png_set_write_fn(
      png, &file,
      [](png_structp writer, png_bytep data, std::size_t length) {
        const auto part = std::as_bytes(std::span(data, length));
        auto* target = static_cast<Bytes*>(png_get_io_ptr(writer));
        target->insert(target->end(), part.begin(), part.end());
      },
      nullptr);
  png_set_IHDR(png, info, static_cast<png_uint_32>(size.width),
               static_cast<png_uint_32>(size.height), depth, color_type, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (!palette.empty()) {
    png_set_PLTE(png, info, palette.data(), static_cast<int>(palette.size()));
    png_set_tRNS(png, info, transparency.data(), static_cast<int>(transparency.size()), nullptr);
  }
  png_write_info(png, info);
  const std::size_t stride = pixels.size() / static_cast<std::size_t>(size.height);
  for (std::size_t at = 0; at < pixels.size(); at += stride) {
    png_write_row(png, reinterpret_cast<png_const_bytep>(pixels.data() + at));
  }
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  return file;
}

Bytes AlphaPng(Scene scene, cv::Size size) {
  Bytes pixels;
  Draw(scene, size, [&](const Color& color) {
    for (const double value : {color.r, color.g, color.b, color.alpha}) {
      Append(pixels, Quantize(value, 255));
    }
  });
  return AnyPng(size, PNG_COLOR_TYPE_RGB_ALPHA, 8, pixels);
}

Bytes DeepPng(Scene scene, cv::Size size) {
  Bytes pixels;
  Draw(scene, size, [&](const Color& color) {
    for (const double value : {color.r, color.g, color.b}) {
      const unsigned quantized = Quantize(value, 65535);
      Append(pixels, quantized >> 8);
      Append(pixels, quantized & 255);
    }
  });
  return AnyPng(size, PNG_COLOR_TYPE_RGB, 16, pixels);
}

// Entry 0 is transparent, the others are a ramp from cream to red.
Bytes PalettePng(Scene scene, cv::Size size) {
  constexpr unsigned kColors = 16;
  std::vector<png_color> palette = {{0, 0, 0}};
  for (unsigned i = 0; i + 1 < kColors; ++i) {
    palette.push_back({static_cast<png_byte>(250 - 38 * i / 14),
                       static_cast<png_byte>(247 - 14 * i),
                       static_cast<png_byte>(237 - 193 * i / 14)});
  }
  Bytes pixels;
  Draw(scene, size, [&](const Color& color) {
    Append(pixels, color.alpha < 0.5 ? 0 : 1 + Quantize((0.97 - color.g) / 0.84, kColors - 2));
  });
  constexpr png_byte kTransparency[] = {0};
  return AnyPng(size, PNG_COLOR_TYPE_PALETTE, 8, pixels, palette, kTransparency);
}

struct Image {
  std::string_view path;
  Bytes (*encode)(Scene scene, cv::Size size);
  Scene scene;
  int width, height;  // upright
};

constexpr Image kImages[] = {
    {"scenes/balloons.webp", Webp, Balloons, 480, 320},
    {"scenes/gray.jpg", GrayJpeg, Moonrise, 400, 300},
    {"scenes/landscape.jpg", Jpeg, Landscape, 640, 427},
    {"scenes/panorama.jpg", Jpeg, Landscape, 1200, 300},
    {"scenes/portrait.jpg", Jpeg, Portrait, 427, 640},
    {"scenes/rotated.jpg", RotatedJpeg, Balloons, 640, 427},
    {"shapes/alpha.png", AlphaPng, Glass, 240, 240},
    {"shapes/depth16.png", DeepPng, Spectrum, 160, 120},
    {"shapes/palette.png", PalettePng, Target, 256, 256},
    {"shapes/small.png", Png, Sailboat, 120, 90},
};

void Write(const std::filesystem::path& path, const Bytes& bytes) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
  if (!file.flush()) Fail("cannot write " + path.string());
}

}  // namespace
}  // namespace fit299

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: make_images FOLDER\n";
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  for (const fit299::Image& image : fit299::kImages) {
    fit299::Write(folder / image.path, image.encode(image.scene, {image.width, image.height}));
  }
}
