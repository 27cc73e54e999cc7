// All talk with the user: progress, one line for each skipped input, errors, the summary.
#ifndef FIT299_CLI_CONSOLE_H_
#define FIT299_CLI_CONSOLE_H_

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "batch/listener.h"
#include "cli/options.h"

namespace spdlog {
class logger;
}

namespace fit299::cli {

// Messages go to stderr. OnBegin, OnSettled and OnEnd come from one thread at a time.
class Console : public batch::Listener {
 public:
  // `decorated`: stderr is a terminal.
  Console(const Request& request, bool decorated);
  ~Console() override;

  void OnBegin(std::uint64_t inputs) override;
  void OnSettled(const record::ItemReport& report, const record::Summary& so_far) override;
  void OnEnd() override;

  // One line each: what a terminal would act on is escaped, wherever it comes from.
  void Error(const std::string& message);
  void Notice(const std::string& message);  // not with --quiet
  void Warn(const std::string& message);    // also with --quiet
  void Answer(const std::string& message);  // what was asked for: also with --quiet

  // What a finished run, or a plan, comes to.
  void PrintSummary(const record::Summary& summary);

 private:
  using Clock = std::chrono::steady_clock;

  void ShowProgress(const record::Summary& so_far);
  void ClearBar();
  std::string ProgressText(const record::Summary& so_far) const;

  std::shared_ptr<spdlog::logger> log_;
  bool quiet_;
  bool verbose_;
  bool bar_;    // progress as a line that is drawn over
  bool lines_;  // progress as a line now and then

  std::uint64_t inputs_ = 0;
  Clock::time_point begin_;
  Clock::time_point next_progress_;
  bool bar_is_drawn_ = false;
};

}  // namespace fit299::cli

#endif  // FIT299_CLI_CONSOLE_H_
