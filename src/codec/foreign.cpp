#include "codec/foreign.h"

#include <algorithm>
#include <array>

#include "codec/bytes.h"
#include "codec/signatures.h"

namespace fit299::codec {
namespace {

struct Signature {
  std::size_t offset;
  std::string_view bytes;
  std::string_view name;
};

using namespace std::string_view_literals;

constexpr std::array kImages = {
    Signature{0, "\xFF\xD8\xFF\xF7"sv, "JPEG-LS"},
    Signature{0, "\xFF\x0A"sv, "JPEG XL"},
    Signature{0, "\0\0\0\x0CJXL \r\n\x87\n"sv, "JPEG XL"},
    Signature{0, "\0\0\1\0"sv, "ICO"},
    Signature{0, "8BPS"sv, "PSD"},
    Signature{0, "v/1\1"sv, "OpenEXR"},
    Signature{0, "#?RADIANCE"sv, "Radiance HDR"},
    Signature{0, "#?RGBE"sv, "Radiance HDR"},
    Signature{0, "qoif"sv, "QOI"},
    Signature{0, "DDS "sv, "DDS"},
    Signature{0, "\1\xDA"sv, "SGI"},
    Signature{0, "\x59\xA6\x6A\x95"sv, "Sun raster"},
    Signature{0, "<svg"sv, "SVG"},
    Signature{4, "ftypmif1"sv, "a HEIF file of neither AVIF nor HEIC"},
    Signature{4, "ftypmsf1"sv, "a HEIF file of neither AVIF nor HEIC"},
};

constexpr std::array kTensors = {
    Signature{0, "\x93NUMPY"sv, "a numpy array"},
    Signature{0, "\x89HDF\r\n\x1A\n"sv, "an HDF5 file"},
};

constexpr std::array kOthers = {
    Signature{0, "PK\3\4"sv, "a ZIP archive"},          Signature{0, "\x1F\x8B"sv, "a gzip file"},
    Signature{0, "%PDF"sv, "a PDF document"},           Signature{257, "ustar"sv, "a tar archive"},
    Signature{4, "ftyp"sv, "an MP4 video or the like"},
};

// The relatives of PNM that hold alpha or floats. One-letter signatures need more evidence.
std::string_view PnmRelative(Bytes bytes) {
  if (bytes.size() < 3 || Byte(bytes, 0) != 'P' || !IsPnmSpace(bytes[2])) return {};
  const std::uint32_t kind = Byte(bytes, 1);
  if (kind == '7') return "PAM";
  return kind == 'F' || kind == 'f' ? "PFM" : "";
}

template <std::size_t N>
std::string_view Find(const std::array<Signature, N>& table, Bytes bytes) {
  const auto row = std::ranges::find_if(table, [&](const Signature& signature) {
    return HasTextAt(bytes, signature.offset, signature.bytes);
  });
  return row == table.end() ? std::string_view() : row->name;
}

bool IsPrintable(std::byte byte) {
  const auto c = std::to_integer<unsigned char>(byte);
  return (c >= 0x20 && c < 0x7F) || c == '\n' || c == '\r' || c == '\t';
}

std::string FirstLine(Bytes bytes) {
  std::string line;
  for (const std::byte byte : bytes) {
    const char c = std::to_integer<char>(byte);
    if (c == '\n' || c == '\r') break;
    line += c == '\t' ? ' ' : c;
  }
  return line;
}

// The name of the first file in a ZIP archive: .npz and .pt are such archives.
std::string_view FirstNameInZip(Bytes bytes) {
  constexpr std::size_t kHeader = 30;
  if (!HasTextAt(bytes, 0, "PK\3\4"sv) || bytes.size() < kHeader) return {};
  const std::size_t length = Byte(bytes, 26) | Byte(bytes, 27) << 8;
  const std::size_t there = std::min(length, bytes.size() - kHeader);
  return {reinterpret_cast<const char*>(bytes.data()) + kHeader, there};
}

// safetensors: the length of a JSON object, and the object.
bool IsSafetensors(Bytes bytes) {
  constexpr std::size_t kHead = 512;
  if (bytes.size() < 10 || LittleEndian32(bytes, 4) != 0 || Byte(bytes, 8) != '{') return false;
  const std::string_view head(reinterpret_cast<const char*>(bytes.data()),
                              std::min(bytes.size(), kHead));
  return head.find("\"dtype\"") != head.npos || head.find("\"__metadata__\"") != head.npos;
}

}  // namespace

std::string_view TensorFormat(Bytes bytes) {
  if (const std::string_view name = Find(kTensors, bytes); !name.empty()) return name;
  const std::string_view inside = FirstNameInZip(bytes);
  if (inside.ends_with(".npy")) return "a .npz archive of numpy arrays";
  if (inside.ends_with("/data.pkl") || inside.ends_with("/.format_version")) {
    return "a file of PyTorch tensors";
  }
  return IsSafetensors(bytes) ? "a safetensors file" : "";
}

std::string_view ForeignFormat(Bytes bytes) {
  if (const std::string_view name = Find(kImages, bytes); !name.empty()) return name;
  if (const std::string_view name = PnmRelative(bytes); !name.empty()) return name;
  const std::string head(reinterpret_cast<const char*>(bytes.data()),
                         std::min<std::size_t>(bytes.size(), 512));
  return head.starts_with("<?xml") && head.find("<svg") != head.npos ? "SVG" : "";
}

std::string DescribeContent(Bytes bytes) {
  constexpr std::size_t kShownText = 40;
  constexpr std::size_t kShownBytes = 8;
  if (const std::string_view name = Find(kOthers, bytes); !name.empty()) return std::string(name);
  const Bytes head = bytes.first(std::min(bytes.size(), kShownText));
  if (std::ranges::all_of(head, IsPrintable)) return "text: '" + FirstLine(head) + "'";
  std::string text = "begins with the bytes";
  for (const std::byte byte : bytes.first(std::min(bytes.size(), kShownBytes))) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    const auto value = std::to_integer<unsigned>(byte);
    text += {' ', kDigits[value >> 4], kDigits[value & 15]};
  }
  return text;
}

}  // namespace fit299::codec
