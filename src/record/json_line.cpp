#include "record/json_line.h"

#include <algorithm>
#include <utility>

#include "record/escape.h"

namespace fit299::record {
namespace {

bool IsPlain(char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; }

void AppendEscaped(std::string& text, char c) {
  constexpr std::string_view kHexDigits = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  switch (c) {
    case '"':
    case '\\': text += {'\\', c}; return;
    case '\b': text += "\\b"; return;
    case '\f': text += "\\f"; return;
    case '\n': text += "\\n"; return;
    case '\r': text += "\\r"; return;
    case '\t': text += "\\t"; return;
    default: text += {'\\', 'u', '0', '0', kHexDigits[byte >> 4], kHexDigits[byte & 15]};
  }
}

}  // namespace

void JsonLine::Begin(std::string_view name) {
  if (text_.back() != '{') text_ += ',';
  text_ += '"';
  text_ += name;
  text_ += "\":";
}

void JsonLine::Add(std::string_view name, std::string_view utf8) {
  Begin(name);
  text_ += '"';
  while (!utf8.empty()) {
    const auto end = std::ranges::find_if_not(utf8, IsPlain);
    text_.append(utf8.begin(), end);
    if (end == utf8.end()) break;
    AppendEscaped(text_, *end);
    utf8 = {end + 1, utf8.end()};
  }
  text_ += '"';
}

void JsonLine::Add(std::string_view name, std::initializer_list<int> numbers) {
  Begin(name);
  char separator = '[';
  for (const int number : numbers) {
    text_ += std::exchange(separator, ',');
    Write(number);
  }
  text_ += ']';
}

void JsonLine::AddBytes(std::string_view name, std::string_view bytes) {
  if (IsUtf8(bytes)) return Add(name, bytes);
  Add(name, EscapeForJson(bytes));
  Add(std::string(name) + "_base64", Base64(bytes));
}

void JsonLine::AddJson(std::string_view name, std::string_view json) {
  Begin(name);
  text_ += json;
}

void JsonLine::BeginObject(std::string_view name) {
  Begin(name);
  text_ += '{';
}

void JsonLine::EndObject() { text_ += '}'; }

std::string JsonLine::Finish() && {
  text_ += "}\n";
  return std::move(text_);
}

}  // namespace fit299::record
