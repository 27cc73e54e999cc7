// A line of JSON that is written from left to right, for what there is one of for every input: a
// tenth of the time that it takes to build a tree of values first.
#ifndef FIT299_RECORD_JSON_LINE_H_
#define FIT299_RECORD_JSON_LINE_H_

#include <charconv>
#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>

namespace fit299::record {

// The same bytes as nlohmann's dump() of the same values. Names are plain ASCII words.
class JsonLine {
 public:
  JsonLine() : text_("{") {}

  // REQUIRES: `utf8` is.
  void Add(std::string_view name, std::string_view utf8);
  void Add(std::string_view name, std::integral auto number) {
    Begin(name);
    Write(number);
  }
  void Add(std::string_view name, std::initializer_list<int> numbers);

  // The text, escaped where it is not UTF-8; then its exact bytes under `name`_base64, as SetBytes.
  void AddBytes(std::string_view name, std::string_view bytes);

  // A value that is JSON already.
  void AddJson(std::string_view name, std::string_view json);

  // What is added in between are members of an object.
  void BeginObject(std::string_view name);
  void EndObject();

  // The whole, with its newline. Nothing can be added any more.
  std::string Finish() &&;

 private:
  void Begin(std::string_view name);
  void Write(std::integral auto number) {
    char digits[24];
    text_.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
  }

  std::string text_;
};

}  // namespace fit299::record

#endif  // FIT299_RECORD_JSON_LINE_H_
