// From the samples of a TIFF page, as its rows pack them, to pixels.
#ifndef FIT299_FOREIGN_TIFF_SAMPLES_H_
#define FIT299_FOREIGN_TIFF_SAMPLES_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "codec/codec.h"
#include "foreign/pixel_writer.h"
#include "foreign/tiff_file.h"
#include "foreign/tiff_page.h"

namespace fit299::foreign {

class TiffSamples {
 public:
  // `page` must outlive the object.
  TiffSamples(const TiffPage& page, Reader reader);

  // What pixels are put as.
  const PixelForm& form() const { return form_; }

  // Reads the colours of a palette picture; false: they are not there.
  bool ReadPalette(const TiffFile& file);

  // Puts `count` pixels at (x, y), whose samples are in one plane or in one for each.
  void Put(int x, int y, int count, const std::vector<const std::uint8_t*>& planes,
           PixelWriter& writer);

  // What is done to the samples for the reader's sake.
  void NoteChanges(FitReport& report) const;

 private:
  void PutBytes(int x, int y, int count, PixelWriter& writer);
  void PutWide(int x, int y, int count, const std::vector<const std::uint8_t*>& planes,
               PixelWriter& writer);
  int Packed(const std::uint8_t* from, std::size_t i) const;
  template <class Sample>
  void Invert(std::vector<Sample>& samples) const;

  const TiffPage& page_;
  PixelForm form_;
  bool multiplies_ = false;  // colours by their alpha
  std::vector<Rgb> palette_;
  std::vector<std::uint8_t> bytes_;
  std::vector<std::uint16_t> wide_;
};

}  // namespace fit299::foreign

#endif  // FIT299_FOREIGN_TIFF_SAMPLES_H_
