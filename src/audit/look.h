// How a picture looks, in 20 bytes: what survives when it is resized, compressed anew or stretched.
#ifndef FIT299_AUDIT_LOOK_H_
#define FIT299_AUDIT_LOOK_H_

#include <array>
#include <cstdint>
#include <opencv2/core/mat.hpp>

namespace fit299::audit {

struct Look {
  // The perceptual hash: the picture is averaged to 32x32 grays; of their cosine transform, the 63
  // lowest frequencies (8x8 without the mean) give a bit each, 1 above their median. Bit 0 is 0.
  std::uint64_t hash = 0;

  // Mean R, G, B of the four quarters: top left, top right, bottom left, bottom right.
  std::array<std::uint8_t, 12> colors{};

  // So nearly of one colour that the bits of `hash` are noise.
  bool plain = true;

  bool operator==(const Look&) const = default;
};

// Integers only: the same on every machine. REQUIRES: `pixels` is not empty, of type CV_8UC3 or
// CV_16UC3, RGB.
Look Describe(const cv::Mat& pixels);

// The most bits by which the hashes of two pictures that look alike may differ, and the most levels
// for each of their colours. Among 200 unrelated photos, no pair is as close as that.
inline constexpr int kAlikeBits = 6;
inline constexpr int kAlikeLevels = 16;

// True when two pictures look alike; never of plain ones.
bool AreAlike(const Look& a, const Look& b);

}  // namespace fit299::audit

#endif  // FIT299_AUDIT_LOOK_H_
