// What is remembered of an accepted input, while all the others are looked at: 72 bytes.
#ifndef FIT299_AUDIT_PICTURE_H_
#define FIT299_AUDIT_PICTURE_H_

#include <array>
#include <cstdint>

#include "audit/look.h"

namespace fit299::audit {

using Hash = std::array<std::uint64_t, 2>;  // 128 bits: equal hashes are taken for equal contents

struct Picture {
  Hash bytes{};   // of the file
  Hash pixels{};  // of what it decodes to, its size included
  Look look;
  std::uint32_t index = 0;  // of the input
  std::uint32_t width = 0;  // as decoded, in pixels
  std::uint32_t height = 0;
};

}  // namespace fit299::audit

#endif  // FIT299_AUDIT_PICTURE_H_
