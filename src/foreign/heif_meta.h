// The "meta" box of a HEIF file: what its items are made of, and where they stand.
#ifndef FIT299_FOREIGN_HEIF_META_H_
#define FIT299_FOREIGN_HEIF_META_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <vector>

#include "codec/codec.h"
#include "foreign/boxes.h"

namespace fit299::foreign {

// Phones make grids of plain pictures: one level. A turned overlay of grids has three.
inline constexpr int kMostHeifLevels = 8;

// What is behind the version and the flags of a box that has them.
codec::Bytes FullBoxContent(const Box& box);

// The content of the file's "meta" box; empty if there is none.
codec::Bytes FindMeta(codec::Bytes file);

// The number of the primary picture; 0: there is none.
std::uint32_t FindPrimary(codec::Bytes meta);

// That a picture is made of another, by the "iref" box.
struct Reference {
  std::uint32_t whole;
  std::uint32_t part;
  bool is_beside = false;  // the part is alpha or the like, and not below the whole
};
std::vector<Reference> FindReferences(codec::Bytes meta);

// A picture and all that it is made of. `picture`: its item; nullopt: the primary one.
std::set<std::uint32_t> FindParts(codec::Bytes meta, std::optional<std::uint32_t> picture);

// A piece of an item, by the "iloc" box.
struct Extent {
  enum class Place : std::uint8_t { kFile, kIdat, kElsewhere };

  std::uint32_t item = 0;
  Place place = Place::kElsewhere;
  std::uint64_t begin = 0;  // in the file, or in the content of the "idat" box
  std::uint64_t bytes = 0;

  std::uint64_t end() const;
};
// Calls `visit` with each. There can be as many as the box has bytes.
void VisitExtents(codec::Bytes meta, const std::function<void(const Extent&)>& visit);

// Or the greatest number, where that is less.
std::uint64_t SumOrMost(std::uint64_t a, std::uint64_t b);

// Big-endian numbers, one behind the other; 0 where the bytes end.
class Numbers {
 public:
  explicit Numbers(codec::Bytes bytes) : bytes_(bytes) {}

  std::uint64_t Next(std::size_t width);
  std::uint32_t Next32(std::size_t width) { return static_cast<std::uint32_t>(Next(width)); }
  bool AtEnd() const { return bytes_.empty(); }

 private:
  codec::Bytes bytes_;
};

}  // namespace fit299::foreign

#endif  // FIT299_FOREIGN_HEIF_META_H_
