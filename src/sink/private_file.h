// A file that nobody sees until it is whole: written under a private name, published by rename.
#ifndef FIT299_SINK_PRIVATE_FILE_H_
#define FIT299_SINK_PRIVATE_FILE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>

#include "fit299/expected.h"

namespace fit299::sink {

// What the system said no to. `code` is its errno.
struct WriteError {
  int code;
  std::string what;  // "cannot create out/a.npy: Permission denied"
};

// True for errors that every further file would meet too (disk full, quota, too many open files,
// I/O errors), false for those of one name (too long, no permission, a folder in its place).
bool IsResourceError(int code);

WriteError MakeWriteError(int code, const std::string& doing, const std::string& path);

class PrivateFile {
 public:
  // Creates a file with a short name of its own in `folder`, which is made if it is not there ("":
  // the working folder).
  static Expected<PrivateFile, WriteError> Create(const std::string& folder);

  PrivateFile(PrivateFile&& other) noexcept;
  PrivateFile& operator=(PrivateFile&& other) noexcept;
  ~PrivateFile();  // removes the file unless it was published

  // The name that it has for now.
  const std::string& path() const { return path_; }

  Expected<void, WriteError> Append(std::span<const std::byte> bytes);

  // All that the file will hold: a short head, and what follows it. REQUIRES: it is empty.
  Expected<void, WriteError> WriteWhole(std::span<const std::byte> head,
                                        std::span<const std::byte> body);

  // Thread-safe: several threads may write different parts.
  Expected<void, WriteError> WriteAt(std::uint64_t offset, std::span<const std::byte> bytes) const;

  // Closes it and gives it its name, making the folders above. With `replace` it takes the place of
  // what is there; without, that is an error (EEXIST), after which it may be tried again.
  Expected<void, WriteError> Publish(const std::string& path, bool replace);

 private:
  PrivateFile(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}
  void Discard();

  int fd_ = -1;
  std::string path_;
};

// Makes a folder and those above it, where they are not there.
Expected<void, WriteError> MakeFolders(const std::string& path);

// "a/b/c" -> "a/b"; "c" -> "".
std::string ParentFolder(const std::string& path);

// Writes everything to an open file, in pieces.
Expected<void, WriteError> WriteAll(int fd, std::span<const std::byte> bytes,
                                    const std::string& path);

}  // namespace fit299::sink

#endif  // FIT299_SINK_PRIVATE_FILE_H_
