// A list of inputs in a file or on standard input.
#ifndef FIT299_SOURCE_READ_LIST_H_
#define FIT299_SOURCE_READ_LIST_H_

#include "fit299/exit_status.h"
#include "fit299/expected.h"
#include "source/find_inputs.h"
#include "source/input_list.h"

namespace fit299::source {

// Appends the entries of the list that the query names, in their order, duplicates included, each
// normalized by its text alone ("./a/../b.jpg" is "b.jpg") and relative to the root. Entries end in
// a newline (a '\r' before it is dropped) or in NUL; the last one may lack it; empty ones are
// skipped. The list is read once and from front to back, so it may be a pipe.
//
// An entry may not be absolute nor lead out of the working directory, unless there is a root: then
// it has to lie below the root.
// Errors: kUsage (such an entry, one that is no path; with its line), kFailure (cannot be read).
// REQUIRES: query.files_from.
Expected<void, Failure> ReadList(const InputQuery& query, InputList& list);

}  // namespace fit299::source

#endif  // FIT299_SOURCE_READ_LIST_H_
