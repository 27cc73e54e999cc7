#include "codec/jpeg_rows.h"

#include <algorithm>

#include "codec/finish.h"
#include "codec/jpeg_errors.h"

namespace fit299::codec {
namespace {

// How many rows are decoded at a time: a row of MCUs.
int McuRows(const jpeg_decompress_struct& info) { return info.max_v_samp_factor * DCTSIZE; }
int McuColumns(const jpeg_decompress_struct& info) { return info.max_h_samp_factor * DCTSIZE; }

}  // namespace

cv::Rect JpegRows::Wanted() const {
  const cv::Rect all(0, 0, Width(), Height());
  // Of a shrunk picture libjpeg-turbo 2.1 skips and crops wrongly with some samplings, or without
  // end. Of a damaged one, what is missing may begin anywhere.
  const bool is_whole = request_.bands == nullptr || request_.wanted.empty() ||
                        request_.shrink != 1 || request_.salvage;
  return is_whole ? all : request_.wanted & all;
}

// Gives up the columns that nobody wants. Upsampling mixes neighbours, so an MCU more is kept on
// either side.
void JpegRows::CropColumns(cv::Range wanted) {
  const int margin = McuColumns(info_);
  const int begin = std::max(wanted.start - margin, 0);
  const int end = std::min(wanted.end + margin, Width());
  if (end - begin == Width()) return;
  auto first = static_cast<JDIMENSION>(begin);
  auto width = static_cast<JDIMENSION>(end - begin);
  jpeg_crop_scanline(&info_, &first, &width);
  first_column_ = static_cast<int>(first);
}

// Makes no pixels of the rows up to `end`. libjpeg does not ask for the time meanwhile.
//
// It goes from MCU to MCU: where libjpeg has skipped into one, and its upsampling needs no
// neighbours, it takes that MCU for read the next time, and its coded data for the next one's.
void JpegRows::SkipTo(int end) {
  constexpr int kMcuRowsAtATime = 8;
  while (NextRow() < end) {
    const int next = (NextRow() / McuRows(info_) + kMcuRowsAtATime) * McuRows(info_);
    jpeg_skip_scanlines(&info_, static_cast<JDIMENSION>(std::min(next, end) - NextRow()));
    if (!IsLate(request_)) continue;
    reinterpret_cast<JpegErrors*>(info_.err)->late = true;
    info_.err->error_exit(reinterpret_cast<j_common_ptr>(&info_));
  }
}

void JpegRows::ReadRow(std::uint8_t* rgb) {
  JSAMPROW to = inks_.Row(rgb);
  jpeg_read_scanlines(&info_, &to, 1);
  if (inks_.converts()) inks_.Convert(Width(), rgb);
}

void JpegRows::ReadTo(int end) {
  begin_ = NextRow();
  while (NextRow() < end) {
    const int band_end = std::min(begin_ + image_.rows, end);
    while (NextRow() < band_end) ReadRow(image_.ptr(NextRow() - begin_));
    GiveBand(band_end);
  }
}

void JpegRows::GiveBand(int end) {
  if (request_.bands == nullptr) return;
  request_.bands->Take(image_(cv::Rect(0, 0, Width(), end - begin_)), {first_column_, begin_});
  begin_ = end;
}

void JpegRows::Read() {
  const cv::Rect wanted = Wanted();
  CropColumns({wanted.x, wanted.x + wanted.width});
  // Upsampling mixes rows as well; and whole MCUs are what libjpeg skips best.
  SkipTo(std::max(wanted.y / McuRows(info_) - 1, 0) * McuRows(info_));
  ReadTo(wanted.y + wanted.height);
  // To skip the last row as well would be to leave the coded data of all that are skipped unread.
  SkipTo(Height() - 1);
  if (NextRow() < Height()) ReadRow(image_.ptr());
}

void JpegRows::PutMissing() {
  int row = NextRow();
  while (row < Height()) {
    const int band_end = std::min(begin_ + image_.rows, Height());
    for (; row < band_end; ++row) inks_.PutMissing(Width(), image_.ptr(row - begin_));
    GiveBand(band_end);
  }
}

}  // namespace fit299::codec
