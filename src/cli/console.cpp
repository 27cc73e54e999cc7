#include "cli/console.h"

#include <spdlog/sinks/ansicolor_sink.h>
#include <spdlog/spdlog.h>

#include <cstdio>
#include <cstdlib>

#include "cli/format.h"
#include "record/escape.h"

namespace fit299::cli {
namespace {

using record::EscapeForDisplay;
using record::EscapeName;
using namespace std::chrono_literals;

constexpr auto kBarInterval = 100ms;
constexpr auto kFirstLine = 10s;
constexpr auto kLineInterval = 60s;

spdlog::color_mode ColorMode(const Request& request, bool decorated) {
  const char* no_color = std::getenv("NO_COLOR");
  const bool wanted = no_color == nullptr || *no_color == '\0';
  const bool use =
      request.color == When::kAlways || (request.color == When::kAuto && decorated && wanted);
  return use ? spdlog::color_mode::always : spdlog::color_mode::never;
}

std::shared_ptr<spdlog::logger> MakeLog(spdlog::color_mode mode) {
  auto sink = std::make_shared<spdlog::sinks::ansicolor_stderr_sink_st>(mode);
  sink->set_color(spdlog::level::info, "");
  auto log = std::make_shared<spdlog::logger>("fit299", std::move(sink));
  log->set_pattern("%^fit299:%$ %v");  // the name in the level's colour
  log->set_level(spdlog::level::trace);
  return log;
}

template <class Enum>
void Append(std::string& text, CodeSet<Enum> codes) {
  codes.ForEach([&](Enum code) { text += " [" + std::string(Code(code)) + "]"; });
}

bool IsSet(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

}  // namespace

Console::Console(const Request& request, bool decorated)
    : log_(MakeLog(ColorMode(request, decorated))),
      quiet_(request.quiet),
      verbose_(request.verbose) {
  const bool shown = !quiet_ && request.progress != When::kNever;
  bar_ = shown && (request.progress == When::kAlways || (decorated && !IsSet("CI")));
  lines_ = shown && !bar_;
}

Console::~Console() { ClearBar(); }

void Console::OnBegin(std::uint64_t inputs) {
  inputs_ = inputs;
  begin_ = Clock::now();
  next_progress_ = begin_ + (bar_ ? Clock::duration(kBarInterval) : Clock::duration(kFirstLine));
}

void Console::OnSettled(const record::ItemReport& report, const record::Summary& so_far) {
  if (report.rejection) {
    ClearBar();
    log_->warn("skipped {}: {}: {}", EscapeName(report.open_path), Code(report.rejection->reason),
               EscapeName(report.rejection->detail));
  } else if (verbose_) {
    ClearBar();
    std::string line = EscapeName(report.open_path);
    if (report.stored) line += " -> " + EscapeName(report.stored->file);
    Append(line, report.changes);
    Append(line, report.warnings);
    log_->info("{}", line);
  }
  if ((bar_ || lines_) && Clock::now() >= next_progress_) ShowProgress(so_far);
}

void Console::OnEnd() { ClearBar(); }

std::string Console::ProgressText(const record::Summary& so_far) const {
  const std::uint64_t done = so_far.written + so_far.skipped;
  const double seconds = std::chrono::duration<double>(Clock::now() - begin_).count();
  const double rate = static_cast<double>(done) / std::max(seconds, 1e-9);
  const double left = static_cast<double>(inputs_ - done) / std::max(rate, 1e-9);
  return std::to_string(done) + "/" + std::to_string(inputs_) + " images, " +
         std::to_string(static_cast<std::uint64_t>(rate)) + "/s, " + HumanSeconds(left) + " left" +
         (so_far.skipped > 0 ? ", " + std::to_string(so_far.skipped) + " skipped" : "");
}

void Console::ShowProgress(const record::Summary& so_far) {
  const std::string text = ProgressText(so_far);
  if (bar_) {
    const auto done = static_cast<double>(so_far.written + so_far.skipped);
    constexpr std::size_t kWidth = 24;
    const auto full = static_cast<std::size_t>(done / static_cast<double>(inputs_) * kWidth);
    const std::string drawn =
        "\r\x1b[K[" + std::string(full, '#') + std::string(kWidth - full, ' ') + "] " + text;
    std::fputs(drawn.c_str(), stderr);
    std::fflush(stderr);
    bar_is_drawn_ = true;
  } else {
    log_->info("{}", text);
  }
  next_progress_ =
      Clock::now() + (bar_ ? Clock::duration(kBarInterval) : Clock::duration(kLineInterval));
}

void Console::ClearBar() {
  if (!bar_is_drawn_) return;
  std::fputs("\r\x1b[K", stderr);
  std::fflush(stderr);
  bar_is_drawn_ = false;
}

void Console::Error(const std::string& message) {
  ClearBar();
  log_->error("error: {}", EscapeForDisplay(message));
}

void Console::Warn(const std::string& message) {
  ClearBar();
  log_->warn("{}", EscapeForDisplay(message));
}

void Console::Answer(const std::string& message) {
  ClearBar();
  log_->info("{}", EscapeForDisplay(message));
}

void Console::Notice(const std::string& message) {
  if (!quiet_) Answer(message);
}

void Console::PrintSummary(const record::Summary& summary) {
  std::string line = Count(summary.inputs, "input") + ": ";
  line += summary.up_to_date > 0 ? std::to_string(summary.up_to_date) + " up to date"
                                 : std::to_string(summary.written) + " written";
  if (summary.skipped > 0) line += ", " + std::to_string(summary.skipped) + " skipped";
  if (summary.not_reached > 0) line += ", " + std::to_string(summary.not_reached) + " not reached";
  if (summary.written > 0 && summary.seconds > 0) {
    const double rate = static_cast<double>(summary.written) / summary.seconds;
    line += "; " + HumanBytes(summary.bytes) + " in " + HumanSeconds(summary.seconds) + ", " +
            std::to_string(static_cast<std::uint64_t>(rate)) + " images/s";
  }
  Notice(line);
  if (!summary.reasons.empty()) Notice("skipped: " + Listed(summary.reasons));
  if (!summary.changes.empty()) Notice("changes: " + Listed(summary.changes));
  if (!summary.warnings.empty()) Notice("warnings: " + Listed(summary.warnings));
  if (!summary.ignored.empty()) Notice("ignored: " + Listed(summary.ignored));
  if (summary.written + summary.up_to_date > 0) {
    Notice("output: " + EscapeForDisplay(summary.output) +
           (summary.manifest.empty() ? "" : ", manifest: " + EscapeForDisplay(summary.manifest)));
  }
}

}  // namespace fit299::cli
