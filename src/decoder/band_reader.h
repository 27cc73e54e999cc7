// The parent's side of the room for pixels: what a decoder says of bands there, checked.
#ifndef FIT299_DECODER_BAND_READER_H_
#define FIT299_DECODER_BAND_READER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "codec/codec.h"
#include "decoder/protocol.h"

namespace fit299::decoder {

class BandReader {
 public:
  // Of a picture of this size as it is stored, whose pixels have `type`. `room` holds bands of
  // `band_bytes`. The pixels are the decoder's to change at any time, nothing else is.
  BandReader(cv::Size stored, int type, std::span<std::byte> room, std::size_t band_bytes,
             codec::BandTaker& taker);

  // Gives the rows that a reply speaks of to the taker. Errors: why there are no such rows.
  std::optional<std::string> Add(const Reply& reply);

  // How many bands there were.
  std::uint64_t bands() const { return bands_; }
  bool HasAll() const { return row_ == stored_.height; }

 private:
  cv::Size stored_;
  int type_;
  std::span<std::byte> room_;
  std::size_t band_bytes_;
  codec::BandTaker& taker_;
  std::uint64_t bands_ = 0;
  int row_ = 0;  // the next one
};

}  // namespace fit299::decoder

#endif  // FIT299_DECODER_BAND_READER_H_
