#include "data/scenes.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace fit299 {
namespace {

double Clamp(double t) { return std::clamp(t, 0.0, 1.0); }

// 0 before `from`, 1 after `to`, smooth between them.
double Step(double from, double to, double x) {
  const double t = Clamp((x - from) / (to - from));
  return t * t * (3 - 2 * t);
}

Color Mix(const Color& a, const Color& b, double t) {
  return {a.r + (b.r - a.r) * t, a.g + (b.g - a.g) * t, a.b + (b.b - a.b) * t,
          a.alpha + (b.alpha - a.alpha) * t};
}

Color Lighten(const Color& color, double factor) {
  return {color.r * factor, color.g * factor, color.b * factor, color.alpha};
}

double Distance(double x, double y) { return std::sqrt(x * x + y * y); }

// How far a point is from the centre of an ellipse; 1 is its edge.
double Ellipse(double x, double y, double half_width, double half_height) {
  return Distance(x / half_width, y / half_height);
}

// 0..1, the same for the same cell.
double Hash(std::int32_t x, std::int32_t y) {
  std::uint32_t h = static_cast<std::uint32_t>(x) * 0x9E3779B1U;
  h ^= static_cast<std::uint32_t>(y) * 0x85EBCA77U;
  h = (h ^ (h >> 15)) * 0x2C1B3C6DU;
  h = (h ^ (h >> 12)) * 0x297A2D39U;
  h ^= h >> 15;
  return h / 4294967295.0;
}

// Smooth between the cells.
double Noise(double x, double y) {
  const double left = std::floor(x);
  const double top = std::floor(y);
  const auto i = static_cast<std::int32_t>(left);
  const auto j = static_cast<std::int32_t>(top);
  const double u = Step(0, 1, x - left);
  const double v = Step(0, 1, y - top);
  const double upper = Hash(i, j) + (Hash(i + 1, j) - Hash(i, j)) * u;
  const double lower = Hash(i, j + 1) + (Hash(i + 1, j + 1) - Hash(i, j + 1)) * u;
  return upper + (lower - upper) * v;
}

// Noise of six sizes, coarse to fine; 0..1.
double Rough(double x, double y) {
  double sum = 0;
  double weight = 0.5;
  for (int octave = 0; octave < 6; ++octave) {
    sum += weight * Noise(x, y);
    x = 2 * x + 17;
    y = 2 * y + 31;
    weight /= 2;
  }
  return sum;
}

// A range of mountains: their sky line at `base`, `height` high, differing by `seed`.
double SkyLine(double x, double base, double height, int seed) {
  return base - height * Rough(x * 2.2 + 50 * seed, seed);
}

Color SunsetSky(double x, double y) {
  const Color high = {0.16, 0.22, 0.45};
  const Color middle = {0.80, 0.45, 0.45};
  const Color low = {1.00, 0.78, 0.48};
  Color sky =
      y < 0.32 ? Mix(high, middle, Step(-0.05, 0.32, y)) : Mix(middle, low, Step(0.32, 0.6, y));
  const double cloud = Step(0.48, 0.75, Rough(x * 2 + 7, y * 9));
  sky = Mix(sky, {0.98, 0.70, 0.62}, 0.6 * cloud);
  const double sun = Distance(x - 0.28, y - 0.43);
  sky = Mix(sky, {1.0, 0.85, 0.55}, 0.7 * Step(0.4, 0.0, sun));
  return Mix(sky, {1.0, 0.97, 0.85}, Step(0.058, 0.054, sun));
}

Color Mountains(double x, double y) {
  struct Range {
    double base, height;
    Color color;
  };
  constexpr Range kRanges[] = {
      {0.62, 0.34, {0.55, 0.42, 0.55}},
      {0.66, 0.22, {0.36, 0.30, 0.45}},
      {0.67, 0.12, {0.16, 0.17, 0.26}},
  };
  Color color = SunsetSky(x, y);
  int seed = 1;
  for (const Range& range : kRanges) {
    const double below = y - SkyLine(x, range.base, range.height, seed++);
    if (below < 0) continue;
    const double rock = 0.8 + 0.4 * Rough(x * 14, y * 20);
    color = Mix(Lighten(range.color, rock), {0.93, 0.70, 0.58}, 0.35 * Step(0.0, 0.3, below));
  }
  return color;
}

// A balloon, or a transparent point outside of it.
Color Balloon(double x, double y, double radius, const Color& first, const Color& second) {
  const double away = Ellipse(x, y, radius, y < 0 ? radius : 1.25 * radius);
  if (away < 1) {
    // Its stripes narrow towards the rim, as on a sphere.
    const double half = std::sqrt(std::max(0.0, 1 - (y * y) / (1.6 * radius * radius)));
    const auto stripe = static_cast<int>(std::floor(4 * x / (radius * std::max(half, 0.1)) + 40.5));
    const double light =
        1.1 - 0.5 * Ellipse(x + 0.4 * radius, y + 0.4 * radius, radius * 1.6, radius * 1.6);
    return Lighten(stripe % 2 == 0 ? first : second, light);
  }
  const double basket_x = std::abs(x) / radius;
  const double basket_y = y / radius;
  if (basket_x < 0.16 && basket_y > 1.55 && basket_y < 1.8) return {0.42, 0.27, 0.14};
  const bool rope = std::abs(basket_x - (0.14 + (1.55 - basket_y) * 0.25)) < 0.02;
  if (rope && basket_y > 1.1 && basket_y <= 1.55) return {0.3, 0.2, 0.12};
  return {0, 0, 0, 0};
}

}  // namespace

