#include "batch/file_name.h"

#include <algorithm>
#include <span>

#include "record/digest.h"

namespace fit299::batch {
namespace {

constexpr std::size_t kIndexDigits = 8;

std::string PaddedIndex(std::uint64_t index) {
  const std::string digits = std::to_string(index);
  const std::size_t zeros = digits.size() < kIndexDigits ? kIndexDigits - digits.size() : 0;
  return std::string(zeros, '0') + digits;
}

// The longest name of a file on nearly every file system (NAME_MAX).
constexpr std::size_t kLongestName = 255;
constexpr std::size_t kHashDigits = 16;

// Where to cut so that at most `count` bytes stay, and a character of UTF-8 stays whole.
std::string_view FirstBytes(std::string_view text, std::size_t count) {
  std::size_t end = std::min(count, text.size());
  const auto continues = [&](std::size_t at) {
    return (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
  };
  for (int i = 0; i < 3 && end > 0 && end < text.size() && continues(end); ++i) --end;
  return text.substr(0, end);
}

// `name` with `suffix`, cut if no file can have that name.
std::string FittingName(std::string_view name, std::string_view suffix) {
  if (name.size() + suffix.size() <= kLongestName) return std::string(name).append(suffix);
  const std::string hash = record::Checksum(std::as_bytes(std::span(name))).substr(0, kHashDigits);
  const std::size_t room = kLongestName - suffix.size() - hash.size() - 1;
  return std::string(FirstBytes(name, room)).append("~").append(hash).append(suffix);
}

// The same for each name of a path; the suffix is the last one's.
std::string FittingPath(std::string_view path, std::string_view suffix) {
  std::string fitting;
  std::size_t slash = 0;
  while ((slash = path.find('/')) != std::string_view::npos) {
    fitting.append(FittingName(path.substr(0, slash), "")).append("/");
    path.remove_prefix(slash + 1);
  }
  return fitting.append(FittingName(path, suffix));
}

}  // namespace

std::string ContainedPath(std::string_view path) {
  std::string contained;
  while (true) {
    const std::string_view name = path.substr(0, path.find('/'));
    if (name.empty()) {
      contained += "%2F";
    } else if (name == ".." || name == ".") {
      contained += name.size() == 2 ? "%2E%2E" : "%2E";
    } else if (name.starts_with("%2E") || name.starts_with("%2F") || name.starts_with("%25")) {
      contained.append("%25").append(name.substr(1));
    } else {
      contained += name;
    }
    if (name.size() == path.size()) return contained;
    contained += '/';
    path.remove_prefix(name.size() + 1);
  }
}

std::string_view SuffixOf(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? std::string_view() : name.substr(dot);
}

Expected<FileName, std::string> FileName::Parse(std::string_view text, sink::Format format) {
  FileName name;
  name.format_ = format;
  const std::string whole(text);
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    if (open != 0) {
      name.pieces_.emplace_back(std::string(text.substr(0, open)));
      if (open == std::string_view::npos) break;
      text.remove_prefix(open);
      continue;
    }
    const std::size_t close = text.find('}');
    const std::string_view field = text.substr(0, close == text.npos ? close : close + 1);
    if (field == "{path}") {
      name.pieces_.emplace_back(Field::kPath);
    } else if (field == "{stem}") {
      name.pieces_.emplace_back(Field::kStem);
    } else if (field == "{index}") {
      name.pieces_.emplace_back(Field::kIndex);
    } else {
      return "--name " + whole + ": unknown field " + std::string(field) +
             " (known: {path}, {stem}, {index})";
    }
    text.remove_prefix(field.size());
  }
  const std::string example = std::string("/").append(name.For("a", 0));
  if (whole.empty() || whole.front() == '/' || example.find("/../") != std::string::npos) {
    return "--name " + whole + ": must stay inside the output folder";
  }
  return name;
}

std::string FileName::For(std::string_view path, std::uint64_t index) const {
  std::string name;
  for (const Piece& piece : pieces_) {
    if (const auto* text = std::get_if<std::string>(&piece)) {
      name += *text;
      continue;
    }
    switch (std::get<Field>(piece)) {
      case Field::kPath: name += path; break;
      case Field::kStem: name += path.substr(0, path.size() - SuffixOf(path).size()); break;
      case Field::kIndex: name += PaddedIndex(index); break;
    }
  }
  const sink::FormatRow& row = sink::Row(format_);
  const sink::FormatRow* present = sink::FindFormatBySuffix(SuffixOf(name));
  if (!row.is_image || present != &row) return FittingPath(name, row.suffixes.front());
  // An image keeps the suffix that it has.
  const std::string suffix(SuffixOf(name));
  return FittingPath(std::string_view(name).substr(0, name.size() - suffix.size()), suffix);
}

}  // namespace fit299::batch
