// Grids: tiny gray images as text, a row a line, a pixel two hex digits, for eyes to compare.
#ifndef FIT299_TESTS_RESAMPLE_GRID_H_
#define FIT299_TESTS_RESAMPLE_GRID_H_

#include <algorithm>
#include <cstdint>
#include <memory>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "resample/resampler.h"

namespace fit299::resample {

using Grid = std::vector<std::string>;  // {"00 ff", "ff 00"}

// A gray image, as RGB.
inline cv::Mat ToImage(const Grid& grid) {
  const int width = static_cast<int>(grid[0].size() + 1) / 3;
  cv::Mat image(static_cast<int>(grid.size()), width, CV_8UC3);
  for (int y = 0; y < image.rows; ++y) {
    for (int x = 0; x < width; ++x) {
      const int value = std::stoi(grid[y].substr(x * 3, 2), nullptr, 16);
      std::fill_n(image.ptr(y) + x * 3, 3, static_cast<std::uint8_t>(value));
    }
  }
  return image;
}

// The first channel; "not gray" where the second or third differs.
inline Grid ToGrid(const cv::Mat& image) {
  constexpr char kDigits[] = "0123456789abcdef";
  Grid grid;
  for (int y = 0; y < image.rows; ++y) {
    std::string row;
    for (int x = 0; x < image.cols; ++x) {
      const std::uint8_t* pixel = image.ptr(y) + x * 3;
      if (pixel[1] != pixel[0] || pixel[2] != pixel[0]) return {"not gray"};
      if (x > 0) row += ' ';
      row += kDigits[pixel[0] >> 4];
      row += kDigits[pixel[0] & 15];
    }
    grid.push_back(row);
  }
  return grid;
}

// Equal in size, type and every value.
inline bool Same(const cv::Mat& a, const cv::Mat& b) {
  return a.size() == b.size() && a.type() == b.type() && cv::norm(a, b, cv::NORM_INF) == 0;
}

// Bytes from their index, the formula of tests/golden/make_pillow_golden.py.
inline std::uint8_t Noise(std::uint32_t index) {
  std::uint32_t x = index * 2654435761U;
  x ^= x >> 15;
  x *= 2246822519U;
  return static_cast<std::uint8_t>(x >> 24);
}

// RGB noise.
inline cv::Mat NoiseImage(cv::Size size) {
  cv::Mat image(size, CV_8UC3);
  std::uint32_t index = 0;
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      std::uint8_t* pixel = image.ptr(y) + x * 3;
      for (int c = 0; c < 3; ++c) pixel[c] = Noise(index++);
    }
  }
  return image;
}

inline std::unique_ptr<Resampler> MakeResampler(Engine engine, Filter filter) {
  Recipe recipe;
  recipe.engine = engine;
  recipe.filter = filter;
  return MakeResampler(recipe);
}

// The whole of `scaled`, or the window of it. A failure gives an empty image.
inline cv::Mat Resample(Resampler& resampler, const cv::Mat& source, cv::Size scaled,
                        cv::Rect window) {
  cv::Mat pixels;
  const cv::Rect2d whole(0, 0, source.cols, source.rows);
  if (!resampler.Run(source, whole, scaled, window, pixels).ok()) return {};
  return pixels;
}

inline cv::Mat Resample(Resampler& resampler, const cv::Mat& source, cv::Size scaled) {
  return Resample(resampler, source, scaled, {cv::Point(0, 0), scaled});
}

inline Grid ResampleGrid(Engine engine, Filter filter, const Grid& grid, cv::Size scaled) {
  const auto resampler = MakeResampler(engine, filter);
  return ToGrid(Resample(*resampler, ToImage(grid), scaled));
}

}  // namespace fit299::resample

#endif  // FIT299_TESTS_RESAMPLE_GRID_H_
