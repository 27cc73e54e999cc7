#include "fit299/geometry.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

namespace fit299 {
namespace {

// a * b / c rounded to the nearest integer, ties to even: exact, where doubles are not.
std::int64_t ScaleHalfToEven(std::int64_t a, std::int64_t b, std::int64_t c) {
  const std::int64_t product = a * b;
  const std::int64_t quotient = product / c;
  const std::int64_t twice = 2 * (product % c);
  if (twice > c || (twice == c && quotient % 2 != 0)) return quotient + 1;
  return quotient;
}

// difference / 2 rounded half to even, as Python's round(): 1 -> 0, 3 -> 2, 5 -> 2, -1 -> 0.
int HalfToEven(int difference) { return static_cast<int>(std::nearbyint(difference / 2.0)); }

// Where the slack of one axis goes: -1 all after, 0 half, +1 all before.
int HorizontalPull(Anchor anchor) {
  switch (anchor) {
    case Anchor::kWest:
    case Anchor::kNorthWest:
    case Anchor::kSouthWest: return -1;
    case Anchor::kEast:
    case Anchor::kNorthEast:
    case Anchor::kSouthEast: return 1;
    default: return 0;
  }
}

int VerticalPull(Anchor anchor) {
  switch (anchor) {
    case Anchor::kNorth:
    case Anchor::kNorthEast:
    case Anchor::kNorthWest: return -1;
    case Anchor::kSouth:
    case Anchor::kSouthEast:
    case Anchor::kSouthWest: return 1;
    default: return 0;
  }
}

bool RoundsDown(Rounding rounding) {
  return rounding == Rounding::kFloor || rounding == Rounding::kTensorFlow ||
         rounding == Rounding::kTensorFlowGraph;
}

int Offset(int slack, int pull, Rounding rounding) {
  if (pull != 0) return pull < 0 ? 0 : slack;
  return RoundsDown(rounding) ? slack / 2 : HalfToEven(slack);
}

// REQUIRES: inner fits into outer.
cv::Point AnchorOffset(cv::Size outer, cv::Size inner, const Recipe& recipe) {
  return {Offset(outer.width - inner.width, HorizontalPull(recipe.anchor), recipe.rounding),
          Offset(outer.height - inner.height, VerticalPull(recipe.anchor), recipe.rounding)};
}

cv::Rect Whole(cv::Size size) { return {cv::Point(0, 0), size}; }

Rejection OddAspect(cv::Size source, cv::Size target) {
  return {Reason::kOddAspect, std::to_string(source.width) + "x" + std::to_string(source.height) +
                                  " is so long that nothing of one side would be left in " +
                                  std::to_string(target.width) + "x" +
                                  std::to_string(target.height)};
}

// A size in 64 bits: on its way to the limit, a side of 1 pixel may become a huge one.
struct WideSize {
  std::int64_t width;
  std::int64_t height;
};

Expected<cv::Size, Rejection> Narrow(WideSize size) {
  if (size.width > kMaxSide || size.height > kMaxSide) {
    return Rejection{Reason::kTooLarge, "it would be scaled to " + std::to_string(size.width) +
                                            "x" + std::to_string(size.height) + " pixels"};
  }
  return cv::Size(static_cast<int>(size.width), static_cast<int>(size.height));
}

// The size of `source` scaled by width / source.width or height / source.height, whichever is the
// smaller (fit inside) or the larger (cover): that side is exact, the other rounded half to even.
WideSize ScaleToBox(cv::Size source, cv::Size box, bool cover) {
  const std::int64_t by_width = static_cast<std::int64_t>(box.width) * source.height;
  const std::int64_t by_height = static_cast<std::int64_t>(box.height) * source.width;
  const bool width_decides = cover ? by_width >= by_height : by_width <= by_height;
  if (width_decides) {
    return {box.width,
            std::max<std::int64_t>(1, ScaleHalfToEven(source.height, box.width, source.width))};
  }
  return {std::max<std::int64_t>(1, ScaleHalfToEven(source.width, box.height, source.height)),
          box.height};
}

// The shorter side to `shorter`, the longer to int(shorter * long / short): torchvision's rule.
WideSize ScaleShorter(cv::Size source, int shorter) {
  const std::int64_t width = source.width;
  const std::int64_t height = source.height;
  if (width <= height) return {shorter, shorter * height / width};
  return {shorter * width / height, shorter};
}

// The central fraction of each side, by the rule of tf.image.central_crop: the offset is truncated,
// so that what is left is never smaller than the fraction.
cv::Rect CentralFraction(cv::Size source, double fraction) {
  const auto offset = [&](int side) { return static_cast<int>((side - side * fraction) / 2.0); };
  const int x = offset(source.width);
  const int y = offset(source.height);
  return {x, y, source.width - 2 * x, source.height - 2 * y};
}

// Crops of the size's aspect, as large as the source allows, by each framework's own arithmetic.

// ImageOps.fit (Pillow 13), in double, in its order of operations.
cv::Rect2d AspectCropPillow(cv::Size source, cv::Size size) {
  const double source_ratio = static_cast<double>(source.width) / source.height;
  const double ratio = static_cast<double>(size.width) / size.height;
  double width = source.width;
  double height = source.height;
  if (source_ratio > ratio) width = ratio * source.height;
  if (source_ratio < ratio) height = source.width / ratio;
  return {0, 0, width, height};
}

// keras.utils.image_dataset_from_directory(crop_to_aspect_ratio=True), Keras 3.15, in float32.
cv::Size AspectCropTensorFlow(cv::Size source, cv::Size size) {
  const auto side = [](int other, int target, int target_other) {
    const auto product = static_cast<float>(std::int64_t{other} * target);
    return static_cast<std::int64_t>(product / static_cast<float>(target_other));
  };
  const auto width = side(source.height, size.width, size.height);
  const auto height = side(source.width, size.height, size.width);
  return {static_cast<int>(std::clamp<std::int64_t>(width, 1, source.width)),
          static_cast<int>(std::clamp<std::int64_t>(height, 1, source.height))};
}

// keras.utils.load_img(keep_aspect_ratio=True), Keras 3.15.
cv::Size AspectCropFloor(cv::Size source, cv::Size size) {
  const std::int64_t width = std::int64_t{source.height} * size.width / size.height;
  const std::int64_t height = std::int64_t{source.width} * size.height / size.width;
  return {static_cast<int>(std::min<std::int64_t>(width, source.width)),
          static_cast<int>(std::min<std::int64_t>(height, source.height))};
}

cv::Size AspectCropHalfEven(cv::Size source, cv::Size size) {
  const auto width = ScaleHalfToEven(source.height, size.width, size.height);
  const auto height = ScaleHalfToEven(source.width, size.height, size.width);
  return {static_cast<int>(std::clamp<std::int64_t>(width, 1, source.width)),
          static_cast<int>(std::clamp<std::int64_t>(height, 1, source.height))};
}

double OffsetExact(double slack, int pull) { return pull < 0 ? 0 : pull > 0 ? slack : slack * 0.5; }

cv::Rect2d AspectCrop(const Recipe& recipe, cv::Size source) {
  if (recipe.rounding == Rounding::kPillow) {
    cv::Rect2d crop = AspectCropPillow(source, recipe.size);
    crop.x = OffsetExact(source.width - crop.width, HorizontalPull(recipe.anchor));
    crop.y = OffsetExact(source.height - crop.height, VerticalPull(recipe.anchor));
    return crop;
  }
  const auto choose = [&] {
    switch (recipe.rounding) {
      case Rounding::kFloor: return AspectCropFloor(source, recipe.size);
      case Rounding::kTensorFlow:
      case Rounding::kTensorFlowGraph: return AspectCropTensorFlow(source, recipe.size);
      default: return AspectCropHalfEven(source, recipe.size);
    }
  };
  const cv::Size crop = choose();
  return cv::Rect(AnchorOffset(source, crop, recipe), crop);
}

Geometry Resize(cv::Size source, cv::Rect2d crop, cv::Size size) {
  return {source, crop, size, Whole(size), {0, 0}, size};
}

// Cuts recipe.size out of `scaled`; where `scaled` is smaller, the canvas shows around it.
Geometry CutWindow(const Recipe& recipe, cv::Size source, cv::Size scaled) {
  const cv::Size window(std::min(scaled.width, recipe.size.width),
                        std::min(scaled.height, recipe.size.height));
  return {source,
          Whole(source),
          scaled,
          cv::Rect(AnchorOffset(scaled, window, recipe), window),
          AnchorOffset(recipe.size, window, recipe),
          recipe.size};
}

Expected<Geometry, Rejection> CenterCrop(const Recipe& recipe, cv::Size source) {
  if (recipe.crop_fraction) {
    return Resize(source, CentralFraction(source, *recipe.crop_fraction), recipe.size);
  }
  if (recipe.crop_to_aspect) {
    const cv::Rect2d crop = AspectCrop(recipe, source);
    if (crop.width <= 0 || crop.height <= 0) return OddAspect(source, recipe.size);
    return Resize(source, crop, recipe.size);
  }
  auto scaled = Narrow(recipe.resize_shorter == 0 ? WideSize{source.width, source.height}
                                                  : ScaleShorter(source, recipe.resize_shorter));
  if (!scaled) return scaled.error();
  const bool small = scaled->width < recipe.size.width || scaled->height < recipe.size.height;
  if (small && recipe.small == Small::kReject) {
    return Rejection{Reason::kTooSmall,
                     std::to_string(scaled->width) + "x" + std::to_string(scaled->height) +
                         " is smaller than the crop of " + std::to_string(recipe.size.width) + "x" +
                         std::to_string(recipe.size.height)};
  }
  if (small && recipe.small == Small::kEnlarge) {
    scaled = Narrow(ScaleToBox(source, recipe.size, /*cover=*/true));
    if (!scaled) return scaled.error();
  }
  return CutWindow(recipe, source, *scaled);
}

// ImageOps.contain (Pillow 13): a side may become 0, and the result is all padding.
cv::Size ContainPillow(cv::Size source, cv::Size size) {
  const double source_ratio = static_cast<double>(source.width) / source.height;
  const double ratio = static_cast<double>(size.width) / size.height;
  const auto scale = [](int side, int other, int target) {
    return static_cast<int>(std::nearbyint(static_cast<double>(side) / other * target));
  };
  if (source_ratio > ratio) return {size.width, scale(source.height, source.width, size.width)};
  if (source_ratio < ratio) return {scale(source.width, source.height, size.height), size.height};
  return size;
}

// tf.image.resize_with_pad (TensorFlow 2.21): the image's place on the canvas. float32 makes of
// 300x300 a picture of 298x298 in the corner of 299x299, and so does this.
cv::Rect PlaceTensorFlow(cv::Size source, cv::Size size, bool graph) {
  const auto divide = [&](int side, int target) {
    const auto value = static_cast<float>(side);
    const auto divisor = static_cast<float>(target);
    if (!graph) return value / divisor;
    const float reciprocal = 1.0F / divisor;
    return value * reciprocal;
  };
  const float ratio =
      std::max(divide(source.width, size.width), divide(source.height, size.height));
  const float width = static_cast<float>(source.width) / ratio;
  const float height = static_cast<float>(source.height) / ratio;
  const auto offset = [](int target, float side) {
    const float slack = static_cast<float>(target) - side;
    return std::max(0, static_cast<int>(std::floor(slack / 2.0F)));
  };
  return {offset(size.width, width), offset(size.height, height),
          static_cast<int>(std::floor(width)), static_cast<int>(std::floor(height))};
}

Expected<Geometry, Rejection> PadTensorFlow(const Recipe& recipe, cv::Size source) {
  const bool graph = recipe.rounding == Rounding::kTensorFlowGraph;
  const cv::Rect place = PlaceTensorFlow(source, recipe.size, graph);
  if (place.width == 0 || place.height == 0) return OddAspect(source, recipe.size);
  Geometry geometry = CutWindow(recipe, source, place.size());
  if (recipe.anchor == Anchor::kCenter) geometry.at = place.tl();
  return geometry;
}

cv::Size ContainFloor(cv::Size source, cv::Size size) {
  const std::int64_t by_width = std::int64_t{size.width} * source.height;
  const std::int64_t by_height = std::int64_t{size.height} * source.width;
  if (by_width <= by_height) {
    return {size.width, static_cast<int>(std::max<std::int64_t>(1, by_width / source.width))};
  }
  return {static_cast<int>(std::max<std::int64_t>(1, by_height / source.height)), size.height};
}

Expected<Geometry, Rejection> Pad(const Recipe& recipe, cv::Size source) {
  switch (recipe.rounding) {
    case Rounding::kPillow: return CutWindow(recipe, source, ContainPillow(source, recipe.size));
    case Rounding::kFloor: return CutWindow(recipe, source, ContainFloor(source, recipe.size));
    case Rounding::kTensorFlow:
    case Rounding::kTensorFlowGraph: return PadTensorFlow(recipe, source);
    case Rounding::kHalfEven: break;
  }
  const WideSize fitted = ScaleToBox(source, recipe.size, /*cover=*/false);
  const cv::Size scaled(static_cast<int>(fitted.width), static_cast<int>(fitted.height));
  return CutWindow(recipe, source, scaled);
}

Geometry Native(const Recipe& recipe, cv::Size source) {
  cv::Size scaled = source;
  if (recipe.max_side != 0 && std::max(source.width, source.height) > recipe.max_side) {
    const WideSize shrunk =
        ScaleToBox(source, cv::Size(recipe.max_side, recipe.max_side), /*cover=*/false);
    scaled = cv::Size(static_cast<int>(shrunk.width), static_cast<int>(shrunk.height));
  }
  const auto round_up = [&](int side) {
    return (side + recipe.multiple_of - 1) / recipe.multiple_of * recipe.multiple_of;
  };
  const cv::Size canvas(round_up(scaled.width), round_up(scaled.height));
  return {source, Whole(source), scaled, Whole(scaled), AnchorOffset(canvas, scaled, recipe),
          canvas};
}

}  // namespace

Expected<Geometry, Rejection> ComputeGeometry(const Recipe& recipe, cv::Size source) {
  switch (recipe.policy) {
    case Policy::kResize: return Resize(source, Whole(source), recipe.size);
    case Policy::kCenterCrop: return CenterCrop(recipe, source);
    case Policy::kPad: return Pad(recipe, source);
    case Policy::kNative: return Native(recipe, source);
  }
  return Rejection{Reason::kInternalError, "unknown policy"};
}

bool IsEnlarged(const Geometry& geometry) {
  return geometry.scaled.width > geometry.crop.width ||
         geometry.scaled.height > geometry.crop.height;
}

bool IsAspectChanged(const Geometry& geometry) {
  const double horizontal = static_cast<double>(geometry.scaled.width) / geometry.crop.width;
  const double vertical = static_cast<double>(geometry.scaled.height) / geometry.crop.height;
  // A side that was rounded (or kept at one pixel) is less than a pixel from its exact length.
  return std::abs(geometry.crop.width * vertical - geometry.scaled.width) >= 1 &&
         std::abs(geometry.crop.height * horizontal - geometry.scaled.height) >= 1;
}

}  // namespace fit299
