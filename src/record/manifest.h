// The manifest: JSON Lines, a header, one row for every input in order, a summary at the end.
#ifndef FIT299_RECORD_MANIFEST_H_
#define FIT299_RECORD_MANIFEST_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fit299/expected.h"
#include "fit299/recipe.h"
#include "record/item_report.h"
#include "record/summary.h"

namespace fit299::record {

// What stands on the first line.
struct ManifestHeader {
  Recipe recipe;
  std::string format;  // of the output's files: "npy", "png", ...; "" for none
  std::uint64_t inputs = 0;
  std::string inputs_digest;     // of their paths, in order
  std::string plan;              // digest of everything that decides the output's bytes and names
  std::string recipe_name = {};  // of --recipe; "": none
  std::vector<std::string> recipe_overrides = {};  // the options that change it
};

// One line each, with the newline.
std::string HeaderLine(const ManifestHeader& header);
std::string RowLine(const ItemReport& report);
std::string SummaryLine(const Summary& summary);

// What the next run wants to know of a finished manifest.
struct FinishedManifest {
  std::string plan;
  std::optional<Summary> summary;  // absent: the last line is not a summary, the file is cut
};

// Reads the first and the last line only. Errors: in words.
Expected<FinishedManifest, std::string> ReadManifestEnds(const std::string& path);

// One accepted input, as a manifest has it: exact bytes.
struct StoredRow {
  std::string path;
  std::string file;
  std::optional<std::uint64_t> row;  // in a container
};

// Calls `visit` for every accepted row, in order. Errors: in words.
Expected<void, std::string> ForEachStoredRow(const std::string& path,
                                             const std::function<void(const StoredRow&)>& visit);

// Where the manifest of an output is: in a folder, or beside a container.
std::string ManifestPathOf(const std::string& output, bool is_folder);

// The recipe of a manifest as the options that it stands for: "resize-shorter" -> "333". Fields
// that are not set are left out. Errors: in words.
using RecipeOptions = std::map<std::string, std::string, std::less<>>;
Expected<RecipeOptions, std::string> ReadRecipeOptions(const std::string& path);

}  // namespace fit299::record

#endif  // FIT299_RECORD_MANIFEST_H_
