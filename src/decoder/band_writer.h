// The decoder's side of the room for pixels: bands of rows go into it, one behind the other.
#ifndef FIT299_DECODER_BAND_WRITER_H_
#define FIT299_DECODER_BAND_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "codec/codec.h"
#include "decoder/protocol.h"

namespace fit299::decoder {

// Speaks of a band to the parent when the next one begins, so that the last one, which may be the
// only one, is left for the answer to speak of. Where the parent has gone, the process ends.
class BandWriter : public codec::BandTaker {
 public:
  // `room` holds bands of `band_bytes`. REQUIRES: it holds one at least.
  BandWriter(std::span<std::byte> room, std::size_t band_bytes);

  // As many rows as a band has bytes for. Throws std::length_error when it has none for a row.
  void MakeRoom(cv::Size picture, int type, cv::Mat& band) override;

  // Copies nothing of a band that MakeRoom made.
  void Take(const cv::Mat& band, cv::Point at) override;

  // Waits until the parent has taken all bands that it was told of. The last one, which it was not
  // told of, goes into `reply`. REQUIRES: Take comes no more.
  void Finish(Reply& reply);

 private:
  std::byte* Slot() const;
  void Announce();
  void AwaitTaken(std::uint64_t bands);

  std::span<std::byte> room_;
  std::size_t band_bytes_;
  std::uint64_t announced_ = 0;  // bands
  std::uint64_t taken_ = 0;      // of them
  int rows_ = 0;                 // of the band that the parent was not told of yet
  int type_ = 0;
};

}  // namespace fit299::decoder

#endif  // FIT299_DECODER_BAND_WRITER_H_
