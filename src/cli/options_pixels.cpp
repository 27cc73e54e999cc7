// What a file's pixels are, and how new ones are made of them.
#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

#include "cli/option_effects.h"
#include "cli/option_groups.h"

namespace fit299::cli {
namespace {

// The filters of the default engine.
constexpr std::size_t kAdvertised = 6;

// A filter's name alone means Pillow's, as it does for Keras and torchvision users.
Outcome ApplyResample(Request& request, const std::string& text) {
  std::vector<std::string_view> names;
  for (const Resampling& row : Resamplings()) {
    const bool bare = row.engine == Engine::kPillow &&
                      Plain(row.name.substr(row.name.find(':') + 1)) == Plain(text);
    if (Plain(row.name) == Plain(text) || bare) {
      request.job.recipe.engine = row.engine;
      request.job.recipe.filter = row.filter;
      return {};
    }
    names.push_back(row.name);
  }
  return UnknownName(text, names);
}

// The least number of pixels, for one of the result along a side, that the filter still gets.
Outcome ApplyShrinkOnLoad(Request& request, const std::string& text) {
  constexpr double kGap = 2;
  const std::string plain = Plain(text);
  if (plain == "off" || plain == "false")
    return Put(Parsed<double>(0), request.job.recipe.shrink_on_load);
  if (plain == "on" || plain == "true")
    return Put(Parsed<double>(kGap), request.job.recipe.shrink_on_load);
  const auto gap = ParseNumber(text);
  if (!gap || *gap < 1) return "'" + text + "' is neither a number from 1 on nor off";
  request.job.recipe.shrink_on_load = *gap;
  return {};
}

// Other tools' names for the same thing.
constexpr std::array<std::string_view, 3> kResampleAliases = {"interpolation", "filter", "kernel"};

// An option is easier to read in few lines.
// clang-format off
constexpr std::array kPixelsOptions = {
    Option{"resample", 0, "E:FILTER", Arity::kValue, Group::kPixels, kImages, false, kResampleAliases,
           [] {
             return "whose arithmetic makes the new pixels (default: pillow:bilinear);\n"
                    "`fit299 recipes` lists all, of pillow, opencv, tf (TensorFlow) and torch" +
                    Lines(Resamplings().first(kAdvertised));
           },
           ApplyResample},
    Option{"resample-on", 0, "WHAT", Arity::kValue, Group::kPixels, kImages, false, {},
           [] {
             return "tf, torch:bilinear: what is resampled (default: pixels)" +
                    Lines(ResampleOns());
           },
           [](Request& r, const std::string& v) {
             return PutChoice(v, ResampleOns(), r.job.recipe.resample_on);
           }},
    Option{"dct", 0, "HOW", Arity::kValue, Group::kPixels, kImages, false, {},
           [] { return "JPEG's cosine transform (default: accurate)" + Lines(Dcts()); },
           [](Request& r, const std::string& v) { return PutChoice(v, Dcts(), r.job.recipe.dct); }},
    Option{"upsampling", 0, "HOW", Arity::kValue, Group::kPixels, kImages, false, {},
           [] { return "JPEG's colour to full size (default: fancy)" + Lines(Upsamplings()); },
           [](Request& r, const std::string& v) {
             return PutChoice(v, Upsamplings(), r.job.recipe.upsampling);
           }},
    Option{"shrink-on-load", 0, "GAP", Arity::kOptional, Group::kPixels, kImages, false, {},
           [] {
             return std::string("pillow engines: a JPEG's decoder may make it 2, 4 or 8 times\n"
                                "smaller, but not below GAP times what it is scaled to (default: off;\n"
                                "GAP: 2)");
           },
           ApplyShrinkOnLoad},
    Option{"depth16", 0, "HOW", Arity::kValue, Group::kPixels, kImages, false, {},
           [] { return "16 bits a channel to 8 (default: high-byte)" + Lines(Depth16s()); },
           [](Request& r, const std::string& v) {
             return PutChoice(v, Depth16s(), r.job.recipe.depth16);
           }},
    Option{"frame", 0, "N", Arity::kValue, Group::kPixels, kImages, false, {},
           [] { return std::string("of an animation, or page; the first is 0 (default: 0)"); },
           [](Request& r, const std::string& v) {
             return PutInteger(v, 0, r.job.recipe.frame);
           }},
    Option{"reader", 0, "WHOSE", Arity::kValue, Group::kPixels, kImages, false, {},
           [] { return "whose reading of odd files counts (default: standard)" + Lines(Readers()); },
           [](Request& r, const std::string& v) {
             return PutChoice(v, Readers(), r.job.recipe.reader);
           }},
    Option{"orientation", 0, "HOW", Arity::kValue, Group::kPixels, kImages, false, {},
           [] { return "EXIF orientation (default: apply)" + Lines(Orientations()); },
           [](Request& r, const std::string& v) {
             return PutChoice(v, Orientations(), r.job.recipe.orientation);
           }},
    Option{"autoorient", 0, "", Arity::kFlag, Group::kPixels, kImages, true, {},
           [] { return std::string("OpenImageIO's: --orientation apply"); },
           [](Request& r, const std::string& v) -> Outcome {
             const auto on = ParseBool(v);
             if (!on) return on.error();
             r.job.recipe.orientation = *on ? Orientation::kApply : Orientation::kIgnore;
             return {};
           }},
    Option{"icc", 0, "HOW", Arity::kValue, Group::kPixels, kImages, false, {},
           [] { return "an ICC profile other than sRGB (default: ignore)" + Lines(Iccs()); },
           [](Request& r, const std::string& v) { return PutChoice(v, Iccs(), r.job.recipe.icc); }},
    Option{"alpha", 0, "HOW", Arity::kValue, Group::kPixels, kImages, false, {},
           [] { return "transparency (default: blend)" + Lines(Alphas()); },
           [](Request& r, const std::string& v) {
             return PutChoice(v, Alphas(), r.job.recipe.alpha);
           }},
    Option{"background", 0, "COLOR", Arity::kValue, Group::kPixels, kImages, false, {},
           [] { return std::string("what transparency is blended on (default: #ffffff)"); },
           [](Request& r, const std::string& v) {
             return Put(ParseColor(v), r.job.recipe.background);
           }},
};
// clang-format on

}  // namespace

std::span<const Option> PixelsOptions() { return kPixelsOptions; }

}  // namespace fit299::cli
