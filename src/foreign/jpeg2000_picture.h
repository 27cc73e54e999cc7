// What the components of a JPEG 2000 picture mean, and their pixels.
#ifndef FIT299_FOREIGN_JPEG2000_PICTURE_H_
#define FIT299_FOREIGN_JPEG2000_PICTURE_H_

#include <openjpeg.h>

#include <optional>
#include <vector>

#include "codec/codec.h"
#include "foreign/pixel_writer.h"

namespace fit299::foreign {

class Jpeg2000Picture {
 public:
  // Pixels of this size that are decoded, which may be some rows of a picture. `is_at_origin`: the
  // grid begins with the picture. REQUIRES: `image` outlives this.
  Jpeg2000Picture(const opj_image_t& image, cv::Size size, bool is_at_origin);

  // Decides what the components mean. Errors: kUnsupportedFeature, kCorrupt.
  std::optional<Rejection> Understand();

  // REQUIRES of these: it was understood.
  const PixelForm& form() const { return form_; }
  // Puts its pixels from row `top` on.
  void Put(int top, PixelWriter& writer) const;

 private:
  std::optional<Rejection> Check(const opj_image_comp_t& component);
  std::optional<Rejection> CheckAlpha();
  std::optional<Rejection> CheckColors();
  bool ProfileFits() const;
  template <class Sample>
  void PutAs(int top, PixelWriter& writer) const;

  const opj_image_t& image_;
  cv::Size size_;
  bool is_at_origin_;
  std::vector<opj_image_comp_t> components_;  // shallow: image_ has the data
  PixelForm form_;
  bool is_subsampled_ = false;
  bool is_ycc_ = false;
};

}  // namespace fit299::foreign

#endif  // FIT299_FOREIGN_JPEG2000_PICTURE_H_
