// EXIF and its kin: the one tag that concerns pixels, orientation.
//
// Where a file may say it, and what counts when it says it oddly, each framework decides otherwise.
#ifndef FIT299_CODEC_EXIF_H_
#define FIT299_CODEC_EXIF_H_

#include <string>
#include <string_view>
#include <vector>

#include "codec/codec.h"

namespace fit299::codec {

// Where an EXIF block stands under this name, or begins with it.
inline constexpr std::string_view kExifName("Exif\0\0", 6);

struct ExifOrientation {
  int value = 1;            // 1..8; 1 as well when the tag is absent or outside of 1..8
  bool broken = false;      // the block contradicts itself before the tag is found
  bool is_present = false;  // the tag is there, whatever its value
};

// `tiff`: an EXIF block from its TIFF header ("II*\0" or "MM\0*") on. Any bytes are allowed. Looks
// at the first directory only, once, so that no chain of offsets can lead in circles.
ExifOrientation ReadOrientation(Bytes tiff);

// The same as cv2.imread of OpenCV 5.0 reads it (exif.cpp): the tag's first two bytes, whatever its
// type, unless a text or a resolution before it points outside of the block.
ExifOrientation ReadOrientationAsOpenCv(Bytes tiff);

// The same as Pillow 13 reads it (ImageFileDirectory_v2.load): any type of number.
ExifOrientation ReadOrientationAsPillow(Bytes tiff);

// The digit in `tiff:Orientation="6"` or `<tiff:Orientation>6<` of an XMP packet; 1: there is none.
int ReadXmpOrientation(std::string_view xmp);

// All that a file holds which may say how it is to be turned.
struct OrientationSources {
  std::vector<Bytes> exif;          // blocks in the file's order, without the format's own framing
  std::string xmp;                  // read by Pillow alone
  std::vector<std::byte> unpacked;  // what a block may point into
};

// Notes in `header` what the sources say to this reader: the orientation, or the warning
// exif-ignored.
void NoteOrientation(const OrientationSources& sources, Reader reader, Header& header);

// `exif` without the name, if it begins with it.
Bytes WithoutExifName(Bytes exif);

}  // namespace fit299::codec

#endif  // FIT299_CODEC_EXIF_H_
