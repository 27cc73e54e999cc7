// What the user may have meant.
#ifndef FIT299_CLI_SUGGEST_H_
#define FIT299_CLI_SUGGEST_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fit299::cli {

// The known name that is nearest by edits (insert, delete, replace, swap neighbours), or "" when
// none is near enough to be a slip of the hand.
std::string_view Nearest(std::string_view name, std::span<const std::string_view> known);

// "'bilnear' is unknown; did you mean bilinear? (one of: ...)"
std::string UnknownName(std::string_view name, const std::vector<std::string_view>& known);

}  // namespace fit299::cli

#endif  // FIT299_CLI_SUGGEST_H_
