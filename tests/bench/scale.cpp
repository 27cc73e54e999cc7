// How the run around the images scales: the real list, reader, order, store and manifest, and in
// the place of the decoder one that sleeps, so that many threads need no processor.
//
//   bench_scale MILLISECONDS IMAGES THREADS... -- INPUT OUTPUT
//
// Prints a line for each number of threads: images a second, and what share that is of threads /
// MILLISECONDS. INPUT is a folder of any images, taken again and again; OUTPUT ends in .npy or is a
// folder. What this program says is simulated: it shows locks and waiting, not decoding.
//
// Its Preprocessor takes the place of the library's when it is linked.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "batch/plan.h"
#include "batch/run.h"
#include "fit299/preprocess.h"

namespace {

constexpr int kSide = 64;
std::chrono::milliseconds sleeping{5};

}  // namespace

namespace fit299 {

struct Preprocessor::Scratch {};

Preprocessor::Preprocessor(const Recipe& recipe, const Limits& limits)
    : recipe_(recipe), limits_(limits) {}
Preprocessor::~Preprocessor() = default;

Expected<Prepared, Rejection> Preprocessor::Prepare(std::span<const std::byte> bytes) const {
  Prepared prepared;
  prepared.header.format = "jpeg";
  prepared.header.size = {kSide, kSide};
  const cv::Rect all(0, 0, kSide, kSide);
  prepared.geometry = {all.size(), all, all.size(), all, {0, 0}, all.size()};
  prepared.tensor_bytes = std::size_t{3} * kSide * kSide * BytesPerValue(recipe_.dtype);
  prepared.fit_bytes = prepared.decode_bytes = bytes.size() + prepared.tensor_bytes;
  return prepared;
}

Expected<FitReport, Rejection> Preprocessor::Fit(std::span<const std::byte>, const Prepared&,
                                                 std::span<std::byte> tensor) {
  std::this_thread::sleep_for(sleeping);
  std::memset(tensor.data(), 7, tensor.size());
  return FitReport{};
}

Expected<Decoded, Rejection> Preprocessor::Decode(std::span<const std::byte>, const Prepared&) {
  return Decoded{};
}

Expected<FitReport, Rejection> Preprocessor::DecodeRows(std::span<const std::byte>, const Prepared&,
                                                        RowTaker&) {
  return FitReport{};
}

void Preprocessor::ReleaseMemory(std::size_t) {}
std::vector<DecoderVersion> Preprocessor::UsedDecoders() const { return {}; }
std::vector<DecoderVersion> DecoderVersions() { return {}; }
std::array<int, 3> TensorShape(cv::Size canvas, Layout) { return {canvas.height, canvas.width, 3}; }

}  // namespace fit299

namespace {

using namespace fit299;

class Silence : public batch::Listener {
  void OnBegin(std::uint64_t) override {}
  void OnSettled(const record::ItemReport&, const record::Summary&) override {}
  void OnEnd() override {}
};

[[noreturn]] void Fail(const std::string& message) {
  std::fprintf(stderr, "bench_scale: %s\n", message.c_str());
  std::exit(1);
}

batch::Plan MakePlan(const std::string& input, const std::string& output, std::size_t images,
                     int threads) {
  batch::Job job;
  job.query.operands = {input};
  job.output = output;
  job.overwrite = true;
  job.jobs = threads;
  job.profile = true;
  job.recipe.size = {kSide, kSide};
  job.recipe.dtype = Dtype::kUint8;
  auto plan = batch::MakePlan(job);
  if (!plan) Fail(plan.error().message);
  // The same files under other names.
  const std::size_t files = plan->inputs.list.size();
  source::InputList list;
  for (std::size_t i = 0; i < images; ++i) {
    const std::string path = plan->inputs.list.OpenPath(i % files);
    list.BeginGroup(path.substr(0, path.rfind('/') + 1), std::to_string(i / files) + "/");
    list.Add(path.substr(path.rfind('/') + 1));
  }
  plan->inputs.list = std::move(list);
  return *std::move(plan);
}

void Measure(const std::string& input, const std::string& output, std::size_t images, int threads) {
  const batch::Plan plan = MakePlan(input, output, images, threads);
  std::atomic<int> stop{0};
  Silence silence;
  const batch::Outcome outcome = batch::RunPlan(plan, silence, stop);
  if (outcome.failure) Fail(outcome.failure->message);
  const double rate = static_cast<double>(images) / outcome.summary.seconds;
  const double ideal = threads * 1000.0 / static_cast<double>(sleeping.count());
  const auto milliseconds = [&](Stage stage) {
    return outcome.profile.Of(stage) * 1000 / static_cast<double>(images);
  };
  std::printf(
      "%3d threads: %8.0f images/s, %5.1f %% of the ideal; ms/image: read %.3f, write %.3f, "
      "record %.3f, wait %.3f; CPU %.3f\n",
      threads, rate, rate / ideal * 100, milliseconds(Stage::kRead), milliseconds(Stage::kWrite),
      milliseconds(Stage::kRecord), milliseconds(Stage::kWait),
      outcome.profile.cpu_seconds * 1000 / static_cast<double>(images));
  std::filesystem::remove_all(output);
  std::filesystem::remove(output + ".manifest.jsonl");
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (argc < 7 || arguments[arguments.size() - 3] != "--") {
    Fail("MILLISECONDS IMAGES THREADS... -- INPUT OUTPUT");
  }
  sleeping = std::chrono::milliseconds(std::atoi(argv[1]));
  std::printf("simulated: each image sleeps %s ms\n", argv[1]);
  for (std::size_t i = 2; i + 3 < arguments.size(); ++i) {
    Measure(arguments[arguments.size() - 2], arguments.back(),
            static_cast<std::size_t>(std::atoll(argv[2])), std::atoi(arguments[i].c_str()));
  }
}
