// The process of fit299-decode and what is shared with it: a question, an answer, and what becomes
// of it when there is none.
#ifndef FIT299_DECODER_CONNECTION_H_
#define FIT299_DECODER_CONNECTION_H_

#include <cstddef>
#include <cstdint>
#include <opencv2/core/mat.hpp>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "decoder/band_reader.h"
#include "decoder/child.h"
#include "decoder/client.h"
#include "decoder/protocol.h"
#include "decoder/shared_memory.h"

namespace fit299::decoder {

// Of a band: enough for a whole picture of 500x375, few enough to stay in a core's cache until they
// have been taken.
inline constexpr std::size_t kBandBytes = 1U << 20;

class Connection {
 public:
  explicit Connection(Options options) : options_(std::move(options)) {}

  const Options& options() const { return options_; }
  int process_id() const { return child_ ? child_->id() : -1; }
  const std::optional<Hello>& hello() const { return hello_; }
  const std::set<std::string_view>& used() const { return used_; }

  // Ready to be asked. Errors: why it never will be; asking again costs nothing.
  Expected<void, std::string> Start();

  // One question, one answer, before which rows may come for `bands`. What is wrong with the
  // answer, or its lack, is a rejection.
  Expected<Reply, Rejection> Ask(const codec::Codec& codec, codec::Bytes bytes, Request request,
                                 BandReader* bands = nullptr);

  // The decoder has said what no decoder says: it is not asked again.
  Rejection Garbage(const std::string& what) {
    child_.reset();
    return {Reason::kDecoderDied, "fit299-decode made no sense: " + what};
  }

  void ReleaseMemory(std::size_t kept) {
    view_ = Mapping();
    if (input_) input_->Release(kept);
    if (pixels_) pixels_->Release(kept);
    if (picture_.total() * picture_.elemSize() > kept) picture_.release();
  }

  // Makes the room for pixels that large.
  std::span<std::byte> MakeRoom(std::size_t bytes);

  // Memory for a picture of several bands.
  cv::Mat& picture() { return picture_; }

 private:
  Expected<void, std::string> StartAnew();
  bool Reads(std::string_view format) const;
  Expected<Reply, Rejection> Receive(std::uint64_t cpu_seconds, BandReader* bands);
  Rejection Died(std::uint64_t cpu_seconds);
  Rejection TooSlow();

  const Options options_;
  std::optional<std::string> hopeless_;
  std::optional<Hello> hello_;
  std::optional<SharedMemory> input_;
  std::optional<SharedMemory> pixels_;
  Mapping view_;
  cv::Mat picture_;
  std::optional<Child> child_;
  std::set<std::string_view> used_;
};

}  // namespace fit299::decoder

#endif  // FIT299_DECODER_CONNECTION_H_
