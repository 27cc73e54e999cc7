// Runs a command several times, one after the other, and says what each run took.
//
//   bench_timed TIMES COMMAND [ARGUMENT...]
//
// `{n}` in an argument becomes the number of the run. Prints a JSON object a line:
//
//   {"wall": seconds, "cpu": seconds, "peak": bytes, "exit": status}
//
// `wall` is from before the process is made to after it has ended, `peak` the largest resident set
// of it or of one of its children. A small program of its own, because a child begins with the
// resident set of its parent, and Python's would hide that of a small command; and because Python
// takes a millisecond or more to start one.
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

extern char** environ;

namespace {

// What one run took.
struct Run {
  double wall = 0;
  rusage usage{};
  int exit = 1;
};

double Seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

std::string Numbered(std::string argument, int number) {
  const std::size_t at = argument.find("{n}");
  return at == std::string::npos ? argument : argument.replace(at, 3, std::to_string(number));
}

int ExitOf(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

Run RunOnce(const std::vector<std::string>& command) {
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& argument : command) arguments.push_back(strdup(argument.c_str()));
  arguments.push_back(nullptr);
  Run run;
  int status = 0;
  pid_t pid = 0;
  const auto start = std::chrono::steady_clock::now();
  const int failed = posix_spawnp(&pid, arguments[0], nullptr, nullptr, arguments.data(), environ);
  if (failed != 0 || wait4(pid, &status, 0, &run.usage) != pid) {
    std::fprintf(stderr, "bench_timed: cannot run %s\n", arguments[0]);
    std::exit(1);
  }
  run.wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  run.exit = ExitOf(status);
  for (char* argument : arguments) std::free(argument);
  return run;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fputs("usage: bench_timed TIMES COMMAND [ARGUMENT...]\n", stderr);
    return 2;
  }
  const int times = std::atoi(argv[1]);
  for (int number = 0; number < times; ++number) {
    std::vector<std::string> command;
    for (int i = 2; i < argc; ++i) command.push_back(Numbered(argv[i], number));
    const Run run = RunOnce(command);
    std::printf(R"({"wall": %.6f, "cpu": %.6f, "peak": %ld, "exit": %d})"
                "\n",
                run.wall, Seconds(run.usage.ru_utime) + Seconds(run.usage.ru_stime),
                run.usage.ru_maxrss * 1024, run.exit);
  }
  return 0;
}
