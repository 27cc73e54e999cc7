#include "foreign/jpeg2000_picture.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>

namespace fit299::foreign {
namespace {

Rejection Unsupported(std::string detail) {
  return {Reason::kUnsupportedFeature, std::move(detail)};
}

// The samples of one component, and their full range.
class Plane {
 public:
  explicit Plane(const opj_image_comp_t& component)
      : component_(component),
        offset_(component.sgnd != 0 ? std::int64_t{1} << (component.prec - 1) : 0),
        max_((std::int64_t{1} << component.prec) - 1) {}

  // Those of row y, of 0..max_, as 0..full, to every step-th place of `to`.
  template <class Sample>
  void CopyRow(int y, int width, Sample* to, std::size_t step) const {
    constexpr std::int64_t kFull = static_cast<Sample>(-1);
    const auto dx = static_cast<int>(component_.dx);
    const OPJ_INT32* const row =
        component_.data +
        static_cast<std::size_t>(y / static_cast<int>(component_.dy)) * component_.w;
    if (max_ == kFull && dx == 1) {
      for (int x = 0; x < width; ++x, to += step) *to = static_cast<Sample>(Clamp(row[x]));
      return;
    }
    for (int x = 0; x < width; ++x, to += step) {
      *to = static_cast<Sample>((Clamp(row[x / dx]) * kFull + max_ / 2) / max_);
    }
  }

 private:
  std::int64_t Clamp(OPJ_INT32 sample) const {
    return std::clamp<std::int64_t>(sample + offset_, 0, max_);
  }

  const opj_image_comp_t& component_;
  std::int64_t offset_;
  std::int64_t max_;
};

// Full-range YCbCr, as in JFIF.
template <class Sample>
void ToRgb(Sample* pixel) {
  constexpr double kFull = static_cast<Sample>(-1);
  constexpr double kMiddle = (kFull + 1) / 2;
  const double y = pixel[0];
  const double cb = pixel[1] - kMiddle;
  const double cr = pixel[2] - kMiddle;
  const std::array<double, 3> rgb = {y + 1.402 * cr, y - 0.344136 * cb - 0.714136 * cr,
                                     y + 1.772 * cb};
  for (std::size_t c = 0; c < 3; ++c) {
    pixel[c] = static_cast<Sample>(std::clamp(std::nearbyint(rgb[c]), 0.0, kFull));
  }
}

template <class Sample>
void ConvertToRgb(std::vector<Sample>& row, std::size_t channels) {
  for (std::size_t at = 0; at < row.size(); at += channels) ToRgb(&row[at]);
}

}  // namespace

Jpeg2000Picture::Jpeg2000Picture(const opj_image_t& image, cv::Size size, bool is_at_origin)
    : image_(image), size_(size), is_at_origin_(is_at_origin) {
  for (OPJ_UINT32 i = 0; i < image.numcomps; ++i) components_.push_back(image.comps[i]);
}

std::optional<Rejection> Jpeg2000Picture::Understand() {
  if (components_.empty() || components_.size() > 4) {
    return Unsupported(std::to_string(components_.size()) + " components");
  }
  form_.channels = static_cast<int>(components_.size());
  form_.depth = 0;
  for (const opj_image_comp_t& component : components_) {
    if (auto rejection = Check(component)) return rejection;
    form_.depth = std::max(form_.depth, static_cast<int>(component.prec));
  }
  if (auto rejection = CheckAlpha()) return rejection;
  return CheckColors();
}

std::optional<Rejection> Jpeg2000Picture::Check(const opj_image_comp_t& component) {
  if (component.prec < 1 || component.prec > 16) {
    return Unsupported(std::to_string(component.prec) + " bits");
  }
  if (component.data == nullptr) return Rejection{Reason::kCorrupt, "a component has no data"};
  const bool is_subsampled = component.dx != 1 || component.dy != 1;
  is_subsampled_ = is_subsampled_ || is_subsampled;
  const bool is_color = &component == &components_[1] || &component == &components_[2];
  const bool is_known = component.dx >= 1 && component.dx <= 2 && component.dy >= 1 &&
                        component.dy <= 2 && is_at_origin_;
  if (is_subsampled && !(is_color && is_known && components_.size() >= 3)) {
    return Unsupported("components of different sizes");
  }
  const auto covers = [](OPJ_UINT32 samples, OPJ_UINT32 step, int side) {
    return std::uint64_t{samples} * step >= static_cast<std::uint64_t>(side);
  };
  if (!covers(component.w, component.dx, size_.width) ||
      !covers(component.h, component.dy, size_.height)) {
    return Rejection{Reason::kCorrupt, "a component is smaller than the picture"};
  }
  return std::nullopt;
}

// Without a channel definition the last of two or four is alpha, as Pillow has it.
std::optional<Rejection> Jpeg2000Picture::CheckAlpha() {
  constexpr int kPremultiplied = 2;
  for (std::size_t i = 0; i < components_.size(); ++i) {
    if (components_[i].alpha == 0) continue;
    if (!form_.HasAlpha() || i + 1 != components_.size()) {
      return Unsupported("transparency in an unusual place");
    }
    form_.premultiplied = components_[i].alpha == kPremultiplied;
  }
  return std::nullopt;
}

std::optional<Rejection> Jpeg2000Picture::CheckColors() {
  switch (image_.color_space) {
    case OPJ_CLRSPC_UNSPECIFIED:  // a bare codestream
      is_ycc_ = is_subsampled_;
      return std::nullopt;
    case OPJ_CLRSPC_UNKNOWN:  // a profile, or a space that OpenJPEG has no name for
      if (ProfileFits() && !is_subsampled_) return std::nullopt;
      return Unsupported("a colour space that is neither gray, RGB nor YCC");
    case OPJ_CLRSPC_SRGB:
      return form_.channels >= 3 && !is_subsampled_
                 ? std::nullopt
                 : std::optional(Unsupported("subsampled RGB, or too few components"));
    case OPJ_CLRSPC_GRAY:
      return form_.channels <= 2 ? std::nullopt : std::optional(Unsupported("gray with colours"));
    case OPJ_CLRSPC_SYCC: is_ycc_ = form_.channels >= 3; return std::nullopt;
    default: return Unsupported("a colour space that is neither gray, RGB nor YCC");
  }
}

bool Jpeg2000Picture::ProfileFits() const {
  if (image_.icc_profile_buf == nullptr || image_.icc_profile_len < 20) return false;
  const char* const space = reinterpret_cast<const char*>(image_.icc_profile_buf) + 16;
  return std::memcmp(space, form_.channels >= 3 ? "RGB " : "GRAY", 4) == 0;
}

template <class Sample>
void Jpeg2000Picture::PutAs(int top, PixelWriter& writer) const {
  std::vector<Plane> planes(components_.begin(), components_.end());
  std::vector<Sample> row(static_cast<std::size_t>(size_.width) * planes.size());
  for (int y = 0; y < size_.height; ++y) {
    for (std::size_t p = 0; p < planes.size(); ++p) {
      planes[p].CopyRow(y, size_.width, row.data() + p, planes.size());
    }
    if (is_ycc_) ConvertToRgb(row, planes.size());
    writer.Put(0, top + y, size_.width, row.data());
  }
}

void Jpeg2000Picture::Put(int top, PixelWriter& writer) const {
  if (form_.depth > 8) {
    PutAs<std::uint16_t>(top, writer);
  } else {
    PutAs<std::uint8_t>(top, writer);
  }
}

}  // namespace fit299::foreign
