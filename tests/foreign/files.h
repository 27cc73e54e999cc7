// Small files of the rarer formats, made by hand or by the formats' own libraries.
#ifndef FIT299_TESTS_FOREIGN_FILES_H_
#define FIT299_TESTS_FOREIGN_FILES_H_

#include <cstddef>
#include <cstdint>
#include <opencv2/core.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "codec/codec.h"

namespace fit299::foreign {

using File = std::vector<std::byte>;

File ToFile(std::string_view text);
File Head(const File& file, std::size_t size);

// A file of tests/foreign/data.
File Load(const std::string& name);

// The pixel's colours, within what lossy coding may change.
void ExpectColor(const cv::Mat& image, int x, int y, const cv::Vec3i& expected);

// Little-endian integers as the bytes of a file.
std::string U16(std::uint32_t value);
std::string U32(std::uint32_t value);

// A box of AVIF, HEIC and JPEG 2000.
std::string BoxOf(const std::string& type, const std::string& payload);

// Requests of one wish.
codec::DecodeRequest Salvage();
codec::DecodeRequest Frame(int frame);

// What probe and decode say together.
struct Decoded {
  Header header;
  FitReport report;
  cv::Mat image;
};
Expected<Decoded, Rejection> Decode(std::string_view format, const File& file,
                                    const codec::DecodeRequest& request = {});

// "ok" with the codes of all changes and warnings behind it, or the reason's code.
std::string Verdict(std::string_view format, const File& file,
                    const codec::DecodeRequest& request = {});

// The pixels as numbers, row by row: "1 2 3, 4 5 6 / 7 8 9, 10 11 12". The
// reason's code when there are none.
std::string Pixels(std::string_view format, const File& file,
                   const codec::DecodeRequest& request = {});

// Decodes every prefix of the file, and the file with each byte changed in turn, and counts those
// prefixes that are accepted though they lack more than `spare` bytes. A changed file
// that is accepted has to give as many pixels as its header says; what else happens is for the
// sanitizers to see.
int AcceptedPrefixes(std::string_view format, const File& file, std::size_t spare);
void ExpectSaneMutants(std::string_view format, const File& file,
                       const codec::DecodeRequest& request = {});

}  // namespace fit299::foreign

#endif  // FIT299_TESTS_FOREIGN_FILES_H_
