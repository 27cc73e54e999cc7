// What stands in one archive.
#ifndef FIT299_SOURCE_WALK_ARCHIVE_H_
#define FIT299_SOURCE_WALK_ARCHIVE_H_

#include <optional>
#include <string>
#include <string_view>

#include "fit299/status.h"
#include "source/archive.h"
#include "source/find_inputs.h"

namespace fit299::source {

struct NamedArchive {
  const std::string& path;
  const ArchiveFile& file;
  std::string name_prefix;  // of its entries in the record: "" or "photos.tar/"
};

// Adds what the query asks for of the archive's entries to `found.list`, in the archive's order;
// counts the rest. Folders are no inputs; links, devices and the like are, if their name is asked
// for, so that the run rejects them by name. Returns where the archive is damaged, or nothing.
std::optional<Rejection> WalkArchive(const InputQuery& query, const NamedArchive& archive,
                                     FoundInputs& found);

// An entry's name as its path in the record: "./" and doubled slashes are left out, since they mean
// nothing. All else stays, ".." and a slash in front included: "./a//b.jpg" -> "a/b.jpg".
std::string EntryPath(std::string_view name);

}  // namespace fit299::source

#endif  // FIT299_SOURCE_WALK_ARCHIVE_H_
