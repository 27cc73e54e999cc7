#include "source/zip_directory.h"

#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>

namespace fit299::source {
namespace {

constexpr std::uint32_t kRowSignature = 0x02014b50;
constexpr std::uint32_t kEndSignature = 0x06054b50;
constexpr std::uint32_t kEnd64Signature = 0x06064b50;
constexpr std::uint32_t kLocatorSignature = 0x07064b50;
constexpr std::size_t kRowBytes = 46;
constexpr std::size_t kEndBytes = 22;
constexpr std::size_t kEnd64Bytes = 56;
constexpr std::size_t kLocatorBytes = 20;
constexpr std::size_t kLongestComment = 65535;

constexpr std::uint16_t kExtra64 = 0x0001;    // sizes and places of more than 32 bits
constexpr std::uint16_t kExtraTime = 0x5455;  // seconds since the epoch
constexpr std::uint32_t kIn64 = 0xffffffff;   // "see kExtra64"

using Bytes = std::span<const std::byte>;

Rejection Damaged(std::string what) {
  return {Reason::kCorrupt, "the archive is damaged: " + std::move(what)};
}

Rejection NoDirectory() {
  return {Reason::kTruncated,
          "the archive is damaged: the directory at its end is missing; is it cut off?"};
}

// The end record is the last one that the file's length agrees with.
std::optional<std::size_t> FindEndRecord(Bytes tail) {
  for (std::size_t at = tail.size() - kEndBytes + 1; at-- > 0;) {
    if (LittleEndian<std::uint32_t>(tail, at) != kEndSignature) continue;
    const auto comment = LittleEndian<std::uint16_t>(tail, at + 20);
    if (at + kEndBytes + comment <= tail.size()) return at;
  }
  return std::nullopt;
}

Expected<ZipDirectory, Rejection> ReadEnd64(const RegularFile& file, std::uint64_t at) {
  std::vector<std::byte> record(kEnd64Bytes);
  const auto got = file.ReadAt(at, record);
  if (!got) return got.error();
  if (*got != record.size() || LittleEndian<std::uint32_t>(record, 0) != kEnd64Signature) {
    return Damaged("its directory is not where it should be");
  }
  const auto bytes = LittleEndian<std::uint64_t>(record, 40);
  const auto begin = LittleEndian<std::uint64_t>(record, 48);
  if (begin > at || bytes > at - begin) return Damaged("its directory is larger than the file");
  return ZipDirectory{begin, begin + bytes, LittleEndian<std::uint64_t>(record, 32)};
}

// What follows a row's name: calls `see` for each field.
template <class See>
void ForEachExtra(Bytes extra, See see) {
  while (extra.size() >= 4) {
    const auto id = LittleEndian<std::uint16_t>(extra, 0);
    const std::size_t size = LittleEndian<std::uint16_t>(extra, 2);
    extra = extra.subspan(4);
    if (size > extra.size()) return;
    see(id, extra.first(size));
    extra = extra.subspan(size);
  }
}

// Fills in those of the three numbers that say so, in this order.
void TakeExtra64(Bytes extra, ZipRow& row) {
  for (std::uint64_t* number : {&row.bytes, &row.compressed, &row.header}) {
    if (*number != kIn64) continue;
    if (extra.size() < 8) return;
    *number = LittleEndian<std::uint64_t>(extra, 0);
    extra = extra.subspan(8);
  }
}

constexpr std::int64_t kNanoseconds = 1'000'000'000;

std::int64_t FromDosTime(std::uint16_t time, std::uint16_t date) {
  using namespace std::chrono;
  const year_month_day day(year(1980 + (date >> 9)), month(static_cast<unsigned>(date >> 5 & 15)),
                           std::chrono::day(static_cast<unsigned>(date & 31)));
  if (!day.ok()) return 0;
  const std::int64_t days = sys_days(day).time_since_epoch().count();
  const std::int64_t seconds = (time >> 11) * 3600 + (time >> 5 & 63) * 60 + (time & 31) * 2;
  return (days * 86400 + seconds) * kNanoseconds;
}

// The file type of those systems that have one; all others know files and folders only.
EntryKind KindOf(std::uint8_t system, std::uint32_t attributes, std::string_view name) {
  constexpr std::uint8_t kUnix = 3;
  constexpr std::uint8_t kMac = 19;
  if (name.ends_with('/')) return EntryKind::kFolder;
  const mode_t type = attributes >> 16 & S_IFMT;
  if ((system != kUnix && system != kMac) || type == 0 || type == S_IFREG) return EntryKind::kFile;
  if (type == S_IFDIR) return EntryKind::kFolder;
  return type == S_IFLNK ? EntryKind::kLink : EntryKind::kOther;
}

}  // namespace

Expected<ZipDirectory, Rejection> FindZipDirectory(const RegularFile& file) {
  const std::uint64_t size = file.bytes();
  if (size < kEndBytes) return NoDirectory();
  const std::uint64_t begin = size - std::min<std::uint64_t>(size, kEndBytes + kLongestComment);
  std::vector<std::byte> tail(static_cast<std::size_t>(size - begin));
  const auto got = file.ReadAt(begin, tail);
  if (!got) return got.error();
  if (*got != tail.size()) return NoDirectory();
  const auto end = FindEndRecord(tail);
  if (!end) return NoDirectory();
  if (*end >= kLocatorBytes &&
      LittleEndian<std::uint32_t>(tail, *end - kLocatorBytes) == kLocatorSignature) {
    return ReadEnd64(file, LittleEndian<std::uint64_t>(tail, *end - kLocatorBytes + 8));
  }
  if (LittleEndian<std::uint16_t>(tail, *end + 4) != 0) {
    return Rejection{Reason::kUnsupportedFeature, "the archive is in several volumes"};
  }
  const std::uint64_t bytes = LittleEndian<std::uint32_t>(tail, *end + 12);
  const std::uint64_t place = LittleEndian<std::uint32_t>(tail, *end + 16);
  if (place + bytes > begin + *end) return Damaged("its directory is larger than the file");
  if (bytes == 0 && begin + *end > 0) return Damaged("its directory is empty, and it is not");
  return ZipDirectory{place, place + bytes, LittleEndian<std::uint16_t>(tail, *end + 10)};
}

Expected<Bytes, Rejection> ZipRows::Fetch(std::uint64_t place, std::size_t count) {
  const bool inside = place >= window_begin_ && place - window_begin_ <= window_.size() &&
                      count <= window_.size() - (place - window_begin_);
  if (!inside) {
    window_.resize(std::max(block_, count));
    const auto got = file_.ReadAt(place, window_);
    if (!got) return got.error();
    window_.resize(*got);
    window_begin_ = place;
    if (*got < count) return Damaged("its directory is cut off");
  }
  return std::span<const std::byte>(window_).subspan(
      static_cast<std::size_t>(place - window_begin_), count);
}

Expected<ZipRow, Rejection> ZipRows::At(std::uint64_t place) {
  const auto fixed = Fetch(place, kRowBytes);
  if (!fixed) return fixed.error();
  if (LittleEndian<std::uint32_t>(*fixed, 0) != kRowSignature) {
    return Damaged("its directory has no entry where one should be");
  }
  const std::size_t name_bytes = LittleEndian<std::uint16_t>(*fixed, 28);
  const std::size_t extra_bytes = LittleEndian<std::uint16_t>(*fixed, 30);
  const std::size_t comment_bytes = LittleEndian<std::uint16_t>(*fixed, 32);
  const auto whole = Fetch(place, kRowBytes + name_bytes + extra_bytes);
  if (!whole) return whole.error();

  ZipRow row;
  const std::span<const std::byte> bytes = *whole;
  const std::string_view name(reinterpret_cast<const char*>(bytes.data() + kRowBytes), name_bytes);
  // No path holds a NUL; unzip and Python end the name there as well.
  row.name = name.substr(0, name.find('\0'));
  row.kind = KindOf(LittleEndian<std::uint8_t>(bytes, 5), LittleEndian<std::uint32_t>(bytes, 38),
                    row.name);
  row.encrypted = (LittleEndian<std::uint16_t>(bytes, 8) & 1) != 0;
  row.method = LittleEndian<std::uint16_t>(bytes, 10);
  row.mtime_ns =
      FromDosTime(LittleEndian<std::uint16_t>(bytes, 12), LittleEndian<std::uint16_t>(bytes, 14));
  row.checksum = LittleEndian<std::uint32_t>(bytes, 16);
  row.compressed = LittleEndian<std::uint32_t>(bytes, 20);
  row.bytes = LittleEndian<std::uint32_t>(bytes, 24);
  row.header = LittleEndian<std::uint32_t>(bytes, 42);
  row.row_bytes = kRowBytes + name_bytes + extra_bytes + comment_bytes;
  ForEachExtra(bytes.subspan(kRowBytes + name_bytes), [&](std::uint16_t id, auto extra) {
    if (id == kExtra64) TakeExtra64(extra, row);
    if (id == kExtraTime && extra.size() >= 5 && (extra[0] & std::byte{1}) != std::byte{0}) {
      row.mtime_ns = LittleEndian<std::int32_t>(extra, 1) * kNanoseconds;
    }
  });
  return row;
}

}  // namespace fit299::source
