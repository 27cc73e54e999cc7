// Inputs that are no files, or hardly: each has its own code, none of them holds up the run.
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <map>

#include "cli/program.h"
#include "decoder/sanitized.h"

namespace fit299 {
namespace {

using Strings = std::vector<std::string>;
namespace fs = std::filesystem;

void MakeSocket(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  ASSERT_LT(path.size(), sizeof address.sun_path);
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  const int descriptor = socket(AF_UNIX, SOCK_STREAM, 0);
  EXPECT_EQ(bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  close(descriptor);
}

TEST(Kinds, EachHasItsOwnCodeNamedOrInAListOrWalked) {
  const TemporaryFolder folder;
  fs::create_directories(folder / "in/folder.jpg");
  WriteImage(folder / "in/good.jpg", 20, 30);
  WriteFile(folder / "in/empty.jpg", "");
  WriteFile(folder / "in/text.jpg", "some text that is no image");
  const auto link = [&](const char* target, const char* name) {
    fs::create_symlink(target, folder / "in/" + name);
  };
  link("nowhere.jpg", "dangling.jpg");
  link("loop_b.jpg", "loop_a.jpg");
  link("loop_a.jpg", "loop_b.jpg");
  link("self.jpg", "self.jpg");
  link("/dev/null", "null.jpg");
  link("/dev/zero", "zero.jpg");
  link("/proc/self/mem", "memory.jpg");
  link("/proc/self/status", "proc.jpg");
  link("good.jpg", "link.jpg");
  fs::create_hard_link(folder / "in/good.jpg", folder / "in/hard.jpg");
  ASSERT_EQ(mkfifo((folder / "in/fifo.jpg").c_str(), 0644), 0);
  MakeSocket(folder / "in/socket.jpg");
  for (const char* name : {"sparse.jpg", "sparse.png", "sparse.webp"}) {
    WriteImage(folder / "in/" + name, 20, 30);
    fs::resize_file(folder / "in/" + name, 10ULL << 30);
  }
  std::map<std::string, std::string> want = {
      {"good.jpg", ""},
      {"hard.jpg", ""},
      {"link.jpg", ""},
      {"empty.jpg", "empty-file"},
      {"text.jpg", "not-an-image"},
      {"dangling.jpg", "broken-link"},
      {"loop_a.jpg", "broken-link"},
      {"loop_b.jpg", "broken-link"},
      {"self.jpg", "broken-link"},
      {"null.jpg", "not-regular-file"},
      {"zero.jpg", "not-regular-file"},
      {"fifo.jpg", "not-regular-file"},
      {"socket.jpg", "not-regular-file"},
      {"memory.jpg", "empty-file"},
      {"proc.jpg", "empty-file"},
      {"sparse.jpg", "too-large"},
      {"sparse.png", "too-large"},
      {"sparse.webp", "too-large"},
  };
  const auto check = [&](const char* how, const Strings& inputs) {
    Strings arguments = {"fit", "-o", folder / how + ".npy", "--size", "8"};
    arguments.insert(arguments.end(), inputs.begin(), inputs.end());
    const Ended ended = Fit299(folder / "in", arguments);
    EXPECT_EQ(ended.exit, 3) << ended.err;
#if !FIT299_IS_SANITIZED
    EXPECT_LT(ended.peak_kilobytes, 200'000);
#endif
    std::map<std::string, std::string> got;
    for (const auto& row : ManifestRows(folder / how + ".npy.manifest.jsonl")) {
      got[row["path"]] = row.value("reason", "");
    }
    EXPECT_EQ(got, want) << how;
  };
  check("walked", {"."});
  want["gone.jpg"] = "vanished";
  want["..jpg"] = "vanished";
  Strings names;
  std::string list;
  for (const auto& [name, reason] : want) {
    names.push_back(name);
    list += name + "\n";
  }
  check("named", names);
  want["folder.jpg"] = "not-regular-file";  // named, it is walked
  list += "folder.jpg\n";
  WriteFile(folder / "list", list);
  check("listed", {"-T", folder / "list"});
}

TEST(Kinds, AFolderThatLeadsToItselfIsWalkedOnce) {
  const TemporaryFolder folder;
  WriteImage(folder / "in/a.jpg", 20, 30);
  fs::create_directory_symlink(".", folder / "in/again");
  for (const Strings& options : {Strings{}, Strings{"--follow-links"}}) {
    Strings arguments = {"plan", "in", "-o", "x.npy", "--json"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    EXPECT_EQ(Fit299(folder.path(), arguments).Json()["inputs"], 1);
  }
}

}  // namespace
}  // namespace fit299
