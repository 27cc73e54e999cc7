#include "cli/options.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <limits>

#include "cli/values.h"
#include "sink/format.h"

namespace fit299::cli {
namespace {

using Outcome = Expected<void, std::string>;
constexpr std::int64_t kUnlimited = std::numeric_limits<std::int64_t>::max();

// The common effects: parse, then put in place.

template <class T, class Target>
Outcome Put(Parsed<T> parsed, Target& target) {
  if (!parsed) return std::move(parsed).error();
  target = static_cast<Target>(*parsed);
  return {};
}

template <class T, class Target>
Outcome Put(Parsed<T> parsed, std::optional<Target>& target) {
  if (!parsed) return std::move(parsed).error();
  target = static_cast<Target>(*parsed);
  return {};
}

Outcome PutInteger(const std::string& text, std::int64_t low, int& target) {
  return Put(ParseInteger(text, low, std::numeric_limits<int>::max()), target);
}

template <class Enum>
Outcome PutChoice(const std::string& text, std::span<const Choice<Enum>> choices, Enum& target) {
  return Put(ParseChoice(text, choices), target);
}

// One indented line for each choice, with its own help.
template <class Row>
std::string Lines(std::span<const Row> rows) {
  std::size_t width = 0;
  for (const Row& row : rows) width = std::max(width, row.name.size());
  std::string lines;
  for (const Row& row : rows) {
    lines += "\n  " + std::string(row.name) + std::string(width - row.name.size() + 2, ' ') +
             std::string(row.help);
  }
  return lines;
}

constexpr std::array<std::string_view, 3> kWhens = {"auto", "always", "never"};

Outcome PutWhen(const std::string& text, When& target) {
  for (std::size_t i = 0; i < kWhens.size(); ++i) {
    if (kWhens[i] == Plain(text)) {
      target = static_cast<When>(i);
      return {};
    }
  }
  return UnknownName(text, {kWhens.begin(), kWhens.end()});
}

// img2dataset's --resize_mode has other words for what our policies do, with other defaults.
std::string PolicyHint(const std::string& text) {
  const std::string plain = Plain(text);
  if (plain == "border") return " (img2dataset's border is --policy pad --pad-color white)";
  if (plain == "no") return " (img2dataset's no is --policy native)";
  if (plain == "keepratiolargest") {
    return " (img2dataset's keep_ratio_largest is --policy native --max-side N)";
  }
  return "";
}

Outcome ApplyPolicy(Request& request, const std::string& text) {
  Outcome done = PutChoice(text, Policies(), request.job.recipe.policy);
  if (!done) return done.error() + PolicyHint(text);
  return done;
}

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

Outcome ApplyFormat(Request& request, const std::string& text) {
  std::vector<std::string_view> names;
  for (const sink::FormatRow& row : sink::Formats()) {
    if (row.name == Plain(text) || sink::FindFormatBySuffix("." + text) == &row) {
      request.job.format = row.format;
      return {};
    }
    names.push_back(row.name);
  }
  return UnknownName(text, names);
}

Outcome ApplyOnError(Request& request, const std::string& text) {
  const std::string plain = Plain(text);
  if (plain != "skip" && plain != "stop") return UnknownName(text, {"skip", "stop"});
  request.job.stop_on_error = plain == "stop";
  return {};
}

Outcome ApplyMaxErrors(Request& request, const std::string& text) {
  batch::ErrorBudget budget;
  std::string number = text;
  if (!number.empty() && number.back() == '%') {
    budget.percent = true;
    number.pop_back();
    const auto percent = ParseNumber(number);
    if (!percent || *percent < 0 || *percent > 100) {
      return "'" + text + "' is not a share from 0% to 100%";
    }
    budget.count = *percent;
  } else {
    const auto count = ParseInteger(number, 0, kUnlimited);
    if (!count) return "'" + text + "' is neither a number like 100 nor a share like 1%";
    budget.count = static_cast<double>(*count);
  }
  request.job.max_errors = budget;
  return {};
}

Outcome ApplyTimeout(Request& request, const std::string& text) {
  constexpr double kLongest = 1e6;
  const auto seconds = ParseNumber(text);
  if (!seconds || *seconds < 0.001 || *seconds > kLongest) {
    return "'" + text + "' is not a number of seconds from 0.001 to 1000000";
  }
  request.job.limits.timeout = std::chrono::milliseconds(std::llround(*seconds * 1000));
  return {};
}

Outcome ApplyMaxAspect(Request& request, const std::string& text) {
  const auto aspect = ParseNumber(text);
  if (!aspect || *aspect < 1) return "'" + text + "' is not a number from 1 on";
  request.job.limits.max_aspect = *aspect;
  return {};
}

Outcome ApplyCropPct(Request& request, const std::string& text) {
  const auto fraction = ParseNumber(text);
  if (!fraction || *fraction <= 0 || *fraction > 1) {
    return "'" + text + "' is not a fraction above 0 and up to 1";
  }
  request.crop_pct = *fraction;
  return {};
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
constexpr std::array<std::string_view, 3> kSizeAliases = {"image-size", "img-size", "target-size"};
constexpr std::array<std::string_view, 3> kResampleAliases = {"interpolation", "filter", "kernel"};
constexpr std::array<std::string_view, 1> kPolicyAliases = {"resize-mode"};
constexpr std::array<std::string_view, 1> kAspectAliases = {"crop-to-aspect-ratio"};
constexpr std::array<std::string_view, 1> kAnchorAliases = {"gravity"};
constexpr std::array<std::string_view, 1> kNormalizeAliases = {"preprocess"};
constexpr std::array<std::string_view, 1> kLayoutAliases = {"data-format"};
constexpr std::array<std::string_view, 1> kFormatAliases = {"output-format"};
constexpr std::array<std::string_view, 1> kQualityAliases = {"encode-quality"};
constexpr std::array<std::string_view, 4> kJobsAliases = {"threads", "num-thread", "num-threads",
                                                          "num-workers"};

constexpr std::array kOptions = {
    // What comes in.
    Option{"files-from", 'T', "LIST", Arity::kValue, Group::kInput, kReading, false, {},
           [] { return std::string("take the inputs from a list, a path a line; - is stdin"); },
           [](Request& r, const std::string& v) -> Outcome {
             r.job.query.files_from = v;
             return {};
           }},
    Option{"null", '0', "", Arity::kFlag, Group::kInput, kReading, false, {},
           [] { return std::string("entries of the list end in NUL (find -print0)"); },
           [](Request& r, const std::string& v) {
             return Put(ParseBool(v), r.job.query.null_separated);
           }},
    Option{"root", 0, "FOLDER", Arity::kValue, Group::kInput, kReading, false, {},
           [] {
             return std::string("what the list's entries are relative to (default: the working "
                                "folder)");
           },
           [](Request& r, const std::string& v) -> Outcome {
             if (v.empty()) return std::string("is empty");
             r.job.query.root = v;
             return {};
           }},
    Option{"include", 0, "GLOB", Arity::kList, Group::kInput, kReading, false, {},
           [] {
             return std::string("of a folder, take the files that match, whatever their suffix;\n"
                                "* also matches /, '*' takes all. Can be repeated");
           },
           [](Request& r, const std::string& v) -> Outcome {
             r.job.query.include.push_back(v);
             return {};
           }},
    Option{"exclude", 0, "GLOB", Arity::kList, Group::kInput, kReading, false, {},
           [] { return std::string("of a folder, leave out what matches. Can be repeated"); },
           [](Request& r, const std::string& v) -> Outcome {
             r.job.query.exclude.push_back(v);
             return {};
           }},
    Option{"hidden", 0, "", Arity::kFlag, Group::kInput, kReading, false, {},
           [] { return std::string("of a folder, also hidden and junk files (.*, __MACOSX)"); },
           [](Request& r, const std::string& v) { return Put(ParseBool(v), r.job.query.hidden); }},
    Option{"follow-links", 0, "", Arity::kFlag, Group::kInput, kReading, false, {},
           [] {
             return std::string("also walk into links to folders; links to files are always "
                                "followed");
           },
           [](Request& r, const std::string& v) {
             return Put(ParseBool(v), r.job.query.follow_links);
           }},
    Option{"limit", 0, "N", Arity::kValue, Group::kInput, kReading, false, {},
           [] { return std::string("only the first N inputs"); },
           [](Request& r, const std::string& v) {
             return Put(ParseInteger(v, 1, kUnlimited), r.job.query.limit);
           }},
    Option{"max-pixels", 0, "N", Arity::kValue, Group::kInput, kImages, false, {},
           [] { return std::string("skip images of more pixels than this (default: 100M)"); },
           [](Request& r, const std::string& v) {
             return Put(ParseAmount(v, 1000), r.job.limits.max_pixels);
           }},
    Option{"max-file-bytes", 0, "N", Arity::kValue, Group::kInput, kImages, false, {},
           [] { return std::string("skip files of more bytes than this (default: 256M)"); },
           [](Request& r, const std::string& v) {
             return Put(ParseAmount(v, 1024), r.job.max_file_bytes);
           }},
    Option{"max-memory", 0, "N", Arity::kValue, Group::kInput, kReading, false, {},
           [] {
             return std::string("memory for all threads together: images wait for their share, and\n"
                                "one that needs more alone is skipped (default: half of what is\n"
                                "available, within the limits of a container)");
           },
           [](Request& r, const std::string& v) {
             return Put(ParseAmount(v, 1024), r.job.max_memory);
           }},
    Option{"timeout", 0, "SECONDS", Arity::kValue, Group::kInput, kImages, false, {},
           [] { return std::string("skip images whose decoding takes longer (default: 30)"); },
           ApplyTimeout},
    Option{"min-side", 0, "N", Arity::kValue, Group::kInput, kImages, false, {},
           [] { return std::string("skip images with a side below N pixels (default: none)"); },
           [](Request& r, const std::string& v) {
             return PutInteger(v, 1, r.job.limits.min_side);
           }},
    Option{"max-aspect", 0, "R", Arity::kValue, Group::kInput, kImages, false, {},
           [] {
             return std::string("skip images whose longer side is more than R times the shorter\n"
                                "(default: none)");
           },
           ApplyMaxAspect},

    // Shape.
    Option{"recipe", 0, "NAME|FILE", Arity::kValue, Group::kShape, kImages, false, {},
           [] {
             return std::string("all of this section and the next two as a framework has it;\n"
                                "`fit299 recipes` lists them. Options beside it override");
           },
           [](Request&, const std::string&) -> Outcome { return {}; }},
    Option{"policy", 0, "P", Arity::kValue, Group::kShape, kImages, false, kPolicyAliases,
           [] { return "how an image is brought to the size (default: resize)" + Lines(Policies()); },
           ApplyPolicy},
    Option{"size", 0, "N|WxH", Arity::kValue, Group::kShape, kImages | kRecipes, false, kSizeAliases,
           [] { return std::string("the size, in pixels (default: 299)"); },
           [](Request& r, const std::string& v) { return Put(ParseSize(v), r.job.recipe.size); }},
    Option{"resize-shorter", 0, "N", Arity::kValue, Group::kShape, kImages, false, {},
           [] {
             return std::string("center-crop: first resize the shorter side to N, the longer to\n"
                                "int(N * long / short)");
           },
           [](Request& r, const std::string& v) {
             return PutInteger(v, 1, r.job.recipe.resize_shorter);
           }},
    Option{"crop-fraction", 0, "F", Arity::kValue, Group::kShape, kImages, false, {},
           [] {
             return std::string("center-crop: cut out the central fraction F of each side, then "
                                "resize");
           },
           [](Request& r, const std::string& v) {
             return Put(ParseNumber(v), r.job.recipe.crop_fraction);
           }},
    Option{"crop-to-aspect", 0, "", Arity::kFlag, Group::kShape, kImages, false, kAspectAliases,
           [] {
             return std::string("center-crop: cut out the largest part that has the size's aspect,\n"
                                "then resize");
           },
           [](Request& r, const std::string& v) {
             return Put(ParseBool(v), r.job.recipe.crop_to_aspect);
           }},
    Option{"crop-pct", 0, "P", Arity::kValue, Group::kShape, kImages, true, {},
           [] { return std::string("timm's: --resize-shorter floor(size / P)"); }, ApplyCropPct},
    Option{"small", 0, "HOW", Arity::kValue, Group::kShape, kImages, false, {},
           [] {
             return "center-crop: an image smaller than the crop (default: enlarge)" +
                    Lines(Smalls());
           },
           [](Request& r, const std::string& v) {
             return PutChoice(v, Smalls(), r.job.recipe.small);
           }},
    Option{"anchor", 0, "A", Arity::kValue, Group::kShape, kImages, false, kAnchorAliases,
           [] {
             return std::string(
                 "where the crop is taken, or the image is placed (default: center):\n"
                 "north, north-east, east, south-east, south, south-west, west, north-west");
           },
           [](Request& r, const std::string& v) {
             return PutChoice(v, Anchors(), r.job.recipe.anchor);
           }},
    Option{"pad-mode", 0, "M", Arity::kValue, Group::kShape, kImages, false, {},
           [] { return "what fills the rest (default: constant)" + Lines(PadModes()); },
           [](Request& r, const std::string& v) {
             return PutChoice(v, PadModes(), r.job.recipe.pad_mode);
           }},
    Option{"pad-color", 0, "COLOR", Arity::kValue, Group::kShape, kImages, false, {},
           [] { return std::string("the color of constant padding (default: #000000)"); },
           [](Request& r, const std::string& v) {
             return Put(ParseColor(v), r.job.recipe.pad_color);
           }},
    Option{"max-side", 0, "N", Arity::kValue, Group::kShape, kImages, false, {},
           [] { return std::string("native: shrink until the longer side is at most N"); },
           [](Request& r, const std::string& v) {
             return PutInteger(v, 1, r.job.recipe.max_side);
           }},
    Option{"multiple-of", 0, "M", Arity::kValue, Group::kShape, kImages, false, {},
           [] { return std::string("native: pad each side up to a multiple of M"); },
           [](Request& r, const std::string& v) {
             return PutInteger(v, 1, r.job.recipe.multiple_of);
           }},
    Option{"rounding", 0, "R", Arity::kValue, Group::kShape, kImages, false, {},
           [] {
             return "how sizes and offsets become whole pixels (default: half-even)" +
                    Lines(Roundings());
           },
           [](Request& r, const std::string& v) {
             return PutChoice(v, Roundings(), r.job.recipe.rounding);
           }},

    // Pixels.
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

    // Values.
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

    // Comparing.
    Option{"atol", 0, "X", Arity::kValue, Group::kComparing, kCompare, false, {},
           [] {
             return std::string("how far two values may be apart and count as the same (default: "
                                "0)");
           },
           [](Request& r, const std::string& v) -> Outcome {
             const auto tolerance = ParseNumber(v);
             if (!tolerance || *tolerance < 0) return "'" + v + "' is not a number from 0 on";
             r.tolerance = *tolerance;
             return {};
           }},

    // What goes out.
    Option{"output", 'o', "OUTPUT", Arity::kValue, Group::kOutput, kFitting, false, {},
           [] {
             return std::string("a folder (a file per image), x.npy (one array of all; with one\n"
                                "INPUT file, its tensor), or - (standard output)");
           },
           [](Request& r, const std::string& v) -> Outcome {
             r.job.output = v;
             return {};
           }},
    Option{"format", 'f', "F", Arity::kValue, Group::kOutput, kFitting, false, kFormatAliases,
           [] {
             return "what the files are (default: by OUTPUT's suffix, else npy)" +
                    Lines(sink::Formats());
           },
           ApplyFormat},
    Option{"name", 0, "NAME", Arity::kValue, Group::kOutput, kFitting, false, {},
           [] {
             return std::string("names in the output folder (default: {path}), made of {path},\n"
                                "{stem} (the path without suffix) and {index}");
           },
           [](Request& r, const std::string& v) -> Outcome {
             r.job.name = v;
             r.job.name_given = true;
             return {};
           }},
    Option{"quality", 0, "Q", Arity::kValue, Group::kOutput, kFitting, false, kQualityAliases,
           [] { return std::string("of jpeg and webp, 1 to 100 (default: 95)"); },
           [](Request& r, const std::string& v) {
             r.job.quality_given = true;
             return Put(ParseInteger(v, 1, 100), r.job.quality);
           }},
    Option{"manifest", 0, "FILE", Arity::kValue, Group::kOutput, kReading, false, {},
           [] {
             return std::string("where the record goes (default: beside OUTPUT; none for a single\n"
                                "file, and for check)");
           },
           [](Request& r, const std::string& v) -> Outcome {
             if (v.empty()) return std::string("is empty");
             r.job.manifest = v;
             return {};
           }},
    Option{"overwrite", 0, "", Arity::kFlag, Group::kOutput, kReading, false, {},
           [] { return std::string("replace what an earlier run has left in OUTPUT"); },
           [](Request& r, const std::string& v) { return Put(ParseBool(v), r.job.overwrite); }},

    // Errors.
    Option{"on-error", 0, "HOW", Arity::kValue, Group::kErrors, kFitting, false, {},
           [] {
             return std::string("an input that cannot be used: skip it, or stop (default: skip)");
           },
           ApplyOnError},
    Option{"fail-on", 0, "WHAT", Arity::kValue, Group::kErrors, kImages, false, {},
           [] { return "what makes an image unusable (default: truncated)" + Lines(FailOns()); },
           [](Request& r, const std::string& v) {
             return PutChoice(v, FailOns(), r.job.limits.fail_on);
           }},
    Option{"max-errors", 0, "N|P%", Arity::kValue, Group::kErrors, kFitting, false, {},
           [] { return std::string("stop when more inputs than this were skipped"); },
           ApplyMaxErrors},
    Option{"skips-ok", 0, "", Arity::kFlag, Group::kErrors, kFitting, false, {},
           [] { return std::string("exit 0 though inputs were skipped, not 3"); },
           [](Request& r, const std::string& v) { return Put(ParseBool(v), r.job.skips_ok); }},
    Option{"quarantine", 0, "FOLDER", Arity::kValue, Group::kErrors, kReading, false, {},
           [] {
             return std::string("a folder that gets links to the rejected files, and a list of why:\n"
                                "FOLDER/quarantine.jsonl");
           },
           [](Request& r, const std::string& v) -> Outcome {
             if (v.empty()) return std::string("is empty");
             r.job.quarantine = v;
             return {};
           }},
    Option{"strict", 0, "", Arity::kFlag, Group::kErrors, kCheck, false, {},
           [] { return std::string("exit 8 also for warnings, duplicates and odd shapes"); },
           [](Request& r, const std::string& v) { return Put(ParseBool(v), r.job.strict); }},

    // Running.
    Option{"jobs", 'j', "N", Arity::kValue, Group::kRunning, kReading, false, kJobsAliases,
           [] {
             return std::string("threads (default: all usable cores). The result never depends on "
                                "it");
           },
           [](Request& r, const std::string& v) {
             return Put(ParseInteger(v, 1, 1024), r.job.jobs);
           }},
    Option{"profile", 0, "", Arity::kFlag, Group::kRunning, kFit, false, {},
           [] {
             return std::string("tell at the end where the time went, by stages, and how near that is\n"
                                "to reading, decoding and writing alone");
           },
           [](Request& r, const std::string& v) { return Put(ParseBool(v), r.job.profile); }},
    Option{"dry-run", 'n', "", Arity::kFlag, Group::kRunning, kFitting, false, {},
           [] { return std::string("read the headers and write nothing, as `fit299 plan`"); },
           [](Request& r, const std::string& v) { return Put(ParseBool(v), r.dry_run); }},
    Option{"json", 0, "", Arity::kFlag, Group::kRunning, kAllCommands, false, {},
           [] { return std::string("print the result as one JSON object on stdout"); },
           [](Request& r, const std::string& v) { return Put(ParseBool(v), r.json); }},
    Option{"verbose", 'v', "", Arity::kFlag, Group::kRunning, kReading, false, {},
           [] { return std::string("a line for every input"); },
           [](Request& r, const std::string& v) { return Put(ParseBool(v), r.verbose); }},
    Option{"quiet", 'q', "", Arity::kFlag, Group::kRunning, kAllCommands, false, {},
           [] { return std::string("no progress and no summary; skipped inputs and errors stay"); },
           [](Request& r, const std::string& v) { return Put(ParseBool(v), r.quiet); }},
    Option{"progress", 0, "WHEN", Arity::kValue, Group::kRunning, kReading, false, {},
           [] { return std::string("auto (a bar on a terminal, else a line now and then), always, never"); },
           [](Request& r, const std::string& v) { return PutWhen(v, r.progress); }},
    Option{"color", 0, "WHEN", Arity::kValue, Group::kRunning, kAllCommands, false, {},
           [] { return std::string("auto (on a terminal, without NO_COLOR), always, never"); },
           [](Request& r, const std::string& v) { return PutWhen(v, r.color); }},
    Option{"config", 0, "FILE", Arity::kValue, Group::kRunning, kAllCommands, false, {},
           [] {
             return std::string("TOML with options as keys: size = 299. A flag beats "
                                "FIT299_<OPTION>,\nwhich beats this file");
           },
           [](Request&, const std::string&) -> Outcome { return {}; }},
    Option{"help", 'h', "", Arity::kFlag, Group::kRunning, kAllCommands, false, {},
           [] { return std::string("this help"); },
           [](Request& r, const std::string& v) { return Put(ParseBool(v), r.help); }},
    Option{"version", 'V', "", Arity::kFlag, Group::kRunning, kAllCommands, false, {},
           [] { return std::string("the version, and those of the libraries"); },
           [](Request& r, const std::string& v) { return Put(ParseBool(v), r.version); }},
};

}  // namespace

std::string_view Title(Group group) {
  switch (group) {
    case Group::kInput: return "Input";
    case Group::kShape: return "Shape";
    case Group::kPixels: return "Pixels";
    case Group::kValues: return "Values";
    case Group::kComparing: return "Comparing";
    case Group::kOutput: return "Output";
    case Group::kErrors: return "Errors";
    case Group::kRunning: return "Running";
  }
  return "";
}

std::span<const Option> Options() { return kOptions; }

const Option* FindOption(std::string_view name) {
  std::string hyphened(name);
  std::ranges::replace(hyphened, '_', '-');
  const auto option = std::ranges::find_if(kOptions, [&](const Option& candidate) {
    return candidate.name == hyphened ||
           std::ranges::find(candidate.aliases, hyphened) != candidate.aliases.end();
  });
  return option == kOptions.end() ? nullptr : &*option;
}

}  // namespace fit299::cli
