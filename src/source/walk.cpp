#include "source/walk.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <compare>
#include <memory>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "source/quote.h"
#include "source/selection.h"

namespace fit299::source {
namespace {

struct FolderId {
  dev_t device;
  ino_t inode;
  auto operator<=>(const FolderId&) const = default;
};

struct CloseFolder {
  void operator()(DIR* folder) const { closedir(folder); }
};
using OpenFolder = std::unique_ptr<DIR, CloseFolder>;

enum class Kind { kFile, kFolder, kFolderLink };

FolderId IdOf(const struct stat& status) { return {status.st_dev, status.st_ino}; }

// Those that are there.
std::set<FolderId> FindFolders(const std::vector<std::string>& paths) {
  std::set<FolderId> folders;
  struct stat status;
  for (const std::string& path : paths) {
    if (stat(path.c_str(), &status) == 0) folders.insert(IdOf(status));
  }
  return folders;
}

// Most file systems tell the kind with the name; only links cost a system call more.
Kind KindOf(int folder, const dirent& entry) {
  struct stat status;
  unsigned char type = entry.d_type;
  if (type == DT_UNKNOWN && fstatat(folder, entry.d_name, &status, AT_SYMLINK_NOFOLLOW) == 0) {
    type = IFTODT(status.st_mode);
  }
  if (type == DT_DIR) return Kind::kFolder;
  const bool leads_to_folder =
      type == DT_LNK && fstatat(folder, entry.d_name, &status, 0) == 0 && S_ISDIR(status.st_mode);
  return leads_to_folder ? Kind::kFolderLink : Kind::kFile;
}

class Walk {
 public:
  Walk(const InputQuery& query, const std::string& open_prefix, FoundInputs& found)
      : query_(query),
        open_prefix_(open_prefix),
        found_(found),
        own_(FindFolders(query.own_folders)) {}

  Expected<bool, Failure> Run();

 private:
  bool TakeFolder();
  Expected<bool, Failure> ListFolder();
  Expected<OpenFolder, Failure> Open() const;
  bool IsNew(const OpenFolder& folder);
  bool IsOwn(int folder, const char* name) const;
  void See(int folder, const dirent& entry);
  void SeeFolder(Kind kind);

  const InputQuery& query_;
  const std::string& open_prefix_;
  FoundInputs& found_;
  const std::set<FolderId> own_;

  // Folders still to be listed: "" or "a/b/". Those behind links wait until all others are done.
  std::vector<std::string> folders_ = {""};
  std::set<std::string> links_;
  std::set<FolderId> visited_;  // only with follow_links

  std::string folder_;  // the one being listed
  std::string path_;    // the entry being looked at
};

Expected<bool, Failure> Walk::Run() {
  while (TakeFolder()) {
    Expected<bool, Failure> listed = ListFolder();
    if (!listed) return listed;
    if (*listed) continue;
    if (folder_.empty()) return false;
    found_.list.Add(std::string_view(folder_).substr(0, folder_.size() - 1));
  }
  return true;
}

bool Walk::TakeFolder() {
  if (!folders_.empty()) {
    folder_ = std::move(folders_.back());
    folders_.pop_back();
    return true;
  }
  if (links_.empty()) return false;
  folder_ = std::move(links_.extract(links_.begin()).value());
  return true;
}

// False if the folder cannot be read, or not to its end.
Expected<bool, Failure> Walk::ListFolder() {
  Expected<OpenFolder, Failure> opened = Open();
  if (!opened) return std::move(opened).error();
  const OpenFolder folder = *std::move(opened);
  if (folder == nullptr) return false;
  if (query_.follow_links && !IsNew(folder)) return true;
  while (true) {
    errno = 0;
    const dirent* entry = readdir(folder.get());
    if (entry == nullptr) return errno == 0;
    See(dirfd(folder.get()), *entry);
  }
}

// Null if this folder is unreadable, or gone. By path, not by openat: a tree of any depth then
// costs one file descriptor, and what is too deep for a path cannot be read later either.
Expected<OpenFolder, Failure> Walk::Open() const {
  const std::string path = open_prefix_ + folder_;
  const int descriptor = open(path.empty() ? "." : path.c_str(),
                              O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  OpenFolder folder(descriptor < 0 ? nullptr : fdopendir(descriptor));
  if (folder != nullptr) return folder;
  const int error = errno;
  if (descriptor >= 0) close(descriptor);
  if (error != EMFILE && error != ENFILE && error != ENOMEM) return folder;
  return Failure{ExitStatus::kResource, "cannot list the folder " + Quoted(path) + ": " +
                                            std::generic_category().message(error)};
}

bool Walk::IsNew(const OpenFolder& folder) {
  struct stat status;
  return fstat(dirfd(folder.get()), &status) != 0 || visited_.insert(IdOf(status)).second;
}

bool Walk::IsOwn(int folder, const char* name) const {
  struct stat status;
  return !own_.empty() && fstatat(folder, name, &status, 0) == 0 && own_.contains(IdOf(status));
}

void Walk::See(int folder, const dirent& entry) {
  const char* name = entry.d_name;
  if (name == std::string_view(".") || name == std::string_view("..")) return;
  const Kind kind = KindOf(folder, entry);
  if (kind != Kind::kFile && IsOwn(folder, name)) return;
  if (!query_.hidden && IsHidden(name)) {
    ++found_.hidden;
    return;
  }
  path_.assign(folder_).append(name);
  if (kind != Kind::kFile) {
    SeeFolder(kind);
  } else if (TakesFile(query_, path_, found_)) {
    found_.list.Add(path_);
  }
}

void Walk::SeeFolder(Kind kind) {
  if (IsExcludedFolder(query_, path_)) {
    ++found_.excluded;
    return;
  }
  path_ += '/';
  if (kind == Kind::kFolder) {
    folders_.push_back(path_);
  } else if (query_.follow_links) {
    links_.insert(path_);
  } else {
    ++found_.folder_links;
  }
}

}  // namespace

Expected<bool, Failure> WalkFolder(const InputQuery& query, const std::string& open_prefix,
                                   FoundInputs& found) {
  return Walk(query, open_prefix, found).Run();
}

}  // namespace fit299::source
