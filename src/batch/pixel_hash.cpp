#include "batch/pixel_hash.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <span>
#include <string>
#include <utility>

#include "geometry/orientation.h"
#include "kernels/pack_rows.h"

namespace fit299::batch {
namespace {

// What is hashed at once is a piece of an upright row, of so many pixels. Pieces begin at its left
// end, so that the short one stands first where the stored picture is mirrored.
constexpr int kPiece = 64;

// Where the part ends that begins at `begin`, of a side that is divided in equal parts from its one
// end or, mirrored, from the other.
int PartEnd(int begin, int length, int part, bool is_mirrored) {
  const int end = is_mirrored ? begin + (length - begin - 1) % part + 1 : begin + part;
  return std::min(end, length);
}

// The 128-bit sum: pieces may come in any order.
void AddTo(record::Hash128& sum, const record::Hash128& hash) {
  sum[1] += hash[1];
  sum[0] += hash[0] + (sum[1] < hash[1] ? 1 : 0);
}

// Along the stored picture's sides.
bool MirrorsRows(int orientation) {
  const Turn turn = TurnOf(orientation);
  return turn.transposes ? turn.mirrors_x : turn.mirrors_y;
}
bool MirrorsColumns(int orientation) {
  const Turn turn = TurnOf(orientation);
  return turn.transposes ? turn.mirrors_y : turn.mirrors_x;
}

}  // namespace

PixelHash::PixelHash(cv::Size stored, int orientation) : size_(stored), orientation_(orientation) {}

// Upright rows are stored rows, or columns: then as many of those are needed as a piece is long.
int PixelHash::StripRows() const { return TurnOf(orientation_).transposes ? kPiece : 1; }

void PixelHash::Add(const cv::Mat& rows) {
  is_wide_ = rows.depth() == CV_16U;
  for (int y = 0; y < rows.rows;) {
    const int begin = row_ - waiting_;
    const int end = PartEnd(begin, size_.height, StripRows(), MirrorsRows(orientation_));
    const int added = std::min(end - row_, rows.rows - y);
    const cv::Mat part = rows.rowRange(y, y + added);
    y += added;
    row_ += added;
    if (waiting_ == 0 && row_ == end) {
      HashStrip(part);
      continue;
    }
    strip_.create(end - begin, rows.cols, rows.type());
    part.copyTo(strip_.rowRange(waiting_, waiting_ + added));
    waiting_ += added;
    if (row_ < end) continue;
    HashStrip(strip_);
    waiting_ = 0;
  }
}

// Its last row is the one before row_.
void PixelHash::HashStrip(const cv::Mat& strip) {
  const bool is_mirrored = MirrorsColumns(orientation_);
  const int columns = TurnOf(orientation_).transposes ? 1 : kPiece;
  for (int x = 0; x < size_.width;) {
    // Columns are turned many at a time, too.
    const int end = columns == 1 ? std::min(x + kPiece, size_.width)
                                 : PartEnd(x, size_.width, columns, is_mirrored);
    HashBlock(strip.colRange(x, end), x, row_ - strip.rows);
    x = end;
  }
}

// Of the stored picture, whose pixel at (x, y) is its first one: a piece of each upright row in it.
void PixelHash::HashBlock(const cv::Mat& block, int x, int y) {
  cv::Point at(x, y);
  if (MirrorsColumns(orientation_)) at.x = size_.width - x - block.cols;
  if (MirrorsRows(orientation_)) at.y = size_.height - y - block.rows;
  if (TurnOf(orientation_).transposes) std::swap(at.x, at.y);
  if (orientation_ != 1) TurnUpright(orientation_, block, upright_);
  const cv::Mat& upright = orientation_ == 1 ? block : upright_;
  for (int row = 0; row < upright.rows; ++row, ++at.y) HashPiece(upright.ptr(row), upright, at);
}

void PixelHash::HashPiece(const std::uint8_t* pixels, const cv::Mat& block, cv::Point at) {
  const auto width = static_cast<std::size_t>(block.cols);
  const std::size_t bytes = width * (is_wide_ ? 6 : 3);
  std::array<std::uint8_t, sizeof at + kPiece * 6> text;
  std::memcpy(text.data(), &at, sizeof at);
  std::memcpy(text.data() + sizeof at, pixels, bytes);
  AddTo(sum_, record::HashOf(std::as_bytes(std::span(text).first(sizeof at + bytes))));
}

record::Hash128 PixelHash::Value() const {
  const cv::Size upright =
      TurnOf(orientation_).transposes ? cv::Size(size_.height, size_.width) : size_;
  record::Digest digest;
  digest.Add(std::to_string(upright.width) + "x" + std::to_string(upright.height) + " " +
             std::string(is_wide_ ? "16" : "8"));
  digest.Add(std::to_string(sum_[0]) + " " + std::to_string(sum_[1]));
  return digest.Value();
}

}  // namespace fit299::batch
