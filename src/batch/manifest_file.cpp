#include "batch/manifest_file.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <span>
#include <system_error>
#include <utility>
#include <vector>

#include "batch/disk.h"
#include "batch/failures.h"
#include "batch/input_finder.h"
#include "batch/state.h"
#include "record/manifest.h"

namespace fit299::batch {
namespace {

constexpr std::size_t kFlushBytes = 64 * 1024;

// A name that leads out of the folder is none that fit299 ever wrote.
bool StaysInside(const std::string& name) {
  const std::string framed = "/" + name + "/";
  return !name.empty() && name.front() != '/' && framed.find("/../") == std::string::npos;
}

std::vector<std::size_t> HashesOfFiles(const Plan& plan) {
  std::vector<std::size_t> hashes;
  hashes.reserve(plan.size());
  for (std::uint64_t i = 0; i < plan.size(); ++i) {
    hashes.push_back(std::hash<std::string>()(plan.FileOf(i)));
  }
  std::ranges::sort(hashes);
  return hashes;
}

}  // namespace

Expected<ManifestFile, Failure> ManifestFile::Create(const Plan& plan,
                                                     const std::string& state_folder) {
  const std::string& path = plan.output.manifest_path;
  const bool beside = plan.job.manifest.has_value() || state_folder.empty();
  auto file = sink::PrivateFile::Create(beside ? sink::ParentFolder(path) : state_folder);
  if (!file) return ToFailure(file.error());
  ManifestFile manifest(*std::move(file), path);
  const bool writes = plan.output.shape != Shape::kNothing;
  const std::string format(writes ? sink::Row(plan.output.format).name : "");
  manifest.buffer_ =
      record::HeaderLine({plan.recipe, format, plan.size(), plan.inputs_digest, plan.digest,
                          plan.job.recipe_name, plan.job.recipe_overrides});
  return manifest;
}

Expected<void, Failure> ManifestFile::Add(const record::ItemReport& report) {
  buffer_ += record::RowLine(report);
  if (buffer_.size() < kFlushBytes) return {};
  return Flush();
}

Expected<void, Failure> ManifestFile::Flush() {
  const auto done = file_.Append(std::as_bytes(std::span(buffer_)));
  buffer_.clear();
  if (!done) return ToFailure(done.error());
  return {};
}

Expected<void, Failure> ManifestFile::Publish(const record::Summary& summary) {
  return Publish(record::SummaryLine(summary));
}

Expected<void, Failure> ManifestFile::Publish(const std::string& last_line) {
  buffer_ += last_line;
  if (auto done = Flush(); !done) return done;
  // Another manifest of ours may be in its place by --overwrite; foreign files were refused before.
  const auto done = file_.Publish(path_, /*replace=*/true);
  if (!done) return ToFailure(done.error());
  return {};
}

namespace {

Expected<void, Failure> Move(const std::string& from, const std::string& to) {
  if (!Exists(from) || std::rename(from.c_str(), to.c_str()) == 0) return {};
  // The user may have put the manifest on another file system.
  std::error_code error;
  std::filesystem::copy_file(from, to, std::filesystem::copy_options::overwrite_existing, error);
  if (!error) std::filesystem::remove(from, error);
  if (!error) return {};
  return ToFailure(sink::MakeWriteError(error.value(), "move", from));
}

// Removes a file of the output folder, and the folders above it that are empty then.
// Unless it is an input, or of this run: a file system may take its name for that of another one.
void RemoveOutput(const Plan& plan, std::string name, const RunStart& start, InputFinder& inputs) {
  const std::string prefix = plan.output.path + "/";
  if (start.IsBefore(prefix + name) || inputs.Find(prefix + name) != nullptr) return;
  unlink((prefix + name).c_str());
  while (!(name = sink::ParentFolder(name)).empty()) {
    if (rmdir((prefix + name).c_str()) != 0) break;  // still in use
  }
}

}  // namespace

Expected<void, Failure> SetReplacedManifestAside(const Plan& plan, const State& state) {
  if (plan.output.shape != Shape::kFolder) return {};
  return Move(plan.output.manifest_path, state.OldManifest());
}

bool RestoreReplacedManifest(const Plan& plan, const State& state) {
  if (plan.output.shape != Shape::kFolder) return true;
  return Move(state.OldManifest(), plan.output.manifest_path).ok();
}

void RemoveReplacedFiles(const Plan& plan, const std::vector<std::uint64_t>& skipped,
                         const RunStart& start, const State& state) {
  if (plan.output.shape != Shape::kFolder) return;
  InputFinder inputs(plan);
  for (const std::uint64_t index : skipped) {
    if (Exists(plan.OpenFileOf(index))) RemoveOutput(plan, plan.FileOf(index), start, inputs);
  }
  if (!Exists(state.OldManifest())) return;
  const std::vector<std::size_t> kept = HashesOfFiles(plan);
  const auto remove = [&](const record::StoredRow& row) {
    // Equal hashes of different names only leave a file behind.
    if (StaysInside(row.file) &&
        !std::ranges::binary_search(kept, std::hash<std::string>()(row.file))) {
      RemoveOutput(plan, row.file, start, inputs);
    }
  };
  // A manifest that cannot be read any more names nothing to remove.
  (void)record::ForEachStoredRow(state.OldManifest(), remove).ok();
}

}  // namespace fit299::batch
