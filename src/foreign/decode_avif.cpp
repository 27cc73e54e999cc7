// AVIF by libavif, as Pillow and OpenCV read it: another library would bring the colours of 4:2:0
// to full size by another filter, up to 30 levels apart.
#include <avif/avif.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "codec/exif.h"
#include "codec/finish.h"
#include "codec/guard.h"
#include "codec/icc_convert.h"
#include "foreign/av1_units.h"
#include "foreign/decoders.h"
#include "foreign/heif_items.h"
#include "foreign/heif_meta.h"
#include "foreign/misread.h"
#include "foreign/pixel_writer.h"

namespace fit299::foreign {
namespace {

struct DeleteDecoder {
  void operator()(avifDecoder* decoder) const { avifDecoderDestroy(decoder); }
};

struct DeleteImage {
  void operator()(avifImage* image) const { avifImageDestroy(image); }
};

Rejection FromResult(avifResult result, const avifDecoder& decoder) {
  std::string words = avifResultToString(result);
  const std::string_view detail = decoder.diag.error;
  if (!detail.empty()) words.append(": ").append(detail);
  if (detail.find("too large") != detail.npos) return {Reason::kTooLarge, std::move(words)};
  switch (result) {
    case AVIF_RESULT_TRUNCATED_DATA: return {Reason::kTruncated, std::move(words)};
    case AVIF_RESULT_OUT_OF_MEMORY: return {Reason::kTooLarge, std::move(words)};
    case AVIF_RESULT_NO_CODEC_AVAILABLE: return {Reason::kUnsupportedFormat, std::move(words)};
    case AVIF_RESULT_UNSUPPORTED_DEPTH:
    case AVIF_RESULT_NOT_IMPLEMENTED: return {Reason::kUnsupportedFeature, std::move(words)};
    default: return {Reason::kCorrupt, std::move(words)};
  }
}

// Rotation and mirroring that are part of the format, as the EXIF value that means the same.
int ReadTransform(const avifImage& image) {
  constexpr int kValues[4][3] = {{1, 4, 2}, {8, 5, 7}, {3, 2, 4}, {6, 7, 5}};
  const bool is_turned = (image.transformFlags & AVIF_TRANSFORM_IROT) != 0;
  const bool is_mirrored = (image.transformFlags & AVIF_TRANSFORM_IMIR) != 0;
#if AVIF_VERSION_MAJOR >= 1
  const int axis = image.imir.axis;
#else
  const int axis = image.imir.mode;
#endif
  const int quarter_turns = is_turned ? image.irot.angle & 3 : 0;
  return kValues[quarter_turns][is_mirrored ? 1 + (axis & 1) : 0];
}

Bytes AsBytes(const avifRWData& data) {
  return std::as_bytes(std::span<const std::uint8_t>(data.data, data.size));
}

// EXIF in AVIF is for information only, but OpenCV obeys it, and it alone (unless the name that it
// has in JPEG stands before it); Pillow obeys XMP where neither the format nor EXIF says anything.
void NoteOrientation(const avifImage& image, Reader reader, Header& header) {
  codec::OrientationSources sources;
  if (image.exif.size > 0) sources.exif.push_back(AsBytes(image.exif));
  if (reader == Reader::kOpenCv) {
    codec::NoteOrientation(sources, reader, header);
    return;
  }
  header.orientation = ReadTransform(image);
  if (reader != Reader::kPillow || header.orientation != 1) return;
  const Bytes exif = codec::WithoutExifName(AsBytes(image.exif));
  const bool is_said = !exif.empty() && codec::ReadOrientationAsPillow(exif).is_present;
  const Bytes xmp = AsBytes(image.xmp);
  if (!is_said && !xmp.empty()) {
    header.orientation =
        codec::ReadXmpOrientation({reinterpret_cast<const char*>(xmp.data()), xmp.size()});
  }
}

// A file whose boxes have been read, and no pixel yet.
class AvifFile {
 public:
  explicit AvifFile(Bytes file) : decoder_(avifDecoderCreate()) {
    if (!decoder_) throw std::bad_alloc();
    const HeifBoxes boxes = WalkHeif(file);
    if (boxes.is_cut) {
      failure_ = Rejection{Reason::kTruncated, "the file ends within a box"};
      return;
    }
    decoder_->maxThreads = 1;
    // As strict as Pillow is.
    decoder_->strictFlags &= ~static_cast<avifStrictFlags>(AVIF_STRICT_CLAP_VALID) &
                             ~static_cast<avifStrictFlags>(AVIF_STRICT_PIXI_REQUIRED);
    Step(avifDecoderSetIOMemory(decoder_.get(), reinterpret_cast<const std::uint8_t*>(file.data()),
                                boxes.end));
    if (!failure_) Step(avifDecoderParse(decoder_.get()));
    if (!failure_ && (image().transformFlags & AVIF_TRANSFORM_CLAP) != 0) {
      failure_ = Rejection{Reason::kUnsupportedFeature, "a crop that is part of the file (clap)"};
    }
  }

