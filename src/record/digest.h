// XXH3-128: checksums of samples, digests of lists.
#ifndef FIT299_RECORD_DIGEST_H_
#define FIT299_RECORD_DIGEST_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace fit299::record {

// 32 hexadecimal digits, the canonical (big-endian) form that `xxhsum -H2` prints.
std::string Checksum(std::span<const std::byte> bytes);

// The same hash as a number, high half first.
using Hash128 = std::array<std::uint64_t, 2>;
Hash128 HashOf(std::span<const std::byte> bytes);

// The hash of a sequence of fields. Each ends in a NUL byte, so that no two sequences of fields
// without NUL bytes read alike.
class Digest {
 public:
  Digest();
  ~Digest();
  Digest(Digest&&) noexcept;
  Digest& operator=(Digest&&) noexcept;

  void Add(std::string_view field);
  std::string Hex() const;
  Hash128 Value() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace fit299::record

#endif  // FIT299_RECORD_DIGEST_H_
