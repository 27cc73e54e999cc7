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

// Pillow refuses files with longer texts.
constexpr std::size_t kLongestText = 1 << 20;

Bytes ToBytes(std::string_view text) { return std::as_bytes(std::span(text)); }

// Cuts `text` behind the first zero, and gives what was before it.
std::string_view CutAtZero(std::string_view& text) {
  const std::size_t at = text.find('\0');
  const std::string_view head = text.substr(0, at);
  text = at == text.npos ? std::string_view() : text.substr(at + 1);
  return head;
}

// As much as there is of a zlib stream; empty when it is damaged.
std::string Inflate(std::string_view packed) {
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) return {};
  std::string text(kLongestText, '\0');
  const Bytes input = ToBytes(packed);
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(input.data()));
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  const int status = inflate(&stream, Z_SYNC_FLUSH);
  text.resize(status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR
                  ? text.size() - stream.avail_out
                  : 0);
  inflateEnd(&stream);
  return text;
}

// A chunk tEXt, zTXt or iTXt: its keyword and text; nullopt when it makes no sense.
std::optional<std::pair<std::string_view, std::string>> ReadText(const PngChunk& chunk) {
  std::string_view rest = Text(chunk.data);
  const std::string_view key = CutAtZero(rest);
  if (chunk.type == "tEXt") return {{key, std::string(rest)}};
  if (chunk.type == "zTXt") {
    if (rest.empty() || rest.front() != 0) return std::nullopt;
    return {{key, Inflate(rest.substr(1))}};
  }
  if (rest.size() < 2) return std::nullopt;
  const bool is_packed = rest[0] != 0;
  if (is_packed && rest[1] != 0) return std::nullopt;
  rest.remove_prefix(2);
  CutAtZero(rest);  // language
  CutAtZero(rest);  // translated keyword
  return {{key, is_packed ? Inflate(rest) : std::string(rest)}};
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
    if (IsText(chunk)) {
      if (auto text = ReadText(chunk)) TakeText(chunk, text->first, std::move(text->second));
    }
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
  void TakeText(const PngChunk& chunk, std::string_view key, std::string text) {
    if (key == kXmpKey) {
      xmp_ = std::move(text);
    } else if (key == kRawProfileKey) {
      raw_profile_ = std::move(text);
    } else if (key == "exif" && chunk.type == "tEXt") {
      exif_ = chunk.data.subspan(std::min(key.size() + 1, chunk.data.size()));
    }
  }

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