  // Decodes the pixels of this frame. REQUIRES: !failure().
  void Load(int frame) {
    Step(avifDecoderNthImage(decoder_.get(), static_cast<std::uint32_t>(frame)));
  }

  const std::optional<Rejection>& failure() const { return failure_; }
  const avifImage& image() const { return *decoder_->image; }
  cv::Size Size() const {
    return {static_cast<int>(image().width), static_cast<int>(image().height)};
  }
  int Frames() const { return decoder_->imageCount; }
  bool HasAlpha() const { return decoder_->alphaPresent != 0; }

  // Writes `samples`: the pixels of these rows, RGB or RGBA, straight, in `depth` bits. The first
  // row is an even one.
  void Convert(cv::Range rows, int depth, int channels, std::uint8_t* samples) {
    const std::unique_ptr<avifImage, DeleteImage> part(avifImageCreateEmpty());
    if (!part) throw std::bad_alloc();
    const avifCropRect rect = {0, static_cast<std::uint32_t>(rows.start), image().width,
                               static_cast<std::uint32_t>(rows.size())};
    Step(avifImageSetViewRect(part.get(), &image(), &rect));
    if (failure_) return;
    avifRGBImage rgb;
    avifRGBImageSetDefaults(&rgb, part.get());
    rgb.format = channels == 4 ? AVIF_RGB_FORMAT_RGBA : AVIF_RGB_FORMAT_RGB;
    rgb.depth = static_cast<std::uint32_t>(depth);
    rgb.pixels = samples;
    rgb.rowBytes = image().width * static_cast<std::uint32_t>(channels) * (depth > 8 ? 2 : 1);
    Step(avifImageYUVToRGB(part.get(), &rgb));
  }

 private:
  void Step(avifResult result) {
    if (result != AVIF_RESULT_OK) failure_ = FromResult(result, *decoder_);
  }

