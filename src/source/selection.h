// What a query asks for of all that is found: the rules of names, the same for folders and
// archives.
#ifndef FIT299_SOURCE_SELECTION_H_
#define FIT299_SOURCE_SELECTION_H_

#include <string>
#include <string_view>

#include "source/find_inputs.h"

namespace fit299::source {

// Names with a dot in front, and the junk that other systems leave behind (`Thumbs.db`).
bool IsHidden(std::string_view name);

// True if --exclude leaves out this folder, and all that is in it: `path` is relative to the
// operand, without a slash at its end.
bool IsExcludedFolder(const InputQuery& query, const std::string& path);

// Whether the file of this path, relative to the operand, is an input; counts it in `found` if not.
// A suffix begins at a name's last dot, if this is not its first byte.
bool TakesFile(const InputQuery& query, const std::string& path, FoundInputs& found);

}  // namespace fit299::source

#endif  // FIT299_SOURCE_SELECTION_H_
