#include "foreign/bmp_runs.h"

#include <algorithm>
#include <opencv2/core.hpp>
#include <string>

#include "codec/bytes.h"

namespace fit299::foreign {
namespace {

using codec::Byte;

// What a pair (0, n) means; all other n are that many pixels one by one.
enum Escape : std::uint8_t { kEndOfRow = 0, kEndOfPicture = 1, kDelta = 2 };

class BmpRuns {
 public:
  BmpRuns(codec::Bytes data, bool is_rle4, cv::Mat& indices)
      : data_(data), is_rle4_(is_rle4), indices_(indices) {}

  std::size_t at() const { return at_; }
  int rows() const { return std::min(y_, indices_.rows); }

  std::optional<Rejection> Run() {
    while (!ended_) {
      // Some writers leave out the end of the picture.
      if (data_.size() - at_ < 2 && IsFull()) break;
      if (data_.size() - at_ < 2) return Missing("the data end");
      const std::uint32_t count = Byte(data_, at_);
      const std::uint32_t value = Byte(data_, at_ + 1);
      at_ += 2;
      auto failure = count > 0        ? PutRun(count, value)
                     : value > kDelta ? PutPixels(value)
                                      : Obey(value);
      if (failure) return failure;
    }
    if (!IsFull()) return Missing("its runs end");
    return std::nullopt;
  }

 private:
  // All rows were begun, and the last one is filled or was ended.
  bool IsFull() const {
    return y_ >= indices_.rows || (y_ == indices_.rows - 1 && x_ == indices_.cols);
  }

  Rejection Missing(const std::string& what) const {
    return {Reason::kTruncated,
            what + " in row " + std::to_string(y_ + 1) + " of " + std::to_string(indices_.rows)};
  }
  Rejection Outside(const std::string& what) const {
    return {Reason::kCorrupt, what + " leaves the picture in row " + std::to_string(y_ + 1)};
  }

  bool HasRoom(std::uint32_t count) const {
    return y_ < indices_.rows && static_cast<std::uint32_t>(indices_.cols - x_) >= count;
  }

  void Put(std::uint32_t index) {
    // Rows come from the bottom up.
    indices_.ptr(indices_.rows - 1 - y_)[x_++] = static_cast<std::uint8_t>(index);
  }

  std::optional<Rejection> PutRun(std::uint32_t count, std::uint32_t value) {
    if (!HasRoom(count)) return Outside("a run");
    for (std::uint32_t i = 0; i < count; ++i) {
      Put(!is_rle4_ ? value : i % 2 == 0 ? value >> 4 : value & 15);
    }
    return std::nullopt;
  }

  std::optional<Rejection> PutPixels(std::uint32_t count) {
    if (!HasRoom(count)) return Outside("a run");
    const std::size_t bytes = is_rle4_ ? (count + 1) / 2 : count;
    if (data_.size() - at_ < bytes) return Missing("the data end");
    for (std::uint32_t i = 0; i < count; ++i) {
      if (is_rle4_) {
        const std::uint32_t two = Byte(data_, at_ + i / 2);
        Put(i % 2 == 0 ? two >> 4 : two & 15);
      } else {
        Put(Byte(data_, at_ + i));
      }
    }
    at_ += bytes;
    if (bytes % 2 != 0 && at_ < data_.size()) ++at_;  // padded to 16 bits
    return std::nullopt;
  }

  std::optional<Rejection> Obey(std::uint32_t escape) {
    if (escape == kEndOfPicture) {
      ended_ = true;
      return std::nullopt;
    }
    if (escape == kEndOfRow) {
      if (y_ >= indices_.rows) return Outside("a row");
      x_ = 0;
      ++y_;
      return std::nullopt;
    }
    if (data_.size() - at_ < 2) return Missing("the data end");
    const auto right = static_cast<int>(Byte(data_, at_));
    const auto up = static_cast<int>(Byte(data_, at_ + 1));
    at_ += 2;
    if (x_ + right > indices_.cols || y_ + up >= indices_.rows) return Outside("a step");
    x_ += right;
    y_ += up;
    return std::nullopt;
  }

  codec::Bytes data_;
  bool is_rle4_;
  cv::Mat& indices_;
  std::size_t at_ = 0;
  int x_ = 0;
  int y_ = 0;  // from the bottom
  bool ended_ = false;
};

}  // namespace

std::optional<Rejection> DecodeBmpRuns(codec::Bytes data, bool is_rle4, cv::Mat& indices,
                                       BmpRunsEnd& end) {
  indices.setTo(cv::Scalar(0));
  BmpRuns runs(data, is_rle4, indices);
  auto failure = runs.Run();
  end = {runs.at(), runs.rows()};
  return failure;
}

}  // namespace fit299::foreign
