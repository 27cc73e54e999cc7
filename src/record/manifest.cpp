#include "record/manifest.h"

#include <cmath>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <utility>

#include "fit299/preprocess.h"
#include "recipe/recipe_json.h"
#include "record/escape.h"
#include "record/json_bytes.h"
#include "record/json_line.h"

namespace fit299::record {
namespace {

using nlohmann::ordered_json;

std::string Line(const ordered_json& json) { return json.dump() + '\n'; }

void Add(JsonLine& line, std::string_view name, cv::Size size) {
  line.Add(name, {size.width, size.height});
}
void Add(JsonLine& line, std::string_view name, cv::Rect rect) {
  line.Add(name, {rect.x, rect.y, rect.width, rect.height});
}

// Integers look like integers: only crops at half pixels have a fraction.
void Add(JsonLine& line, std::string_view name, const cv::Rect2d& rect) {
  if (rect == cv::Rect2d(cv::Rect(rect))) return Add(line, name, cv::Rect(rect));
  const auto number = [](double value) {
    return value == std::floor(value) ? ordered_json(static_cast<std::int64_t>(value))
                                      : ordered_json(value);
  };
  const ordered_json numbers = {number(rect.x), number(rect.y), number(rect.width),
                                number(rect.height)};
  line.AddJson(name, numbers.dump());
}

void AddGeometry(JsonLine& line, const Geometry& geometry) {
  line.BeginObject("geometry");
  Add(line, "source", geometry.source);
  Add(line, "crop", geometry.crop);
  Add(line, "scaled", geometry.scaled);
  Add(line, "window", geometry.window);
  line.Add("at", {geometry.at.x, geometry.at.y});
  Add(line, "canvas", geometry.canvas);
  if (geometry.shrink != 1) line.Add("shrink", geometry.shrink);
  line.EndObject();
}

void AddSource(JsonLine& line, const ItemReport& report) {
  line.BeginObject("source");
  if (report.header) {
    line.Add("format", report.header->format);
    line.Add("width", report.header->size.width);
    line.Add("height", report.header->size.height);
    line.Add("depth", report.header->depth);
    line.Add("orientation", report.header->orientation);
  }
  if (report.file) {
    line.Add("bytes", report.file->bytes);
    line.Add("mtime_ns", report.file->mtime_ns);
  }
  line.EndObject();
}

// Codes need no escape.
template <class Enum>
void AddCodes(JsonLine& line, std::string_view name, CodeSet<Enum> codes) {
  if (codes.empty()) return;
  std::string list;
  codes.ForEach([&](Enum code) {
    list.append(list.empty() ? "[\"" : ",\"").append(Code(code)).append("\"");
  });
  line.AddJson(name, list + "]");
}

// The last line, without reading what is before it. Empty when the file does not end in a newline.
std::string ReadLastLine(std::ifstream& file) {
  file.clear();
  file.seekg(0, std::ios::end);
  const std::streamoff size = file.tellg();
  for (std::streamoff length = 1 << 14;; length *= 4) {
    const std::streamoff begin = std::max<std::streamoff>(0, size - length);
    std::string tail(static_cast<std::size_t>(size - begin), '\0');
    file.seekg(begin);
    file.read(tail.data(), static_cast<std::streamsize>(tail.size()));
    if (!file || tail.empty() || tail.back() != '\n') return "";
    tail.pop_back();
    const std::size_t newline = tail.rfind('\n');
    if (newline != std::string::npos || begin == 0) return tail.substr(newline + 1);
  }
}

// A field of a recipe as the command line takes it.
std::string OptionText(const ordered_json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_array()) return value.dump();
  std::string text;
  for (const auto& part : value) text += (text.empty() ? "" : ",") + part.dump();
  return text;
}

}  // namespace

