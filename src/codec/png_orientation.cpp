#include "codec/png_orientation.h"

#include <zlib.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "codec/bytes.h"
#include "codec/png_chunks.h"

namespace fit299::codec {
namespace {

constexpr std::string_view kXmpKey = "XML:com.adobe.xmp";
constexpr std::string_view kRawProfileKey = "Raw profile type exif";  // ImageMagick's

// Pillow refuses files with longer texts, or more of them.
constexpr std::size_t kLongestText = 1 << 20;
constexpr std::size_t kMostTexts = 64 * kLongestText;

Bytes ToBytes(std::string_view text) { return std::as_bytes(std::span(text)); }

// Cuts `text` behind the first zero, and gives what was before it.
std::string_view CutAtZero(std::string_view& text) {
  const std::size_t at = text.find('\0');
  const std::string_view head = text.substr(0, at);
  text = at == text.npos ? std::string_view() : text.substr(at + 1);
  return head;
}

// Unpacks texts, no more of them than Pillow bears.
class Inflater {
 public:
  // As much as there is of a zlib stream; nullopt when it is damaged.
  std::optional<std::string> Inflate(std::string_view packed) {
    z_stream stream{};
    if (unpacked_ >= kMostTexts || inflateInit(&stream) != Z_OK) return std::nullopt;
    room_.resize(kLongestText);
    const Bytes input = ToBytes(packed);
    stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(input.data()));
    stream.avail_in = static_cast<uInt>(input.size());
    stream.next_out = reinterpret_cast<Bytef*>(room_.data());
    stream.avail_out = static_cast<uInt>(room_.size());
    const int status = inflate(&stream, Z_SYNC_FLUSH);
    const std::size_t count = room_.size() - stream.avail_out;
    inflateEnd(&stream);
    unpacked_ += count;
    if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) return std::nullopt;
    return room_.substr(0, count);
  }

 private:
  std::string room_;
  std::size_t unpacked_ = 0;
};

// The text of a chunk tEXt, zTXt or iTXt from what is behind its keyword; nullopt when Pillow does
// not take it. What is damaged counts as empty in zTXt, and in iTXt as not there.
std::optional<std::string> ReadText(std::string_view type, std::string_view rest,
                                    Inflater& inflater) {
  if (type == "tEXt") return std::string(rest);
  if (type == "zTXt") {
    if (rest.empty()) return std::string();
    if (rest.front() != 0) return std::nullopt;
    return inflater.Inflate(rest.substr(1)).value_or(std::string());
  }
  if (rest.size() < 2) return std::nullopt;
  const bool is_packed = rest[0] != 0;
  if (is_packed && rest[1] != 0) return std::nullopt;
  rest.remove_prefix(2);
  for (int i = 0; i < 2; ++i) {  // language and translated keyword
    if (rest.find('\0') == rest.npos) return std::nullopt;
    CutAtZero(rest);
  }
  return is_packed ? inflater.Inflate(rest) : std::string(rest);
}

bool IsText(const PngChunk& chunk) {
  return chunk.type == "tEXt" || chunk.type == "zTXt" || chunk.type == "iTXt";
}

bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The bytes of a raw profile: an empty line, its name, its length, and hexadecimal digits.
std::vector<std::byte> UnpackRawProfile(std::string_view text) {
  for (int line = 0; line < 3; ++line) {
    const std::size_t end = text.find('\n');
    if (end == text.npos) return {};
    text.remove_prefix(end + 1);
  }
  std::vector<std::byte> bytes;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    while (i < text.size() && IsSpace(text[i])) ++i;
    if (i == text.size()) break;
    const int high = HexDigit(text[i]);
    const int low = i + 1 < text.size() ? HexDigit(text[i + 1]) : -1;
    if (high < 0 || low < 0) return {};
    bytes.push_back(static_cast<std::byte>(high << 4 | low));
  }
  return bytes;
}

// What Pillow 13 keeps of a file (PngImagePlugin.py): of each kind the last, also behind the
// pixels.
class PillowInfo {
 public:
  // False: Pillow reads no further.
  bool Take(const PngChunk& chunk) {
    has_pixels_ = has_pixels_ || chunk.type == "IDAT";
    is_animated_ = is_animated_ || chunk.type == "acTL";
    if (has_pixels_ && is_animated_ && chunk.type == "fcTL") return false;
    if (!chunk.is_whole()) return false;
    if (chunk.type == "eXIf") exif_ = chunk.data;
    if (IsText(chunk)) TakeText(chunk);
    return chunk.type != "IEND";
  }

  OrientationSources Sources() {
    OrientationSources sources;
    if (exif_) {
      sources.exif.push_back(WithoutExifName(*exif_));
    } else if (!raw_profile_.empty()) {
      sources.unpacked = UnpackRawProfile(raw_profile_);
      sources.exif.push_back(WithoutExifName(sources.unpacked));
    }
    sources.xmp = std::move(xmp_);
    return sources;
  }

 private:
  // The keyword first: a file may have thousands of texts that unpack to a megabyte.
  void TakeText(const PngChunk& chunk) {
    std::string_view rest = Text(chunk.data);
    const std::string_view key = CutAtZero(rest);
    if (key == "exif" && chunk.type == "tEXt") {
      exif_ = ToBytes(rest);
    } else if (key == kXmpKey) {
      TakeText(chunk.type, rest, xmp_);
    } else if (key == kRawProfileKey) {
      TakeText(chunk.type, rest, raw_profile_);
    }
  }

  void TakeText(std::string_view type, std::string_view rest, std::string& text) {
    if (auto read = ReadText(type, rest, inflater_)) text = *std::move(read);
  }

  Inflater inflater_;
  std::optional<Bytes> exif_;
  std::string raw_profile_;
  std::string xmp_;
  bool has_pixels_ = false;
  bool is_animated_ = false;
};

}  // namespace

OrientationSources FindPngOrientation(Bytes file, Reader reader) {
  PngChunks chunks(file);
  if (reader == Reader::kPillow) {
    PillowInfo info;
    while (const auto chunk = chunks.Next()) {
      if (!info.Take(*chunk)) break;
    }
    return info.Sources();
  }
  OrientationSources sources;
  while (const auto chunk = chunks.Next()) {
    if (chunk->type != "eXIf" || !chunk->is_whole()) continue;
    sources.exif.push_back(chunk->data);
    break;
  }
  return sources;
}

}  // namespace fit299::codec
