// The names of the files in an output folder, made from a template.
#ifndef FIT299_BATCH_FILE_NAME_H_
#define FIT299_BATCH_FILE_NAME_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "fit299/expected.h"
#include "sink/format.h"

namespace fit299::batch {

// "{stem}-{index}" and the like. Fields: {path} the input's path, {stem} the same without its
// suffix, {index} its number in the list, eight digits at least.
class FileName {
 public:
  // Errors: in words.
  static Expected<FileName, std::string> Parse(std::string_view text, sink::Format format);

  // The name below the output folder: the template filled in, then the format's suffix unless it
  // is there: "a/b.jpg" -> "a/b.jpg.npy", for JPEG images "a/b.jpg". A name of more than 255 bytes,
  // which no file can have, is cut, and gets a hash of the whole: "nnn...~0123456789abcdef.npy".
  std::string For(std::string_view path, std::uint64_t index) const;

 private:
  enum class Field : std::uint8_t { kPath, kStem, kIndex };
  using Piece = std::variant<std::string, Field>;

  std::vector<Piece> pieces_;
  sink::Format format_ = sink::Format::kNpy;
};

// An archive's entry has any name: this is the path for it that stays inside a folder, and no two
// names get the same. ".." becomes "%2E%2E", a slash in front "%2F/", and a name that looks like
// that already ("%2E...", "%2F...", "%25...") gets "%25" for its "%".
std::string ContainedPath(std::string_view path);

// "a/b.jpg" -> ".jpg"; "" for "a.b/c", ".hidden" and "a/.hidden".
std::string_view SuffixOf(std::string_view path);

}  // namespace fit299::batch

#endif  // FIT299_BATCH_FILE_NAME_H_
