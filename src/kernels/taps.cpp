#include "kernels/taps.h"

#include <algorithm>

namespace fit299::kernels {
namespace {

// Two 16-bit numbers in one word, `first` in the lower half.
std::int32_t Join(std::int32_t first, std::int32_t second) {
  return static_cast<std::int32_t>((static_cast<std::uint32_t>(second) << 16) |
                                   (static_cast<std::uint32_t>(first) & 0xFFFFU));
}

Pair Split(std::int32_t first, std::int32_t second) {
  constexpr std::int32_t kLowMask = (1 << kLowBits) - 1;
  return {.high = Join(first >> kLowBits, second >> kLowBits),
          .low = Join(first & kLowMask, second & kLowMask)};
}

}  // namespace

void Taps::Reset(int begin, int end) {
  begin_ = begin;
  end_ = end;
  overhangs_ = false;
  positions_.clear();
  weights_.clear();
  pairs_.clear();
  quads_ = 0;
  quad_firsts_.clear();
  quad_pairs_.clear();
  quad_digits_.clear();
  has_digits_ = true;
}

void Taps::Reserve(int positions, std::size_t most_weights) {
  const auto count = static_cast<std::size_t>(positions);
  positions_.reserve(count);
  weights_.reserve(count * most_weights);
  pairs_.reserve(count * (most_weights / 2 + 1));
}

void Taps::Finish() {
  int most = 0;
  for (const Position& position : positions_) most = std::max(most, position.count);
  quads_ = (most + 3) / 4;
  if (4 * quads_ > end_ - begin_) quads_ = 0;
  if (quads_ == 0) return;
  const std::size_t quads = positions_.size() * static_cast<std::size_t>(quads_);
  quad_firsts_.reserve(positions_.size());
  quad_pairs_.reserve(2 * quads);
  quad_digits_.reserve(quads);
  for (const Position& position : positions_) AddQuads(position);
}

void Taps::Add(int first, std::span<const std::int32_t> weights) {
  while (weights.size() > 1 && weights.back() == 0) weights = weights.first(weights.size() - 1);
  while (weights.size() > 1 && weights.front() == 0) {
    weights = weights.subspan(1);
    ++first;
  }
  Position position{};
  position.first = first - begin_;
  position.count = static_cast<int>(weights.size());
  position.weights_begin = weights_.size();
  weights_.insert(weights_.end(), weights.begin(), weights.end());
  AddPairs(position);
  positions_.push_back(position);
}

Quad Taps::ToQuad(const std::array<std::int32_t, 4>& weights) {
  Quad quad{};
  for (std::size_t i = 0; i < weights.size(); ++i) {
    std::int32_t rest = weights[i];
    for (std::int32_t& word : quad.digits) {
      const auto digit = static_cast<std::int8_t>(rest & 0xFF);
      word |= static_cast<std::int32_t>(std::uint32_t{static_cast<std::uint8_t>(digit)} << (8 * i));
      rest = (rest - digit) >> 8;
    }
    if (rest != 0) has_digits_ = false;
  }
  return quad;
}

void Taps::AddPairs(Position& position) {
  const std::int32_t* weights = weights_.data() + position.weights_begin;
  position.pairs_count = (position.count + 1) / 2;
  position.pairs_begin = pairs_.size();

  // An odd number gets its zero behind, or in front where there is no pixel behind.
  const bool fits_behind = position.first + 2 * position.pairs_count <= end_ - begin_;
  const int lead = !fits_behind && position.first > 0 ? 1 : 0;
  position.pairs_first = position.first - lead;
  if (position.pairs_first + 2 * position.pairs_count > end_ - begin_) overhangs_ = true;

  const auto weight = [&](int i) { return i >= 0 && i < position.count ? weights[i] : 0; };
  for (int i = -lead; i < position.count; i += 2) {
    pairs_.push_back(Split(weight(i), weight(i + 1)));
  }
}

// Zeros stand behind, and in front where there are not so many pixels behind.
void Taps::AddQuads(const Position& position) {
  const int reads = 4 * quads_;
  const int first = std::min(position.first, end_ - begin_ - reads);
  quad_firsts_.push_back(first);
  const std::int32_t* weights = weights_.data() + position.weights_begin;
  const auto weight = [&](int pixel) {
    const int i = pixel - position.first;
    return i >= 0 && i < position.count ? weights[i] : 0;
  };
  for (int i = first; i < first + reads; i += 4) {
    quad_pairs_.push_back(Split(weight(i), weight(i + 1)));
    quad_pairs_.push_back(Split(weight(i + 2), weight(i + 3)));
    quad_digits_.push_back(ToQuad({weight(i), weight(i + 1), weight(i + 2), weight(i + 3)}));
  }
}

}  // namespace fit299::kernels
