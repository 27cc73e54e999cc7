#include "batch/plan.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "batch/collisions.h"
#include "batch/cpus.h"
#include "batch/disk.h"
#include "batch/machine_memory.h"
#include "codec/codec.h"
#include "recipe/recipe_json.h"
#include "record/digest.h"
#include "record/escape.h"
#include "source/archive.h"

namespace fit299::batch {
namespace {

bool IsOneFile(const Job& job) {
  if (job.standard_input) return true;
  const auto& query = job.query;
  return !query.files_from && query.operands.size() == 1 && !IsFolder(query.operands.front()) &&
         !source::RecognizeArchive(query.operands.front());
}

Expected<source::FoundInputs, Failure> FindAll(const Job& job, const Output& output) {
  if (job.standard_input) {
    source::FoundInputs found;
    found.list.BeginGroup("", "");
    found.list.Add("stdin");
    return found;
  }
  source::InputQuery query = job.query;
  query.is_image_suffix = [](std::string_view suffix) {
    return codec::FindCodecBySuffix(suffix) != nullptr;
  };
  if (output.shape == Shape::kFolder) query.own_folders.push_back(output.path);
  if (job.quarantine) query.own_folders.push_back(*job.quarantine);
  return source::FindInputs(query);
}

Failure NoInput(const source::FoundInputs& found) {
  const std::string seen = source::DescribeIgnored(found);
  std::string suffixes;
  for (const codec::Codec& codec : codec::Codecs()) {
    for (const std::string_view suffix : codec.suffixes) {
      if (!suffixes.empty()) suffixes += " ";
      suffixes += suffix;
    }
  }
  return {ExitStatus::kNoInput,
          "no usable input: " + (seen.empty() ? std::string("nothing was there") : seen) +
              ". A walk takes " + suffixes + "; --include '*' takes every file"};
}

std::string InputsDigest(const source::InputList& list) {
  record::Digest digest;
  for (std::size_t i = 0; i < list.size(); ++i) digest.Add(list.Path(i));
  return digest.Hex();
}

// Everything that decides bytes or names. Not the version: what a newer fit299 does differently
// shows in the recipe.
std::string PlanDigest(const Plan& plan) {
  nlohmann::ordered_json json;
  json["recipe"] = ToJson(plan.recipe);
  json["format"] = sink::Row(plan.output.format).name;
  if (sink::Row(plan.output.format).is_lossy) json["quality"] = plan.job.quality;
  json["shape"] = static_cast<int>(plan.output.shape);
  if (plan.output.shape == Shape::kFolder) json["name"] = record::Base64(plan.job.name);
  json["max_pixels"] = plan.job.limits.max_pixels;
  json["fail_on"] = Name(plan.job.limits.fail_on);
  json["max_file_bytes"] = plan.job.max_file_bytes;
  json["timeout_ms"] = plan.job.limits.timeout.count();
  if (plan.job.limits.min_side > 0) json["min_side"] = plan.job.limits.min_side;
  if (plan.job.limits.max_aspect > 0) json["max_aspect"] = plan.job.limits.max_aspect;
  if (plan.job.max_memory) json["max_memory"] = *plan.job.max_memory;
  json["inputs"] = {plan.size(), plan.inputs_digest};
  record::Digest digest;
  digest.Add(json.dump());
  return digest.Hex();
}

// Links to rejected files never lie among the inputs or the results.
Expected<void, Failure> CheckQuarantine(const Job& job, const Output& output) {
  if (!job.quarantine) return {};
  const auto refuse = [&](const std::string& what) {
    return Failure{ExitStatus::kConflict, "--quarantine " +
                                              record::EscapeForDisplay(*job.quarantine) + " is " +
                                              what + ": choose a folder of its own"};
  };
  if (output.shape == Shape::kFolder && IsSameFile(*job.quarantine, output.path)) {
    return refuse("OUTPUT itself");
  }
  for (const std::string& operand : job.query.operands) {
    if (IsSameFile(*job.quarantine, operand)) return refuse("INPUT itself");
  }
  return {};
}

Expected<Plan, Failure> WithInputs(Job job, const Recipe& recipe, Output output,
                                   FileName file_name) {
  // A file is in memory as a whole.
  if (job.max_memory) job.max_file_bytes = std::min(job.max_file_bytes, *job.max_memory);
  auto inputs = FindAll(job, output);
  if (!inputs) return std::move(inputs).error();
  if (inputs->list.empty()) return NoInput(*inputs);
  Plan plan{
      std::move(job), recipe, std::move(output), std::move(file_name), *std::move(inputs), {}, {}};
  plan.inputs_digest = InputsDigest(plan.inputs.list);
  plan.digest = PlanDigest(plan);
  return plan;
}

}  // namespace

std::string Plan::FileOf(std::uint64_t index) const {
  if (output.shape == Shape::kFolder) {
    const std::string path = inputs.list.Path(index);
    // What lies in a folder has a path, what lies in an archive any name.
    const bool is_entry = inputs.list.ArchiveOf(index) != nullptr;
    return file_name.For(is_entry ? ContainedPath(path) : path, index);
  }
  return output.path.substr(output.path.rfind('/') + 1);
}

std::string Plan::OpenFileOf(std::uint64_t index) const {
  if (output.shape != Shape::kFolder) return output.path;
  return (output.path == "/" ? "/" : output.path + "/") + FileOf(index);
}

int Plan::threads() const {
  const std::uint64_t wanted = static_cast<std::uint64_t>(job.jobs > 0 ? job.jobs : UsableCpus());
  return static_cast<int>(std::clamp<std::uint64_t>(wanted, 1, std::max<std::uint64_t>(1, size())));
}

std::uint64_t Plan::memory() const {
  // The rest is for the page cache, and for what else is running.
  return job.max_memory.value_or(AvailableMemory() / 2);
}

std::map<std::string, std::uint64_t, std::less<>> CountIgnored(const source::FoundInputs& found) {
  std::map<std::string, std::uint64_t, std::less<>> counts;
  constexpr std::size_t kLongestSuffix = 10;
  for (const auto& [suffix, count] : found.ignored_by_suffix) {
    const bool is_word =
        suffix.size() <= kLongestSuffix && suffix.find_first_of("0123456789") == std::string::npos;
    // "frame.00001" has a number, not a suffix; a folder may hold thousands.
    counts[suffix.empty() ? "no-suffix"
           : is_word || suffix == ".mp4" || suffix == ".mp3"
               ? suffix
               : std::string(source::kOtherSuffixes)] += count;
  }
  const auto add = [&](const char* what, std::uint64_t count) {
    if (count > 0) counts[what] = count;
  };
  add("hidden", found.hidden);
  add("excluded", found.excluded);
  add("folder-links", found.folder_links);
  add("beyond-limit", found.beyond_limit);
  return counts;
}

Expected<Plan, Failure> MakePlan(Job job) {
  if (auto error = FindRecipeError(job.recipe)) return Failure{ExitStatus::kUsage, *error};
  auto output = DecideOutput(job, IsOneFile(job));
  if (!output) return std::move(output).error();
  auto recipe = AdaptRecipe(job, *output);
  if (!recipe) return std::move(recipe).error();
  auto file_name = FileName::Parse(job.name, output->format);
  if (!file_name) return Failure{ExitStatus::kUsage, std::move(file_name).error()};
  if (auto checked = CheckQuarantine(job, *output); !checked) return std::move(checked).error();

  auto plan = WithInputs(std::move(job), *recipe, *std::move(output), *std::move(file_name));
  if (!plan) return plan;
  if (auto checked = CheckNames(*plan); !checked) return std::move(checked).error();
  return plan;
}

Expected<Plan, Failure> MakeCheckPlan(Job job) {
  if (auto error = FindRecipeError(job.recipe)) return Failure{ExitStatus::kUsage, *error};
  if (job.manifest == "-") {
    return Failure{ExitStatus::kUsage, "--manifest - : the manifest goes to a file"};
  }
  Output output;
  output.shape = Shape::kNothing;
  output.manifest_path = job.manifest.value_or("");
  auto file_name = FileName::Parse("{path}", output.format);
  if (!file_name) return Failure{ExitStatus::kUsage, std::move(file_name).error()};
  if (auto checked = CheckQuarantine(job, output); !checked) return std::move(checked).error();
  const Recipe recipe = job.recipe;
  return WithInputs(std::move(job), recipe, std::move(output), *std::move(file_name));
}

}  // namespace fit299::batch
