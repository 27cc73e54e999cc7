// Start here: an image's bytes in, a tensor out.
//
//   fit299::Recipe recipe;                                 // 299x299, x / 127.5 - 1, float32
//   recipe.policy = fit299::Policy::kPad;
//   fit299::Preprocessor preprocessor(recipe);
//   auto prepared = preprocessor.Prepare(bytes);           // reads the header
//   if (!prepared) return Report(prepared.error());
//   if (auto waste = fit299::FindWaste(*prepared, bytes.size())) return Report(*waste);
//   std::vector<std::byte> tensor(prepared->tensor_bytes);
//   auto report = preprocessor.Fit(bytes, *prepared, tensor);
//
// No disk, no threads, no global state; a second process only if Limits::decoder names its program.
// The command line calls exactly this, so a server that calls it cannot differ from what a network
// was trained with.
#ifndef FIT299_PREPROCESS_H_
#define FIT299_PREPROCESS_H_

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <opencv2/core/mat.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fit299/expected.h"
#include "fit299/geometry.h"
#include "fit299/recipe.h"
#include "fit299/stage.h"
#include "fit299/status.h"

namespace fit299 {

namespace codec {
struct DecodeRequest;
}

// What an image file says of itself before any pixel is decoded.
struct Header {
  std::string_view format;          // "jpeg", "png", "webp", ...
  cv::Size size;                    // as stored, before orientation
  int depth = 8;                    // bits a channel
  int orientation = 1;              // EXIF tag 0x0112, 1..8
  CodeSet<Warning> warnings;        // what the header alone shows
  bool in_rows = false;             // its decoder can give one row after the other, from the top on
  bool shrinks = false;             // its decoder can give it 2, 4 and 8 times smaller
  std::uint64_t working_bytes = 0;  // of memory, that decoding takes besides the pixels

  // Of the file, those in which pixels are coded: what stands around and behind them is worth
  // none. More than the file has: nobody counted, as the picture is small or the format is raw.
  std::uint64_t coded_bytes = std::numeric_limits<std::uint64_t>::max();

  // The size after the orientation has been applied.
  cv::Size UprightSize() const {
    return orientation >= 5 ? cv::Size(size.height, size.width) : size;
  }
};

// How much damage makes an image unusable.
enum class FailOn : std::uint8_t {
  kTruncated,  // missing or wrong pixels
  kWarning,    // any damage, though all pixels are there
  kNever,      // only what cannot be decoded at all; missing pixels are gray
};
std::span<const Choice<FailOn>> FailOns();
std::string_view Name(FailOn value);

// What one image may cost, and how damaged it may be.
struct Limits {
  std::int64_t max_pixels = 100'000'000;      // of the source; checked before memory is allocated
  int min_side = 0;                           // of the source's shorter side, in pixels; 0: any
  double max_aspect = 0;                      // longer side / shorter side; 0: any
  std::chrono::milliseconds timeout{30'000};  // of decoding
  FailOn fail_on = FailOn::kTruncated;
  std::uint64_t max_memory = 0;  // bytes that one image may take, by its header; 0: any number

  // The path of fit299-decode, a program that is installed with this library. JPEG, PNG and WebP
  // are decoded in this process; all other formats by that program, which a Preprocessor starts
  // when the first such file comes: a crash or a hang in a rare decoder costs that image alone.
  // "": they are kUnsupportedFormat.
  std::string decoder;
};

// Everything about one image that is known without its pixels.
struct Prepared {
  Header header;
  Geometry geometry;
  std::size_t tensor_bytes = 0;

  // The memory, in bytes, that Fit and Decode take for it at most, the tensor included and the file
  // not: an estimate that is rather too high.
  std::uint64_t fit_bytes = 0;
  std::uint64_t decode_bytes = 0;
  std::uint64_t decode_rows_bytes = 0;  // by DecodeRows

  std::uint64_t max_memory = 0;  // that of the Limits it was prepared under
};

// Why Fit refuses an image before it decodes it: it would take more memory than the bytes that its
// pixels are coded in can be worth, of a file of so many: beyond 280 MB, 64 times as much, or 256
// where Limits::max_memory says how much it may take, and 2048 with what is made of it. Who asks
// before the tensor's memory is taken does not even take that. nullopt: it does not.
std::optional<Rejection> FindWaste(const Prepared& prepared, std::size_t file_bytes);

// What was done to one image.
struct FitReport {
  CodeSet<Change> changes;
  CodeSet<Warning> warnings;
};

// An image as it is before anything is fitted.
struct Decoded {
  cv::Mat pixels;  // RGB, upright if the recipe says so; 8 bits, or 16 where the recipe keeps them
  FitReport report;
};

// Takes an image's pixels as they are decoded, so that they need not all be in memory.
class RowTaker {
 public:
  virtual ~RowTaker() = default;

