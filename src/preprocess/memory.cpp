#include "preprocess/memory.h"

#include <algorithm>
#include <string>

#include "codec/codec.h"
#include "geometry/shrink.h"
#include "resample/scratch.h"

namespace fit299 {
namespace {

constexpr std::uint64_t kMegabyte = 1'000'000;

// An ordinary photo of 75 megapixels, whichever its format. With what the program itself takes,
// that is below 300.
constexpr std::uint64_t kTakenOnTrust = 280 * kMegabyte;

// Of memory for each byte that pixels are coded in. A photo that cannot be decoded in bands takes
// some 50 at most.
constexpr std::uint64_t kMostPerByte = 64;

// Where somebody has said how much an image may take: no real file can hold more.
constexpr std::uint64_t kMostPerByteIfAsked = 256;

// With what is made of it, which is 36 bytes for each pixel of --policy native: photos that are
// saved for a screen have 20 pixels to a byte.
constexpr std::uint64_t kMostPerByteInAll = 2048;

constexpr std::uint64_t kRowsBytes = 16;

std::uint64_t Area(std::int64_t width, std::int64_t height) {
  return static_cast<std::uint64_t>(width * height);
}

// A crop that begins between pixels has one more, and Pillow's filters reach further.
std::uint64_t ResampleBytes(const Geometry& geometry, const Passage& passage,
                            const Recipe& recipe) {
  if (geometry.window.empty()) return 0;
  const auto source = cv::Rect2d(geometry.crop).size() / static_cast<double>(geometry.shrink);
  resample::Resize resize;
  resize.source = {static_cast<int>(source.width) + 2, static_cast<int>(source.height) + 2};
  resize.scaled = geometry.scaled;
  resize.window = geometry.window.size();
  resize.is_transposed = passage.turns && passage.in_bands;
  resize.is_wide = passage.bytes_a_value > 1;
  return resample::ScratchBytes(recipe, resize);
}

bool IsWaste(std::uint64_t memory_bytes, std::uint64_t coded_bytes, std::uint64_t most_per_byte) {
  return memory_bytes > kTakenOnTrust && memory_bytes / most_per_byte > coded_bytes;
}

// What is made of a source, the larger the more was asked for.
std::uint64_t ResultBytes(const Geometry& geometry, std::size_t tensor_bytes) {
  return 16 * Area(geometry.window.width, geometry.window.height) +
         4 * Area(geometry.canvas.width, geometry.canvas.height) + tensor_bytes;
}

std::string Megabytes(std::uint64_t bytes) {
  return std::to_string((bytes + kMegabyte - 1) / kMegabyte) + " MB";
}

}  // namespace

std::uint64_t DecodeBytes(const Header& header, const Passage& passage) {
  const auto pixel_bytes = 3 * static_cast<std::uint64_t>(passage.bytes_a_value);
  const cv::Size size = ShrunkSize(header.size, passage.shrink);
  const std::uint64_t whole = Area(size.width, size.height) * pixel_bytes;
  // At least a row; libpng has two of its own, of up to eight bytes a pixel.
  const auto width = static_cast<std::uint64_t>(size.width);
  const std::uint64_t band =
      std::min<std::uint64_t>(whole, std::max(std::uint64_t{1} << 20, width * pixel_bytes)) +
      width * kRowsBytes;
  if (passage.in_bands) return header.working_bytes + band;
  // What comes in bands is turned band by band.
  const std::uint64_t turning = !passage.turns ? 0 : header.in_rows ? band : whole;
  return header.working_bytes + whole + turning;
}

std::uint64_t FitBytes(const Header& header, const Geometry& geometry, std::size_t tensor_bytes,
                       const Passage& passage, const Recipe& recipe) {
  return DecodeBytes(header, passage) + ResampleBytes(geometry, passage, recipe) +
         ResultBytes(geometry, tensor_bytes);
}

std::optional<Rejection> FindWaste(const Prepared& prepared, std::size_t file_bytes) {
  const Header& header = prepared.header;
  const auto codec = std::ranges::find(codec::Codecs(), header.format, &codec::Codec::format);
  // Another process has the file once more: the first page of many is no bomb.
  const bool is_copied = codec != codec::Codecs().end() && !codec->in_process();
  const std::uint64_t copy =
      is_copied ? std::min<std::uint64_t>(file_bytes, prepared.fit_bytes) : 0;
  const std::uint64_t memory_bytes = prepared.fit_bytes - copy;
  const std::uint64_t result_bytes =
      std::min(ResultBytes(prepared.geometry, prepared.tensor_bytes), memory_bytes);
  const std::uint64_t coded_bytes = std::min<std::uint64_t>(header.coded_bytes, file_bytes);
  const std::uint64_t source_bytes = memory_bytes - result_bytes;
  const bool is_waste = IsWaste(source_bytes, coded_bytes, kMostPerByteIfAsked) ||
                        IsWaste(memory_bytes, coded_bytes, kMostPerByteInAll);
  const bool is_asked = prepared.max_memory != 0;
  if (!is_waste && (is_asked || !IsWaste(source_bytes, coded_bytes, kMostPerByte))) {
    return std::nullopt;
  }
  return Rejection{Reason::kTooLarge,
                   "takes " + Megabytes(memory_bytes) + " of memory, more than " +
                       std::to_string(coded_bytes) + " bytes of coded pixels " +
                       (is_waste ? "can be worth" : "are worth without --max-memory")};
}

std::optional<Rejection> FindExcess(std::uint64_t memory_bytes, std::uint64_t max_memory) {
  if (max_memory == 0 || memory_bytes <= max_memory) return std::nullopt;
  return Rejection{Reason::kTooLarge,
                   "takes " + Megabytes(memory_bytes) + " of memory, more than the " +
                       std::to_string(max_memory / kMegabyte) + " MB of --max-memory"};
}

}  // namespace fit299
