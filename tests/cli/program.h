// Runs the program as its users do, and sees what they see.
#ifndef FIT299_TESTS_CLI_PROGRAM_H_
#define FIT299_TESTS_CLI_PROGRAM_H_

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "temporary_folder.h"

namespace fit299 {

struct Ended {
  int exit = -1;  // or 128 + the signal that ended it
  std::string out;
  std::string err;
  long peak_kilobytes = 0;  // of memory

  // What --json printed.
  nlohmann::json Json() const { return nlohmann::json::parse(out, nullptr, false); }
};

struct Invocation {
  std::string program = FIT299_PROGRAM;
  std::vector<std::string> arguments;
  std::string folder = ".";              // the working folder
  std::string input;                     // standard input
  std::vector<std::string> environment;  // "FIT299_SIZE=100", besides PATH
  std::string interrupt_once;            // SIGINT when a file of this name appears
  std::string stdout_path;               // instead of a pipe: "/dev/full"
  unsigned long memory_limit = 0;        // bytes of address space; 0: none
  unsigned long file_size_limit = 0;     // bytes; 0: none
};

Ended RunProgram(const Invocation& invocation);

// The commonest way: arguments, in a working folder.
Ended Fit299(const std::string& folder, std::vector<std::string> arguments);

// A picture of its own for every seed, written by suffix: .jpg, .png or .webp.
void WriteImage(const std::string& path, int width, int height, int seed = 0);

// A picture of one colour.
void WritePlainImage(const std::string& path, int width, int height, int r, int g, int b);

// The rows of a manifest, header and summary apart.
std::vector<nlohmann::json> ManifestRows(const std::string& path);

// All lines of a manifest.
std::vector<nlohmann::json> ManifestLines(const std::string& path);

// The values of a .npy file of float32 or uint8, and its shape as numpy prints it.
struct NpyFile {
  std::string descr;
  std::string shape;
  std::vector<float> values;
};
NpyFile ReadNpy(const std::string& bytes);

// The paths of all files below a folder, sorted, relative to it.
std::vector<std::string> FilesBelow(const std::string& folder);

}  // namespace fit299

#endif  // FIT299_TESTS_CLI_PROGRAM_H_
