// What the frames of a GIF are drawn on, one over the other.
#ifndef FIT299_FOREIGN_GIF_CANVAS_H_
#define FIT299_FOREIGN_GIF_CANVAS_H_

#include <opencv2/core/mat.hpp>
#include <optional>
#include <span>
#include <vector>

#include "codec/finish.h"
#include "foreign/gif_reader.h"

namespace fit299::foreign {

// Whose way of drawing.
//
// kPillow: the colours of Pillow's seek(frame).convert("RGB"), also beneath what is transparent.
// What no frame covers, and what was disposed of to the background, is transparent, as in browsers.
// A frame that says nothing of its disposal takes over that of the frame before it, as in Pillow.
//
// kTensorFlow: tf.io.decode_gif. Nothing is disposed of, what no frame covers is black, and the
// canvas is as wide as the widest frame and as high as the highest one, wherever they are.
enum class GifDrawing : std::uint8_t { kPillow, kTensorFlow };

// What a salvaged pixel is.
inline const cv::Vec4b kMissingGifPixel(codec::kMissing, codec::kMissing, codec::kMissing, 255);

// What the canvas of the first frame is before it is drawn.
cv::Vec4b FirstGifBackground(const GifFrame& frame, GifDrawing drawing);

// Draws the beginning of a row of the frame, as much as `pixels` is long. Where
// `shows_transparent`, the colour beneath a transparent pixel is drawn too. False: a colour is in
// no palette; it is kMissing then.
[[nodiscard]] bool DrawGifRow(const GifFrame& frame, bool shows_transparent,
                              const std::vector<GifPixelType>& indices,
                              std::span<cv::Vec4b> pixels);

class GifCanvas {
 public:
  // `size` is that of the first frame's canvas, or of TensorFlow's. `background` is the screen's.
  GifCanvas(GifDrawing drawing, cv::Size size, int background);

  // The size that a canvas has with this frame on it.
  static cv::Size Grown(cv::Size size, const GifFrame& frame);

  // Disposes of the frame before, makes room for this one, and draws what follows with its colours.
  // `frame` must outlive the drawing.
  void Begin(const GifFrame& frame);

  // Draws row y of the frame, counted from its own top. False: as DrawGifRow.
  [[nodiscard]] bool PutRow(int y, const std::vector<GifPixelType>& indices);

  // Draws a row that is not there: kMissing.
  void PutMissingRow(int y);

  // Gives what is transparent this colour beneath.
  void FillTransparent(const Rgb& color);

  // RGBA; only the colours count unless MayBeTransparent().
  const cv::Mat& pixels() const { return pixels_; }
  bool MayBeTransparent() const { return may_be_transparent_; }

 private:
  // What will be put in the place of a frame when the next one comes.
  struct Disposal {
    cv::Rect box;
    cv::Mat pixels;  // empty: the color
    cv::Vec4b color;
  };

  void PlanDisposal(const GifFrame& frame);
  void Dispose();
  void MakeRoom(const GifFrame& frame);
  cv::Mat Crop(const cv::Rect& box) const;

  GifDrawing drawing_;
  int background_;
  cv::Mat pixels_;
  const GifFrame* frame_ = nullptr;  // being drawn; null: none yet
  bool is_first_ = true;
  bool may_be_transparent_ = false;
  int method_ = DISPOSAL_UNSPECIFIED;
  std::optional<Disposal> disposal_;
};

}  // namespace fit299::foreign

#endif  // FIT299_FOREIGN_GIF_CANVAS_H_
