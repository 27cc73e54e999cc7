#include "cli/program.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstring>
#include <sstream>
#include <thread>

#include "codec/encode.h"

namespace fit299 {
namespace {

struct Pipe {
  Pipe() {
    if (pipe2(fds.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe2");
  }
  void CloseWriteEnd() {
    if (fds[1] >= 0) close(fds[1]);
    fds[1] = -1;
  }
  ~Pipe() {
    close(fds[0]);
    CloseWriteEnd();
  }
  std::array<int, 2> fds{};
};

std::string ReadAll(int fd) {
  std::string all;
  std::array<char, 65536> piece{};
  while (true) {
    const ssize_t count = read(fd, piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return all;
    all.append(piece.data(), static_cast<std::size_t>(count));
  }
}

std::vector<char*> Pointers(std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  for (std::string& string : strings) pointers.push_back(string.data());
  pointers.push_back(nullptr);
  return pointers;
}

[[noreturn]] void Become(const Invocation& invocation, const Pipe& in, const Pipe& out,
                         const Pipe& err) {
  dup2(in.fds[0], STDIN_FILENO);
  dup2(invocation.stdout_path.empty() ? out.fds[1] : open(invocation.stdout_path.c_str(), O_WRONLY),
       STDOUT_FILENO);
  dup2(err.fds[1], STDERR_FILENO);
  if (invocation.file_size_limit > 0) {
    const rlimit limit{invocation.file_size_limit, invocation.file_size_limit};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  if (invocation.memory_limit > 0) {
    const rlimit limit{invocation.memory_limit, invocation.memory_limit};
    setrlimit(RLIMIT_AS, &limit);
  }
  if (chdir(invocation.folder.c_str()) != 0) _exit(99);
  std::vector<std::string> arguments = invocation.arguments;
  arguments.insert(arguments.begin(), invocation.program);
  std::vector<std::string> environment = invocation.environment;
  environment.emplace_back("PATH=/usr/bin:/bin");
  for (const char* name : {"ASAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS"}) {
    if (const char* value = getenv(name)) environment.push_back(std::string(name) + "=" + value);
  }
  execve(invocation.program.c_str(), Pointers(arguments).data(), Pointers(environment).data());
  _exit(98);
}

void WaitFor(const std::string& path) {
  for (int i = 0; i < 20'000 && access(path.c_str(), F_OK) != 0; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

std::vector<std::byte> Rgb(int width, int height, const auto& value) {
  std::vector<std::byte> pixels;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (int c = 0; c < 3; ++c) pixels.push_back(static_cast<std::byte>(value(x, y, c)));
    }
  }
  return pixels;
}

void Encode(const std::string& path, const std::vector<std::byte>& pixels, cv::Size size) {
  const auto encoded = path.ends_with(".png")    ? codec::EncodePng(pixels, size)
                       : path.ends_with(".webp") ? codec::EncodeWebp(pixels, size, 95)
                                                 : codec::EncodeJpeg(pixels, size, 95);
  ASSERT_TRUE(encoded.ok());
  WriteFile(path, {reinterpret_cast<const char*>(encoded->data()), encoded->size()});
}

}  // namespace

Ended RunProgram(const Invocation& invocation) {
  Pipe in;
  Pipe out;
  Pipe err;
  const pid_t child = fork();
  if (child == 0) Become(invocation, in, out, err);
  out.CloseWriteEnd();
  err.CloseWriteEnd();
  Ended ended;
  {
    const std::jthread feeder([&] {
      signal(SIGPIPE, SIG_IGN);
      const std::string& input = invocation.input;
      if (!input.empty()) (void)!write(in.fds[1], input.data(), input.size());
      in.CloseWriteEnd();
    });
    const std::jthread out_reader([&] { ended.out = ReadAll(out.fds[0]); });
    const std::jthread err_reader([&] { ended.err = ReadAll(err.fds[0]); });
    if (!invocation.interrupt_once.empty()) {
      WaitFor(invocation.interrupt_once);
      kill(child, SIGINT);
    }
  }
  int status = 0;
  rusage usage = {};
  wait4(child, &status, 0, &usage);
  ended.peak_kilobytes = usage.ru_maxrss;
  ended.exit = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return ended;
}

Ended Fit299(const std::string& folder, std::vector<std::string> arguments) {
  Invocation invocation;
  invocation.folder = folder;
  invocation.arguments = std::move(arguments);
  return RunProgram(invocation);
}

void WriteImage(const std::string& path, int width, int height, int seed) {
  Encode(path,
         Rgb(width, height,
             [&](int x, int y, int c) {
               return (x * (3 + c) + y * (5 - c) + seed * 37 + (x / 8 + y / 8) % 2 * 60) & 255;
             }),
         {width, height});
}

void WritePlainImage(const std::string& path, int width, int height, int r, int g, int b) {
  const std::array<int, 3> color = {r, g, b};
  Encode(path,
         Rgb(width, height, [&](int, int, int c) { return color[static_cast<std::size_t>(c)]; }),
         {width, height});
}

std::vector<nlohmann::json> ManifestLines(const std::string& path) {
  std::vector<nlohmann::json> lines;
  std::istringstream text(ReadFile(path));
  for (std::string line; std::getline(text, line);) lines.push_back(nlohmann::json::parse(line));
  return lines;
}

std::vector<nlohmann::json> ManifestRows(const std::string& path) {
  std::vector<nlohmann::json> lines = ManifestLines(path);
  EXPECT_GE(lines.size(), 2U);
  if (lines.size() < 2) return {};
  return {lines.begin() + 1, lines.end() - 1};
}

NpyFile ReadNpy(const std::string& bytes) {
  NpyFile file;
  if (bytes.size() < 10 || bytes.substr(1, 5) != "NUMPY") {
    ADD_FAILURE() << "not a .npy file, " << bytes.size() << " bytes";
    return file;
  }
  const std::size_t length = static_cast<unsigned char>(bytes[8]) +
                             std::size_t{256} * static_cast<unsigned char>(bytes[9]);
  const std::string header = bytes.substr(10, length);
  const std::size_t descr = header.find("'descr': '") + 10;
  file.descr = header.substr(descr, header.find('\'', descr) - descr);
  const std::size_t shape = header.find('(');
  file.shape = header.substr(shape, header.find(')') + 1 - shape);
  const std::string data = bytes.substr(10 + length);
  if (file.descr == "<f4") {
    file.values.resize(data.size() / 4);
    std::memcpy(file.values.data(), data.data(), file.values.size() * 4);
  } else {
    for (const char c : data) file.values.push_back(static_cast<unsigned char>(c));
  }
  return file;
}

std::vector<std::string> FilesBelow(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_directory()) {
      files.push_back(entry.path().string().substr(folder.size() + 1));
    }
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace fit299
