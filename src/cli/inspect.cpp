#include "cli/inspect.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/console.h"
#include "cli/format.h"
#include "cli/result.h"
#include "examine/side.h"
#include "examine/statistics.h"
#include "examine/verdict.h"
#include "recipe/recipe_json.h"
#include "record/escape.h"
#include "source/read_file.h"

namespace fit299::cli {
namespace {

using examine::Side;
using examine::Statistics;
using nlohmann::ordered_json;
using record::EscapeForDisplay;
using record::EscapeForJson;

Failure Usage(std::string message) { return {ExitStatus::kUsage, std::move(message)}; }

// Of one FILE, for people and as JSON.
struct Inspected {
  std::string text;
  ordered_json json;
};

std::string Number(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.6g", value);
  return text.data();
}

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

template <class Enum>
std::vector<std::string> Words(CodeSet<Enum> codes) {
  std::vector<std::string> words;
  codes.ForEach([&](Enum code) { words.emplace_back(Code(code)); });
  return words;
}

// What the header alone tells of the changes.
CodeSet<Change> ExpectedChanges(const Prepared& prepared, const Recipe& recipe) {
  CodeSet<Change> changes;
  if (prepared.header.orientation != 1 && recipe.orientation != Orientation::kIgnore) {
    changes.Add(Change::kRotated);
  }
  if (IsEnlarged(prepared.geometry)) changes.Add(Change::kEnlarged);
  if (IsAspectChanged(prepared.geometry)) changes.Add(Change::kAspectChanged);
  return changes;
}

Inspected DescribeImage(const std::string& path, const Prepared& prepared, const Recipe& recipe) {
  const Header& header = prepared.header;
  const Geometry& geometry = prepared.geometry;
  const auto changes = Words(ExpectedChanges(prepared, recipe));
  const auto warnings = Words(header.warnings);
  std::string text = EscapeForDisplay(path) + ": " + std::string(header.format) + " image, " +
                     SizeText(header.size) + ", " + std::to_string(header.depth) +
                     " bits a channel, orientation " + std::to_string(header.orientation) + "\n";
  if (!warnings.empty()) text += "  warnings: " + Joined(warnings) + "\n";
  text += "  would get: " + std::string(Name(recipe.policy)) + ": " +
          SizeText(geometry.crop.size()) + " of it scaled to " + SizeText(geometry.scaled);
  if (geometry.window.size() != geometry.scaled) {
    text += ", " + SizeText(geometry.window.size()) + " of that kept";
  }
  if (geometry.canvas != geometry.window.size()) {
    text += ", on a canvas of " + SizeText(geometry.canvas);
  }
  text += ", " + std::string(Name(recipe.engine, recipe.filter)) + ", " +
          std::string(Name(recipe.normalize)) + "\n";
  if (!changes.empty()) text += "  changes: " + Joined(changes) + "\n";

  ordered_json json;
  json["path"] = EscapeForJson(path);
  json["kind"] = "image";
  json["format"] = header.format;
  json["width"] = header.size.width;
  json["height"] = header.size.height;
  json["depth"] = header.depth;
  json["orientation"] = header.orientation;
  json["warnings"] = warnings;
  json["changes"] = changes;
  json["scaled"] = {geometry.scaled.width, geometry.scaled.height};
  json["canvas"] = {geometry.canvas.width, geometry.canvas.height};
  json["recipe"] = ToJson(recipe);
  return {std::move(text), std::move(json)};
}

Inspected DescribeRejection(const std::string& path, const Rejection& rejection) {
  ordered_json json;
  json["path"] = EscapeForJson(path);
  json["kind"] = "other";
  json["reason"] = Code(rejection.reason);
  json["detail"] = EscapeForJson(rejection.detail);
  return {EscapeForDisplay(path) + ": fit would skip it: " + std::string(Code(rejection.reason)) +
              ": " + record::EscapeName(rejection.detail) + "\n",
          std::move(json)};
}

Expected<Inspected, Failure> InspectImage(const std::string& path, const Request& request) {
  std::vector<std::byte> bytes;
  const auto read = source::ReadFile(path, request.job.max_file_bytes, bytes);
  if (!read) {
    const bool content =
        read.error().reason == Reason::kEmptyFile || read.error().reason == Reason::kTooLarge;
    if (content) return DescribeRejection(path, read.error());
    return Failure{ExitStatus::kFailure, EscapeForDisplay(path) + ": " +
                                             std::string(Code(read.error().reason)) + ": " +
                                             read.error().detail};
  }
  const Recipe& recipe = request.job.recipe;
  const auto prepared = Preprocessor(recipe, request.job.limits).Prepare(bytes);
  if (!prepared) return DescribeRejection(path, prepared.error());
  return DescribeImage(path, *prepared, recipe);
}

// So many tensors of a stack are looked at closely; its statistics are of all.
constexpr std::uint64_t kTelling = 64;

struct Seen {
  Statistics statistics;
  tensors::ValueType type = tensors::ValueType::kFloat32;
  tensors::Shape shape;  // of one
  std::optional<Layout> layout;
};

Expected<Seen, Failure> Look(Side& side) {
  Seen seen;
  tensors::Tensor tensor;
  const std::uint64_t step = std::max<std::uint64_t>(1, side.size() / kTelling);
  for (std::uint64_t i = 0; i < side.size(); ++i) {
    if (auto read = side.Read(i, tensor); !read) {
      return Failure{ExitStatus::kFailure,
                     record::EscapeName(side.OpenPath(i)) + ": " + read.error()};
    }
    if (i == 0) {
      seen.type = tensor.type;
      seen.shape = tensor.shape;
      seen.layout = examine::GuessLayout(tensor.shape, side.known_layout());
    }
    if (const auto picture = examine::ToPicture(tensor, side.known_layout())) {
      seen.statistics.Add(*picture, tensor.type, i % step == 0);
    } else {
      seen.statistics.Add(tensor);
    }
  }
  return seen;
}

std::string RecipeText(const record::RecipeOptions& options) {
  std::string text;
  for (const auto& [name, value] : options)
    text.append(" --").append(name).append(" ").append(value);
  return EscapeForDisplay(text);
}

std::string StatisticsText(const Statistics& statistics) {
  std::string text;
  std::size_t index = 0;
  for (const examine::ChannelStatistics& channel : statistics.channels()) {
    text += "  channel " + std::to_string(index++) + ": min " + Number(channel.min) + ", max " +
            Number(channel.max) + ", mean " + Number(channel.mean()) + ", deviation " +
            Number(channel.deviation());
    if (channel.nan > 0) text += ", NaN: " + std::to_string(channel.nan);
    if (channel.infinite > 0) text += ", infinite: " + std::to_string(channel.infinite);
    text += "\n";
  }
  return text;
}

ordered_json StatisticsJson(const Statistics& statistics) {
  ordered_json json = ordered_json::array();
  for (const examine::ChannelStatistics& channel : statistics.channels()) {
    const bool any = channel.finite() > 0;
    ordered_json row;
    row["min"] = any ? ordered_json(channel.min) : ordered_json();
    row["max"] = any ? ordered_json(channel.max) : ordered_json();
    row["mean"] = any ? ordered_json(channel.mean()) : ordered_json();
    row["deviation"] = any ? ordered_json(channel.deviation()) : ordered_json();
    row["nan"] = channel.nan;
    row["infinite"] = channel.infinite;
    json.push_back(std::move(row));
  }
  return json;
}

Expected<Inspected, Failure> InspectTensors(const std::string& path, const Request& request) {
  auto side = Side::Open(path, request.job.max_file_bytes);
  if (!side) return std::move(side).error();
  if (side->images()) return Usage(EscapeForDisplay(path) + ": is a folder of images: name files");
  const auto seen = Look(*side);
  if (!seen) return seen.error();
  const examine::Verdict verdict = examine::Judge(seen->statistics, seen->type);
  const std::string layout = seen->layout ? std::string(Name(*seen->layout)) : "";

  std::string text =
      EscapeForDisplay(path) + ": " + Count(side->size(), "tensor") + ", " +
      std::string(tensors::Name(seen->type)) + " " +
      tensors::ShapeText(side->file() != nullptr ? side->file()->shape() : seen->shape);
  text += layout.empty() ? "\n" : ", " + layout + "\n";
  if (side->recipe()) text += "  recipe, by its manifest:" + RecipeText(*side->recipe()) + "\n";
  text += StatisticsText(seen->statistics) + "  values: " + verdict.words + "\n";

  ordered_json json;
  json["path"] = EscapeForJson(path);
  json["kind"] = "tensor";
  json["count"] = side->size();
  json["dtype"] = tensors::Name(seen->type);
  json["shape"] = side->file() != nullptr ? side->file()->shape() : seen->shape;
  json["layout"] = layout.empty() ? ordered_json() : ordered_json(layout);
  json["recipe"] = side->recipe() ? ordered_json(*side->recipe()) : ordered_json();
  json["channels"] = StatisticsJson(seen->statistics);
  json["values"] = {{"code", verdict.code}, {"words", verdict.words}, {"certain", verdict.certain}};
  return Inspected{std::move(text), std::move(json)};
}

bool IsFolder(const std::string& path) {
  struct stat status = {};
  return stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

Expected<Inspected, Failure> Inspect(const std::string& path, const Request& request) {
  const bool tensors = IsFolder(path) || tensors::IsTensorFile(path);
  return tensors ? InspectTensors(path, request) : InspectImage(path, request);
}

}  // namespace

Expected<void, Failure> CheckInspect(const Settings& /*settings*/, Request& request) {
  if (request.operands.empty()) {
    return Usage("FILE is missing: name images, or tensors (.npy): fit299 inspect x.npy");
  }
  return {};
}

Expected<ExitStatus, Failure> RunInspect(const Request& request, Console& console) {
  if (auto error = FindRecipeError(request.job.recipe)) return Usage(*error);
  std::string text;
  ordered_json json;
  json["kind"] = "inspect";
  json["files"] = ordered_json::array();
  ExitStatus exit = ExitStatus::kOk;
  for (const std::string& path : request.operands) {
    auto inspected = Inspect(path, request);
    if (!inspected) {
      console.Error(inspected.error().message);
      json["files"].push_back({{"path", EscapeForJson(path)},
                               {"kind", "unreadable"},
                               {"error", EscapeForJson(inspected.error().message)}});
      if (exit == ExitStatus::kOk) exit = inspected.error().status;
      continue;
    }
    text += inspected->text;
    json["files"].push_back(std::move(inspected->json));
  }
  json["exit"] = static_cast<int>(exit);
  return PrintResult(request.json ? json.dump() + "\n" : text, exit, console);
}

}  // namespace fit299::cli
