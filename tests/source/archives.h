// Archives made in memory, well-formed and not.
#ifndef FIT299_TESTS_SOURCE_ARCHIVES_H_
#define FIT299_TESTS_SOURCE_ARCHIVES_H_

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fit299 {

struct MadeEntry {
  std::string name;
  std::string content = "";
  char kind =
      'f';  // f: file, d: folder, l: symbolic link, h: hard link, p: FIFO (links: to content)
};

// A tar archive, by libarchive; `filter` is "", "gzip", "bzip2", "xz" or "zstd".
inline std::string TarOf(const std::vector<MadeEntry>& entries, const char* filter = "") {
  std::string bytes((4 << 20) + entries.size() * 2048, '\0');
  std::size_t used = 0;
  archive* writer = archive_write_new();
  archive_write_set_format_ustar(writer);
  if (*filter != '\0') archive_write_add_filter_by_name(writer, filter);
  EXPECT_EQ(archive_write_open_memory(writer, bytes.data(), bytes.size(), &used), ARCHIVE_OK);
  for (const MadeEntry& made : entries) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, made.name.c_str());
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_mtime(entry, 1'700'000'000, 0);
    archive_entry_set_filetype(entry, made.kind == 'd'   ? AE_IFDIR
                                      : made.kind == 'l' ? AE_IFLNK
                                      : made.kind == 'p' ? AE_IFIFO
                                                         : AE_IFREG);
    if (made.kind == 'l') archive_entry_set_symlink(entry, made.content.c_str());
    if (made.kind == 'h') archive_entry_set_hardlink(entry, made.content.c_str());
    const bool has_data = made.kind == 'f';
    archive_entry_set_size(entry, has_data ? static_cast<la_int64_t>(made.content.size()) : 0);
    EXPECT_GE(archive_write_header(writer, entry), ARCHIVE_WARN) << archive_error_string(writer);
    if (has_data) archive_write_data(writer, made.content.data(), made.content.size());
    archive_entry_free(entry);
  }
  archive_write_close(writer);
  archive_write_free(writer);
  bytes.resize(used);
  return bytes;
}

struct ZipEntry {
  std::string name;
  std::string content = "";
  bool deflate = false;
  std::uint16_t flags = 0;        // 1: encrypted
  std::uint16_t method = 0xffff;  // 0xffff: as `deflate` says
  std::uint32_t unix_mode = 0;
  std::string extra = "";  // in the directory
  int claimed_growth = 0;  // bytes more than there are
  bool wrong_checksum = false;
};

inline std::string Number(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> 8 * i & 0xff);
  return text;
}

inline std::string Deflated(std::string content) {
  z_stream stream = {};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string bytes(deflateBound(&stream, content.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(content.data());
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_out = static_cast<uInt>(bytes.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  bytes.resize(stream.total_out);
  deflateEnd(&stream);
  return bytes;
}

// A zip archive. With `overlapping`, all rows lead to the first entry.
inline std::string ZipOf(const std::vector<ZipEntry>& entries, bool overlapping = false) {
  std::string bytes;
  std::string directory;
  for (const ZipEntry& entry : entries) {
    const std::string data = entry.deflate ? Deflated(entry.content) : entry.content;
    const std::size_t header = overlapping ? 0 : bytes.size();
    const std::uint16_t method =
        entry.method != 0xffff ? entry.method : static_cast<std::uint16_t>(entry.deflate ? 8 : 0);
    const std::uint32_t checksum =
        static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(entry.content.data()),
                                         static_cast<uInt>(entry.content.size()))) ^
        (entry.wrong_checksum ? 1U : 0U);
    const std::string common =
        Number(20, 2) + Number(entry.flags, 2) + Number(method, 2) +
        // 2023-11-14, 22:13:20
        Number(22 << 11 | 13 << 5 | 10, 2) + Number(43 << 9 | 11 << 5 | 14, 2) +
        Number(checksum, 4) + Number(data.size(), 4) +
        Number(entry.content.size() + static_cast<std::size_t>(entry.claimed_growth), 4) +
        Number(entry.name.size(), 2);
    bytes += "PK\3\4" + common + Number(0, 2) + entry.name + data;
    directory += "PK\1\2" + Number(20, 1) + Number(3, 1) + common + Number(entry.extra.size(), 2) +
                 Number(0, 2) + Number(0, 2) + Number(0, 2) +
                 Number(std::uint64_t{entry.unix_mode} << 16, 4) + Number(header, 4) + entry.name +
                 entry.extra;
  }
  const std::size_t place = bytes.size();
  return bytes + directory + "PK\5\6" + Number(0, 4) + Number(entries.size(), 2) +
         Number(entries.size(), 2) + Number(directory.size(), 4) + Number(place, 4) + Number(0, 2);
}

}  // namespace fit299

#endif  // FIT299_TESTS_SOURCE_ARCHIVES_H_
