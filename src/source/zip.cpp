#include "source/zip.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <new>
#include <span>
#include <string>
#include <utility>

#include "source/check_size.h"
#include "source/zip_directory.h"

namespace fit299::source {
namespace {

constexpr std::uint16_t kStored = 0;
constexpr std::uint16_t kDeflated = 8;
constexpr std::size_t kListBlock = 256 * 1024;
constexpr std::size_t kRowBlock = 512;
constexpr std::size_t kInputBlock = 64 * 1024;
constexpr std::uint32_t kHeaderSignature = 0x04034b50;
constexpr std::size_t kHeaderBytes = 30;

// Deflate's best: 258 bytes from two bits.
constexpr std::uint64_t kMostInflated = 1032;

Rejection Damaged(std::string what) {
  return {Reason::kCorrupt, "the archive is damaged: " + std::move(what)};
}

struct Extent {
  std::uint64_t begin;
  std::uint64_t end;
  bool operator<(const Extent& other) const { return begin < other.begin; }
};

bool AnyOverlap(std::vector<Extent> extents) {
  std::sort(extents.begin(), extents.end());
  for (std::size_t i = 1; i < extents.size(); ++i) {
    if (extents[i].begin < extents[i - 1].end) return true;
  }
  return false;
}

// Calls `see(place, row)` for all rows, until it returns false.
template <class See>
std::optional<Rejection> ForEachRow(const RegularFile& file, const ZipDirectory& directory,
                                    See see) {
  ZipRows rows(file, kListBlock);
  std::uint64_t place = directory.begin;
  std::uint64_t count = 0;
  for (; place < directory.end; ++count) {
    const auto row = rows.At(place);
    if (!row) return row.error();
    if (!see(place, *row)) return std::nullopt;
    place += row->row_bytes;
  }
  // The number has 16 bits, which writers of more entries let wrap around.
  if (place == directory.end && (count & 0xffff) == (directory.count & 0xffff)) return std::nullopt;
  return Damaged("its directory has " + std::to_string(count) + " entries, and announces " +
                 std::to_string(directory.count));
}

bool Overlaps(const RegularFile& file, const ZipDirectory& directory) {
  std::vector<Extent> extents;
  // Where the directory is damaged, what comes before is still held against each other.
  (void)ForEachRow(file, directory, [&](std::uint64_t, const ZipRow& row) {
    const std::uint64_t end = row.header + kHeaderBytes + row.name.size() + row.compressed;
    extents.push_back({row.header, end < row.header ? UINT64_MAX : end});
    return true;
  });
  return AnyOverlap(std::move(extents));
}

std::optional<Rejection> CheckRow(const ZipRow& row, std::uint64_t max_bytes) {
  switch (row.kind) {
    case EntryKind::kFile: break;
    case EntryKind::kFolder:
      return Rejection{Reason::kNotRegularFile, "is a folder in the archive"};
    case EntryKind::kLink: return Rejection{Reason::kNotRegularFile, "is a link in the archive"};
    case EntryKind::kOther:
      return Rejection{Reason::kNotRegularFile, "is a device, a FIFO or a socket in the archive"};
  }
  if (row.encrypted) return Rejection{Reason::kUnsupportedFeature, "is encrypted in the archive"};
  if (row.method != kStored && row.method != kDeflated) {
    return Rejection{Reason::kUnsupportedFeature,
                     "is compressed by method " + std::to_string(row.method) +
                         " in the archive; only stored (0) and deflate (8) are read"};
  }
  // zlib counts in 32 bits.
  if (auto size = CheckSize(row.bytes, std::min<std::uint64_t>(max_bytes, UINT32_MAX))) return size;
  if (row.method == kStored && row.bytes != row.compressed) {
    return Damaged("the entry is stored, and has two sizes");
  }
  const std::uint64_t most = row.bytes > kGrowthAllowance ? kMostGrowth : kMostInflated;
  if (row.method == kDeflated && row.bytes / most > row.compressed) {
    return Rejection{Reason::kTooLarge, std::to_string(row.bytes) + " bytes, more than its " +
                                            std::to_string(row.compressed) +
                                            " compressed ones may hold"};
  }
  return std::nullopt;
}

// Where the entry's bytes begin: behind a second header, of a length of its own.
Expected<std::uint64_t, Rejection> FindData(const RegularFile& file, const ZipRow& row) {
  std::array<std::byte, kHeaderBytes> header;
  const auto got = file.ReadAt(row.header, header);
  if (!got) return got.error();
  if (*got != header.size() || LittleEndian<std::uint32_t>(header, 0) != kHeaderSignature) {
    return Damaged("the entry is not where its directory says");
  }
  const std::uint64_t begin = row.header + kHeaderBytes + LittleEndian<std::uint16_t>(header, 26) +
                              LittleEndian<std::uint16_t>(header, 28);
  if (begin > file.bytes() || row.compressed > file.bytes() - begin) {
    return Rejection{Reason::kTruncated, "the archive ends in it"};
  }
  return begin;
}

class Inflater {
 public:
  Inflater() {
    constexpr int kRaw = -15;  // without zlib's own header
    if (inflateInit2(&stream_, kRaw) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  // Fills `to` with what `compressed` bytes from `begin` on hold, exactly.
  std::optional<Rejection> Run(const RegularFile& file, std::uint64_t begin,
                               std::uint64_t compressed, std::span<std::byte> to);

 private:
  z_stream stream_ = {};
};

std::optional<Rejection> Inflater::Run(const RegularFile& file, std::uint64_t begin,
                                       std::uint64_t compressed, std::span<std::byte> to) {
  std::vector<std::byte> block(kInputBlock);
  stream_.next_out = reinterpret_cast<Bytef*>(to.data());
  stream_.avail_out = static_cast<uInt>(to.size());
  int result = Z_OK;
  while (result == Z_OK && compressed > 0) {
    const auto piece = std::span(block).first(
        static_cast<std::size_t>(std::min<std::uint64_t>(compressed, block.size())));
    const auto got = file.ReadAt(begin, piece);
    if (!got) return got.error();
    if (*got != piece.size()) return Rejection{Reason::kVanished, "the archive became shorter"};
    begin += piece.size();
    compressed -= piece.size();
    stream_.next_in = reinterpret_cast<Bytef*>(piece.data());
    stream_.avail_in = static_cast<uInt>(piece.size());
    result = inflate(&stream_, Z_NO_FLUSH);
    if (result == Z_OK && stream_.avail_in > 0) break;  // no room left, and it goes on
  }
  if (result == Z_STREAM_END && stream_.avail_out == 0) return std::nullopt;
  if (result == Z_DATA_ERROR && stream_.msg != nullptr) {
    return Damaged(std::string("the entry cannot be decompressed: ") + stream_.msg);
  }
  return Damaged("the entry does not have the size that it announces");
}

std::optional<Rejection> ReadData(const RegularFile& file, const ZipRow& row, std::uint64_t begin,
                                  std::span<std::byte> to) {
  if (row.method == kDeflated) return Inflater().Run(file, begin, row.compressed, to);
  const auto got = file.ReadAt(begin, to);
  if (!got) return got.error();
  if (*got == to.size()) return std::nullopt;
  return Rejection{Reason::kVanished, "the archive became shorter"};
}

std::optional<Rejection> ReadRow(const RegularFile& file, const ZipRow& row,
                                 std::uint64_t max_bytes, std::vector<std::byte>& buffer) {
  if (auto checked = CheckRow(row, max_bytes)) return checked;
  const auto begin = FindData(file, row);
  if (!begin) return begin.error();
  buffer.resize(static_cast<std::size_t>(row.bytes));
  if (auto failed = ReadData(file, row, *begin, buffer)) return failed;
  const auto* bytes = reinterpret_cast<const Bytef*>(buffer.data());
  if (crc32_z(0, bytes, buffer.size()) == row.checksum) return std::nullopt;
  return Damaged("the entry's checksum is wrong");
}

}  // namespace

std::optional<Rejection> ListZip(const RegularFile& file, const SeeEntry& see) {
  const auto directory = FindZipDirectory(file);
  if (!directory) return directory.error();
  if (Overlaps(file, *directory)) return Damaged("its entries overlap, as those of a bomb do");
  return ForEachRow(file, *directory, [&](std::uint64_t place, const ZipRow& row) {
    return see({row.name, row.kind, place});
  });
}

Expected<FileStamp, Rejection> ReadZipEntry(const RegularFile& file, std::uint64_t at,
                                            std::uint64_t max_bytes,
                                            std::vector<std::byte>& buffer) {
  const auto row = ZipRows(file, kRowBlock).At(at);
  if (!row) return row.error();
  if (auto failed = ReadRow(file, *row, max_bytes, buffer)) {
    buffer.clear();
    return *std::move(failed);
  }
  return FileStamp{row->bytes, row->mtime_ns};
}

}  // namespace fit299::source
