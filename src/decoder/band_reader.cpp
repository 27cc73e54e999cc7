#include "decoder/band_reader.h"

#include <opencv2/core.hpp>

namespace fit299::decoder {

BandReader::BandReader(cv::Size stored, int type, std::span<std::byte> room, std::size_t band_bytes,
                       codec::BandTaker& taker)
    : stored_(stored), type_(type), room_(room), band_bytes_(band_bytes), taker_(taker) {}

std::optional<std::string> BandReader::Add(const Reply& reply) {
  // Some readers give 8 bits whatever the header promises. Which it is, the first rows say.
  if (bands_ == 0 && type_ == CV_16UC3 && reply.type == CV_8UC3) type_ = CV_8UC3;
  if (reply.type != type_) return "pixels of another type than the header's";
  const std::size_t row = static_cast<std::size_t>(stored_.width) * CV_ELEM_SIZE(type_);
  if (reply.rows <= 0 || reply.rows > stored_.height - row_ ||
      static_cast<std::size_t>(reply.rows) > band_bytes_ / row) {
    return "rows that cannot be";
  }
  const std::uint64_t slots = room_.size() / band_bytes_;
  std::byte* const begin = room_.data() + bands_ % slots * band_bytes_;
  const cv::Point at(0, row_);
  ++bands_;
  row_ += reply.rows;
  taker_.Take(cv::Mat(reply.rows, stored_.width, type_, begin), at);
  return std::nullopt;
}

}  // namespace fit299::decoder
