#include "examine/verdict.h"

#include <cmath>
#include <cstddef>
#include <utility>

namespace fit299::examine {
namespace {

std::string_view CodeOf(const Scaling& scaling) {
  if (scaling.kind == ScalingKind::kPixels) return "pixels";
  if (scaling.words.ends_with("scaled twice")) return "scaled-twice";
  if (scaling.kind == ScalingKind::kWrong) return "wrong";
  if (scaling.name.starts_with("torch")) return "torch";
  if (scaling.name.starts_with("caffe")) return "caffe";
  return scaling.mode ? scaling.name : "other";
}

std::string Words(const Scaling& scaling) {
  const std::string words(scaling.words);
  return scaling.mode && scaling.kind != ScalingKind::kPixels
             ? std::string(scaling.name) + ": " + words
             : words;
}

struct OnGrid {
  const Scaling* scaling = nullptr;
  bool alone = true;  // no other --normalize explains every value as well
};

// Of the ways that explain every value, the proper one with the widest pixels.
OnGrid FindByGrid(const Statistics& statistics) {
  constexpr double kLeastRange = 0.9;  // of two pixels that differ
  OnGrid best;
  double widest = 0;
  for (const bool wrong : {false, true}) {
    for (std::size_t i = 0; i < statistics.scalings().size(); ++i) {
      const Scaling& scaling = Scalings()[i];
      const ScalingEvidence& evidence = statistics.scalings()[i];
      const double range = evidence.high - evidence.low;
      if ((scaling.kind == ScalingKind::kWrong) != wrong || !evidence.fits()) continue;
      if (range < kLeastRange) continue;
      if (best.scaling != nullptr && best.scaling->mode && scaling.mode) best.alone = false;
      if (std::round(range) <= widest) continue;
      widest = std::round(range);
      best.scaling = &scaling;
    }
    if (best.scaling != nullptr) return best;
  }
  return best;
}

bool Within(const Statistics& statistics, double low, double high) {
  return statistics.min() >= low && statistics.max() <= high;
}

// Values in between: floats that were never rounded to pixels, or types too coarse to tell.
Verdict JudgeByRange(const Statistics& s) {
  constexpr double kTiny = 1e-5;
  if (Within(s, -kTiny, 1 / 255.0 + kTiny)) {
    return {"scaled-twice",
            "all values within 1/255 above 0: x / 255 twice: scaled twice, unless nearly black"};
  }
  if (Within(s, -1 / 255.0 - kTiny, 1 / 255.0 + kTiny)) {
    return {"scaled-twice",
            "all values within 1/255 of 0: preprocess_input, then rescale=1/255: scaled twice"};
  }
  if (Within(s, -1 - kTiny, -1 + 1 / 127.5 + kTiny)) {
    return {"scaled-twice",
            "all values within 1/127.5 above -1: rescale=1/255 (or ToTensor), then "
            "preprocess_input: scaled twice, unless nearly black"};
  }
  if (Within(s, -0.1, 1.1)) return {"unit", "seems to be unit: x / 255 (0..1)"};
  if (Within(s, -1.3, 1.3)) return {"tf", "seems to be tf: x / 127.5 - 1 (-1..1)"};
  if (Within(s, -2.8, 3.3)) {
    return {"torch", "seems to be torch: (x / 255 - mean) / std of ImageNet"};
  }
  if (Within(s, -40, 295) && s.min() >= -40 && s.max() > 20 && s.min() > -20) {
    return {"pixels", "seems to be pixels 0..255, not scaled (resampled without rounding)"};
  }
  if (Within(s, -165, 195)) {
    return {"caffe",
            "seems to be caffe: x - ImageNet's mean; whether BGR or RGB these values do not tell"};
  }
  return {"unknown", "no known range"};
}

}  // namespace

Verdict Judge(const Statistics& statistics, tensors::ValueType type) {
  if (statistics.channels().empty() || statistics.min() > statistics.max()) {
    return {"nothing", "no finite values: nothing can be told"};
  }
  if (statistics.constant()) return {"constant", "constant: nothing can be told"};
  if (type == tensors::ValueType::kUint8) {
    return {"pixels", "pixels 0..255, not scaled", true};
  }
  if (statistics.scalings().empty()) return {"unknown", "no picture of 1 or 3 channels"};
  const auto [scaling, alone] = FindByGrid(statistics);
  if (scaling == nullptr) return JudgeByRange(statistics);
  std::string words = Words(*scaling);
  if (scaling->name == "tf, then 1/255") words = "all values within 1/255 of 0: " + words;
  if (scaling->name == "1/255, then tf") words = "all values within 1/127.5 above -1: " + words;
  if (!alone) words += " (or nearly black: these values do not tell)";
  return {CodeOf(*scaling), words, alone};
}

}  // namespace fit299::examine