Color Landscape(double x, double y) {
  constexpr double kShore = 0.68;
  if (y < kShore) return Mountains(x, y);
  // The lake mirrors what is above it, in waves that grow towards us.
  const double depth = y - kShore;
  const double wave = (Noise(x * (40 - 60 * depth), depth * 90) - 0.5) * 0.1 * (0.15 + depth);
  const Color mirrored = Mountains(x + wave, kShore - 1.25 * depth + wave);
  const Color water = Mix(mirrored, {0.10, 0.16, 0.30}, 0.25 + 0.9 * depth);
  const double glitter =
      Step(0.75, 0.95, Noise(x * 60, depth * 220)) * Step(0.14, 0.0, std::abs(x - 0.28));
  return Mix(water, {1.0, 0.9, 0.7}, 0.7 * glitter);
}

Color Balloons(double x, double y) {
  struct Place {
    double x, y, radius;
    Color first, second;
  };
  constexpr Place kPlaces[] = {
      {-0.38, 0.30, 0.17, {0.86, 0.20, 0.18}, {0.98, 0.86, 0.30}},
      {0.30, 0.22, 0.11, {0.15, 0.40, 0.75}, {0.95, 0.95, 0.95}},
      {0.52, 0.47, 0.065, {0.30, 0.62, 0.32}, {0.96, 0.76, 0.25}},
      {0.06, 0.52, 0.05, {0.55, 0.25, 0.60}, {0.95, 0.60, 0.70}},
  };
  for (const Place& place : kPlaces) {
    const Color color = Balloon(x - place.x, y - place.y, place.radius, place.first, place.second);
    if (color.alpha > 0) return color;
  }
  const double far_hills = SkyLine(x, 0.80, 0.14, 5);
  const double near_hills = SkyLine(x, 0.95, 0.16, 6);
  const double grass = 0.75 + 0.5 * Rough(x * 30, y * 60);
  if (y > near_hills) return Lighten({0.36, 0.56, 0.20}, grass);
  if (y > far_hills) return Mix(Lighten({0.40, 0.58, 0.36}, grass), {0.7, 0.82, 0.9}, 0.35);
  const Color sky = Mix({0.22, 0.48, 0.82}, {0.80, 0.90, 0.97}, Step(0.0, 0.85, y));
  return Mix(sky, {1, 1, 1}, 0.85 * Step(0.50, 0.72, Rough(x * 2.5 + 3, y * 6)));
}

Color Moonrise(double x, double y) {
  const double near_hills = SkyLine(x, 0.95, 0.30, 8);
  const double far_hills = SkyLine(x, 0.80, 0.30, 9);
  const double texture = 0.6 + 0.8 * Rough(x * 24, y * 36);
  if (y > near_hills) return Lighten({0.10, 0.10, 0.10}, texture);
  if (y > far_hills) return Lighten({0.24, 0.24, 0.24}, texture);
  const double moon = Distance(x + 0.2, y - 0.3);
  if (moon < 0.14) return Lighten({0.94, 0.94, 0.94}, 0.78 + 0.35 * Rough(x * 12, y * 12));
  const double glow = Step(0.6, 0.12, moon);
  const double star = Step(0.988, 0.995,
                           Hash(static_cast<std::int32_t>(std::floor(x * 160)),
                                static_cast<std::int32_t>(std::floor(y * 160))));
  const double gray = Clamp(0.16 + 0.2 * y + 0.35 * glow * glow + 0.7 * star * (1 - glow));
  return {gray, gray, gray};
}

