#include "record/summary.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "record/escape.h"

namespace fit299::record {

using nlohmann::ordered_json;

void Summary::Count(const ItemReport& report) {
  if (report.rejection) {
    ++skipped;
    ++reasons[std::string(Code(report.rejection->reason))];
    return;
  }
  ++written;
  if (report.stored) bytes += report.stored->bytes;
  report.changes.ForEach([&](Change change) { ++changes[std::string(Code(change))]; });
  report.warnings.ForEach([&](Warning warning) { ++warnings[std::string(Code(warning))]; });
}

ordered_json ToJson(const Summary& summary) {
  ordered_json json;
  json["kind"] = "summary";
  json["inputs"] = summary.inputs;
  json["written"] = summary.written;
  json["up_to_date"] = summary.up_to_date;
  json["skipped"] = summary.skipped;
  json["not_reached"] = summary.not_reached;
  json["reasons"] = summary.reasons;
  json["changes"] = summary.changes;
  json["warnings"] = summary.warnings;
  json["ignored"] = ordered_json::object();
  for (const auto& [what, count] : summary.ignored) json["ignored"][EscapeForJson(what)] = count;
  if (!summary.decoders.empty()) json["decoders"] = ordered_json::object();
  for (const auto& [format, library] : summary.decoders) {
    json["decoders"][format] = EscapeForJson(library);
  }
  json["normalized"] = summary.normalized;
  json["output"] = EscapeForJson(summary.output);
  if (!summary.manifest.empty()) json["manifest"] = EscapeForJson(summary.manifest);
  json["bytes"] = summary.bytes;
  json["seconds"] = std::round(summary.seconds * 1000) / 1000;
  json["digest"] = summary.digest;
  json["exit"] = static_cast<int>(summary.exit);
  return json;
}

Summary SummaryFromJson(const ordered_json& json) {
  Summary summary;
  json.at("inputs").get_to(summary.inputs);
  json.at("written").get_to(summary.written);
  json.at("up_to_date").get_to(summary.up_to_date);
  json.at("skipped").get_to(summary.skipped);
  json.at("reasons").get_to(summary.reasons);
  json.at("changes").get_to(summary.changes);
  json.at("warnings").get_to(summary.warnings);
  if (json.contains("decoders")) json.at("decoders").get_to(summary.decoders);
  json.at("normalized").get_to(summary.normalized);
  json.at("bytes").get_to(summary.bytes);
  json.at("digest").get_to(summary.digest);
  summary.exit = static_cast<ExitStatus>(json.at("exit").get<int>());
  return summary;
}

}  // namespace fit299::record
