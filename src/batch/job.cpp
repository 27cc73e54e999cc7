#include "batch/job.h"

namespace fit299::batch {

bool IsOverBudget(const Job& job, std::uint64_t skipped, std::uint64_t inputs) {
  if (job.stop_on_error) return skipped > 0;
  if (!job.max_errors) return false;
  const ErrorBudget budget = *job.max_errors;
  const double allowed =
      budget.percent ? budget.count / 100 * static_cast<double>(inputs) : budget.count;
  return static_cast<double>(skipped) > allowed;
}

}  // namespace fit299::batch
