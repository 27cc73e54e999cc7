#include "examine/scaling.h"

#include <algorithm>

namespace fit299::examine {
namespace {

using Channels = std::array<double, 3>;

constexpr Channels kMean = {0.485, 0.456, 0.406};
constexpr Channels kStd = {0.229, 0.224, 0.225};
constexpr Channels kCaffeMeanBgr = {103.939, 116.779, 123.68};

constexpr Channels All(double value) { return {value, value, value}; }

constexpr Channels Reversed(Channels c) { return {c[2], c[1], c[0]}; }

constexpr Channels Negative(Channels c) { return {-c[0], -c[1], -c[2]}; }

constexpr Channels TorchScale(Channels std, double unit) {
  return {1 / (unit * std[0]), 1 / (unit * std[1]), 1 / (unit * std[2])};
}

constexpr Channels TorchOffset(Channels mean, Channels std) {
  return {-mean[0] / std[0], -mean[1] / std[1], -mean[2] / std[2]};
}

using Kind = ScalingKind;
using Order = ChannelOrder;

constexpr Scaling Plain(std::string_view name, std::string_view words, Kind kind, double scale,
                        double offset, std::optional<NormalizeMode> mode = std::nullopt) {
  return {name, words, kind, Order::kAny, All(scale), All(offset), mode};
}

constexpr Scaling Torch(std::string_view name, std::string_view words, Kind kind, Order order,
                        double unit, std::optional<NormalizeMode> mode = std::nullopt) {
  const Channels mean = order == Order::kBgr ? Reversed(kMean) : kMean;
  const Channels std = order == Order::kBgr ? Reversed(kStd) : kStd;
  return {name, words, kind, order, TorchScale(std, unit), TorchOffset(mean, std), mode};
}

constexpr Scaling Caffe(std::string_view name, std::string_view words, Kind kind, Order order,
                        std::optional<NormalizeMode> mode = std::nullopt) {
  const Channels mean = order == Order::kBgr ? kCaffeMeanBgr : Reversed(kCaffeMeanBgr);
  return {name, words, kind, order, All(1), Negative(mean), mode};
}

constexpr std::array kScalings = {
    Plain("none", "pixels 0..255, not scaled", Kind::kPixels, 1, 0, NormalizeMode::kNone),
    Plain("tf", "x / 127.5 - 1", Kind::kProper, 1 / 127.5, -1, NormalizeMode::kTf),
    Plain("unit", "x / 255", Kind::kProper, 1 / 255.0, 0, NormalizeMode::kUnit),
    Torch("torch", "(x / 255 - mean) / std of ImageNet", Kind::kProper, Order::kRgb, 255,
          NormalizeMode::kTorch),
    Caffe("caffe", "BGR, x - ImageNet's mean", Kind::kProper, Order::kBgr, NormalizeMode::kCaffe),
    Plain("tf, then 1/255", "preprocess_input, then rescale=1/255: scaled twice", Kind::kWrong,
          1 / 127.5 / 255, -1 / 255.0),
    Plain("1/255, then tf", "rescale=1/255 (or ToTensor), then preprocess_input: scaled twice",
          Kind::kWrong, 1 / 127.5 / 255, -1),
    Plain("1/255 twice", "x / 255 / 255: scaled twice", Kind::kWrong, 1 / 255.0 / 255, 0),
    Plain("tf twice", "preprocess_input twice: scaled twice", Kind::kWrong, 1 / 127.5 / 127.5,
          -1 / 127.5 - 1),
    Torch("torch of 0..255", "(x - mean) / std of ImageNet, without / 255 before", Kind::kWrong,
          Order::kRgb, 1),
    Torch("torch, BGR", "(x / 255 - mean) / std of ImageNet, then channels reversed", Kind::kProper,
          Order::kBgr, 255),
    Caffe("caffe, RGB", "RGB, x - ImageNet's mean", Kind::kProper, Order::kRgb),
    Plain("fid", "(x - 128) / 128", Kind::kRare, 1 / 128.0, -1, NormalizeMode::kFid),
    Plain("(x-127.5)/128", "(x - 127.5) / 128", Kind::kRare, 1 / 128.0, -127.5 / 128),
    Plain("x/255-0.5", "x / 255 - 0.5", Kind::kProper, 1 / 255.0, -0.5),
    Plain("x-128", "x - 128", Kind::kProper, 1, -128),
};

}  // namespace

std::span<const Scaling> Scalings() { return kScalings; }

const Scaling* FindScaling(std::string_view name) {
  const auto row = std::ranges::find(kScalings, name, &Scaling::name);
  return row == kScalings.end() ? nullptr : &*row;
}

const Scaling* FindScaling(NormalizeMode mode) {
  const auto row = std::ranges::find(kScalings, std::optional(mode), &Scaling::mode);
  return row == kScalings.end() ? nullptr : &*row;
}

}  // namespace fit299::examine
