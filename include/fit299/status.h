// What can happen to one image: the closed lists of reasons, changes and warnings.
//
// An image is either fitted, perhaps with changes (done to its pixels on purpose) and warnings
// (accepted, but look), or rejected for one reason. The code strings are stable: they stand in the
// manifest, in `--json` and in messages.
#ifndef FIT299_STATUS_H_
#define FIT299_STATUS_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "fit299/expected.h"

namespace fit299 {

// Why an image was not fitted.
enum class Reason : std::uint8_t {
  kEmptyFile,
  kNotAnImage,
  kUnsupportedFormat,
  kUnsupportedFeature,
  kTruncated,
  kCorrupt,
  kTooLarge,
  kTooComplex,
  kNotRegularFile,
  kBrokenLink,
  kUnreadable,
  kVanished,
  kDuplicateOutput,
  kOutputFailed,
  kDecoderDied,
  kTooSmall,
  kOddAspect,
  kNoLabel,
  kInternalError,
};

// What was done to the pixels on purpose, besides resampling.
enum class Change : std::uint8_t {
  kRotated,
  kAlphaBlended,
  kAlphaDropped,
  kPaletteExpanded,
  kGrayReplicated,
  kDepthReduced,
  kCmykConverted,
  kIccConverted,
  kEnlarged,
  kAspectChanged,
  kFirstFrameOnly,
};

// What makes an accepted image worth a look.
enum class Warning : std::uint8_t {
  kMissingEoi,
  kTrailingData,
  kHeaderDamaged,
  kAncillaryDamaged,
  kExtensionMismatch,
  kIccIgnored,
  kExifIgnored,
  kDepthReducedDark,
  kDoubleScalingSuspected,
  kPixelsDamaged,
};

// One row of the tables below: the stable code and what it means, in a few words.
struct CodeRow {
  std::string_view code;
  std::string_view meaning;
};

// The tables, indexed by the enumerators' values.
std::span<const CodeRow> Reasons();
std::span<const CodeRow> Changes();
std::span<const CodeRow> Warnings();

std::string_view Code(Reason reason);
std::string_view Code(Change change);
std::string_view Code(Warning warning);

// A set of enumerators, in one word. Iteration is by ascending value.
template <class Enum>
class CodeSet {
 public:
  constexpr CodeSet() = default;
  void Add(Enum code) { bits_ |= Bit(code); }
  void Add(CodeSet other) { bits_ |= other.bits_; }
  bool Contains(Enum code) const { return (bits_ & Bit(code)) != 0; }
  bool empty() const { return bits_ == 0; }

  template <class Visitor>
  void ForEach(Visitor visit) const {
    for (std::uint32_t rest = bits_; rest != 0; rest &= rest - 1) {
      visit(static_cast<Enum>(__builtin_ctz(rest)));
    }
  }

  bool operator==(const CodeSet&) const = default;

 private:
  static constexpr std::uint32_t Bit(Enum code) { return 1U << static_cast<unsigned>(code); }
  std::uint32_t bits_ = 0;
};

// One image's failure: data, not an exception. `detail` says where and what, in plain words, and
// names no path.
struct Rejection {
  Reason reason;
  std::string detail;
};

}  // namespace fit299

#endif  // FIT299_STATUS_H_