Color Portrait(double x, double y) {
  Color color =
      Mix({0.30, 0.42, 0.48}, {0.14, 0.20, 0.28}, Step(0.1, 0.7, Distance(x + 0.1, y - 0.4)));
  color = Lighten(color, 0.9 + 0.2 * Rough(x * 5, y * 5));
  const Color skin = {0.88, 0.66, 0.53};
  const Color hair = {0.24, 0.14, 0.09};
  const double light = 1.08 - 0.9 * Step(-0.1, 0.45, x) + 0.45 * Step(0.1, 0.45, x);

  const double strands = 0.75 + 0.5 * Noise(x * 90, y * 7);
  if (Ellipse(x, y - 0.42, 0.25, 0.31) < 1) color = Lighten(hair, strands * light);
  if (Ellipse(x, y - 1.12, 0.40, 0.30) < 1) {
    const double knit = 0.85 + 0.3 * Noise(x * 70, y * 70);
    color = Lighten({0.62, 0.20, 0.22}, knit * light);
  }
  if (std::abs(x) < 0.085 && y > 0.60 && y < 0.87) color = Lighten(skin, 0.78 * light);
  if (Ellipse(x, y - 0.85, 0.125, 0.06) < 1) color = Lighten(skin, 0.85 * light);

  const double face = Ellipse(x, y - 0.46, 0.185, 0.25);
  if (face >= 1) return color;
  color = Lighten(skin, light * (0.96 + 0.08 * Noise(x * 120, y * 120)));
  const double side = std::abs(x);
  const double cheek = Step(0.06, 0.0, Distance(side - 0.105, y - 0.54));
  color = Mix(color, {0.86, 0.46, 0.42}, 0.35 * cheek);
  const double nose =
      Step(0.03, 0.0, std::abs(x - 0.012)) * Step(0.42, 0.54, y) * Step(0.565, 0.54, y);
  color = Mix(color, {0.62, 0.40, 0.32}, 0.45 * nose);
  const double mouth = Ellipse(x, y - 0.615 + 1.8 * x * x, 0.068, 0.017);
  color = Mix(color, {0.68, 0.25, 0.27}, Step(1.1, 0.9, mouth));
  const double brow =
      Ellipse(side - 0.078, y - 0.375 - 0.6 * (side - 0.078) * (side - 0.078), 0.045, 0.009);
  color = Mix(color, hair, Step(1.2, 0.8, brow));
  const double eye = Ellipse(side - 0.078, y - 0.43, 0.036, 0.019);
  color = Mix(color, {0.97, 0.96, 0.94}, Step(1.06, 0.94, eye));
  if (eye < 1) {
    const double iris = Distance(side - 0.078, y - 0.43);
    color = Mix(color, {0.25, 0.42, 0.40}, Step(0.019, 0.017, iris));
    color = Mix(color, {0.04, 0.04, 0.05}, Step(0.010, 0.008, iris));
  }
  // The hair falls into the forehead.
  const double fringe = 0.30 + 0.9 * (x - 0.05) * (x - 0.05) + 0.02 * Noise(x * 60, 3);
  return y < fringe ? Lighten(hair, strands * light * 1.15) : color;
}

Color Sailboat(double x, double y) {
  const double hull = y - 0.66;
  if (hull > 0 && hull < 0.14 && std::abs(x) < 0.42 - 1.2 * hull) return {0.55, 0.20, 0.15};
  if (std::abs(x) < 0.012 && y > 0.12 && y < 0.66) return {0.30, 0.20, 0.12};
  if (x > 0.03 && y < 0.60 && y > 0.14 + 1.4 * (x - 0.03)) return {0.98, 0.98, 0.95};
  if (x < -0.03 && y < 0.60 && y > 0.22 - 1.5 * (x + 0.03)) return {0.95, 0.62, 0.20};
  if (y > 0.76)
    return static_cast<int>(y * 22) % 2 == 0 ? Color{0.10, 0.35, 0.62} : Color{0.16, 0.45, 0.72};
  if (Distance(x + 0.45, y - 0.2) < 0.1) return {1.0, 0.88, 0.30};
  return {0.62, 0.84, 0.95};
}

Color Target(double x, double y) {
  const auto ring = static_cast<int>(Distance(x, y - 0.5) * 11);
  if (ring >= 5) return {0, 0, 0, 0};
  return ring % 2 == 0 ? Color{0.83, 0.13, 0.17} : Color{0.98, 0.97, 0.93};
}

Color Glass(double x, double y) {
  const double away = Distance(x, y - 0.45);
  constexpr double kRadius = 0.34;
  if (away < kRadius) {
    const double rim = away / kRadius;
    Color ball = Mix({0.45, 0.80, 0.85}, {0.05, 0.25, 0.45}, rim * rim);
    ball.alpha = 0.35 + 0.6 * rim * rim * rim;
    const double shine = Step(0.14, 0.02, Ellipse(x + 0.12, y - 0.30, 1.3, 0.8));
    return Mix(ball, {1, 1, 1, 1}, shine);
  }
  const double shadow = Step(1.0, 0.1, Ellipse(x - 0.05, y - 0.84, 0.36, 0.09));
  return {0.05, 0.05, 0.10, 0.6 * shadow};
}

Color Spectrum(double x, double y) {
  const double across = Clamp(x / 1.3333333333333333 + 0.5);
  return {across, Clamp(1 - 2 * std::abs(across - 0.5)) * (1 - y) + y * across * across,
          1 - across * (1 - y)};
}

}  // namespace fit299
