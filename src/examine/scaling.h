// The ways in which pixels 0..255 become a network's values, right ones and wrong ones: the table
// that says what a tensor holds.
#ifndef FIT299_EXAMINE_SCALING_H_
#define FIT299_EXAMINE_SCALING_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "fit299/recipe.h"

namespace fit299::examine {

enum class ScalingKind : std::uint8_t {
  kPixels,  // not scaled
  kProper,  // as networks want it
  kRare,    // the same, but by a hair from one that more use: only exact values tell
  kWrong,   // a known mistake
};

// Which colour comes first, where the way of scaling knows.
enum class ChannelOrder : std::uint8_t { kAny, kRgb, kBgr };

// The value of a pixel x in channel c is x * scale[c] + offset[c].
struct Scaling {
  std::string_view name;   // "tf"
  std::string_view words;  // "x / 127.5 - 1"
  ScalingKind kind;
  ChannelOrder order;
  std::array<double, 3> scale;
  std::array<double, 3> offset;
  std::optional<NormalizeMode> mode;  // the --normalize that makes it

  double Value(double x, std::size_t channel) const { return x * scale[channel] + offset[channel]; }
  double Pixel(double value, std::size_t channel) const {
    return (value - offset[channel]) / scale[channel];
  }
};

// The likelier ones first.
std::span<const Scaling> Scalings();

// By name; nullptr when there is none.
const Scaling* FindScaling(std::string_view name);
const Scaling* FindScaling(NormalizeMode mode);

}  // namespace fit299::examine

#endif  // FIT299_EXAMINE_SCALING_H_
