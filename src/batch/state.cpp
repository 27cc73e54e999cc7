#include "batch/state.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <system_error>
#include <utility>

#include "batch/disk.h"
#include "batch/failures.h"
#include "record/escape.h"
#include "sink/private_file.h"

namespace fit299::batch {
namespace {

using record::EscapeForDisplay;

// True while the open lock file is still the one of that name: a finishing run removes it.
bool IsCurrent(int fd, const std::string& path) {
  struct stat open_file = {};
  struct stat named_file = {};
  return fstat(fd, &open_file) == 0 && stat(path.c_str(), &named_file) == 0 &&
         open_file.st_ino == named_file.st_ino && open_file.st_dev == named_file.st_dev;
}

Expected<int, Failure> Lock(const std::string& folder, const std::string& output) {
  const std::string path = folder + "/lock";
  while (true) {
    if (auto made = sink::MakeFolders(folder); !made) return ToFailure(made.error());
    const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0 && errno == ENOENT) continue;  // a finishing run has just removed the folder
    if (fd < 0) return ToFailure(sink::MakeWriteError(errno, "create", path));
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
      close(fd);
      return Failure{ExitStatus::kConflict,
                     "another run is writing " + EscapeForDisplay(output) + " at this moment"};
    }
    if (IsCurrent(fd, path)) return fd;
    close(fd);
  }
}

// The digest of the plan whose run left its state here.
std::optional<std::string> ReadPlan(const std::string& path) {
  std::ifstream file(path);
  const auto json = nlohmann::json::parse(file, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || !json.contains("plan") || !json["plan"].is_string()) {
    return std::nullopt;
  }
  return json["plan"].get<std::string>();
}

Expected<void, sink::WriteError> WritePlan(const std::string& folder, const std::string& digest) {
  auto file = sink::PrivateFile::Create(folder);
  if (!file) return std::move(file).error();
  const std::string text = nlohmann::json{{"plan", digest}}.dump() + "\n";
  if (auto done = file->Append(std::as_bytes(std::span(text))); !done) return done;
  return file->Publish(folder + "/plan.json", /*replace=*/true);
}

}  // namespace

Expected<State, Failure> State::Enter(const Plan& plan) {
  const bool is_new = plan.output.shape == Shape::kFolder && !Exists(plan.output.path);
  auto lock = Lock(plan.output.state_folder, plan.output.path);
  if (!lock) return std::move(lock).error();
  State state(plan.output.state_folder, *lock);
  if (is_new) state.made_folder_ = plan.output.path;
  if (auto claimed = state.ClaimPlan(plan); !claimed) return std::move(claimed).error();
  return state;
}

std::optional<std::string> FindUnfinishedPlan(const Plan& plan) {
  const std::string path = plan.output.state_folder + "/plan.json";
  if (plan.output.state_folder.empty() || !Exists(path)) return std::nullopt;
  return ReadPlan(path);
}

Failure UnfinishedPlanFailure(const Plan& plan) {
  return {ExitStatus::kConflict,
          "an unfinished run of another plan is in " + EscapeForDisplay(plan.output.state_folder) +
              ". Finish it with its own options and inputs, or give it up: --overwrite"};
}

Expected<void, Failure> State::ClaimPlan(const Plan& plan) {
  keep_ = true;  // until this run has written its own plan, the state is somebody else's
  if (const auto unfinished = FindUnfinishedPlan(plan)) {
    existed_ = true;
    restarts_ = *unfinished == plan.digest;
    if (!restarts_ && !plan.job.overwrite) return UnfinishedPlanFailure(plan);
    may_replace_ =
        restarts_ && (plan.output.shape == Shape::kFolder || Exists(folder_ + "/publishing"));
  }
  RemoveLeftovers();
  if (auto written = WritePlan(folder_, plan.digest); !written) {
    keep_ = existed_;
    return ToFailure(written.error());
  }
  // What a run left in a folder is worth keeping, a part of one file is not.
  keep_ = plan.output.shape == Shape::kFolder;
  return {};
}

void State::MarkPublishing() const { std::ofstream(folder_ + "/publishing"); }

State::State(State&& other) noexcept
    : folder_(std::exchange(other.folder_, {})),
      lock_(std::exchange(other.lock_, -1)),
      existed_(other.existed_),
      restarts_(other.restarts_),
      may_replace_(other.may_replace_),
      made_folder_(std::exchange(other.made_folder_, {})),
      keep_(other.keep_) {}

State::~State() {
  if (!folder_.empty() && !keep_) Remove();
  if (lock_ >= 0) close(lock_);
}

void State::Remove() {
  std::error_code ignored;
  const std::string lock = folder_ + "/lock";
  for (const auto& entry : std::filesystem::directory_iterator(folder_, ignored)) {
    if (entry.path() != lock) std::filesystem::remove_all(entry.path(), ignored);
  }
  // The lock last: whoever finds none may enter, and would find nothing of ours.
  std::filesystem::remove(lock, ignored);
  std::filesystem::remove(folder_, ignored);  // fails when another run has entered
  if (!made_folder_.empty()) std::filesystem::remove(made_folder_, ignored);  // only when empty
  folder_.clear();
}

// Private files of a run that was killed.
void State::RemoveLeftovers() const {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, ignored)) {
    if (entry.path().filename().string().starts_with(".fit299-")) {
      std::filesystem::remove(entry.path(), ignored);
    }
  }
}

}  // namespace fit299::batch
