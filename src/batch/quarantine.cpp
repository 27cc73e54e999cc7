#include "batch/quarantine.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <span>
#include <system_error>

#include "batch/disk.h"
#include "batch/failures.h"
#include "record/escape.h"
#include "record/quarantine_list.h"
#include "sink/private_file.h"

namespace fit299::batch {
namespace {

constexpr std::size_t kLongestName = 255;
constexpr const char* kList = "/quarantine.jsonl";

Failure SystemFailure(const std::string& doing, const std::string& path) {
  return ToFailure(sink::MakeWriteError(errno, doing, path));
}

bool IsLink(const std::string& path) {
  struct stat status = {};
  return lstat(path.c_str(), &status) == 0 && S_ISLNK(status.st_mode);
}

// The last `length` bytes at most, beginning with a whole character: the suffix is what matters.
std::string Tail(const std::string& name, std::size_t length) {
  if (name.size() <= length) return name;
  std::size_t begin = name.size() - length;
  const auto continues = [&] { return (static_cast<unsigned char>(name[begin]) & 0xC0U) == 0x80U; };
  while (begin < name.size() && continues()) ++begin;
  return name.substr(begin);
}

}  // namespace

Expected<Quarantine, Failure> Quarantine::Open(std::string folder, std::uint64_t inputs) {
  if (auto made = sink::MakeFolders(folder); !made) return ToFailure(made.error());
  const std::string path = folder + kList;
  const int list =
      open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666);
  if (list < 0) return SystemFailure("open", path);
  Quarantine quarantine(std::move(folder), std::to_string(inputs - 1).size(), list);
  if (flock(list, LOCK_EX | LOCK_NB) != 0) {
    return Failure{ExitStatus::kConflict, "another run holds --quarantine " +
                                              record::EscapeForDisplay(quarantine.folder_)};
  }
  if (auto removed = quarantine.RemoveOldLinks(); !removed) return std::move(removed).error();
  if (ftruncate(list, 0) != 0) return SystemFailure("empty", path);
  if (auto written = quarantine.WriteLine(record::QuarantineHeaderLine()); !written) {
    return std::move(written).error();
  }
  return quarantine;
}

Quarantine::~Quarantine() {
  if (list_ >= 0) close(list_);
}

// Links only, and only under names that a run may have given them.
Expected<void, Failure> Quarantine::RemoveOldLinks() const {
  const std::string path = folder_ + kList;
  const auto read = record::ForEachQuarantined(path, [&](const std::string& name) {
    const std::string link = folder_ + "/" + name;
    if (name.find('/') == name.npos && IsLink(link)) unlink(link.c_str());
  });
  if (read) return {};
  return Failure{ExitStatus::kConflict, record::EscapeForDisplay(path) +
                                            " is in the place of the list: " + read.error() +
                                            ". Move it away, or choose another --quarantine"};
}

Expected<void, Failure> Quarantine::WriteLine(const std::string& line) const {
  const auto written = sink::WriteAll(list_, std::as_bytes(std::span(line)), folder_ + kList);
  if (!written) return ToFailure(written.error());
  return {};
}

std::string Quarantine::LinkName(const record::ItemReport& report) const {
  std::string name = std::to_string(report.index);
  name.insert(0, digits_ - std::min(digits_, name.size()), '0');
  name += '-';
  const std::string base = report.path.substr(report.path.rfind('/') + 1);
  return name + Tail(base, kLongestName - name.size());
}

Expected<void, Failure> Quarantine::Add(const record::ItemReport& report) const {
  std::error_code error;
  const std::string target = std::filesystem::absolute(report.open_path, error).native();
  // What vanished, or came in by a pipe, leaves nothing to link to.
  const std::string name = !error && Exists(target) ? LinkName(report) : "";
  if (auto written = WriteLine(record::QuarantineLine(report, name)); !written) return written;
  if (name.empty()) return {};
  const std::string link = folder_ + "/" + name;
  if (symlink(target.c_str(), link.c_str()) == 0) return {};
  const int code = errno;
  if (code == EEXIST) {
    return Failure{ExitStatus::kConflict, record::EscapeForDisplay(link) +
                                              " is there already, and no link of an earlier run. "
                                              "Choose another --quarantine"};
  }
  return ToFailure(sink::MakeWriteError(code, "make the link", link));
}

}  // namespace fit299::batch
