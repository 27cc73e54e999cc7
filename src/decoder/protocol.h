// What fit299 and fit299-decode say to each other.
//
// The parent sends a Request, the decoder answers with a Reply; before that, once, it introduces
// itself with a Hello. Each is one packet of fixed size on a socket. A file's bytes and its pixels
// pass through two shared memories, which the parent makes.
//
// Pixels pass in bands of rows, as they are stored, from top to bottom. The room for them is one
// part, which holds the whole picture, or two that are used in turn. Of each band but the last the
// decoder speaks in a Reply of its own (kRows), and the parent answers with Taken when it needs
// that part no more. The last band comes with the end (kPixels), so a small picture is one Reply.
// Damage may be found there as well: rows that came are worth nothing before kPixels.
//
// The parent believes nothing of what a decoder says that has looked at hostile bytes: every field
// of a Reply is checked before it is used (client.cpp).
#ifndef FIT299_DECODER_PROTOCOL_H_
#define FIT299_DECODER_PROTOCOL_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "codec/codec.h"
#include "fit299/preprocess.h"

namespace fit299::decoder {

// The descriptors of a decoder: standard input, output and error lead nowhere.
inline constexpr int kSocketFile = 3;
inline constexpr int kInputFile = 4;  // the file's bytes
inline constexpr int kPixelFile = 5;
inline constexpr int kFirstFreeFile = 6;

// Text of bounded length; what does not fit is cut off.
template <std::size_t kSize>
struct FixedText {
  std::array<char, kSize> text{};

  FixedText() = default;
  explicit FixedText(std::string_view from) { from.copy(text.data(), kSize - 1); }

  // Up to the first NUL, wherever it is.
  std::string_view view() const {
    const std::string_view all(text.data(), text.size());
    return all.substr(0, all.find('\0'));
  }
};

using FormatText = FixedText<16>;

// Two builds of other versions must not talk.
struct Version {
  FixedText<32> version{FIT299_VERSION};
  std::uint32_t request_bytes = 0;
  std::uint32_t reply_bytes = 0;
  std::uint32_t decode_request_bytes = sizeof(codec::DecodeRequest);

  bool operator==(const Version& other) const {
    return version.view() == other.version.view() && request_bytes == other.request_bytes &&
           reply_bytes == other.reply_bytes && decode_request_bytes == other.decode_request_bytes;
  }
};

struct HelloRow {
  FormatText format;
  FixedText<64> library;  // "giflib 5.2.1"
};

// Which formats the decoder reads; rows without a format are unused.
struct Hello {
  Version version;
  std::array<HelloRow, 16> rows;
};

// Header, but for the format's name, which the parent knows.
struct WireHeader {
  std::int32_t width = 0;
  std::int32_t height = 0;
  std::int32_t depth = 0;
  std::int32_t orientation = 0;
  std::uint32_t warnings = 0;  // a bit for each
  std::uint64_t working_bytes = 0;
  std::uint64_t coded_bytes = 0;
};

enum class Verb : std::uint32_t { kProbe, kDecode };

struct Request {
  Verb verb = Verb::kProbe;
  FormatText format;
  std::uint64_t input_bytes = 0;
  std::uint64_t pixel_bytes = 0;      // room for pixels; kDecode only, as what follows
  std::uint64_t band_bytes = 0;       // a part of it
  std::uint64_t memory = 0;           // bytes that may be taken on top of what is taken already
  std::uint64_t cpu_seconds = 0;      // likewise
  WireHeader header;                  // kDecode only
  std::uint32_t converts_colors = 0;  // stands for wanted.colors
  codec::DecodeRequest wanted;
};

enum class Answer : std::uint32_t { kHeader, kRows, kPixels, kRejection };

struct Reply {
  Answer answer = Answer::kRejection;
  WireHeader header;           // kHeader
  std::int32_t rows = 0;       // kRows, kPixels: of this band
  std::int32_t type = 0;       // CV_8UC3, ...
  std::uint32_t changes = 0;   // kPixels: a bit for each
  std::uint32_t warnings = 0;  //
  std::uint32_t reason = 0;    // kRejection
  FixedText<480> detail;
};

// From the parent to the decoder.
struct Taken {
  std::uint64_t bands = 0;  // so many
};

static_assert(std::is_trivially_copyable_v<codec::DecodeRequest>, "it travels as its bytes");
static_assert(std::is_trivially_copyable_v<Hello>);
static_assert(std::is_trivially_copyable_v<Request>);
static_assert(std::is_trivially_copyable_v<Reply>);

inline Version ThisVersion() {
  Version version;
  version.request_bytes = sizeof(Request);
  version.reply_bytes = sizeof(Reply);
  return version;
}

template <class Code>
std::uint32_t ToBits(CodeSet<Code> codes) {
  std::uint32_t bits = 0;
  codes.ForEach([&](Code code) { bits |= 1U << static_cast<unsigned>(code); });
  return bits;
}

// Bits that stand for no code are lost: `count` is the number of codes.
template <class Code>
CodeSet<Code> FromBits(std::uint32_t bits, std::size_t count) {
  CodeSet<Code> codes;
  for (std::size_t i = 0; i < count; ++i) {
    if ((bits >> i & 1) != 0) codes.Add(static_cast<Code>(i));
  }
  return codes;
}

inline WireHeader ToWire(const Header& header) {
  // Names all fields, so that a new one cannot be forgotten here.
  const auto& [format, size, depth, orientation, warnings, in_rows, shrinks, working_bytes,
               coded_bytes] = header;
  (void)format;
  (void)in_rows;  // it always comes so
  (void)shrinks;  // and at its size
  return {size.width,       size.height,   depth,      orientation,
          ToBits(warnings), working_bytes, coded_bytes};
}

inline Header FromWire(const WireHeader& wire, std::string_view format) {
  Header header{format, cv::Size(wire.width, wire.height), wire.depth, wire.orientation,
                FromBits<Warning>(wire.warnings, Warnings().size())};
  header.working_bytes = wire.working_bytes;
  header.coded_bytes = wire.coded_bytes;
  return header;
}

}  // namespace fit299::decoder

#endif  // FIT299_DECODER_PROTOCOL_H_
