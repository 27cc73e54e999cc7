// Any bytes as an archive of images: tar, plain or compressed, and zip.
//
// An entry that is read has the bytes that its stamp says, no more than were allowed, and the same
// ones each time; one that is not leaves nothing behind.
#include <span>
#include <string>
#include <vector>

#include "fuzz/fuzz.h"
#include "fuzz/memory_file.h"
#include "source/archive.h"
#include "source/find_inputs.h"

namespace fit299::source {
namespace {

using fuzz::MemoryFile;
using fuzz::Require;

constexpr std::uint64_t kMostBytes = 1 << 20;
constexpr std::size_t kMostEntries = 64;

void Check(const Expected<FileStamp, Rejection>& stamp, const std::vector<std::byte>& bytes) {
  Require(stamp ? stamp->bytes == bytes.size() : bytes.empty());
  Require(bytes.size() <= kMostBytes);
  Require(!stamp || !bytes.empty());
}

void ReadEntries(const FoundInputs& found) {
  std::vector<std::byte> bytes;
  std::vector<std::byte> again;
  for (std::size_t i = 0; i < std::min(found.list.size(), kMostEntries); ++i) {
    const ArchiveFile* archive = found.list.ArchiveOf(i);
    Require(found.list.Path(i).find('\0') == std::string::npos);
    if (archive == nullptr || archive->kind == ArchiveKind::kCompressedTar) continue;
    const auto read = [&](std::vector<std::byte>& to) {
      return ReadEntry(found.list.OpenPath(i), *archive, found.list.EntryAt(i), kMostBytes, to);
    };
    Check(read(bytes), bytes);
    Check(read(again), again);
    Require(bytes == again);
  }
}

void ReadFromFront(const std::string& path, const ArchiveFile& archive) {
  auto reader = OpenCompressedTar(path, archive);
  if (!reader) return;
  std::vector<std::byte> bytes;
  for (std::size_t i = 0; i < kMostEntries; ++i) {
    const auto entry = reader->Next();
    if (!entry || !*entry) return;
    Check(reader->Read(kMostBytes, bytes), bytes);
  }
}

void ReadAll(const std::string& path) {
  const auto archive = RecognizeArchive(path);
  if (!archive) return;
  InputQuery query;
  query.operands = {path};
  query.include = {"*"};
  query.hidden = true;
  query.is_image_suffix = [](std::string_view) { return true; };
  const auto found = FindInputs(query);
  if (found) ReadEntries(*found);
  if (archive->kind == ArchiveKind::kCompressedTar) ReadFromFront(path, *archive);
}

}  // namespace
}  // namespace fit299::source

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fit299::fuzz::MemoryFile file({data, size});
  fit299::source::ReadAll(file.path());
  return 0;
}
