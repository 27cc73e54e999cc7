#include "decoder/band_writer.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <opencv2/core.hpp>
#include <stdexcept>

namespace fit299::decoder {

BandWriter::BandWriter(std::span<std::byte> room, std::size_t band_bytes)
    : room_(room), band_bytes_(band_bytes) {}

// The bands have the parts of the room in turn.
std::byte* BandWriter::Slot() const {
  const std::uint64_t slots = room_.size() / band_bytes_;
  return room_.data() + announced_ % slots * band_bytes_;
}

void BandWriter::MakeRoom(cv::Size picture, int type, cv::Mat& band) {
  Announce();
  const std::uint64_t slots = room_.size() / band_bytes_;
  if (announced_ >= slots) AwaitTaken(announced_ - slots + 1);
  const std::size_t row = static_cast<std::size_t>(picture.width) * CV_ELEM_SIZE(type);
  const std::size_t rows = std::min<std::size_t>(band_bytes_ / row, picture.height);
  if (rows == 0) throw std::length_error("a row that the room for pixels does not hold");
  band = cv::Mat(static_cast<int>(rows), picture.width, type, Slot());
}

void BandWriter::Take(const cv::Mat& band, cv::Point /*at*/) {
  type_ = band.type();
  if (band.data == reinterpret_cast<unsigned char*>(Slot())) {
    rows_ = band.rows;
    return;
  }
  cv::Mat part;
  for (int begin = 0; begin < band.rows; begin += rows_) {
    MakeRoom(band.size(), band.type(), part);
    const int rows = std::min(part.rows, band.rows - begin);
    band.rowRange(begin, begin + rows).copyTo(part.rowRange(0, rows));
    rows_ = rows;
  }
}

void BandWriter::Announce() {
  if (rows_ == 0) return;
  Reply reply;
  reply.answer = Answer::kRows;
  reply.rows = rows_;
  reply.type = type_;
  const ssize_t sent = send(kSocketFile, &reply, sizeof(reply), MSG_NOSIGNAL);
  if (sent != static_cast<ssize_t>(sizeof(reply))) _exit(EXIT_SUCCESS);
  ++announced_;
  rows_ = 0;
}

void BandWriter::AwaitTaken(std::uint64_t bands) {
  while (taken_ < bands) {
    Taken taken;
    const ssize_t size = recv(kSocketFile, &taken, sizeof(taken), 0);
    if (size < 0 && errno == EINTR) continue;
    if (size != static_cast<ssize_t>(sizeof(taken))) _exit(EXIT_SUCCESS);
    taken_ = taken.bands;
  }
}

void BandWriter::Finish(Reply& reply) {
  AwaitTaken(announced_);
  reply.rows = rows_;
  reply.type = type_;
}

}  // namespace fit299::decoder
