// A folder of links to the rejected files, and the list of why: what there is to look at, to mend
// or to delete, in one place.
#ifndef FIT299_BATCH_QUARANTINE_H_
#define FIT299_BATCH_QUARANTINE_H_

#include <cstdint>
#include <string>
#include <utility>

#include "fit299/exit_status.h"
#include "fit299/expected.h"
#include "record/item_report.h"

namespace fit299::batch {

// The list is FOLDER/quarantine.jsonl: a header, then a line for each rejected input,
// {"link", "index", "path", "reason", "detail"}. A link's name is the input's index and its base
// name, "0017-cat.jpg": no two are equal, and they are in the order of the inputs. The list is
// ahead of the links, so that the next run finds every link of this one, even if it was killed, and
// removes it. Nothing else in the folder is ever touched.
class Quarantine {
 public:
  // Makes the folder, or empties it of what an earlier run has put there. `inputs` is the number of
  // all inputs. Errors: kConflict (a list that is none of ours, another run), kResource, kFailure.
  static Expected<Quarantine, Failure> Open(std::string folder, std::uint64_t inputs);

  Quarantine(Quarantine&& other) noexcept
      : folder_(std::move(other.folder_)),
        digits_(other.digits_),
        list_(std::exchange(other.list_, -1)) {}
  Quarantine& operator=(Quarantine&&) = delete;
  ~Quarantine();

  // Links the file, if there is one (an input from standard input is only listed). REQUIRES: the
  // input is rejected.
  Expected<void, Failure> Add(const record::ItemReport& report) const;

 private:
  Quarantine(std::string folder, std::size_t digits, int list)
      : folder_(std::move(folder)), digits_(digits), list_(list) {}

  Expected<void, Failure> RemoveOldLinks() const;
  Expected<void, Failure> WriteLine(const std::string& line) const;
  std::string LinkName(const record::ItemReport& report) const;

  std::string folder_;
  std::size_t digits_;  // of an index
  int list_;            // the open list, locked
};

}  // namespace fit299::batch

#endif  // FIT299_BATCH_QUARANTINE_H_
