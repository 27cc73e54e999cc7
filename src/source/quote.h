// Paths in messages: a name may hold any bytes, and a terminal must survive them.
#ifndef FIT299_SOURCE_QUOTE_H_
#define FIT299_SOURCE_QUOTE_H_

#include <string>
#include <string_view>

namespace fit299::source {

// The text with control characters written as "\x1b".
inline std::string Printable(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string printable;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7f) {
      printable += c;
      continue;
    }
    printable.append("\\x").append(1, kDigits[byte >> 4]).append(1, kDigits[byte & 15]);
  }
  return printable;
}

// The same between double quotes.
inline std::string Quoted(std::string_view text) { return '"' + Printable(text) + '"'; }

}  // namespace fit299::source

#endif  // FIT299_SOURCE_QUOTE_H_
