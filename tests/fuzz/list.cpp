// Any bytes as a list of inputs.
//
// The list's first byte chooses what ends an entry, and whether there is a root. What is accepted
// stays below the root, and means the same when it is written as a list and read again.
#include <span>
#include <string>
#include <string_view>

#include "fuzz/fuzz.h"
#include "fuzz/memory_file.h"
#include "source/read_list.h"

namespace fit299::source {
namespace {

using fuzz::MemoryFile;
using fuzz::Require;

bool StaysBelow(const std::string& path) {
  const std::string framed = "/" + path + "/";
  return !path.empty() && path.front() != '/' && path.back() != '/' &&
         path.find('\0') == path.npos && framed.find("/../") == framed.npos &&
         framed.find("/./") == framed.npos && framed.find("//") == framed.npos;
}

bool Read(std::span<const std::uint8_t> bytes, bool null_separated, bool has_root,
          InputList& list) {
  const MemoryFile file(bytes);
  InputQuery query;
  query.files_from = file.path();
  query.null_separated = null_separated;
  if (has_root) query.root = "photos";
  return ReadList(query, list).ok();
}

void Check(std::span<const std::uint8_t> bytes, bool null_separated, bool has_root) {
  InputList list;
  if (!Read(bytes, null_separated, has_root, list)) return;
  std::string again;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::string path = list.Path(i);
    Require(StaysBelow(path));
    Require(list.OpenPath(i) == (has_root ? "photos/" : "") + path);
    again.append(path).push_back('\0');
  }
  const std::span text(reinterpret_cast<const std::uint8_t*>(again.data()), again.size());
  InputList same;
  Require(Read(text, /*null_separated=*/true, has_root, same));
  Require(same.size() == list.size());
  for (std::size_t i = 0; i < list.size(); ++i) Require(same.Path(i) == list.Path(i));
}

}  // namespace
}  // namespace fit299::source

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  fit299::source::Check({data + 1, size - 1}, (*data & 1) != 0, (*data & 2) != 0);
  return 0;
}
