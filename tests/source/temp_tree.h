// A folder of its own for each test, removed afterwards.
#ifndef FIT299_TESTS_SOURCE_TEMP_TREE_H_
#define FIT299_TESTS_SOURCE_TEMP_TREE_H_

#include <fcntl.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace fit299::source {

class TempTree {
 public:
  TempTree() : root_(testing::TempDir() + "fit299-source-XXXXXX") {
    if (mkdtemp(root_.data()) == nullptr) std::abort();
    // Open to all, for the tests that go on as another user.
    std::filesystem::permissions(root_, std::filesystem::perms(0755));
  }
  ~TempTree() {
    std::error_code ignored;
    for (const std::string& path : locked_) {
      std::filesystem::permissions(path, std::filesystem::perms::owner_all, ignored);
    }
    std::filesystem::remove_all(root_, ignored);
  }
  TempTree(const TempTree&) = delete;
  TempTree& operator=(const TempTree&) = delete;

  const std::string& root() const { return root_; }
  std::string At(std::string_view path) const { return (root_ + '/').append(path); }

  // Makes a file, and the folders that it lies in. Returns its path.
  std::string Write(std::string_view path, std::string_view content = "x") const {
    const std::filesystem::path whole = At(path);
    std::filesystem::create_directories(whole.parent_path());
    std::ofstream(whole, std::ios::binary) << content;
    EXPECT_TRUE(std::filesystem::is_regular_file(whole)) << whole;
    return whole;
  }

  std::string Folder(std::string_view path) const {
    std::filesystem::create_directories(At(path));
    return At(path);
  }

  std::string Link(std::string_view target, std::string_view path) const {
    std::filesystem::create_symlink(target, At(path));
    return At(path);
  }

  // Takes away all permissions.
  void Lock(const std::string& path) {
    std::filesystem::permissions(path, std::filesystem::perms::none);
    locked_.push_back(path);
  }

  std::string Fifo(std::string_view path) const {
    EXPECT_EQ(mkfifo(At(path).c_str(), 0644), 0);
    return At(path);
  }

 private:
  std::string root_;
  std::vector<std::string> locked_;
};

// The working directory, for as long as this lives.
class WorkIn {
 public:
  explicit WorkIn(const std::string& folder) : before_(std::filesystem::current_path()) {
    std::filesystem::current_path(folder);
  }
  ~WorkIn() { std::filesystem::current_path(before_); }
  WorkIn(const WorkIn&) = delete;
  WorkIn& operator=(const WorkIn&) = delete;

 private:
  std::filesystem::path before_;
};

// Standard input, for as long as this lives.
class StandardInputFrom {
 public:
  explicit StandardInputFrom(const std::string& path) : before_(dup(STDIN_FILENO)) {
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    dup2(file, STDIN_FILENO);
    close(file);
  }
  ~StandardInputFrom() {
    dup2(before_, STDIN_FILENO);
    close(before_);
  }
  StandardInputFrom(const StandardInputFrom&) = delete;
  StandardInputFrom& operator=(const StandardInputFrom&) = delete;

 private:
  int before_;
};

// A limit on open files, for as long as this lives.
class FewFileDescriptors {
 public:
  explicit FewFileDescriptors(rlim_t count) {
    getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit few = {count, before_.rlim_max};
    setrlimit(RLIMIT_NOFILE, &few);
  }
  ~FewFileDescriptors() { setrlimit(RLIMIT_NOFILE, &before_); }
  FewFileDescriptors(const FewFileDescriptors&) = delete;
  FewFileDescriptors& operator=(const FewFileDescriptors&) = delete;

 private:
  rlimit before_;
};

// Whether `check` holds for a user to whom permissions apply: root may read everything, so the
// check then runs as nobody, in a process of its own.
inline bool HoldsWithoutPrivileges(const std::function<bool()>& check) {
  if (geteuid() != 0) return check();
  const pid_t child = fork();
  if (child == 0) {
    constexpr uid_t kNobody = 65534;
    const bool dropped = setgroups(0, nullptr) == 0 && setgid(kNobody) == 0 && setuid(kNobody) == 0;
    _exit(dropped && check() ? 0 : 1);
  }
  int status = 0;
  return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace fit299::source

#endif  // FIT299_TESTS_SOURCE_TEMP_TREE_H_
