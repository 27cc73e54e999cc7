#include "sink/format.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace fit299::sink {
namespace {

constexpr std::array<std::string_view, 1> kNpySuffixes = {".npy"};
constexpr std::array<std::string_view, 1> kPngSuffixes = {".png"};
constexpr std::array<std::string_view, 2> kJpegSuffixes = {".jpg", ".jpeg"};
constexpr std::array<std::string_view, 1> kWebpSuffixes = {".webp"};

// In the order of the enumerators.
constexpr std::array<FormatRow, 4> kFormats = {{
    {Format::kNpy, "npy", kNpySuffixes, false, false, "numpy array"},
    {Format::kPng, "png", kPngSuffixes, true, false, "8-bit image, lossless"},
    {Format::kJpeg, "jpeg", kJpegSuffixes, true, true, "8-bit image, by --quality"},
    {Format::kWebp, "webp", kWebpSuffixes, true, true, "8-bit image, by --quality"},
}};

}  // namespace

std::span<const FormatRow> Formats() { return kFormats; }

const FormatRow& Row(Format format) { return kFormats[static_cast<std::size_t>(format)]; }

const FormatRow* FindFormat(std::string_view name) {
  const auto row = std::ranges::find(kFormats, name, &FormatRow::name);
  return row == kFormats.end() ? nullptr : &*row;
}

const FormatRow* FindFormatBySuffix(std::string_view suffix) {
  std::string lower(suffix);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
  const auto row = std::ranges::find_if(kFormats, [&](const FormatRow& format) {
    return std::ranges::find(format.suffixes, lower) != format.suffixes.end();
  });
  return row == kFormats.end() ? nullptr : &*row;
}

}  // namespace fit299::sink
