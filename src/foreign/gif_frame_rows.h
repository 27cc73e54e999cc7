// The rows of one frame of a GIF, with what is wrong in them.
#ifndef FIT299_FOREIGN_GIF_FRAME_ROWS_H_
#define FIT299_FOREIGN_GIF_FRAME_ROWS_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "foreign/gif_reader.h"

namespace fit299::foreign {

// The rows of a frame in the order of the file.
std::vector<int> GifRowOrder(const GifFrame& frame);

class GifFrameRows {
 public:
  // `salvages`: what is damaged is missing, unless it is the very first row of all frames.
  GifFrameRows(GifReader& reader, bool salvages) : reader_(reader), salvages_(salvages) {}

  // To be called when the reader has gone to a frame. Errors: kTooComplex.
  std::optional<Rejection> Begin();

  // The next row in the order of the file, which is row y of the frame. Errors: it is damaged.
  std::optional<Rejection> Read(int y, std::vector<GifPixelType>& indices, bool& is_missing);

  // Row y, which was drawn, has colours that are in no palette. nullopt: that is salvaged.
  std::optional<Rejection> NoteWrongColor(int y, const std::vector<GifPixelType>& indices);

  bool is_damaged() const { return is_damaged_; }

 private:
  Rejection InRow(int y, Rejection rejection) const;

  GifReader& reader_;
  bool salvages_;
  std::uint64_t clears_ = 0;      // of all frames
  std::uint64_t sound_rows_ = 0;  // of this one, that were not read yet
  bool has_ended_ = false;
  bool has_rows_ = false;
  bool is_damaged_ = false;
};

}  // namespace fit299::foreign

#endif  // FIT299_FOREIGN_GIF_FRAME_ROWS_H_
