#include "batch/survey.h"

#include "batch/input_reader.h"
#include "batch/memory_budget.h"
#include "batch/process.h"
#include "batch/settle.h"
#include "batch/workers.h"
#include "recipe/recipe_json.h"
#include "record/escape.h"
#include "sink/encode.h"
#include "sink/stack.h"

namespace fit299::batch {
namespace {

// Reports alone are small.
constexpr std::uint64_t kWindowPerThread = 256;

void CountAccepted(const Plan& plan, const record::ItemReport& report, Survey& survey) {
  const cv::Size canvas = report.geometry->canvas;
  survey.summary.bytes += SampleBytes(plan, canvas);
  if (!survey.canvas) {
    survey.canvas = canvas;
    survey.mismatch = SizeMismatch{report.open_path, canvas, "", canvas};
  } else if (survey.mismatch->other_path.empty() && canvas != *survey.canvas) {
    survey.mismatch->other_path = report.open_path;
    survey.mismatch->other = canvas;
  }
}

}  // namespace

Failure ToFailure(const SizeMismatch& mismatch, const Plan& plan) {
  using record::EscapeName;
  return {ExitStatus::kUsage,
          "policy native keeps each image's size, and one array holds one size only: " +
              EscapeName(mismatch.first_path) + " gives " + SizeText(mismatch.first) + ", " +
              EscapeName(mismatch.other_path) + " gives " + SizeText(mismatch.other) +
              ". Write a file each (a folder: -o " +
              plan.output.path.substr(0, plan.output.path.rfind('.')) +
              "/), or bring them to one size: --policy pad, center-crop or resize"};
}

std::uint64_t SampleBytes(const Plan& plan, cv::Size canvas) {
  if (sink::Row(plan.output.format).is_image) return 0;
  if (plan.output.shape != Shape::kStack) return sink::TensorFileBytes(plan.recipe, canvas);
  return sink::Stack::FileBytes(plan.recipe, canvas, 1) -
         sink::Stack::FileBytes(plan.recipe, canvas, 0);
}

Survey SurveyInputs(const Plan& plan, Listener& listener, const std::atomic<int>& stop) {
  Survey survey;
  survey.summary.inputs = plan.size();
  survey.summary.output = plan.output.path;
  survey.summary.manifest = plan.output.manifest_path;
  survey.summary.normalized = IsNormalized(plan.recipe);
  survey.summary.ignored = CountIgnored(plan.inputs);
  Settler settler(plan.size(), kWindowPerThread * static_cast<std::uint64_t>(plan.threads()),
                  [&](Finished& finished) {
                    survey.summary.Count(finished.report);
                    if (finished.report.accepted()) CountAccepted(plan, finished.report, survey);
                    listener.OnSettled(finished.report, survey.summary);
                    return true;
                  });
  InputReader reader(plan);
  MemoryBudget budget(DivideMemory(plan.memory(), plan.threads()), stop);
  listener.OnBegin(plan.size());
  const auto work = [&] {
    Processor processor(plan, reader, budget);
    while (stop == 0) {
      const auto index = settler.Claim();
      if (!index) break;
      settler.HandIn({processor.Survey(*index), {}});
    }
    settler.Stop();
  };
  survey.failure = RunWorkers(plan.threads(), work, [&] { settler.Stop(); });
  listener.OnEnd();
  survey.summary.not_reached = plan.size() - settler.settled();
  if (survey.mismatch && survey.mismatch->other_path.empty()) survey.mismatch.reset();
  if (plan.output.shape == Shape::kStack && survey.canvas) {
    survey.summary.bytes += sink::Stack::FileBytes(plan.recipe, *survey.canvas, 0);
  }
  return survey;
}

}  // namespace fit299::batch
