// What an image takes of memory, by its header alone.
#ifndef FIT299_PREPROCESS_MEMORY_H_
#define FIT299_PREPROCESS_MEMORY_H_

#include <cstddef>
#include <cstdint>
#include <optional>

#include "fit299/preprocess.h"

namespace fit299 {

// How an image passes through memory.
struct Passage {
  int bytes_a_value = 1;  // of the decoded pixels; 2 where 16 bits are kept
  bool turns = false;     // EXIF has columns become rows, for which there may be two copies
  int shrink = 1;         // how many times smaller it is decoded
  bool in_bands = false;  // the picture is never there as a whole
};

// Upper bounds, in bytes; without the file itself.
std::uint64_t DecodeBytes(const Header& header, const Passage& passage);
std::uint64_t FitBytes(const Header& header, const Geometry& geometry, std::size_t tensor_bytes,
                       const Passage& passage, const Recipe& recipe);

// The rejection of what would take more than Limits::max_memory. nullopt: it would not.
std::optional<Rejection> FindExcess(std::uint64_t memory_bytes, std::uint64_t max_memory);

}  // namespace fit299

#endif  // FIT299_PREPROCESS_MEMORY_H_
