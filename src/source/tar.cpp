#include "source/tar.h"

#include <archive.h>
#include <archive_entry.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "source/check_size.h"
#include "source/decompressor.h"

namespace fit299::source {
namespace {

// Data is read in pieces that grow, so that an entry that lies about its size costs no memory; and
// at once when there is much of it, since growing further would take room for two copies.
constexpr std::size_t kFirstPiece = 1 << 20;
constexpr std::size_t kMuch = 16 << 20;

// An entry, and what unpacking keeps of the data before it, together.
constexpr std::uint64_t kMostWithWindow = 256 << 20;
constexpr std::uint64_t kZstdWindow = 128 << 20;  // as large as libarchive allows

// A header of an empty file, "x". libarchive holds the first header that it sees to more than those
// behind it: with this one before it, an entry is read again as it was when it was listed.
constexpr std::size_t kHeaderBytes = 512;
constexpr std::array<char, kHeaderBytes> kFirstHeader = [] {
  std::array<char, kHeaderBytes> header = {};
  header[0] = 'x';
  header[156] = '0';
  constexpr std::string_view kSum = "000650";
  std::copy(kSum.begin(), kSum.end(), header.begin() + 148);
  header[155] = ' ';
  return header;
}();

struct FreeArchive {
  void operator()(archive* reader) const { archive_read_free(reader); }
};

EntryKind KindOf(archive_entry* entry) {
  if (archive_entry_hardlink(entry) != nullptr) return EntryKind::kLink;
  switch (archive_entry_filetype(entry)) {
    case AE_IFREG: return EntryKind::kFile;
    case AE_IFDIR: return EntryKind::kFolder;
    case AE_IFLNK: return EntryKind::kLink;
    default: return EntryKind::kOther;
  }
}

std::optional<Rejection> CheckKind(archive_entry* entry) {
  const auto refuse = [](const char* what) { return Rejection{Reason::kNotRegularFile, what}; };
  switch (KindOf(entry)) {
    case EntryKind::kFile: break;
    case EntryKind::kFolder: return refuse("is a folder in the archive");
    case EntryKind::kLink: return refuse("is a link in the archive");
    case EntryKind::kOther: return refuse("is a device, a FIFO or a socket in the archive");
  }
  if (archive_entry_sparse_count(entry) > 0) return refuse("is a sparse entry of the archive");
  return std::nullopt;
}

FileStamp StampOf(archive_entry* entry) {
  return {static_cast<std::uint64_t>(std::max<la_int64_t>(0, archive_entry_size(entry))),
          ToNanoseconds(archive_entry_mtime(entry), archive_entry_mtime_nsec(entry))};
}

}  // namespace

struct TarReader::State {
  State(RegularFile opened, std::uint64_t from, std::size_t block)
      : file(std::move(opened)),
        begin(from > 0 ? from - kHeaderBytes : 0),
        offset(from),
        bytes(block),
        reads_again(from > 0),
        first_header_is_due(from > 0) {}

  static la_ssize_t ReadBlock(archive* reader, void* data, const void** block);
  static la_int64_t Skip(archive* reader, void* data, la_int64_t count);

  Expected<std::size_t, Rejection> NextBlock();
  Rejection Failed() const;
  std::optional<Rejection> CheckRoom(std::uint64_t entry_bytes) const;
  std::optional<Rejection> SkipData();
  std::optional<Rejection> CheckGrowth() const;
  std::optional<Rejection> ReadToEnd();

