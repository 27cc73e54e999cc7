// What stands in an archive.
#ifndef FIT299_SOURCE_ARCHIVE_ENTRY_H_
#define FIT299_SOURCE_ARCHIVE_ENTRY_H_

#include <cstdint>
#include <functional>
#include <string>

namespace fit299::source {

enum class EntryKind : std::uint8_t { kFile, kFolder, kLink, kOther };

struct ArchiveEntry {
  std::string name;  // its bytes as the archive has them; data, never a path to open
  EntryKind kind = EntryKind::kFile;
  std::uint64_t at = 0;  // what finds it again: see ArchiveKind
};

// False when no more are wanted.
using SeeEntry = std::function<bool(const ArchiveEntry&)>;

}  // namespace fit299::source

#endif  // FIT299_SOURCE_ARCHIVE_ENTRY_H_
