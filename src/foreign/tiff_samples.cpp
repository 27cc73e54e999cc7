#include "foreign/tiff_samples.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "foreign/opencv_tiff.h"

namespace fit299::foreign {
namespace {

template <class Sample>
void Interleave(const std::vector<const std::uint8_t*>& planes, std::vector<Sample>& to) {
  const std::size_t count = to.size() / planes.size();
  for (std::size_t p = 0; p < planes.size(); ++p) {
    for (std::size_t i = 0; i < count; ++i) {
      std::memcpy(&to[i * planes.size() + p], planes[p] + i * sizeof(Sample), sizeof(Sample));
    }
  }
}

}  // namespace

// OpenCV has colours of 8 bits, multiplied by alpha, which is dropped.
TiffSamples::TiffSamples(const TiffPage& page, Reader reader) : page_(page), form_(page.form) {
  if (reader != Reader::kOpenCv) return;
  multiplies_ = form_.channels == 4 && !form_.premultiplied && !form_.ignores_alpha;
  form_.premultiplied = false;
  if (form_.channels >= 3) form_.depth = 8;
}

void TiffSamples::NoteChanges(FitReport& report) const {
  if (multiplies_) report.changes.Add(Change::kAlphaBlended);
  if (form_.depth < page_.form.depth) report.changes.Add(Change::kDepthReduced);
}

// The colours as bytes. Old writers put 0..255 where 0..65535 belongs.
bool TiffSamples::ReadPalette(const TiffFile& file) {
  std::array<std::uint16_t*, 3> maps = {};
  if (TIFFGetField(file.get(), TIFFTAG_COLORMAP, maps.data(), &maps[1], &maps[2]) == 0) {
    return false;
  }
  const std::size_t count = std::size_t{1} << page_.bits;
  const bool is_old = std::ranges::all_of(maps, [&](const std::uint16_t* map) {
    return std::all_of(map, map + count, [](std::uint16_t value) { return value < 256; });
  });
  palette_.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t c = 0; c < 3; ++c) {
      palette_[i][c] = static_cast<std::uint8_t>(is_old ? maps[c][i] : maps[c][i] >> 8);
    }
  }
  return true;
}

void TiffSamples::Put(int x, int y, int count, const std::vector<const std::uint8_t*>& planes,
                      PixelWriter& writer) {
  if (page_.bits == 16) return PutWide(x, y, count, planes, writer);
  const auto pixels = static_cast<std::size_t>(count);
  bytes_.resize(pixels * static_cast<std::size_t>(page_.form.channels));
  if (page_.IsPalette()) {
    for (std::size_t i = 0; i < pixels; ++i) {
      const Rgb& color = palette_[static_cast<std::size_t>(Packed(planes[0], i))];
      for (std::size_t c = 0; c < 3; ++c) bytes_[i * 3 + c] = color[c];
    }
  } else if (page_.bits < 8) {
    const int full = (1 << page_.bits) - 1;
    for (std::size_t i = 0; i < pixels; ++i) {
      bytes_[i] = static_cast<std::uint8_t>(Packed(planes[0], i) * 255 / full);
    }
  } else {
    Interleave<std::uint8_t>(planes, bytes_);
  }
  Invert(bytes_);
  PutBytes(x, y, count, writer);
}

void TiffSamples::PutBytes(int x, int y, int count, PixelWriter& writer) {
  if (multiplies_) opencv_tiff::Multiply(bytes_);
  writer.Put(x, y, count, bytes_.data());
}

void TiffSamples::PutWide(int x, int y, int count, const std::vector<const std::uint8_t*>& planes,
                          PixelWriter& writer) {
  wide_.resize(static_cast<std::size_t>(count) * static_cast<std::size_t>(page_.form.channels));
  Interleave<std::uint16_t>(planes, wide_);
  Invert(wide_);
  if (form_.depth > 8) return writer.Put(x, y, count, wide_.data());
  bytes_.resize(wide_.size());
  std::ranges::transform(wide_, bytes_.begin(), opencv_tiff::ToByte);
  PutBytes(x, y, count, writer);
}

// Sample i of 8 or fewer bits.
int TiffSamples::Packed(const std::uint8_t* from, std::size_t i) const {
  const auto bits = static_cast<std::size_t>(page_.bits);
  const std::size_t bit = i * bits;
  return from[bit / 8] >> (8 - bits - bit % 8) & ((1 << page_.bits) - 1);
}

// MINISWHITE; an extra sample is no colour.
template <class Sample>
void TiffSamples::Invert(std::vector<Sample>& samples) const {
  if (page_.photometric != PHOTOMETRIC_MINISWHITE) return;
  const auto step = static_cast<std::size_t>(page_.form.channels);
  for (std::size_t i = 0; i < samples.size(); i += step) {
    samples[i] = static_cast<Sample>(~samples[i]);
  }
}

}  // namespace fit299::foreign
