// Archives of images: tar, plain or compressed, and zip. They are read where they lie, never
// unpacked to disk.
#ifndef FIT299_SOURCE_ARCHIVE_H_
#define FIT299_SOURCE_ARCHIVE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "fit299/expected.h"
#include "fit299/status.h"
#include "source/archive_entry.h"
#include "source/regular_file.h"
#include "source/tar.h"

namespace fit299::source {

// What finds an entry again (ArchiveEntry::at).
enum class ArchiveKind : std::uint8_t {
  kTar,            // the place of its header
  kZip,            // the place of its row in the archive's directory
  kCompressedTar,  // the place of its header after decompression: can only be read from the front
};

// An archive as it was when it was recognized.
struct ArchiveFile {
  ArchiveKind kind;
  FileIdentity identity;
};

// By content alone: whether the file is an archive, and of which kind. Nothing for all else, and
// for what cannot be read.
std::optional<ArchiveFile> RecognizeArchive(const std::string& path);

// Calls `see` for all entries, in the order in which they stand in the archive, until it returns
// false. Returns where it is damaged, or nothing: kTruncated, kCorrupt, kUnsupportedFeature,
// kTooLarge (it takes too much memory to unpack), kTooComplex, kVanished (it has changed since it
// was recognized), or why it cannot be read. What stands before the damage has been seen by then. A
// zip archive without its directory, or whose entries overlap (a bomb), has none.
std::optional<Rejection> ListArchive(const std::string& path, const ArchiveFile& archive,
                                     const SeeEntry& see);

// Reads one entry into `buffer`, whose memory is reused; at any place, from any thread. Errors:
// those of TarReader::Read and ReadZipEntry, kVanished (the archive has changed since it was
// recognized). After an error the buffer is empty. REQUIRES: kind is kTar or kZip.
Expected<FileStamp, Rejection> ReadEntry(const std::string& path, const ArchiveFile& archive,
                                         std::uint64_t at, std::uint64_t max_bytes,
                                         std::vector<std::byte>& buffer);

// Opens a compressed archive for reading from the front. Errors: as those above.
Expected<TarReader, Rejection> OpenCompressedTar(const std::string& path,
                                                 const ArchiveFile& archive);

}  // namespace fit299::source

#endif  // FIT299_SOURCE_ARCHIVE_H_
