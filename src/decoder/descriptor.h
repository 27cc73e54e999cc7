// A file descriptor that is closed at its end.
#ifndef FIT299_DECODER_DESCRIPTOR_H_
#define FIT299_DECODER_DESCRIPTOR_H_

#include <unistd.h>

#include <utility>

namespace fit299::decoder {

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int value) : value_(value) {}
  Descriptor(Descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(value_, other.value_);
    return *this;
  }
  ~Descriptor() {
    if (value_ >= 0) close(value_);
  }

  int get() const { return value_; }
  bool ok() const { return value_ >= 0; }

 private:
  int value_ = -1;
};

}  // namespace fit299::decoder

#endif  // FIT299_DECODER_DESCRIPTOR_H_
