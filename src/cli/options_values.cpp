// What becomes of a pixel's value.
#include <array>
#include <cmath>

#include "cli/option_effects.h"
#include "cli/option_groups.h"

namespace fit299::cli {
namespace {

// "channels_last" and "channels_first" are Keras's words.
Outcome ApplyLayout(Request& request, const std::string& text) {
  request.job.layout_given = true;
  const std::string plain = Plain(text);
  if (plain == "channelslast") return ApplyLayout(request, "nhwc");
  if (plain == "channelsfirst") return ApplyLayout(request, "nchw");
  return PutChoice(text, Layouts(), request.job.recipe.layout);
}

Outcome ApplyDtype(Request& request, const std::string& text) {
  request.job.dtype_given = true;
  return PutChoice(text, Dtypes(), request.job.recipe.dtype);
}

// --mean and --std make the mode; it is not chosen by name.
Outcome ApplyNormalize(Request& request, const std::string& text) {
  const auto by_name = NormalizeModes().first(NormalizeModes().size() - 1);
  return PutChoice(text, by_name, request.job.recipe.normalize);
}

Outcome ApplyMean(Request& request, const std::string& text) {
  request.job.recipe.normalize = NormalizeMode::kCustom;
  return Put(ParseChannels(text), request.job.recipe.mean);
}

Outcome ApplyStd(Request& request, const std::string& text) {
  request.job.recipe.normalize = NormalizeMode::kCustom;
  return Put(ParseChannels(text), request.job.recipe.std);
}

// As Python would have it: "1/255", "1./255", "0.00392156862745098".
Parsed<double> ParseQuotient(const std::string& text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string::npos) return ParseNumber(text);
  const auto numerator = ParseNumber(text.substr(0, slash));
  const auto denominator = ParseNumber(text.substr(slash + 1));
  if (!numerator || !denominator || *denominator == 0) {
    return "'" + text + "' is neither a number nor a quotient like 1/255";
  }
  return *numerator / *denominator;
}

// Keras scales after its preprocessing function; only 1/255 alone is a network's range.
Outcome ApplyRescale(Request& request, const std::string& text) {
  const auto factor = ParseQuotient(text);
  if (!factor) return factor.error();
  if (std::abs(*factor * 255 - 1) > 1e-3) {
    return "'" + text +
           "' is not 1/255, which is --normalize unit; see --mean and --std for others";
  }
  request.rescale = true;
  return {};
}

// Other tools' names for the same thing.
constexpr std::array<std::string_view, 1> kNormalizeAliases = {"preprocess"};
constexpr std::array<std::string_view, 1> kLayoutAliases = {"data-format"};

// An option is easier to read in few lines.
// clang-format off
constexpr std::array kValuesOptions = {
    Option{"normalize", 0, "MODE", Arity::kValue, Group::kValues, kImages, false, kNormalizeAliases,
           [] {
             return "pixel values x to the network's range (default: tf)" +
                    Lines(NormalizeModes().first(NormalizeModes().size() - 1));
           },
           ApplyNormalize},
    Option{"mean", 0, "R,G,B", Arity::kValue, Group::kValues, kImages, false, {},
           [] { return std::string("instead: (x / 255 - mean) / std; one number or three"); },
           ApplyMean},
    Option{"std", 0, "R,G,B", Arity::kValue, Group::kValues, kImages, false, {},
           [] { return std::string("goes with --mean"); }, ApplyStd},
    Option{"rescale", 0, "F", Arity::kValue, Group::kValues, kImages, true, {},
           [] { return std::string("ImageDataGenerator's: 1/255 is --normalize unit"); },
           ApplyRescale},
    Option{"dtype", 0, "T", Arity::kValue, Group::kValues, kImages, false, {},
           [] { return "type of a tensor's values (default: float32)" + Lines(Dtypes()); },
           ApplyDtype},
    Option{"layout", 0, "L", Arity::kValue, Group::kValues, kImages, false, kLayoutAliases,
           [] { return "order of a tensor's axes (default: nhwc)" + Lines(Layouts()); },
           ApplyLayout},
};
// clang-format on

}  // namespace

std::span<const Option> ValuesOptions() { return kValuesOptions; }

}  // namespace fit299::cli
