// Tells what this run has written from what was there before, by the clock of the file system.
#ifndef FIT299_BATCH_RUN_START_H_
#define FIT299_BATCH_RUN_START_H_

#include <ctime>
#include <memory>
#include <mutex>
#include <string>

#include "fit299/expected.h"
#include "sink/private_file.h"

namespace fit299::batch {

// Some file systems take two names for one (a.npy and A.npy), so that an output may be there under
// its name because this run wrote another one. Inode numbers do not tell (FAT invents them anew),
// names neither; that a file is younger than the run does.
class RunStart {
 public:
  // Now, as the file system of `folder` has it. Waits until its clock goes on, so that whatever is
  // written from here on is younger: some milliseconds, two seconds on FAT.
  static Expected<RunStart, sink::WriteError> Mark(const std::string& folder);

  // Something has this name, and was written since then.
  bool IsBefore(const std::string& path) const;

  // Gives the file its name. It takes the place of what is older than the run; that something
  // younger is there is an error (EEXIST). Thread-safe.
  Expected<void, sink::WriteError> Publish(sink::PrivateFile& file, const std::string& path) const;

 private:
  explicit RunStart(timespec time) : time_(time) {}

  timespec time_;
  std::unique_ptr<std::mutex> mutex_ = std::make_unique<std::mutex>();  // held while one replaces
};

}  // namespace fit299::batch

#endif  // FIT299_BATCH_RUN_START_H_
