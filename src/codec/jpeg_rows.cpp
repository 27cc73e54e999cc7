#include "codec/jpeg_rows.h"

#include <algorithm>

#include "codec/finish.h"
#include "codec/jpeg_errors.h"

namespace fit299::codec {
namespace {

// How many rows are decoded at a time: a row of MCUs.
int McuRows(const jpeg_decompress_struct& info) { return info.max_v_samp_factor * DCTSIZE; }
int McuColumns(const jpeg_decompress_struct& info) { return info.max_h_samp_factor * DCTSIZE; }

// Gives up the columns that nobody wants, and says which one is the first now. Upsampling mixes
// neighbours, so an MCU more is kept on either side.
int CropColumns(cv::Range wanted, jpeg_decompress_struct& info) {
  const int margin = McuColumns(info);
  const int begin = std::max(wanted.start - margin, 0);
  const int end = std::min(wanted.end + margin, static_cast<int>(info.output_width));
  auto first = static_cast<JDIMENSION>(begin);
  auto width = static_cast<JDIMENSION>(end - begin);
  if (width < info.output_width) {
    jpeg_crop_scanline(&info, &first, &width);
  } else {
    first = 0;
  }
  return static_cast<int>(first);
}

// Makes no pixels of the rows up to `end`. libjpeg does not ask for the time meanwhile.
//
// It goes from MCU to MCU: where libjpeg has skipped into one, and its upsampling needs no
// neighbours, it takes that MCU for read the next time, and its coded data for the next one's.
void SkipRows(int end, const DecodeRequest& request, jpeg_decompress_struct& info) {
  constexpr int kMcuRowsAtATime = 8;
  while (static_cast<int>(info.output_scanline) < end) {
    const int row = static_cast<int>(info.output_scanline);
    const int next = (row / McuRows(info) + kMcuRowsAtATime) * McuRows(info);
    jpeg_skip_scanlines(&info, static_cast<JDIMENSION>(std::min(next, end) - row));
    if (!IsLate(request)) continue;
    reinterpret_cast<JpegErrors*>(info.err)->late = true;
    info.err->error_exit(reinterpret_cast<j_common_ptr>(&info));
  }
}

void ReadRow(JpegInks& inks, jpeg_decompress_struct& info, std::uint8_t* out) {
  JSAMPROW to = inks.row() != nullptr ? inks.row() : out;
  jpeg_read_scanlines(&info, &to, 1);
  if (inks.row() != nullptr) inks.Convert(static_cast<int>(info.output_width), out);
}

// Rows up to `end`, in as many bands as it takes.
void GiveBands(int first_column, int end, const DecodeRequest& request, JpegInks& inks,
               jpeg_decompress_struct& info, cv::Mat& image) {
  const int width = static_cast<int>(info.output_width);
  int rows = 0;
  while (static_cast<int>(info.output_scanline) < end) {
    ReadRow(inks, info, image.ptr(rows));
    ++rows;
    const int next = static_cast<int>(info.output_scanline);
    if (rows < image.rows && next < end) continue;
    request.bands->Take(image(cv::Rect(0, 0, width, rows)), {first_column, next - rows});
    rows = 0;
  }
}

void ReadPart(const DecodeRequest& request, JpegInks& inks, jpeg_decompress_struct& info,
              cv::Mat& image) {
  const int height = static_cast<int>(info.output_height);
  const cv::Rect all(0, 0, static_cast<int>(info.output_width), height);
  // Of a shrunk picture libjpeg-turbo 2.1 skips and crops wrongly with some samplings, or without
  // end.
  const bool is_whole = request.wanted.empty() || request.shrink != 1;
  const cv::Rect wanted = is_whole ? all : request.wanted & all;
  const int first_column = CropColumns({wanted.x, wanted.x + wanted.width}, info);
  // Upsampling mixes rows as well; and whole MCUs are what libjpeg skips best.
  const int first_row = std::max(wanted.y / McuRows(info) - 1, 0) * McuRows(info);
  SkipRows(first_row, request, info);
  GiveBands(first_column, wanted.y + wanted.height, request, inks, info, image);
  // To skip the last row as well would be to leave the coded data of all that are skipped unread.
  SkipRows(height - 1, request, info);
  if (static_cast<int>(info.output_scanline) < height) {
    ReadRow(inks, info, image.ptr());
  }
}

}  // namespace

void ReadJpegRows(const DecodeRequest& request, JpegInks& inks, jpeg_decompress_struct& info,
                  cv::Mat& image) {
  if (request.bands != nullptr) {
    ReadPart(request, inks, info, image);
    return;
  }
  while (info.output_scanline < info.output_height) {
    ReadRow(inks, info, image.ptr(static_cast<int>(info.output_scanline)));
  }
}

}  // namespace fit299::codec
