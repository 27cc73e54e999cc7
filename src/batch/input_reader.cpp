#include "batch/input_reader.h"

#include "batch/plan.h"

namespace fit299::batch {

InputReader::InputReader(const Plan& plan)
    : plan_(plan), stream_(plan.inputs.list, plan.job.max_file_bytes), ahead_(plan.inputs.list) {}

Expected<source::FileStamp, Rejection> InputReader::Read(std::uint64_t index,
                                                         std::vector<std::byte>& bytes) {
  return ReadHead(index, SIZE_MAX, bytes);
}

Expected<source::FileStamp, Rejection> InputReader::ReadHead(std::uint64_t index, std::size_t count,
                                                             std::vector<std::byte>& bytes) {
  const source::InputList& list = plan_.inputs.list;
  const std::uint64_t max_bytes = plan_.job.max_file_bytes;
  if (plan_.job.standard_input) return source::ReadStandardInput(max_bytes, bytes);
  if (const Rejection* rejection = list.RejectionOf(index)) {
    bytes.clear();
    return *rejection;
  }
  const source::ArchiveFile* archive = list.ArchiveOf(index);
  if (archive == nullptr) {
    auto stamp = source::ReadFileHead(list.OpenPath(index), max_bytes, count, bytes);
    if (stamp && stamp->bytes <= count) ahead_.Note(index, stamp->waited);
    return stamp;
  }
  if (archive->kind == source::ArchiveKind::kCompressedTar) return stream_.Read(index, bytes);
  return source::ReadEntry(list.OpenPath(index), *archive, list.EntryAt(index), max_bytes, bytes);
}

}  // namespace fit299::batch
