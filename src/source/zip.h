// Zip archives: the directory at their end, and entries at any place, by zlib.
//
// Their own reader, because names have to stay the bytes that they are (libarchive converts them,
// and brings what looks alike to one form), because any thread reads any entry (libarchive reads
// one after another), and because the directory is not to be held in memory (libzip does).
#ifndef FIT299_SOURCE_ZIP_H_
#define FIT299_SOURCE_ZIP_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "fit299/expected.h"
#include "fit299/status.h"
#include "source/archive_entry.h"
#include "source/regular_file.h"

namespace fit299::source {

// Calls `see` for all entries, in the order of the directory, until it returns false.
// `ArchiveEntry::at` is where an entry's row begins. Returns where the directory is damaged, or
// nothing: kTruncated (it is not there), kCorrupt, kUnsupportedFeature (in several volumes),
// kUnreadable. Entries that overlap, as those of a bomb do, are kCorrupt before any has been seen.
// Needs 16 bytes an entry while it works.
std::optional<Rejection> ListZip(const RegularFile& file, const SeeEntry& see);

// Reads the entry whose row begins at `at`. Errors: kNotRegularFile, kEmptyFile, kTooLarge (also
// more than its compressed bytes can hold), kUnsupportedFeature (encrypted, or compressed in
// another way than deflate), kTruncated, kCorrupt (also a wrong checksum), kUnreadable.
Expected<FileStamp, Rejection> ReadZipEntry(const RegularFile& file, std::uint64_t at,
                                            std::uint64_t max_bytes,
                                            std::vector<std::byte>& buffer);

}  // namespace fit299::source

#endif  // FIT299_SOURCE_ZIP_H_
