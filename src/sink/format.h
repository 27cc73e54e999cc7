// What a file of the output can be: the table of formats.
#ifndef FIT299_SINK_FORMAT_H_
#define FIT299_SINK_FORMAT_H_

#include <cstdint>
#include <span>
#include <string_view>

namespace fit299::sink {

enum class Format : std::uint8_t { kNpy, kPng, kJpeg, kWebp };

struct FormatRow {
  Format format;
  std::string_view name;                       // as --format takes it
  std::span<const std::string_view> suffixes;  // lower case; the first one is written
  bool is_image;                               // 8-bit pixels, never normalized; one image a file
  bool is_lossy;                               // takes --quality
  std::string_view help;
};

std::span<const FormatRow> Formats();
const FormatRow& Row(Format format);

// By name, or by suffix (with the dot, in any case); nullptr when there is none.
const FormatRow* FindFormat(std::string_view name);
const FormatRow* FindFormatBySuffix(std::string_view suffix);

}  // namespace fit299::sink

#endif  // FIT299_SINK_FORMAT_H_
