#include "record/escape.h"

#include <cstdint>

namespace fit299::record {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kBase64Digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// One character at the front of a text: its code point and length, or length 1 and no code point
// for a byte that is not UTF-8 (overlong forms and surrogates included).
struct Character {
  static constexpr std::uint32_t kInvalid = 0xFFFF'FFFF;
  std::uint32_t code = kInvalid;
  std::size_t length = 1;
};

Character DecodeUtf8(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return {};
  std::uint32_t code = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xC0U) != 0x80U) return {};
    code = code << 6 | (next & 0x3FU);
  }
  const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (overlong || surrogate || code > 0x10FFFF) return {};
  return {code, length};
}

bool IsControl(std::uint32_t code) { return code < 0x20 || (code >= 0x7F && code < 0xA0); }

// Line separators and marks that change the direction of writing: a name could otherwise pass for
// another one on the screen.
bool IsDeceptive(std::uint32_t code) {
  return code == 0x061C || (code >= 0x200B && code <= 0x200F) ||
         (code >= 0x2028 && code <= 0x202E) || (code >= 0x2060 && code <= 0x2069) || code == 0xFEFF;
}

std::string HexByte(char byte) {
  const auto value = static_cast<unsigned char>(byte);
  return {'\\', 'x', kHexDigits[value >> 4], kHexDigits[value & 15]};
}

std::string HexCodePoint(std::uint32_t code) {
  std::string digits;
  for (; code != 0; code >>= 4) digits.insert(digits.begin(), kHexDigits[code & 15]);
  return "\\u{" + digits + "}";
}

bool NeedsEscape(Character character) {
  return character.code == Character::kInvalid || IsControl(character.code) ||
         IsDeceptive(character.code);
}

std::string EscapeCharacter(std::string_view bytes, Character character) {
  if (character.code == '\n') return "\\n";
  if (character.code == '\t') return "\\t";
  if (character.code == '\r') return "\\r";
  return character.length == 1 ? HexByte(bytes[0]) : HexCodePoint(character.code);
}

template <class Visitor>
void ForEachCharacter(std::string_view text, Visitor visit) {
  while (!text.empty()) {
    const Character character = DecodeUtf8(text);
    visit(text.substr(0, character.length), character);
    text.remove_prefix(character.length);
  }
}

}  // namespace

bool IsUtf8(std::string_view text) {
  bool valid = true;
  ForEachCharacter(text, [&](std::string_view, Character character) {
    valid = valid && character.code != Character::kInvalid;
  });
  return valid;
}

std::string EscapeForDisplay(std::string_view text) {
  bool clean = true;
  ForEachCharacter(text, [&](std::string_view, Character c) { clean = clean && !NeedsEscape(c); });
  if (clean) return std::string(text);
  std::string escaped;
  ForEachCharacter(text, [&](std::string_view bytes, Character character) {
    if (NeedsEscape(character)) {
      escaped += EscapeCharacter(bytes, character);
    } else {
      escaped += bytes == "\\" ? std::string_view("\\\\") : bytes;
    }
  });
  return escaped;
}

std::string EscapeName(std::string_view name) {
  constexpr std::size_t kLongest = 1024;
  if (name.size() <= kLongest) return EscapeForDisplay(name);
  std::size_t end = kLongest;
  const auto is_within = [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80;
  };
  while (end > kLongest - 4 && is_within(name[end])) --end;  // no half characters
  return EscapeForDisplay(name.substr(0, end)) + "... (" + std::to_string(name.size()) + " bytes)";
}

std::string EscapeForJson(std::string_view text) {
  std::string escaped;
  ForEachCharacter(text, [&](std::string_view bytes, Character character) {
    if (character.code == Character::kInvalid) {
      escaped += HexByte(bytes[0]);
    } else {
      escaped += bytes;
    }
  });
  return escaped;
}

std::string Base64(std::string_view bytes) {
  std::string encoded;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto at = [&](std::size_t k) -> std::uint32_t {
      return i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U;
    };
    const std::uint32_t group = at(0) << 16 | at(1) << 8 | at(2);
    encoded += kBase64Digits[group >> 18];
    encoded += kBase64Digits[group >> 12 & 63];
    encoded += i + 1 < bytes.size() ? kBase64Digits[group >> 6 & 63] : '=';
    encoded += i + 2 < bytes.size() ? kBase64Digits[group & 63] : '=';
  }
  return encoded;
}

std::string FromBase64(std::string_view text) {
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const std::size_t digit = kBase64Digits.find(c);
    if (digit == std::string_view::npos) continue;
    bits = bits << 6 | static_cast<std::uint32_t>(digit);
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes += static_cast<char>(bits >> count & 0xFF);
    }
  }
  return bytes;
}

}  // namespace fit299::record
