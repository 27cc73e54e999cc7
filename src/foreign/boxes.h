// The boxes that JPEG 2000, AVIF and HEIC files are made of.
#ifndef FIT299_FOREIGN_BOXES_H_
#define FIT299_FOREIGN_BOXES_H_

#include <optional>
#include <string_view>

#include "codec/codec.h"

namespace fit299::foreign {

struct Box {
  std::string_view type;  // four letters
  codec::Bytes payload;   // what there is of it
  bool is_whole = true;   // false: the bytes end within it

  // False: bytes that are no box, as far as one can tell.
  bool IsSane() const;
};

// Yields the boxes that stand one behind the other in `bytes`.
class Boxes {
 public:
  explicit Boxes(codec::Bytes bytes) : bytes_(bytes) {}

  // nullopt: the end, or bytes that are no box.
  std::optional<Box> Next();

  // Where the next box would begin.
  std::size_t at() const { return at_; }
  bool AtEnd() const { return at_ == bytes_.size(); }

 private:
  codec::Bytes bytes_;
  std::size_t at_ = 0;
};

// The first box of this type, or nullopt.
std::optional<Box> FindBox(codec::Bytes bytes, std::string_view type);

}  // namespace fit299::foreign

#endif  // FIT299_FOREIGN_BOXES_H_
