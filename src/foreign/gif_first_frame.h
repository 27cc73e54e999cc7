// The first frame of a GIF as the rows of a picture, so that no canvas is needed.
#ifndef FIT299_FOREIGN_GIF_FIRST_FRAME_H_
#define FIT299_FOREIGN_GIF_FIRST_FRAME_H_

#include <opencv2/core/mat.hpp>
#include <optional>
#include <span>
#include <vector>

#include "foreign/gif_canvas.h"
#include "foreign/gif_frame_rows.h"
#include "foreign/gif_reader.h"

namespace fit299::foreign {

class GifFirstFrame {
 public:
  // Of a picture of this size. `rows` are those of the frame that `reader` has gone to, none read.
  GifFirstFrame(const GifReader& reader, GifFrameRows& rows, GifDrawing drawing, cv::Size size);

  // As GifCanvas has it.
  bool MayBeTransparent() const;

  // What is transparent gets this colour.
  void FillTransparent(const Rgb& color) { beneath_ = color; }

  // The next row of the picture, RGBA. Of an interlaced frame, all are read for the first one.
  std::optional<Rejection> Read(std::span<cv::Vec4b> row);

  // Reads what the frame has below the picture, for damage alone.
  std::optional<Rejection> ReadRest();

 private:
  std::optional<Rejection> ReadIndices(int y);
  std::optional<Rejection> ReadInterlaced();

  const GifFrame& frame_;
  GifFrameRows& rows_;
  GifDrawing drawing_;
  cv::Rect picture_;
  std::optional<Rgb> beneath_;
  int next_ = 0;                   // row of the picture
  std::vector<GifPixelType> row_;  // of the frame
  bool is_missing_ = false;        // that row
  cv::Mat indices_;                // of an interlaced frame
  std::vector<bool> missing_;      // rows of it
};

}  // namespace fit299::foreign

#endif  // FIT299_FOREIGN_GIF_FIRST_FRAME_H_
