#include "record/digest.h"

#include <xxhash.h>
#ifdef FIT299_XXHASH_CAN_DISPATCH
#include <xxh_x86dispatch.h>  // the same functions, by the best vectors of this CPU
#endif

#include <new>

namespace fit299::record {
namespace {

std::string ToHex(XXH128_hash_t hash) {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, hash);
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  for (const unsigned char byte : canonical.digest) {
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 15];
  }
  return hex;
}

Hash128 ToNumber(XXH128_hash_t hash) { return {hash.high64, hash.low64}; }

}  // namespace

struct Digest::State {
  State() : xxh(XXH3_createState()) {
    if (xxh == nullptr) throw std::bad_alloc();
    XXH3_128bits_reset(xxh);
  }
  ~State() { XXH3_freeState(xxh); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  XXH3_state_t* xxh;
};

std::string Checksum(std::span<const std::byte> bytes) {
  return ToHex(XXH3_128bits(bytes.data(), bytes.size()));
}

Hash128 HashOf(std::span<const std::byte> bytes) {
  return ToNumber(XXH3_128bits(bytes.data(), bytes.size()));
}

Digest::Digest() : state_(std::make_unique<State>()) {}
Digest::~Digest() = default;
Digest::Digest(Digest&&) noexcept = default;
Digest& Digest::operator=(Digest&&) noexcept = default;

void Digest::Add(std::string_view field) {
  XXH3_128bits_update(state_->xxh, field.data(), field.size());
  XXH3_128bits_update(state_->xxh, "", 1);
}

std::string Digest::Hex() const { return ToHex(XXH3_128bits_digest(state_->xxh)); }
Hash128 Digest::Value() const { return ToNumber(XXH3_128bits_digest(state_->xxh)); }

}  // namespace fit299::record
