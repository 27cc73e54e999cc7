// A GIF file in memory, read by giflib frame by frame.
#ifndef FIT299_FOREIGN_GIF_READER_H_
#define FIT299_FOREIGN_GIF_READER_H_

#include <gif_lib.h>

#include <cstdint>
#include <opencv2/core/types.hpp>
#include <optional>
#include <vector>

#include "codec/codec.h"
#include "foreign/gif_codes.h"

namespace fit299::foreign {

// What a file says of a frame before its pixels.
struct GifFrame {
  cv::Rect box;  // on the canvas
  bool is_interlaced = false;
  int transparent = NO_TRANSPARENT_COLOR;  // an index
  int disposal = DISPOSAL_UNSPECIFIED;     // what becomes of it before the next one; up to 7
  std::vector<Rgb> palette;
};

class GifReader {
 public:
  // `file` must outlive the object.
  explicit GifReader(codec::Bytes file);
  ~GifReader();
  GifReader(const GifReader&) = delete;
  GifReader& operator=(const GifReader&) = delete;

  // Goes to the next frame, or to the first, wherever it stands. False: there is none, for which
  // failure() is the reason, unless the file has a proper end behind one frame or more.
  bool Next();

  const std::optional<Rejection>& failure() const { return failure_; }
  int frames() const { return frames_; }  // that were gone to

  // Of the frame that was gone to.
  const GifFrame& frame() const { return frame_; }
  int ColorBits() const;

  // The next row of its indices, in the order of the file; what is wrong with it.
  std::optional<Rejection> ReadRow(std::vector<GifPixelType>& indices);

  cv::Size Screen() const { return {gif_->SWidth, gif_->SHeight}; }
  // The screen's, of its own palette; nullopt: it has none.
  std::optional<Rgb> BackgroundColor() const;
  int background() const { return gif_->SColorMap != nullptr ? gif_->SBackGroundColor : 0; }

  // Behind the frame that was gone to, in bytes, read or not.
  std::size_t FrameEnd() const;

  // Of its codes.
  std::uint64_t CodedBytes() const;

  // Looks at the codes of this frame.
  GifCodes SurveyCodes() const;

 private:
  struct Source {
    codec::Bytes file;
    std::size_t at = 0;
    bool ended = false;  // giflib wanted more bytes than there are
  };

  static int Read(GifFileType* gif, GifByteType* to, int count);
  const ColorMapObject* colors() const;
  bool ReadDescriptor();
  bool ReadExtension();
  Rejection ToRejection(int error) const;

  Source source_;
  GifFileType* gif_ = nullptr;
  GifFrame frame_;
  std::size_t descriptor_at_ = 0;
  int frames_ = 0;
  std::optional<Rejection> failure_;
};

}  // namespace fit299::foreign

#endif  // FIT299_FOREIGN_GIF_READER_H_
