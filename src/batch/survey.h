// What a plan would do, from the inputs' headers alone.
#ifndef FIT299_BATCH_SURVEY_H_
#define FIT299_BATCH_SURVEY_H_

#include <atomic>
#include <cstdint>
#include <opencv2/core/types.hpp>
#include <optional>
#include <string>

#include "batch/listener.h"
#include "batch/plan.h"
#include "fit299/exit_status.h"
#include "record/summary.h"

namespace fit299::batch {

// Two accepted inputs whose tensors have different sizes: they cannot be rows of one array.
struct SizeMismatch {
  std::string first_path;
  cv::Size first;
  std::string other_path;
  cv::Size other;
};

struct Survey {
  // `written` counts the inputs whose headers are fine; `bytes` is what they would write, 0 for
  // encoded images, whose size only encoding tells.
  record::Summary summary;
  std::optional<cv::Size> canvas;        // of the first accepted input
  std::optional<SizeMismatch> mismatch;  // the first one
  std::optional<Failure> failure;        // why it ended early
};

// Reads the headers of all inputs. `stop` ends it early.
Survey SurveyInputs(const Plan& plan, Listener& listener, const std::atomic<int>& stop);

// Why native images of different sizes cannot be stacked, and what to do instead.
Failure ToFailure(const SizeMismatch& mismatch, const Plan& plan);

// The size in bytes of a sample of this canvas in the plan's output, what stands around it in its
// file included; 0 for an encoded image.
std::uint64_t SampleBytes(const Plan& plan, cv::Size canvas);

}  // namespace fit299::batch

#endif  // FIT299_BATCH_SURVEY_H_
