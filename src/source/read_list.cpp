#include "source/read_list.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "source/folder_prefix.h"
#include "source/quote.h"

namespace fit299::source {
namespace {

// Far beyond any system's longest path: who names a photo as the list is told so at once.
constexpr std::size_t kLongestEntry = 65536;

// Writes the path without ".", ".." and doubled slashes, and without a slash at its ends. False if
// it leads above where it begins.
bool Normalize(std::string_view path, std::string& normal) {
  normal.clear();
  while (!path.empty()) {
    const std::string_view name = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(path.size(), name.size() + 1));
    if (name.empty() || name == ".") continue;
    if (name != "..") {
      if (!normal.empty()) normal += '/';
      normal += name;
      continue;
    }
    if (normal.empty()) return false;
    const std::size_t slash = normal.rfind('/');
    normal.resize(slash == std::string::npos ? 0 : slash);
  }
  return true;
}

class List {
 public:
  List(const InputQuery& query, InputList& list)
      : query_(query), list_(list), terminator_(query.null_separated ? '\0' : '\n') {}
  ~List() {
    if (descriptor_ > STDIN_FILENO) close(descriptor_);
  }
  List(const List&) = delete;
  List& operator=(const List&) = delete;

  Expected<void, Failure> Read();

 private:
  Expected<void, Failure> SetRoot();
  Expected<void, Failure> ReadEntries();
  Expected<void, Failure> TakeEntries(std::string_view text);
  Expected<void, Failure> TakeEntry(std::string_view entry);
  bool FindPath(std::string_view entry);
  bool FindPathBelowRoot(std::string_view entry);

  std::string Source() const;
  Failure Unreadable() const;
  Failure Refuse(std::string what) const;
  Failure RefuseOutside(std::string_view entry) const;

  const InputQuery& query_;
  InputList& list_;
  const char terminator_;
  int descriptor_ = -1;
  std::uint64_t number_ = 0;  // of the entry being read, from 1
  std::string begun_;         // the first part of an entry that the last block cut in two
  std::string root_;          // absolute and normalized; without the slash in front
  std::string path_;
};

Expected<void, Failure> List::Read() {
  list_.BeginGroup(query_.root ? FolderPrefix(*query_.root) : "", "");
  if (Expected<void, Failure> set = SetRoot(); !set) return set;
  descriptor_ = *query_.files_from == "-" ? STDIN_FILENO
                                          : open(query_.files_from->c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor_ < 0) return Unreadable();
  return ReadEntries();
}

Expected<void, Failure> List::SetRoot() {
  if (!query_.root) return {};
  std::error_code error;
  const std::filesystem::path root = std::filesystem::absolute(*query_.root, error);
  if (error) {
    return Failure{ExitStatus::kFailure, "cannot find the working directory: " + error.message()};
  }
  if (Normalize(root.native(), root_)) return {};
  return Failure{ExitStatus::kUsage, "--root " + Quoted(*query_.root) + " leads above \"/\""};
}

Expected<void, Failure> List::ReadEntries() {
  std::array<char, 65536> block;
  while (true) {
    const ssize_t count = read(descriptor_, block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Unreadable();
    if (count == 0) break;
    const std::string_view text(block.data(), static_cast<std::size_t>(count));
    if (Expected<void, Failure> taken = TakeEntries(text); !taken) return taken;
  }
  if (begun_.empty()) return {};
  return TakeEntry(begun_);
}

Expected<void, Failure> List::TakeEntries(std::string_view text) {
  for (std::size_t end; (end = text.find(terminator_)) != std::string_view::npos;) {
    std::string_view entry = text.substr(0, end);
    if (!begun_.empty()) entry = begun_.append(entry);
    if (Expected<void, Failure> taken = TakeEntry(entry); !taken) return taken;
    begun_.clear();
    text.remove_prefix(end + 1);
  }
  begun_.append(text);
  if (begun_.size() <= kLongestEntry) return {};
  return TakeEntry(begun_);
}

Expected<void, Failure> List::TakeEntry(std::string_view entry) {
  ++number_;
  if (terminator_ == '\n' && entry.ends_with('\r')) entry.remove_suffix(1);
  if (entry.empty()) return {};
  if (entry.find('\0') != std::string_view::npos) {
    return Refuse("it holds a NUL byte; if entries end in NUL, give --null");
  }
  if (entry.size() > kLongestEntry) return Refuse("it is too long for a path");
  if (!FindPath(entry)) return RefuseOutside(entry);
  if (path_.empty()) return Refuse(Quoted(entry) + " names no file");
  list_.Add(path_);
  return {};
}

// Sets path_. False if the entry lies outside.
bool List::FindPath(std::string_view entry) {
  if (!entry.starts_with('/') && Normalize(entry, path_)) return true;
  return query_.root && FindPathBelowRoot(entry);
}

// For the entries that name the root themselves: "/data/photos/a.jpg", "../photos/a.jpg".
bool List::FindPathBelowRoot(std::string_view entry) {
  const std::string whole =
      entry.starts_with('/') ? std::string(entry) : (root_ + '/').append(entry);
  if (!Normalize(whole, path_)) return false;
  if (root_.empty()) return true;
  if (path_ == root_) {
    path_.clear();
    return true;
  }
  if (!path_.starts_with(root_) || path_[root_.size()] != '/') return false;
  path_.erase(0, root_.size() + 1);
  return true;
}

std::string List::Source() const {
  return *query_.files_from == "-" ? "standard input" : Quoted(*query_.files_from);
}

Failure List::Unreadable() const {
  return {ExitStatus::kFailure,
          "cannot read the list " + Source() + ": " + std::generic_category().message(errno)};
}

Failure List::Refuse(std::string what) const {
  const char* unit = query_.null_separated ? ", entry " : ", line ";
  return {ExitStatus::kUsage, Source() + unit + std::to_string(number_) + ": " + std::move(what)};
}

Failure List::RefuseOutside(std::string_view entry) const {
  const std::string quoted = Quoted(entry);
  if (query_.root) return Refuse(quoted + " is not below --root " + Quoted(*query_.root));
  return Refuse(quoted +
                (entry.starts_with('/') ? " is absolute" : " leads out of the working directory") +
                "; give --root with a folder that contains all entries");
}

}  // namespace

Expected<void, Failure> ReadList(const InputQuery& query, InputList& list) {
  if (query.root && query.root->empty()) {
    return Failure{ExitStatus::kUsage, "--root is empty; the working directory is \".\""};
  }
  return List(query, list).Read();
}

}  // namespace fit299::source
