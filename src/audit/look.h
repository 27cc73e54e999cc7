// How a picture looks, in 20 bytes: what survives when it is resized, compressed anew or stretched.
#ifndef FIT299_AUDIT_LOOK_H_
#define FIT299_AUDIT_LOOK_H_

#include <array>
#include <cstdint>
#include <opencv2/core/mat.hpp>
#include <vector>

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

// Describes a picture whose rows come one after the other, some at a time. Integers only: the same
// on every machine.
class LookMaker {
 public:
  // Of a picture of this size as stored, not empty, which the EXIF orientation 1..8 turns upright.
  LookMaker(cv::Size stored, int orientation);

  // The next rows as they are stored: RGB of type CV_8UC3 or CV_16UC3.
  void Add(const cv::Mat& rows);

  // Of the upright picture. REQUIRES: all rows were added.
  Look Make() const;

 private:
  // Sums of values, R, G and B, for each of the 32 blocks of a row.
  using RowSums = std::array<std::array<std::uint64_t, 3>, 32>;

  template <class Value>
  void AddRows(const cv::Mat& rows);
  void AddRow(const RowSums& row);

  cv::Size size_;
  int orientation_;
  int row_ = 0;
  std::vector<RowSums> sums_;  // of each row of blocks
};

// REQUIRES: `pixels` is as LookMaker has it, upright and whole.
Look Describe(const cv::Mat& pixels);

// The most bits by which the hashes of two pictures that look alike may differ, and the most levels
// for each of their colours. Among 200 unrelated photos, no pair is as close as that.
inline constexpr int kAlikeBits = 6;
inline constexpr int kAlikeLevels = 16;

// True when two pictures look alike; never of plain ones.
bool AreAlike(const Look& a, const Look& b);

}  // namespace fit299::audit

#endif  // FIT299_AUDIT_LOOK_H_