  std::unique_ptr<avifDecoder, DeleteDecoder> decoder_;
  std::optional<Rejection> failure_;
};

// 9 to 16 bits to the full range of 16.
void Widen(int depth, std::vector<std::uint16_t>& samples) {
  const std::uint32_t max = (1U << depth) - 1;
  for (std::uint16_t& sample : samples) {
    const std::uint32_t value = std::min<std::uint32_t>(sample, max);
    sample = static_cast<std::uint16_t>((value * 65535U + max / 2) / max);
  }
}
void Widen(int /*depth*/, std::vector<std::uint8_t>& /*samples*/) {}

// A band at a time. Colours of 4:2:0 are brought to full size from the rows above and below, too:
// those of the bands beside are converted as well.
template <class Sample>
void PutRows(AvifFile& avif, int depth, int channels, PixelWriter& writer) {
  constexpr int kRows = 64;
  constexpr int kBeside = 2;
  const cv::Size size = avif.Size();
  const std::size_t row = static_cast<std::size_t>(size.width) * static_cast<std::size_t>(channels);
  std::vector<Sample> samples;
  for (int top = 0; top < size.height && !avif.failure(); top += kRows) {
    const int end = std::min(top + kRows, size.height);
    const cv::Range rows(std::max(top - kBeside, 0), std::min(end + kBeside, size.height));
    samples.resize(static_cast<std::size_t>(rows.size()) * row);
    avif.Convert(rows, depth, channels, reinterpret_cast<std::uint8_t*>(samples.data()));
    Widen(depth, samples);
    for (int y = top; y < end; ++y) {
      writer.Put(0, y, size.width, samples.data() + static_cast<std::size_t>(y - rows.start) * row);
    }
  }
}

// The planes, as libavif has them and as its codec does: those of a picture that is coded larger
// than its boxes say are scaled.
std::uint64_t WorkingBytes(const AvifFile& avif, Bytes file) {
  const auto shown =
      static_cast<std::uint64_t>(std::int64_t{avif.Size().width} * avif.Size().height);
  const std::uint64_t pixels = std::max(shown, CodedAv1Pixels(file) / (avif.HasAlpha() ? 2 : 1));
  const std::uint64_t sample = avif.image().depth > 8 ? 2 : 1;
  const std::uint64_t samples = avif.image().yuvFormat == AVIF_PIXEL_FORMAT_YUV444 ? 3 : 2;
  return 2 * pixels * sample * (samples + (avif.HasAlpha() ? 1 : 0));
}

// libavif has a decoder for each tile of a grid, and keeps it.
std::uint64_t TileBytes(Bytes file) {
  constexpr std::uint64_t kDecoder = 450'000;
  return kDecoder * (FindParts(FindMeta(file), std::nullopt).size() - 1);
}

std::optional<Rejection> FindMismatch(const AvifFile& avif, const Header& header) {
  if (avif.failure()) return avif.failure();
  if (avif.Size() == header.size && static_cast<int>(avif.image().depth) == header.depth) {
    return std::nullopt;
  }
  return Rejection{Reason::kCorrupt, "its pixels have another size than its header says"};
}

Expected<FitReport, Rejection> Decode(Bytes bytes, const Header& header,
                                      const DecodeRequest& request, cv::Mat& image) {
  AvifFile avif(bytes);
  if (avif.failure()) return *avif.failure();
  if (auto missing = codec::FindMissingFrame(request.frame, avif.Frames())) {
    return *std::move(missing);
  }
  if (auto rejection = FindTooManyFrames(bytes)) return *std::move(rejection);
  avif.Load(request.frame);
  if (auto mismatch = FindMismatch(avif, header)) return *std::move(mismatch);

  FitReport report;
  const bool keeps = header.depth > 8 && request.depth16 == Depth16::kKeep;
  PixelForm form;
  form.channels = avif.HasAlpha() ? 4 : 3;
  form.depth = keeps ? header.depth : 8;
  PixelWriter writer(form, header.size, request, image, report);
  writer.UseProfile(AsBytes(avif.image().icc));
  if (keeps) {
    PutRows<std::uint16_t>(avif, header.depth, form.channels, writer);
  } else {
    PutRows<std::uint8_t>(avif, 8, form.channels, writer);
    if (header.depth > 8) report.changes.Add(Change::kDepthReduced);
  }
  if (avif.failure()) return *avif.failure();
  if (avif.image().yuvFormat == AVIF_PIXEL_FORMAT_YUV400) {
    report.changes.Add(Change::kGrayReplicated);
  }
  const HeifBoxes boxes = WalkHeif(bytes);
  if (boxes.has_frames || avif.Frames() > 1) report.changes.Add(Change::kFirstFrameOnly);
  if (boxes.has_junk) report.warnings.Add(Warning::kTrailingData);
  writer.Finish(header);
  return report;
}

}  // namespace

Expected<Header, Rejection> ProbeAvif(Bytes bytes, const DecodeRequest& request) {
  const AvifFile avif(bytes);
  if (avif.failure()) return *avif.failure();
  const cv::Size size = avif.Size();
  if (size.width <= 0 || size.height <= 0) {
    return Rejection{Reason::kCorrupt, "a picture with a side of 0 pixels"};
  }
  const bool is_limited_gray = avif.image().yuvFormat == AVIF_PIXEL_FORMAT_YUV400 &&
                               avif.image().yuvRange == AVIF_RANGE_LIMITED;
  if (is_limited_gray && request.reader == Reader::kOpenCv) {
    return Misread("OpenCV", "a gray AVIF of limited range");
  }
  Header header;
  header.format = "avif";
  header.size = size;
  header.depth = static_cast<int>(avif.image().depth);
  header.working_bytes = WorkingBytes(avif, bytes) + TileBytes(bytes);
  if (avif.Frames() == 1) header.coded_bytes = CodedHeifBytes(bytes);
  NoteOrientation(avif.image(), request.reader, header);
  codec::NoteProfile(AsBytes(avif.image().icc), request, header);
  return header;
}

Expected<FitReport, Rejection> DecodeAvif(Bytes bytes, const Header& header,
                                          const DecodeRequest& request, cv::Mat& image) {
  return codec::Guard([&] { return Decode(bytes, header, request, image); });
}

std::string AvifLibrary() { return std::string("libavif ") + avifVersion(); }

}  // namespace fit299::foreign