  RegularFile file;
  std::unique_ptr<Decompressor> decompressor;  // where it is not left to libarchive
  std::uint64_t begin;   // of what is read, in the file, kFirstHeader included
  std::uint64_t offset;  // of the block to be read next
  std::vector<std::byte> bytes;
  std::optional<Rejection> unreadable;
  bool reads_again;          // an entry that is not the first
  bool first_header_is_due;  // kFirstHeader comes next
  bool compressed = false;
  bool has_data = false;  // of the current entry, not read yet
  archive_entry* entry = nullptr;
  std::unique_ptr<archive, FreeArchive> reader;  // goes first: it calls back
};

Expected<std::size_t, Rejection> TarReader::State::NextBlock() {
  if (decompressor != nullptr) return decompressor->Read(bytes);
  auto got = file.ReadAt(offset, bytes);
  if (got) offset += *got;
  return got;
}

la_ssize_t TarReader::State::ReadBlock(archive* reader, void* data, const void** block) {
  State& state = *static_cast<State*>(data);
  if (std::exchange(state.first_header_is_due, false)) {
    *block = kFirstHeader.data();
    return kFirstHeader.size();
  }
  const Expected<std::size_t, Rejection> got = state.NextBlock();
  if (!got) {
    state.unreadable = got.error();
    archive_set_error(reader, EIO, "%s", got.error().detail.c_str());
    return ARCHIVE_FATAL;
  }
  *block = state.bytes.data();
  return static_cast<la_ssize_t>(*got);
}

// Never beyond the end, where a truncated archive has to be noticed.
la_int64_t TarReader::State::Skip(archive*, void* data, la_int64_t count) {
  State& state = *static_cast<State*>(data);
  const std::uint64_t left = state.file.bytes() - std::min(state.file.bytes(), state.offset);
  const std::uint64_t skipped = std::min(left, static_cast<std::uint64_t>(count));
  state.offset += skipped;
  return static_cast<la_int64_t>(skipped);
}

Rejection TarReader::State::Failed() const {
  if (unreadable) return *unreadable;
  const int code = archive_errno(reader.get());
  if (code == ENOMEM) throw std::bad_alloc();
  const char* words = archive_error_string(reader.get());
  const std::string message = words == nullptr ? "a header cannot be read" : words;
  if (message == "Unrecognized archive format") {
    return {Reason::kNotAnImage, message};
  }
  if (message.find("requires too much memory") != std::string::npos) {
    return {Reason::kTooLarge,
            "the archive's zstd data take more than 128 MiB to unpack: compress it again by "
            "--long=27 or less"};
  }
  const bool is_cut = message.find("runcated") != std::string::npos;
  return {is_cut ? Reason::kTruncated : Reason::kCorrupt, "the archive is damaged: " + message};
}

std::optional<Rejection> TarReader::State::CheckRoom(std::uint64_t entry_bytes) const {
  const bool is_zstd = archive_filter_code(reader.get(), 0) == ARCHIVE_FILTER_ZSTD;
  const std::uint64_t window_bytes = decompressor != nullptr ? decompressor->window_bytes()
                                     : is_zstd               ? kZstdWindow
                                                             : 0;
  if (window_bytes == 0 || entry_bytes + window_bytes <= kMostWithWindow) return std::nullopt;
  return Rejection{Reason::kTooLarge, std::to_string(entry_bytes) + " bytes, beside " +
                                          std::to_string(window_bytes >> 20) +
                                          " MiB that unpacking the archive may take: put it beside "
                                          "the archive"};
}

std::optional<Rejection> TarReader::State::CheckGrowth() const {
  const auto count = [&](int filter) {
    return static_cast<std::uint64_t>(archive_filter_bytes(reader.get(), filter));
  };
  const std::uint64_t unpacked = decompressor != nullptr ? decompressor->unpacked() : count(0);
  const std::uint64_t packed = decompressor != nullptr ? decompressor->packed() : count(-1);
  if (!compressed || unpacked <= kGrowthAllowance + kMostGrowth * packed) return std::nullopt;
  return Rejection{Reason::kTooComplex, "the archive unpacks to more than " +
                                            std::to_string(kMostGrowth) + " times its size"};
}

// Checksums stand behind the data, and libarchive stops at the end of the archive.
std::optional<Rejection> TarReader::State::ReadToEnd() {
  while (decompressor != nullptr) {
    const auto got = decompressor->Read(bytes);
    if (!got) return got.error();
    if (*got == 0) break;
    if (auto grown = CheckGrowth()) return grown;
  }
  return std::nullopt;
}

// libarchive would skip it too, but without ever looking at how much there is.
std::optional<Rejection> TarReader::State::SkipData() {
  if (!compressed || !std::exchange(has_data, false)) return std::nullopt;
  const void* block = nullptr;
  std::size_t size = 0;
  la_int64_t at = 0;
  while (true) {
    const int result = archive_read_data_block(reader.get(), &block, &size, &at);
    if (result == ARCHIVE_EOF) return std::nullopt;
    if (result < ARCHIVE_WARN) return Failed();
    if (auto grown = CheckGrowth()) return grown;
  }
}

TarReader::TarReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
TarReader::TarReader(TarReader&&) noexcept = default;
TarReader& TarReader::operator=(TarReader&&) noexcept = default;
TarReader::~TarReader() = default;

Expected<TarReader, Rejection> TarReader::Open(RegularFile file, Compression compression,
                                               std::uint64_t offset, std::size_t block) {
  auto state = std::make_unique<State>(std::move(file), offset, block);
  state->compressed = compression == Compression::kAny;
  state->reader.reset(archive_read_new());
  archive* reader = state->reader.get();
  if (reader == nullptr) throw std::bad_alloc();
  archive_read_support_format_tar(reader);
  if (state->compressed) state->decompressor = Decompressor::For(state->file);
  if (state->compressed && state->decompressor == nullptr) {
    // Built into Debian's libarchive. (Where one is not, its program would be started instead.)
    archive_read_support_filter_bzip2(reader);
    archive_read_support_filter_zstd(reader);
  }
  archive_read_set_read_callback(reader, State::ReadBlock);
  if (!state->decompressor) archive_read_set_skip_callback(reader, State::Skip);
  archive_read_set_callback_data(reader, state.get());
  if (archive_read_open1(reader) < ARCHIVE_WARN) return state->Failed();
  if (state->reads_again && archive_read_next_header(reader, &state->entry) < ARCHIVE_WARN) {
    return state->Failed();
  }
  return TarReader(std::move(state));
}

Expected<std::optional<ArchiveEntry>, Rejection> TarReader::Next() {
  State& state = *state_;
  if (auto failed = state.SkipData()) return *std::move(failed);
  const int result = archive_read_next_header(state.reader.get(), &state.entry);
  if (result == ARCHIVE_EOF) {
    if (auto failed = state.ReadToEnd()) return *std::move(failed);
    return std::optional<ArchiveEntry>();
  }
  // A warning says that a name is not UTF-8, which is fine: here names are bytes.
  if (result != ARCHIVE_OK && result != ARCHIVE_WARN) return state.Failed();
  if (auto grown = state.CheckGrowth()) return *std::move(grown);
  state.has_data = true;
  const char* name = archive_entry_pathname(state.entry);
  return std::optional(ArchiveEntry{
      name == nullptr ? "" : name, KindOf(state.entry),
      state.begin + static_cast<std::uint64_t>(archive_read_header_position(state.reader.get()))});
}

Expected<FileStamp, Rejection> TarReader::Read(std::uint64_t max_bytes,
                                               std::vector<std::byte>& buffer) {
  State& state = *state_;
  buffer.clear();
  if (auto kind = CheckKind(state.entry)) return *std::move(kind);
  const FileStamp stamp = StampOf(state.entry);
  if (auto size = CheckSize(stamp.bytes, max_bytes)) return *std::move(size);
  if (auto room = state.CheckRoom(stamp.bytes)) return *std::move(room);
  std::size_t done = 0;
  while (done < stamp.bytes) {
    const std::uint64_t room = done < kMuch ? std::max(kFirstPiece, 2 * done) : stamp.bytes;
    buffer.resize(static_cast<std::size_t>(std::min(stamp.bytes, room)));
    const std::span<std::byte> to = std::span(buffer).subspan(done);
    const la_ssize_t got = archive_read_data(state.reader.get(), to.data(), to.size());
    if (got > 0) {
      done += static_cast<std::size_t>(got);
      auto grown = state.CheckGrowth();
      if (!grown) continue;
      buffer.clear();
      return *std::move(grown);
    }
    buffer.clear();
    if (got < 0) return state.Failed();
    return Rejection{Reason::kTruncated, "the archive ends in it"};
  }
  return stamp;
}

}  // namespace fit299::source
