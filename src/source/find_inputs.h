// From what the user named (files, folders, a list) to the list of inputs.
#ifndef FIT299_SOURCE_FIND_INPUTS_H_
#define FIT299_SOURCE_FIND_INPUTS_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fit299/exit_status.h"
#include "fit299/expected.h"
#include "source/input_list.h"

namespace fit299::source {

// What to look for. The defaults are the command line's.
//
// A folder among the operands is walked, also when the operand is a link to it. If it is the only
// operand, paths in the record are relative to it; else its own name stands in front, as `cp -r`
// does. An archive (tar, zip) among the operands, recognized by its content, is to its entries what
// a folder is to its files. All other operands are files, known in the record by their base name.
//
// Globs are fnmatch(3)'s, on the path relative to the operand; `*` matches '/' too, so "*.jpg" is a
// JPEG at any depth. They decide only about what a walk finds, as suffixes do: what the user or a
// list names is always an input.
struct InputQuery {
  std::vector<std::string> operands;      // files and folders; empty when files_from is set
  std::optional<std::string> files_from;  // a list: a file's path, or "-" for standard input
  bool null_separated = false;            // entries of the list end in NUL, not in a newline
  std::optional<std::string> root;        // what a list's entries are relative to, and lie below
  std::vector<std::string> include;       // only files that one of these matches; empty: by suffix
  std::vector<std::string> exclude;       // but no file and no folder that one of these matches
  bool hidden = false;                    // also names with a dot in front, and junk (`Thumbs.db`)
  bool follow_links = false;              // also descend into links to folders, once into each
  std::uint64_t limit = UINT64_MAX;       // only the first so many

  // Says whether a suffix (with the dot, as written) is one of a format that is read. Has to be
  // set.
  std::function<bool(std::string_view suffix)> is_image_suffix;

  // Folders that are never walked into, though they lie inside an operand: the run's own output.
  std::vector<std::string> own_folders;
};

inline constexpr std::string_view kOtherSuffixes = "other-suffix";

// The inputs, and what a walk has seen besides them.
struct FoundInputs {
  InputList list;
  std::map<std::string, std::uint64_t> ignored_by_suffix;  // ".txt" -> 400; "" for none; at most
                                                           // 1000, and kOtherSuffixes for the rest
  std::uint64_t hidden = 0;                                // hidden and junk files and folders
  std::uint64_t excluded = 0;                              // by --exclude, or not in --include
  std::uint64_t folder_links = 0;                          // links to folders, not followed
  std::uint64_t beyond_limit = 0;                          // left out by --limit
};

// Files named by the user and the entries of archives come first, in the order given, entries in
// the order of their archive; walked files after them, ordered by the bytes of their path in the
// record. A list keeps its own order. Nothing is opened but folders, the list and the beginning of
// named files: one that does not exist is an input, which the run then rejects. An unreadable
// folder becomes an input under its own name, so that it is accounted for; and so does an archive,
// behind those of its entries that were found, when it is damaged. Errors: kUsage (a list entry
// outside of the root, an operand that cannot name a file), kFailure (a list that cannot be read),
// kResource.
Expected<FoundInputs, Failure> FindInputs(const InputQuery& query);

// One sentence on what was seen instead of inputs: "3 files were seen: 2 .txt, 1 hidden". Empty
// when nothing at all was seen.
std::string DescribeIgnored(const FoundInputs& found);

}  // namespace fit299::source

#endif  // FIT299_SOURCE_FIND_INPUTS_H_
