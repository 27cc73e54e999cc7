// The other side of fit299-decode: formats that are decoded by a process of their own.
//
// A crash, a hang or a huge allocation there costs one image. The process is started when the first
// such image comes, and again after it has died.
#ifndef FIT299_DECODER_CLIENT_H_
#define FIT299_DECODER_CLIENT_H_

#include <chrono>
#include <cstdint>
#include <memory>
#include <opencv2/core/mat.hpp>
#include <string>
#include <vector>

#include "codec/codec.h"
#include "fit299/expected.h"
#include "fit299/preprocess.h"
#include "fit299/status.h"

namespace fit299::decoder {

struct Options {
  std::string program;                        // the path of fit299-decode; "": there is none
  std::chrono::milliseconds timeout{30'000};  // for each step of an image: header, pixels
  std::int64_t max_pixels = 100'000'000;

  // The address space that one image may take, on top of the libraries' own: this many bytes, the
  // file, and so many for each pixel that its header claims. OpenJPEG keeps four bytes for each of
  // four components, and copies.
  std::int64_t base_bytes = 128 << 20;
  std::int64_t bytes_per_pixel = 32;
  std::uint64_t max_memory = 0;  // not more than this on top of base_bytes; 0: any number
};

class Connection;

// Not thread-safe: one for each thread. Throws nothing but std::bad_alloc.
class Client {
 public:
  explicit Client(Options options);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Codec::probe and Codec::decode by the other process. `bytes` is the whole file. wanted.bands
  // get the rows while the rest is decoded; without them `image` has them all, and views memory of
  // this object until the next call. Errors: also kUnsupportedFormat (there is no such program, or
  // it does not read the format), kDecoderDied, kTooComplex (the time is up), kTooLarge (it needs
  // more memory than an image of its size may).
  Expected<Header, Rejection> Probe(const codec::Codec& codec, codec::Bytes bytes,
                                    const codec::DecodeRequest& request);
  Expected<FitReport, Rejection> Decode(const codec::Codec& codec, codec::Bytes bytes,
                                        const Header& header, const codec::DecodeRequest& request,
                                        cv::Mat& image);

  // Gives shared memory beyond `kept` bytes back; images that view it are not valid any more.
  void ReleaseMemory(std::size_t kept);

  // What the program reads, by which library; starts it. Errors: in words.
  Expected<std::vector<DecoderVersion>, std::string> Versions();

  // Likewise, of the formats that it was asked for so far; starts nothing.
  std::vector<DecoderVersion> UsedVersions() const;

  // The process that is running, or -1: for tests.
  int process_id() const;

 private:
  std::unique_ptr<Connection> connection_;
};

}  // namespace fit299::decoder

#endif  // FIT299_DECODER_CLIENT_H_
