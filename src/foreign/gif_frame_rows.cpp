#include "foreign/gif_frame_rows.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <utility>

namespace fit299::foreign {
namespace {

// So many times may the codes of all frames begin anew, which takes a second.
constexpr std::uint64_t kMostClears = 3'000'000;

Rejection BeginAnew(std::uint64_t clears) {
  return {Reason::kTooComplex, "its codes begin anew " + std::to_string(clears) + " times"};
}

Rejection MeaninglessCode() { return {Reason::kCorrupt, "a code that stands for nothing yet"}; }

}  // namespace

std::vector<int> GifRowOrder(const GifFrame& frame) {
  struct Pass {
    int first;
    int step;
  };
  constexpr std::array<Pass, 4> kInterlaced = {{{0, 8}, {4, 8}, {2, 4}, {1, 2}}};
  constexpr std::array<Pass, 1> kPlain = {{{0, 1}}};
  const std::span<const Pass> passes =
      frame.is_interlaced ? std::span<const Pass>(kInterlaced) : std::span<const Pass>(kPlain);
  std::vector<int> rows;
  for (const Pass& pass : passes) {
    for (int y = pass.first; y < frame.box.height; y += pass.step) rows.push_back(y);
  }
  return rows;
}

std::optional<Rejection> GifFrameRows::Begin() {
  const GifCodes codes = reader_.SurveyCodes();
  clears_ += codes.clears;
  if (clears_ > kMostClears) return BeginAnew(clears_);
  sound_rows_ = codes.sound_pixels / static_cast<std::uint64_t>(reader_.frame().box.width);
  has_ended_ = false;
  return std::nullopt;
}

std::optional<Rejection> GifFrameRows::Read(int y, std::vector<GifPixelType>& indices,
                                            bool& is_missing) {
  auto failure = has_ended_ ? std::nullopt : reader_.ReadRow(indices);
  if (!has_ended_ && !failure && sound_rows_-- == 0) failure = MeaninglessCode();
  if (failure && !(salvages_ && has_rows_)) return InRow(y, *std::move(failure));
  if (failure) has_ended_ = is_damaged_ = true;
  has_rows_ = true;
  is_missing = has_ended_;
  return std::nullopt;
}

std::optional<Rejection> GifFrameRows::NoteWrongColor(int y,
                                                      const std::vector<GifPixelType>& indices) {
  is_damaged_ = true;
  if (salvages_) return std::nullopt;
  const std::size_t colors = reader_.frame().palette.size();
  return InRow(y,
               {Reason::kCorrupt, "colour " + std::to_string(*std::ranges::max_element(indices)) +
                                      " of a palette of " + std::to_string(colors)});
}

Rejection GifFrameRows::InRow(int y, Rejection rejection) const {
  rejection.detail = "in row " + std::to_string(y + 1) + " of " +
                     std::to_string(reader_.frame().box.height) + ": " + rejection.detail;
  return rejection;
}

}  // namespace fit299::foreign
