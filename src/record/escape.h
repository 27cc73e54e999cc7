// File names may hold any byte but NUL; messages and JSON may not.
#ifndef FIT299_RECORD_ESCAPE_H_
#define FIT299_RECORD_ESCAPE_H_

#include <string>
#include <string_view>

namespace fit299::record {

bool IsUtf8(std::string_view text);

// For one line of a terminal or a log: control characters, characters that change the direction of
// writing, and bytes that are not UTF-8 become \n, \t, \xNN, \u{NNNN}; a backslash becomes \\ only
// when something else had to be escaped.
std::string EscapeForDisplay(std::string_view text);

// The same for what a message names: beyond a kilobyte its beginning, and how long it is. An entry
// of an archive may have a name of a megabyte.
std::string EscapeName(std::string_view name);

// For a JSON string: bytes that are not UTF-8 become \xNN, all else stays.
std::string EscapeForJson(std::string_view text);

// RFC 4648, padded. The reverse ignores what is no digit.
std::string Base64(std::string_view bytes);
std::string FromBase64(std::string_view text);

}  // namespace fit299::record

#endif  // FIT299_RECORD_ESCAPE_H_
