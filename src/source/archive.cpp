#include "source/archive.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>
#include <utility>

#include "source/zip.h"

namespace fit299::source {
namespace {

constexpr std::size_t kTarBlock = 512;

// One that passes over data of some hundred kilobytes reads little more than the headers.
constexpr std::size_t kHeaderBlock = 4096;
constexpr std::size_t kDataBlock = 64 * 1024;

struct Signature {
  std::string_view bytes;
  ArchiveKind kind;
};

using namespace std::string_view_literals;
constexpr std::array<Signature, 7> kSignatures = {{
    {"PK\3\4", ArchiveKind::kZip},
    {"PK\5\6", ArchiveKind::kZip},  // an empty one
    {"PK\7\10", ArchiveKind::kZip},
    {"\x1f\x8b", ArchiveKind::kCompressedTar},  // gzip
    {"BZh", ArchiveKind::kCompressedTar},       // bzip2
    {"\xfd"
     "7zXZ\0"sv,
     ArchiveKind::kCompressedTar},
    {"\x28\xb5\x2f\xfd", ArchiveKind::kCompressedTar},  // zstd
}};

// The sum of a header's bytes stands in the header itself, in octal digits; for the sum, they are
// spaces. A header without a name, which ends an archive, begins none.
bool IsTarHeader(std::string_view block) {
  constexpr std::size_t kSumBegin = 148;
  constexpr std::size_t kSumEnd = 156;
  if (block.size() < kTarBlock || block[0] == '\0') return false;
  std::uint32_t sum = 0;
  std::uint32_t said = 0;
  bool has_digits = false;
  for (std::size_t i = 0; i < kTarBlock; ++i) {
    const char c = block[i];
    const bool in_sum = i >= kSumBegin && i < kSumEnd;
    sum += in_sum ? std::uint32_t{' '} : static_cast<unsigned char>(c);
    if (!in_sum || c < '0' || c > '7') continue;
    said = said * 8 + static_cast<std::uint32_t>(c - '0');
    has_digits = true;
  }
  return has_digits && sum == said;
}

std::optional<ArchiveKind> KindBySignature(std::string_view head) {
  for (const Signature& signature : kSignatures) {
    if (head.starts_with(signature.bytes)) return signature.kind;
  }
  if (IsTarHeader(head)) return ArchiveKind::kTar;
  return std::nullopt;
}

// Compressed data may be anything: a first entry is needed, or damage before it.
bool HoldsTar(RegularFile file) {
  auto reader =
      TarReader::Open(std::move(file), TarReader::Compression::kAny, /*offset=*/0, kDataBlock);
  if (!reader) return reader.error().reason != Reason::kNotAnImage;
  const auto entry = reader->Next();
  return entry ? entry->has_value() : entry.error().reason != Reason::kNotAnImage;
}

Expected<RegularFile, Rejection> OpenAgain(const std::string& path, const ArchiveFile& archive) {
  auto file = RegularFile::Open(path);
  if (file && file->identity() != archive.identity) {
    return Rejection{Reason::kVanished, "the archive has changed since its entries were listed"};
  }
  return file;
}

std::optional<Rejection> ListTar(RegularFile file, ArchiveKind kind, const SeeEntry& see) {
  const bool plain = kind == ArchiveKind::kTar;
  auto reader = TarReader::Open(
      std::move(file), plain ? TarReader::Compression::kNone : TarReader::Compression::kAny,
      /*offset=*/0, plain ? kHeaderBlock : kDataBlock);
  if (!reader) return std::move(reader).error();
  while (true) {
    auto entry = reader->Next();
    if (!entry) return std::move(entry).error();
    if (!*entry) return std::nullopt;
    if (!see(**entry)) return std::nullopt;
  }
}

Expected<FileStamp, Rejection> ReadTarEntry(RegularFile file, std::uint64_t at,
                                            std::uint64_t max_bytes,
                                            std::vector<std::byte>& buffer) {
  auto reader = TarReader::Open(std::move(file), TarReader::Compression::kNone, at, kDataBlock);
  if (!reader) return std::move(reader).error();
  auto entry = reader->Next();
  if (!entry) return std::move(entry).error();
  if (!*entry) return Rejection{Reason::kTruncated, "the archive ends before it"};
  return reader->Read(max_bytes, buffer);
}

}  // namespace

std::optional<ArchiveFile> RecognizeArchive(const std::string& path) {
  auto file = RegularFile::Open(path);
  if (!file) return std::nullopt;
  std::array<std::byte, kTarBlock> head;
  const auto got = file->ReadAt(0, head);
  if (!got) return std::nullopt;
  const ArchiveFile archive{ArchiveKind::kTar, file->identity()};
  const auto kind = KindBySignature({reinterpret_cast<const char*>(head.data()), *got});
  if (!kind) return std::nullopt;
  if (*kind == ArchiveKind::kCompressedTar && !HoldsTar(*std::move(file))) return std::nullopt;
  return ArchiveFile{*kind, archive.identity};
}

std::optional<Rejection> ListArchive(const std::string& path, const ArchiveFile& archive,
                                     const SeeEntry& see) {
  auto file = OpenAgain(path, archive);
  if (!file) return std::move(file).error();
  if (archive.kind == ArchiveKind::kZip) return ListZip(*file, see);
  return ListTar(*std::move(file), archive.kind, see);
}

Expected<FileStamp, Rejection> ReadEntry(const std::string& path, const ArchiveFile& archive,
                                         std::uint64_t at, std::uint64_t max_bytes,
                                         std::vector<std::byte>& buffer) {
  buffer.clear();
  auto file = OpenAgain(path, archive);
  if (!file) return std::move(file).error();
  if (archive.kind == ArchiveKind::kZip) return ReadZipEntry(*file, at, max_bytes, buffer);
  return ReadTarEntry(*std::move(file), at, max_bytes, buffer);
}

Expected<TarReader, Rejection> OpenCompressedTar(const std::string& path,
                                                 const ArchiveFile& archive) {
  auto file = OpenAgain(path, archive);
  if (!file) return std::move(file).error();
  return TarReader::Open(*std::move(file), TarReader::Compression::kAny, /*offset=*/0, kDataBlock);
}

}  // namespace fit299::source
