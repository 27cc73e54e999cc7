// Any bytes as a manifest or the list of a quarantine; and any bytes as a name, through both.
#include "record/manifest.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/fuzz.h"
#include "fuzz/memory_file.h"
#include "record/escape.h"
#include "record/quarantine_list.h"

namespace fit299::record {
namespace {

using fuzz::MemoryFile;
using fuzz::Require;

std::span<const std::uint8_t> BytesOf(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

void Read(std::span<const std::uint8_t> bytes) {
  const MemoryFile file(bytes);
  (void)ReadManifestEnds(file.path());
  (void)ReadRecipeOptions(file.path());
  (void)ForEachStoredRow(file.path(), [](const StoredRow&) {}).ok();
  (void)ForEachQuarantined(file.path(), [](const std::string&) {}).ok();
}

bool IsPrintable(std::string_view text) {
  return IsUtf8(text) && std::ranges::none_of(text, [](char c) {
           return static_cast<unsigned char>(c) < ' ' || c == '\x7f';
         });
}

// A name goes through a manifest and a quarantine's list as it is.
void CheckName(const std::string& name) {
  Require(IsPrintable(EscapeForDisplay(name)));
  Require(IsUtf8(EscapeForJson(name)));
  Require(FromBase64(Base64(name)) == name);
  (void)FromBase64(name);

  ItemReport report;
  report.path = name;
  report.stored = StoredSample{name, 7, "0123", 1};
  const MemoryFile rows(BytesOf(RowLine(report)));
  std::vector<StoredRow> stored;
  Require(ForEachStoredRow(rows.path(), [&](const StoredRow& row) { stored.push_back(row); }).ok());
  Require(stored.size() == 1 && stored[0].path == name && stored[0].file == name &&
          stored[0].row == 7U);

  report.rejection = Rejection{Reason::kCorrupt, name};
  const MemoryFile list(BytesOf(QuarantineHeaderLine() + QuarantineLine(report, name)));
  std::vector<std::string> links;
  Require(ForEachQuarantined(list.path(), [&](const std::string& link) {
            links.push_back(link);
          }).ok());
  Require(name.empty() ? links.empty() : links == std::vector<std::string>{name});
}

}  // namespace
}  // namespace fit299::record

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fit299::record::Read({data, size});
  fit299::record::CheckName({reinterpret_cast<const char*>(data), size});
  return 0;
}
