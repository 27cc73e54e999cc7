// Shrinking on load: a decoder may give a picture at a half, a quarter or an eighth of its size for
// little work. Where the pixels of the small picture lie in the large one.
#ifndef FIT299_GEOMETRY_SHRINK_H_
#define FIT299_GEOMETRY_SHRINK_H_

#include <opencv2/core/types.hpp>

#include "fit299/geometry.h"

namespace fit299 {

// The most that a source may be shrunk (1, 2, 4 or 8 times) for its crop to have `gap` times the
// pixels, at least, of what it is scaled to, along either side. REQUIRES: gap >= 1.
int ChooseShrink(const Geometry& geometry, double gap);

// The size of a shrunk picture: the rest of a division is a pixel, too.
cv::Size ShrunkSize(cv::Size size, int shrink);

// A part of an upright picture in the shrunk one, after that has been turned upright. It may begin
// and end between pixels. REQUIRES: orientation is 1..8, `size` that of the upright picture.
cv::Rect2d ShrunkPart(const cv::Rect2d& part, cv::Size size, int orientation, int shrink);

// The smallest rectangle of whole pixels that holds this one.
cv::Rect WholePixels(const cv::Rect2d& part);

}  // namespace fit299

#endif  // FIT299_GEOMETRY_SHRINK_H_