std::string HeaderLine(const ManifestHeader& header) {
  ordered_json json;
  json["fit299"] = FIT299_VERSION;
  json["kind"] = "header";
  json["recipe"] = ordered_json::object();
  if (!header.recipe_name.empty()) {
    json["recipe"]["name"] = EscapeForJson(header.recipe_name);
    json["recipe"]["overrides"] = header.recipe_overrides;
  }
  json["recipe"].update(ToJson(header.recipe));
  json["normalized"] = IsNormalized(header.recipe);
  if (!header.format.empty()) json["format"] = header.format;
  json["decoders"] = ordered_json::object();
  for (const DecoderVersion& decoder : DecoderVersions()) {
    json["decoders"][std::string(decoder.format)] = decoder.library;
  }
  json["inputs"] = {{"count", header.inputs}, {"digest", header.inputs_digest}};
  json["plan"] = header.plan;
  json["part"] = nullptr;
  return Line(json);
}

std::string RowLine(const ItemReport& report) {
  JsonLine line;
  line.Add("index", report.index);
  line.AddBytes("path", report.path);
  line.Add("status", report.accepted() ? "ok" : "skipped");
  if (report.rejection) {
    line.Add("reason", Code(report.rejection->reason));
    line.Add("detail", EscapeForJson(report.rejection->detail));
  }
  if (report.header || report.file) AddSource(line, report);
  if (report.geometry) AddGeometry(line, *report.geometry);
  AddCodes(line, "changes", report.changes);
  AddCodes(line, "warnings", report.warnings);
  if (report.stored) {
    line.AddBytes("file", report.stored->file);
    if (report.stored->row) line.Add("row", *report.stored->row);
    line.Add("checksum", report.stored->checksum);
  }
  return std::move(line).Finish();
}

std::string SummaryLine(const Summary& summary) { return Line(ToJson(summary)); }

Expected<FinishedManifest, std::string> ReadManifestEnds(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string first;
  if (!file || !std::getline(file, first)) return std::string("it cannot be read");
  try {
    const auto header = ordered_json::parse(first);
    FinishedManifest manifest;
    header.at("plan").get_to(manifest.plan);
    const auto last = ordered_json::parse(ReadLastLine(file), nullptr, /*allow_exceptions=*/false);
    if (last.is_object() && last.value("kind", "") == "summary") {
      manifest.summary = SummaryFromJson(last);
    }
    return manifest;
  } catch (const nlohmann::json::exception&) {
    return std::string("it is not a manifest of fit299");
  }
}

Expected<void, std::string> ForEachStoredRow(const std::string& path,
                                             const std::function<void(const StoredRow&)>& visit) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::string("it cannot be read");
  std::string line;
  try {
    while (std::getline(file, line)) {
      const auto json = ordered_json::parse(line);
      if (!json.contains("checksum")) continue;
      StoredRow row;
      row.path = GetBytes(json, "path");
      row.file = GetBytes(json, "file");
      if (json.contains("row")) row.row = json.at("row").get<std::uint64_t>();
      visit(row);
    }
  } catch (const nlohmann::json::exception&) {
    return std::string("it is not a manifest of fit299");
  }
  return {};
}

std::string ManifestPathOf(const std::string& output, bool is_folder) {
  if (!is_folder) return output + ".manifest.jsonl";
  return output + (output.ends_with('/') ? "" : "/") + "manifest.jsonl";
}

Expected<RecipeOptions, std::string> ReadRecipeOptions(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string first;
  if (!file || !std::getline(file, first)) return std::string("it cannot be read");
  try {
    RecipeOptions options;
    const auto header = ordered_json::parse(first);
    for (const auto& [field, value] : header.at("recipe").items()) {
      std::string name = field;
      std::ranges::replace(name, '_', '-');
      const std::string text = OptionText(value);
      if (field == "name" || field == "overrides") continue;  // all fields stand beside them
      // Its mean and std say the same.
      if (!value.is_null() && text != "custom") options[name] = text;
    }
    return options;
  } catch (const nlohmann::json::exception&) {
    return std::string("it is not a manifest of fit299");
  }
}

}  // namespace fit299::record
