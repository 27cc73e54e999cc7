// The inner loops of resampling: each output pixel is a weighted sum of source pixels along one
// axis,
//
//   out = clamp((2^21 + sum of weight * pixel) >> 22, 0, 255)
//
// for each of 3 channels of 8 bits, in 32-bit integers, which is Pillow's arithmetic. One file a
// kernel. A kernel runs on the best vector unit that this CPU has, and gives the same bytes on all.
#ifndef FIT299_KERNELS_CONVOLVE_H_
#define FIT299_KERNELS_CONVOLVE_H_

#include <cstddef>
#include <cstdint>

#include "kernels/channels.h"
#include "kernels/taps.h"

namespace fit299::kernels {

// Rows of pixels in memory, `stride` bytes apart.
struct ConstRows {
  const std::uint8_t* data;
  std::ptrdiff_t stride;
};
struct Rows {
  std::uint8_t* data;
  std::ptrdiff_t stride;
};

// Convolves each of `height` rows with the taps: row y of `out` gets taps.size() pixels.
// REQUIRES: a source row begins at taps.begin(), and has taps.end() - taps.begin() pixels; the
// memory of `out` is not that of `source`.
void ConvolveHorizontal(const Taps& taps, ConstRows source, int height, Rows out);

// Convolves each of `width` columns with the taps: `out` gets taps.size() rows.
// REQUIRES: the first source row is taps.begin(), the last one taps.end() - 1; the memory of `out`
// is not that of `source`.
void ConvolveVertical(const Taps& taps, ConstRows source, int width, Rows out);

// Some of a vertical pass: the output rows [first, last), of which `out` gets the first one first.
struct VerticalPart {
  int first;
  int last;
  int skipped;  // source rows that are not there any more: the first one is taps.begin() + skipped
};

// The same for a part. REQUIRES: all source rows that the part needs are there
// (Position::reads_begin).
void ConvolveVertical(const Taps& taps, VerticalPart part, ConstRows source, int width, Rows out);

// The same, written out plainly: what the tests compare with, and what serves images that are too
// narrow for vectors.
void ConvolveHorizontalScalar(const Taps& taps, ConstRows source, int height, Rows out);
void ConvolveVerticalScalar(const Taps& taps, ConstRows source, int width, Rows out);
void ConvolveVerticalScalar(const Taps& taps, VerticalPart part, ConstRows source, int width,
                            Rows out);

}  // namespace fit299::kernels

#endif  // FIT299_KERNELS_CONVOLVE_H_
