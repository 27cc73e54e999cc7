// What lies below one folder.
#ifndef FIT299_SOURCE_WALK_H_
#define FIT299_SOURCE_WALK_H_

#include <string>

#include "fit299/exit_status.h"
#include "fit299/expected.h"
#include "source/find_inputs.h"

namespace fit299::source {

// Walks the folder and adds what the query asks for to the current group of `found.list`, in no
// order, by its path relative to the folder; counts the rest. `open_prefix` is the folder's path
// with a '/' at its end, or "" for the working directory. A folder below it that cannot be read is
// added as if it were a file; false says that this is so of the folder itself.
//
// A suffix begins at a name's last dot, if this is not its first byte. All that is neither a folder
// nor a link to one counts as a file here: FIFOs, devices, links that lead nowhere. With
// `follow_links` each folder is walked once however many links lead to it, and under its own name
// if that is below the folder, so that the result does not depend on the order of listing.
//
// Errors: kResource (no memory or no file descriptor left).
Expected<bool, Failure> WalkFolder(const InputQuery& query, const std::string& open_prefix,
                                   FoundInputs& found);

}  // namespace fit299::source

#endif  // FIT299_SOURCE_WALK_H_