  // Comes first. `stored` is the size of the image as its rows will come, and the EXIF orientation
  // 1..8 what turns it upright: 1 where they come upright, or where the recipe ignores it.
  virtual void Begin(cv::Size stored, int orientation) = 0;

  // The next rows, from top to bottom: RGB of type CV_8UC3 or CV_16UC3. Their memory is
  // used again.
  virtual void Take(const cv::Mat& rows) = 0;
};

// A decoder library and its version: ("jpeg", "libjpeg-turbo 2.1.5").
struct DecoderVersion {
  std::string_view format;
  std::string library;
};

// Of the formats that are decoded in this process.
std::vector<DecoderVersion> DecoderVersions();

// The axes of one tensor in the order of `layout`, batch axis not included.
std::array<int, 3> TensorShape(cv::Size canvas, Layout layout);

// Keeps scratch memory and resampling weights between images. Not thread-safe: one for each thread.
// Throws nothing but std::bad_alloc: that memory is short says nothing of an image.
class Preprocessor {
 public:
  // REQUIRES: FindRecipeError(recipe) is empty.
  explicit Preprocessor(const Recipe& recipe, const Limits& limits = {});
  ~Preprocessor();
  Preprocessor(Preprocessor&&) noexcept;
  Preprocessor& operator=(Preprocessor&&) noexcept;

  // Reads the header and decides the geometry. `bytes` may be the beginning of a JPEG, PNG or WebP
  // file only, when it holds the whole header. Errors: every Reason that concerns a file's content;
  // kTooLarge also for what would take more than Limits::max_memory.
  Expected<Prepared, Rejection> Prepare(std::span<const std::byte> bytes) const;

  // Decodes, resamples and writes the tensor: prepared.tensor_bytes bytes, dtype and layout as in
  // the recipe, native byte order, without any header.
  // REQUIRES: `prepared` is what Prepare said of the same bytes; tensor.size() is its tensor_bytes.
  Expected<FitReport, Rejection> Fit(std::span<const std::byte> bytes, const Prepared& prepared,
                                     std::span<std::byte> tensor);

  // Decodes only, as Fit would: what it rejects, Fit rejects for the same reason. The pixels are
  // valid until the next call of Fit or Decode. REQUIRES: `prepared` is what Prepare said of the
  // same bytes.
  Expected<Decoded, Rejection> Decode(std::span<const std::byte> bytes, const Prepared& prepared);

  // The same, but the pixels go to `taker`, of JPEG and most PNG some rows at a time; of what is
  // rejected, too, as far as it was decoded.
  Expected<FitReport, Rejection> DecodeRows(std::span<const std::byte> bytes,
                                            const Prepared& prepared, RowTaker& taker);

  // Gives memory back that was kept for the next image, so that about `kept` bytes remain. Pixels
  // that Decode gave out are not valid any more.
  void ReleaseMemory(std::size_t kept);

  // Tells `listener` from now on which stage is entered; nullptr: nobody, as at first. It is told
  // of no end: the last stage lasts until the caller enters another one. REQUIRES: listener
  // outlives its use.
  void TellStages(StageListener* listener) { stages_ = listener; }

  // Of the formats of Limits::decoder that were met so far.
  std::vector<DecoderVersion> UsedDecoders() const;

 private:
  struct Scratch;
  struct Source {
    cv::Rect part;   // of the upright image, shrunk, which is all that may be looked at
    cv::Rect2d box;  // the crop, within it
  };

  void Enter(Stage stage) const {
    if (stages_ != nullptr) stages_->Enter(stage);
  }

  Expected<FitReport, Rejection> DecodeSource(std::span<const std::byte> bytes,
                                              const Header& header, codec::DecodeRequest request);

  // From the image to the canvas.
  Source FindSource(const Geometry& geometry, int orientation) const;
  bool UsesBands(const Header& header, const Geometry& geometry) const;
  void EstimateMemory(Prepared& prepared) const;
  Expected<cv::Mat, Rejection> MakeWindow(std::span<const std::byte> bytes,
                                          const Prepared& prepared, FitReport& done);
  Expected<cv::Mat, Rejection> Resample(const Geometry& geometry, const Source& found);
  cv::Mat PlaceOnCanvas(const Geometry& geometry, const cv::Mat& window);

  Recipe recipe_;
  Limits limits_;
  StageListener* stages_ = nullptr;
  std::unique_ptr<Scratch> scratch_;
};

}  // namespace fit299

#endif  // FIT299_PREPROCESS_H_
