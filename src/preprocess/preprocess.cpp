// The one place where probe -> geometry -> decode -> resample -> tensor is written out.
#include "fit299/preprocess.h"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <new>
#include <opencv2/core.hpp>
#include <optional>
#include <sstream>
#include <string>
#include <utility>

#include "codec/codec.h"
#include "codec/icc_convert.h"
#include "codec/whole_picture.h"
#include "decoder/client.h"
#include "geometry/orientation.h"
#include "geometry/shrink.h"
#include "preprocess/fail_on.h"
#include "preprocess/memory.h"
#include "resample/resampler.h"
#include "tensor/pack.h"

namespace fit299 {
namespace {

int BorderType(PadMode mode) {
  switch (mode) {
    case PadMode::kConstant: return cv::BORDER_CONSTANT;
    case PadMode::kEdge: return cv::BORDER_REPLICATE;
    case PadMode::kReflect: return cv::BORDER_REFLECT_101;
  }
  return cv::BORDER_CONSTANT;
}

// Takes a picture's rows to the resampler, whose source begins at `corner` of the stored picture.
class BandsToResampler : public codec::BandTaker {
 public:
  BandsToResampler(resample::Resampler& resampler, cv::Point corner, StageListener* stages)
      : resampler_(resampler), corner_(corner), stages_(stages) {}

  void Take(const cv::Mat& band, cv::Point at) override {
    if (stages_ != nullptr) stages_->Enter(Stage::kResample);
    resampler_.Add(band, at - corner_);
    if (stages_ != nullptr) stages_->Enter(Stage::kDecode);
  }

 private:
  resample::Resampler& resampler_;
  const cv::Point corner_;
  StageListener* const stages_;
};

// Passes a picture's rows on.
class BandsToRows : public codec::BandTaker {
 public:
  explicit BandsToRows(RowTaker& taker) : taker_(taker) {}

  void Take(const cv::Mat& band, cv::Point /*at*/) override { taker_.Take(band); }

 private:
  RowTaker& taker_;
};

// By this process: codec.decode, but what is to be turned comes in bands where that can be, so that
// it is not there twice. The picture is in `memory`.
Expected<FitReport, Rejection> DecodeHere(const codec::Codec& codec,
                                          std::span<const std::byte> bytes, const Header& header,
                                          codec::DecodeRequest request, cv::Mat& memory,
                                          cv::Mat& image) {
  if (request.bands == nullptr && header.in_rows && header.orientation != kUpright &&
      codec::IsTurned(header, request)) {
    codec::WholePicture upright(ShrunkSize(header.size, request.shrink), header.orientation, memory,
                                image);
    cv::Mat band;
    request.bands = &upright;
    return codec.decode(bytes, header, request, band);
  }
  auto report = codec.decode(bytes, header, request, memory);
  image = memory;
  return report;
}

bool IsWhole(const cv::Rect2d& rect) { return rect == cv::Rect2d(cv::Rect(rect)); }

codec::DecodeRequest MakeRequest(const Recipe& recipe, const Limits& limits) {
  codec::DecodeRequest request;
  request.reader = recipe.reader;
  request.orientation = recipe.orientation;
  request.alpha = recipe.alpha;
  request.background = recipe.background;
  request.dct = recipe.dct;
  request.upsampling = recipe.upsampling;
  request.depth16 = recipe.depth16;
  request.frame = recipe.frame;
  request.salvage = limits.fail_on == FailOn::kNever;
  return request;
}

decoder::Options MakeOptions(const Limits& limits) {
  decoder::Options options;
  options.program = limits.decoder;
  options.timeout = limits.timeout;
  options.max_pixels = limits.max_pixels;
  options.max_memory = limits.max_memory;
  return options;
}

// 3 as "3", 2.5 as "2.5".
std::string NumberText(double number) {
  std::ostringstream text;
  text << number;
  return text.str();
}

// No photo has a longer side: a row of it, or the weights to resample one, would take hundreds of
// megabytes.
constexpr int kMostSide = 1 << 20;

// What the limits say to a size, as stored: none of them minds a turn.
std::optional<Rejection> CheckSize(cv::Size size, const Limits& limits) {
  const std::string text = std::to_string(size.width) + "x" + std::to_string(size.height);
  const auto [shorter, longer] = std::minmax(size.width, size.height);
  if (std::int64_t{size.width} * size.height > limits.max_pixels) {
    return Rejection{
        Reason::kTooLarge,
        text + " is more than " + std::to_string(limits.max_pixels) + " pixels (--max-pixels)"};
  }
  if (longer > kMostSide) {
    return Rejection{Reason::kTooLarge,
                     text + " has a side of more than " + std::to_string(kMostSide) + " pixels"};
  }
  if (shorter < limits.min_side) {
    return Rejection{
        Reason::kTooSmall,
        text + " has a side below " + std::to_string(limits.min_side) + " pixels (--min-side)"};
  }
  if (limits.max_aspect > 0 && longer > limits.max_aspect * shorter) {
    return Rejection{Reason::kOddAspect, text + " is more than " + NumberText(limits.max_aspect) +
                                             " to 1 (--max-aspect)"};
  }
  return std::nullopt;
}

}  // namespace

struct Preprocessor::Scratch {
  Scratch(const Recipe& recipe, const Limits& limits)
      : decoder(MakeOptions(limits)),
        resampler(resample::MakeResampler(recipe)),
        packer(recipe),
        request(MakeRequest(recipe, limits)) {
    if (recipe.icc == Icc::kConvert) request.colors = &colors.emplace();
  }

