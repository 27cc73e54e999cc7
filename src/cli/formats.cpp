#include "cli/formats.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/console.h"
#include "cli/result.h"
#include "codec/codec.h"
#include "decoder/client.h"
#include "record/escape.h"

namespace fit299::cli {
namespace {

using nlohmann::ordered_json;

struct FormatRow {
  const codec::Codec* codec;
  std::optional<std::string> library;  // absent: it is not read
};

std::vector<FormatRow> AllFormats(const std::vector<DecoderVersion>& elsewhere) {
  std::vector<FormatRow> rows;
  for (const codec::Codec& codec : codec::Codecs()) {
    if (codec.in_process()) {
      rows.push_back({&codec, codec.library()});
      continue;
    }
    const auto found = std::ranges::find(elsewhere, codec.format, &DecoderVersion::format);
    rows.push_back({&codec, found == elsewhere.end() ? std::optional<std::string>()
                                                     : std::optional(found->library)});
  }
  return rows;
}

std::string Padded(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text + "  ";
}

std::string Joined(std::span<const std::string_view> words) {
  std::string text;
  for (const std::string_view word : words) text += (text.empty() ? "" : " ") + std::string(word);
  return text;
}

std::string ToText(const std::vector<FormatRow>& rows) {
  std::size_t names = 0;
  std::size_t suffixes = 0;
  for (const FormatRow& row : rows) {
    names = std::max(names, row.codec->format.size());
    suffixes = std::max(suffixes, Joined(row.codec->suffixes).size());
  }
  std::string text;
  for (const FormatRow& row : rows) {
    text += Padded(std::string(row.codec->format), names) +
            Padded(Joined(row.codec->suffixes), suffixes) + row.library.value_or("not read") + "\n";
  }
  return text;
}

ordered_json ToJson(const std::vector<FormatRow>& rows) {
  ordered_json json;
  json["kind"] = "formats";
  json["formats"] = ordered_json::array();
  for (const FormatRow& row : rows) {
    json["formats"].push_back(
        {{"format", row.codec->format},
         {"suffixes", row.codec->suffixes},
         {"library",
          row.library ? ordered_json(record::EscapeForJson(*row.library)) : ordered_json()},
         {"program", row.codec->in_process() ? "fit299" : "fit299-decode"}});
  }
  json["exit"] = 0;
  return json;
}

}  // namespace

Expected<void, Failure> CheckFormats(const Settings& /*settings*/, Request& request) {
  if (request.operands.empty()) return {};
  return Failure{ExitStatus::kUsage,
                 "formats lists all and takes no name; `fit299 inspect FILE` says what a file is"};
}

Expected<ExitStatus, Failure> RunFormats(const Request& request, Console& console) {
  decoder::Options options;
  options.program = request.job.limits.decoder;
  const auto elsewhere = decoder::Client(options).Versions();
  if (!elsewhere) {
    console.Warn("only what fit299 reads by itself: " +
                 record::EscapeForDisplay(elsewhere.error()));
  }
  const auto rows = AllFormats(elsewhere ? *elsewhere : std::vector<DecoderVersion>());
  return PrintResult(request.json ? ToJson(rows).dump() + "\n" : ToText(rows), ExitStatus::kOk,
                     console);
}

}  // namespace fit299::cli
