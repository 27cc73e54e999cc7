#include "record/quarantine_list.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "record/json_bytes.h"

namespace fit299::record {
namespace {

using nlohmann::ordered_json;

constexpr const char* kKind = "quarantine";

// A line that was cut is none.
ordered_json Parse(const std::string& line) {
  return ordered_json::parse(line, nullptr, /*allow_exceptions=*/false);
}

}  // namespace

std::string QuarantineHeaderLine() {
  ordered_json json;
  json["fit299"] = FIT299_VERSION;
  json["kind"] = kKind;
  return json.dump() + '\n';
}

std::string QuarantineLine(const ItemReport& report, const std::string& link) {
  ordered_json json;
  if (!link.empty()) SetBytes(json, "link", link);
  json["index"] = report.index;
  SetBytes(json, "path", report.path);
  json["reason"] = Code(report.rejection->reason);
  json["detail"] = EscapeForJson(report.rejection->detail);
  return json.dump() + '\n';
}

Expected<void, std::string> ForEachQuarantined(
    const std::string& path, const std::function<void(const std::string& link)>& visit) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::string("it cannot be read");
  std::string line;
  if (!std::getline(file, line)) return {};
  const auto header = Parse(line);
  if (!header.is_object() || !header.contains("kind") || header["kind"] != kKind) {
    return std::string("it is no list of fit299");
  }
  while (std::getline(file, line)) {
    const auto row = Parse(line);
    const bool is_row = row.is_object() && row.contains("link") && row["link"].is_string();
    if (is_row) visit(GetBytes(row, "link"));
  }
  return {};
}

}  // namespace fit299::record
