// A TIFF file in memory as a libtiff handle, with libtiff's errors and warnings as data.
#ifndef FIT299_FOREIGN_TIFF_FILE_H_
#define FIT299_FOREIGN_TIFF_FILE_H_

#include <tiffio.h>

#include <string>

#include "codec/codec.h"

namespace fit299::foreign {

class TiffFile {
 public:
  // Reads the first directory. `bytes` must outlive the object.
  explicit TiffFile(codec::Bytes bytes);
  ~TiffFile();
  TiffFile(const TiffFile&) = delete;
  TiffFile& operator=(const TiffFile&) = delete;

  bool IsOpen() const { return tiff_ != nullptr; }
  TIFF* get() const { return tiff_; }
  codec::Bytes bytes() const { return bytes_; }

  // What libtiff said since the last Forget(), but for remarks that concern no pixel.
  bool HasErrors() const { return errors_ > 0; }
  bool HasWarnings() const { return warnings_ > 0; }
  // The same, but for lengths of strips that do not fit the file, which truncation explains.
  bool IsContradictory() const { return contradictions_ > 0; }
  void Forget();

  // Goes to a page; false: it is not there, or cannot be read, of which HasErrors() tells.
  bool GoTo(int page);

  // Makes strips and tiles that the file ends within as long as they are there, so that libtiff
  // decodes what there is of them.
  void AdmitCutBlocks();

  // The first error, or else the first warning, as a rejection.
  Rejection ToRejection() const;

  // A field that every file has, or has a default.
  template <class Value>
  Value Get(std::uint32_t tag) const {
    Value value = 0;
    TIFFGetFieldDefaulted(tiff_, tag, &value);
    return value;
  }

 private:
  friend struct TiffCallbacks;

  codec::Bytes bytes_;
  toff_t at_ = 0;
  TIFF* tiff_ = nullptr;
  int errors_ = 0;
  int warnings_ = 0;
  int contradictions_ = 0;
  std::string first_error_;
  std::string first_warning_;
};

}  // namespace fit299::foreign

#endif  // FIT299_FOREIGN_TIFF_FILE_H_