  decoder::Client decoder;
  std::unique_ptr<resample::Resampler> resampler;
  tensor::Packer packer;
  std::optional<codec::ColorConverter> colors;
  codec::DecodeRequest request;
  cv::Mat decoded;  // by this process
  cv::Mat source;   // the decoded image, whoever has decoded it
  cv::Mat window;
  cv::Mat canvas;
};

Preprocessor::Preprocessor(const Recipe& recipe, const Limits& limits)
    : recipe_(recipe), limits_(limits), scratch_(std::make_unique<Scratch>(recipe, limits)) {
  assert(!FindRecipeError(recipe));
}

Preprocessor::~Preprocessor() = default;
Preprocessor::Preprocessor(Preprocessor&&) noexcept = default;
Preprocessor& Preprocessor::operator=(Preprocessor&&) noexcept = default;

Expected<Prepared, Rejection> Preprocessor::Prepare(std::span<const std::byte> bytes) const {
  Enter(Stage::kDecode);
  const auto codec = codec::FindCodec(bytes);
  if (!codec) return codec.error();
  const codec::DecodeRequest& request = scratch_->request;
  auto header = (*codec)->in_process() ? (*codec)->probe(bytes, request)
                                       : scratch_->decoder.Probe(**codec, bytes, request);
  if (!header) return std::move(header).error();
  if (auto rejected = CheckSize(header->size, limits_)) return *std::move(rejected);
  auto geometry = ComputeGeometry(recipe_, codec::DecodedSize(*header, request));
  if (!geometry) return std::move(geometry).error();
  if (recipe_.shrink_on_load != 0 && header->shrinks) {
    geometry->shrink = ChooseShrink(*geometry, recipe_.shrink_on_load);
  }
  const std::size_t values = std::size_t{3} * static_cast<std::size_t>(geometry->canvas.width) *
                             static_cast<std::size_t>(geometry->canvas.height);
  Prepared prepared{*header, *geometry, values * BytesPerValue(recipe_.dtype)};
  prepared.max_memory = limits_.max_memory;
  EstimateMemory(prepared);
  if (auto excess = FindExcess(prepared.fit_bytes, limits_.max_memory)) return *std::move(excess);
  return prepared;
}

void Preprocessor::EstimateMemory(Prepared& prepared) const {
  const Header& header = prepared.header;
  Passage passage;
  passage.bytes_a_value = recipe_.depth16 == Depth16::kKeep && header.depth > 8 ? 2 : 1;
  passage.turns = header.orientation >= 5 && codec::IsTurned(header, scratch_->request);
  prepared.decode_bytes = prepared.decode_rows_bytes = DecodeBytes(header, passage);
  passage.in_bands = header.in_rows;
  if (passage.in_bands) prepared.decode_rows_bytes = DecodeBytes(header, passage);
  passage.in_bands = UsesBands(header, prepared.geometry);
  passage.shrink = prepared.geometry.shrink;
  prepared.fit_bytes = FitBytes(header, prepared.geometry, prepared.tensor_bytes, passage, recipe_);
}

Expected<FitReport, Rejection> Preprocessor::Fit(std::span<const std::byte> bytes,
                                                 const Prepared& prepared,
                                                 std::span<std::byte> tensor) {
  assert(tensor.size() == prepared.tensor_bytes);
  if (auto waste = FindWaste(prepared, bytes.size())) return *std::move(waste);
  try {
    FitReport done;
    const auto window = MakeWindow(bytes, prepared, done);
    if (!window) return window.error();
    Enter(Stage::kNormalize);
    scratch_->packer.Pack(PlaceOnCanvas(prepared.geometry, *window), tensor);

    if (IsEnlarged(prepared.geometry)) done.changes.Add(Change::kEnlarged);
    if (IsAspectChanged(prepared.geometry)) done.changes.Add(Change::kAspectChanged);
    done.warnings.Add(prepared.header.warnings);
    return done;
  } catch (const cv::Exception& error) {
    if (error.code == cv::Error::StsNoMem) throw std::bad_alloc();
    return Rejection{Reason::kInternalError, error.err};
  }
}

Expected<FitReport, Rejection> Preprocessor::DecodeSource(std::span<const std::byte> bytes,
                                                          const Header& header,
                                                          codec::DecodeRequest request) {
  Enter(Stage::kDecode);
  const auto codec = codec::FindCodec(bytes);
  if (!codec) return codec.error();
  Scratch& scratch = *scratch_;
  scratch.source.release();  // or its memory could not be used again
  request.deadline = std::chrono::steady_clock::now() + limits_.timeout;
  Expected<FitReport, Rejection> report =
      (*codec)->in_process()
          ? DecodeHere(**codec, bytes, header, request, scratch.decoded, scratch.source)
          : scratch.decoder.Decode(**codec, bytes, header, request, scratch.source);
  if (!report) return report;
  // Not before: pixels that are missing are worse than what the header has.
  CodeSet<Warning> warnings = header.warnings;
  warnings.Add(report->warnings);
  if (auto damage = FindDamage(limits_.fail_on, warnings)) return *std::move(damage);
  return report;
}

Expected<Decoded, Rejection> Preprocessor::Decode(std::span<const std::byte> bytes,
                                                  const Prepared& prepared) {
  if (auto waste = FindWaste(prepared, bytes.size())) return *std::move(waste);
  try {
    auto report = DecodeSource(bytes, prepared.header, scratch_->request);
    if (!report) return std::move(report).error();
    report->warnings.Add(prepared.header.warnings);
    return Decoded{scratch_->source, *report};
  } catch (const cv::Exception& error) {
    if (error.code == cv::Error::StsNoMem) throw std::bad_alloc();
    return Rejection{Reason::kInternalError, error.err};
  }
}

Expected<FitReport, Rejection> Preprocessor::DecodeRows(std::span<const std::byte> bytes,
                                                        const Prepared& prepared, RowTaker& taker) {
  const Header& header = prepared.header;
  codec::DecodeRequest request = scratch_->request;
  if (!header.in_rows) {
    auto decoded = Decode(bytes, prepared);
    if (!decoded) return std::move(decoded).error();
    taker.Begin(decoded->pixels.size(), 1);
    taker.Take(decoded->pixels);
    return decoded->report;
  }
  if (auto waste = FindWaste(prepared, bytes.size())) return *std::move(waste);
  try {
    taker.Begin(header.size, codec::IsTurned(header, request) ? header.orientation : 1);
    BandsToRows bands(taker);
    request.bands = &bands;
    auto report = DecodeSource(bytes, header, request);
    if (report) report->warnings.Add(header.warnings);
    return report;
  } catch (const cv::Exception& error) {
    if (error.code == cv::Error::StsNoMem) throw std::bad_alloc();
    return Rejection{Reason::kInternalError, error.err};
  }
}

void Preprocessor::ReleaseMemory(std::size_t kept) {
  Scratch& scratch = *scratch_;
  // The picture, by whichever process, may have most of it.
  const std::size_t most = kept / 4 * 3;
  const std::size_t rest = kept / 16;
  const auto release = [](cv::Mat& image, std::size_t limit) {
    if (image.total() * image.elemSize() > limit) image.release();
  };
  scratch.source.release();  // a view of what follows
  release(scratch.decoded, most);
  scratch.decoder.ReleaseMemory(most);
  release(scratch.window, rest);
  release(scratch.canvas, rest);
  scratch.resampler->ReleaseMemory(rest);
}

std::vector<DecoderVersion> Preprocessor::UsedDecoders() const {
  return scratch_->decoder.UsedVersions();
}

// A crop that is asked for before the resize has no surroundings any more: it is the source.
Preprocessor::Source Preprocessor::FindSource(const Geometry& geometry, int orientation) const {
  const int shrink = geometry.shrink;
  const cv::Rect all(cv::Point(0, 0), ShrunkSize(geometry.source, shrink));
  const cv::Rect2d box = ShrunkPart(geometry.crop, geometry.source, orientation, shrink);
  const cv::Rect part = recipe_.crop_to_aspect ? all : WholePixels(box) & all;
  return {part, box - cv::Point2d(part.tl())};
}

// The window's pixels, empty when it is. In bands where that can be: then the picture is never in
// memory as a whole.
Expected<cv::Mat, Rejection> Preprocessor::MakeWindow(std::span<const std::byte> bytes,
                                                      const Prepared& prepared, FitReport& done) {
  Scratch& scratch = *scratch_;
  const Geometry& geometry = prepared.geometry;
  codec::DecodeRequest request = scratch.request;
  request.shrink = geometry.shrink;
  const int orientation =
      codec::IsTurned(prepared.header, request) ? prepared.header.orientation : 1;
  const Source source = FindSource(geometry, orientation);
  if (!UsesBands(prepared.header, geometry)) {
    auto report = DecodeSource(bytes, prepared.header, request);
    if (!report) return std::move(report).error();
    done = *report;
    return geometry.window.empty() ? cv::Mat() : Resample(geometry, source);
  }
  Enter(Stage::kResample);
  auto begun = scratch.resampler->Begin(source.part.size(), orientation, source.box,
                                        geometry.scaled, geometry.window, scratch.window);
  if (!begun) return std::move(begun).error();
  const cv::Size upright = ShrunkSize(geometry.source, geometry.shrink);
  const cv::Point corner = ToStored(source.part, upright, orientation).tl();
  BandsToResampler taker(*scratch.resampler, corner, stages_);
  request.bands = &taker;
  request.wanted = scratch.resampler->needed() + corner;
  auto report = DecodeSource(bytes, prepared.header, request);
  if (!report) return std::move(report).error();
  done = *report;
  return scratch.window;
}

bool Preprocessor::UsesBands(const Header& header, const Geometry& geometry) const {
  const bool turned = header.orientation != 1 && codec::IsTurned(header, scratch_->request);
  return header.in_rows && !geometry.window.empty() && scratch_->resampler->TakesBands(turned);
}

// The window's pixels. Where nothing is resampled they are views of the decoded ones.
Expected<cv::Mat, Rejection> Preprocessor::Resample(const Geometry& geometry, const Source& found) {
  Enter(Stage::kResample);
  resample::Resampler& resampler = *scratch_->resampler;
  const auto& [part, box] = found;
  const cv::Mat source = scratch_->source(part);
  if (resampler.KeepsSameSize() && IsWhole(box) && cv::Rect(box).size() == geometry.scaled) {
    return source(geometry.window + cv::Rect(box).tl());
  }
  const auto done = resampler.Run(source, box, geometry.scaled, geometry.window, scratch_->window);
  if (!done) return done.error();
  return scratch_->window;
}

// `window` itself where it is all of the canvas.
cv::Mat Preprocessor::PlaceOnCanvas(const Geometry& geometry, const cv::Mat& window) {
  if (window.size() == geometry.canvas) return window;
  const bool is_float = !window.empty() && window.depth() == CV_32F;
  const bool is_wide = !window.empty() && window.depth() == CV_16U;
  cv::Scalar color;
  for (int i = 0; i < 3; ++i) {
    const std::uint8_t value = recipe_.pad_color[static_cast<std::size_t>(i)];
    color[i] =
        is_float ? double{scratch_->packer.Resampled(value)} : value * (is_wide ? 257.0 : 1.0);
  }
  if (window.empty()) {
    scratch_->canvas.create(geometry.canvas, CV_8UC3);
    scratch_->canvas.setTo(color);
    return scratch_->canvas;
  }
  const cv::Size slack = geometry.canvas - window.size();
  cv::copyMakeBorder(window, scratch_->canvas, geometry.at.y, slack.height - geometry.at.y,
                     geometry.at.x, slack.width - geometry.at.x,
                     BorderType(recipe_.pad_mode) | cv::BORDER_ISOLATED, color);
  return scratch_->canvas;
}

std::vector<DecoderVersion> DecoderVersions() {
  std::vector<DecoderVersion> versions;
  for (const codec::Codec& codec : codec::Codecs()) {
    if (codec.in_process()) versions.push_back({codec.format, codec.library()});
  }
  return versions;
}

std::array<int, 3> TensorShape(cv::Size canvas, Layout layout) {
  if (layout == Layout::kNchw) return {3, canvas.height, canvas.width};
  return {canvas.height, canvas.width, 3};
}

}  // namespace fit299
