#include "cli/result.h"

#include <cerrno>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/console.h"
#include "record/escape.h"
#include "sink/private_file.h"

namespace fit299::cli {
namespace {

using nlohmann::ordered_json;

bool Print(const std::string& text) {
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() &&
         std::fflush(stdout) == 0;
}

// A command that makes nothing has no summary.
ordered_json FailureJson(const Failure& failure, const Request& request) {
  const Command* command = request.command;
  if (command != nullptr && (command->bit & kFitting) == 0) {
    ordered_json json;
    json["kind"] = command->name;
    json["exit"] = static_cast<int>(failure.status);
    json["error"] = record::EscapeForJson(failure.message);
    return json;
  }
  record::Summary summary;
  summary.output = request.job.output;
  summary.exit = failure.status;
  return ToResult(summary, failure);
}

}  // namespace

ExitStatus PrintResult(const std::string& text, ExitStatus status, Console& console) {
  if (Print(text)) return status;
  const int code = errno;
  console.Error(sink::MakeWriteError(code, "write", "standard output").what);
  const bool was_well = status == ExitStatus::kOk || status == ExitStatus::kSkipped ||
                        status == ExitStatus::kDifference;
  if (!was_well) return status;
  return sink::IsResourceError(code) ? ExitStatus::kResource : ExitStatus::kFailure;
}

ordered_json ToResult(const record::Summary& summary, const std::optional<Failure>& failure) {
  ordered_json json = record::ToJson(summary);
  if (failure) json["error"] = record::EscapeForJson(failure->message);
  return json;
}

ExitStatus EndInFailure(const Failure& failure, const Request& request, Console& console) {
  console.Error(failure.message);
  if (!request.json) return failure.status;
  return PrintResult(FailureJson(failure, request).dump() + "\n", failure.status, console);
}

}  // namespace fit299::cli
