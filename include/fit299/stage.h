// Where the time goes: the stages of an image's way, and whoever is told of them.
#ifndef FIT299_STAGE_H_
#define FIT299_STAGE_H_

#include <cstddef>
#include <cstdint>

namespace fit299 {

// A Preprocessor enters kDecode, kResample and kNormalize only; the others are its caller's.
enum class Stage : std::uint8_t {
  kRead,       // the file's bytes
  kDecode,     // the header, then pixels
  kResample,   // weights and weighted sums
  kNormalize,  // padding, values and layout of the tensor
  kEncode,     // as a JPEG, PNG or WebP image
  kWrite,      // what the system takes to take the bytes
  kRecord,     // checksum, digest, manifest
  kWait,       // for other threads' inputs, or for memory
  kOther,      // all between
};
inline constexpr std::size_t kStages = 9;

class StageListener {
 public:
  virtual ~StageListener() = default;

  // The stage before ends, this one begins. Called for every band of rows: it must be quick.
  virtual void Enter(Stage stage) = 0;
};

}  // namespace fit299

#endif  // FIT299_STAGE_H_
