#include "foreign/foreign.h"

#include <array>

#include "foreign/decoders.h"

namespace fit299::foreign {
namespace {

constexpr std::array<codec::Codec, 7> kCodecs = {{
    {"gif", {}, nullptr, ProbeGif, DecodeGif, GifLibrary},
    {"bmp", {}, nullptr, ProbeBmp, DecodeBmp, BmpLibrary},
    {"tiff", {}, nullptr, ProbeTiff, DecodeTiff, TiffLibrary},
    {"pnm", {}, nullptr, ProbePnm, DecodePnm, PnmLibrary},
    {"avif", {}, nullptr, ProbeAvif, DecodeAvif, AvifLibrary},
    {"heic", {}, nullptr, ProbeHeic, DecodeHeic, HeicLibrary},
    {"jp2", {}, nullptr, ProbeJpeg2000, DecodeJpeg2000, Jpeg2000Library},
}};

}  // namespace

std::span<const codec::Codec> Codecs() { return kCodecs; }

}  // namespace fit299::foreign
