// JPEG 2000 by OpenJPEG: JP2 files and bare codestreams, gray, RGB and YCC, with or without alpha.
#include <openjpeg.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "codec/bytes.h"
#include "codec/finish.h"
#include "codec/guard.h"
#include "codec/icc_convert.h"
#include "foreign/boxes.h"
#include "foreign/codestream.h"
#include "foreign/decoders.h"
#include "foreign/pixel_writer.h"

namespace fit299::foreign {
namespace {

// A tile-part has a header of 14 bytes at least; OpenJPEG takes 5 KB for each tile that is claimed.
constexpr std::uint64_t kTilePartBytes = 14;

// OpenJPEG keeps four bytes for each component, and copies.
constexpr std::uint64_t kBytesPerPixel = 24;

Rejection Unsupported(std::string detail) {
  return {Reason::kUnsupportedFeature, std::move(detail)};
}

// Where the codestream of a file is.
struct Jpeg2000File {
  bool is_bare = false;  // no boxes around it
  Bytes codestream;
  bool has_junk = false;  // bytes behind it that are no box
  std::optional<Bytes> profile;
};

// The profile in a JP2 header's colour box.
std::optional<Bytes> FindProfile(Bytes header) {
  constexpr std::uint32_t kRestricted = 2;
  constexpr std::uint32_t kAny = 3;
  Boxes boxes(header);
  while (const auto box = boxes.Next()) {
    if (box->type != "colr" || box->payload.size() < 3) continue;
    const std::uint32_t method = codec::Byte(box->payload, 0);
    if (method == kRestricted || method == kAny) return box->payload.subspan(3);
  }
  return std::nullopt;
}

Expected<Jpeg2000File, Rejection> FindCodestream(Bytes file) {
  Jpeg2000File found;
  found.is_bare = codec::StartsWith(file, "\xFF\x4F");
  if (found.is_bare) {
    found.codestream = file;
    return found;
  }
  Boxes boxes(file);
  while (const auto box = boxes.Next()) {
    if (!box->IsSane() && !found.codestream.empty()) {
      found.has_junk = true;
      return found;
    }
    if (box->type == "jp2h") found.profile = FindProfile(box->payload);
    if (box->type == "jp2c" && found.codestream.empty()) found.codestream = box->payload;
    if (!box->is_whole && found.codestream.empty()) {
      return Rejection{Reason::kTruncated, "the file ends within a box"};
    }
  }
  if (found.codestream.empty()) {
    return Rejection{
        boxes.AtEnd() || file.size() - boxes.at() < 16 ? Reason::kTruncated : Reason::kCorrupt,
        "it has no codestream"};
  }
  found.has_junk = !boxes.AtEnd();
  return found;
}

// A whole file in memory as OpenJPEG's stream, and what OpenJPEG said.
struct Jpeg2000State {
  Bytes file;
  std::size_t at = 0;
  std::string first_error;
  std::string first_warning;
};

Jpeg2000State& State(void* data) { return *static_cast<Jpeg2000State*>(data); }

constexpr auto kStreamEnd = static_cast<OPJ_SIZE_T>(-1);

OPJ_SIZE_T OnRead(void* to, OPJ_SIZE_T count, void* data) {
  Jpeg2000State& state = State(data);
  const std::size_t there = std::min<std::size_t>(count, state.file.size() - state.at);
  if (there == 0) return kStreamEnd;
  std::memcpy(to, state.file.data() + state.at, there);
  state.at += there;
  return there;
}

OPJ_OFF_T OnSkip(OPJ_OFF_T count, void* data) {
  Jpeg2000State& state = State(data);
  if (count < 0) return -1;
  const auto rest = static_cast<OPJ_OFF_T>(state.file.size() - state.at);
  const OPJ_OFF_T skipped = std::min(count, rest);
  state.at += static_cast<std::size_t>(skipped);
  return skipped;
}

OPJ_BOOL OnSeek(OPJ_OFF_T at, void* data) {
  Jpeg2000State& state = State(data);
  if (at < 0 || static_cast<std::size_t>(at) > state.file.size()) return OPJ_FALSE;
  state.at = static_cast<std::size_t>(at);
  return OPJ_TRUE;
}

void OnError(const char* message, void* data) {
  if (State(data).first_error.empty()) State(data).first_error = message;
}
void OnWarning(const char* message, void* data) {
  if (State(data).first_warning.empty()) State(data).first_warning = message;
}
void OnInfo(const char* /*message*/, void* /*data*/) {}

// OpenJPEG's streams and codecs are all void*.
template <auto kDestroy>
struct Deleter {
  template <class Type>
  void operator()(Type* object) const {
    kDestroy(object);
  }
};
using Stream = std::unique_ptr<opj_stream_t, Deleter<opj_stream_destroy>>;
using Decompressor = std::unique_ptr<opj_codec_t, Deleter<opj_destroy_codec>>;
using Image = std::unique_ptr<opj_image_t, Deleter<opj_image_destroy>>;

Rejection FromMessages(const Jpeg2000State& state) {
  std::string words = state.first_error.empty() ? state.first_warning : state.first_error;
  while (!words.empty() && words.back() == '\n') words.pop_back();
  if (words.empty()) words = "OpenJPEG gives no reason";
  const auto says = [&](std::string_view text) { return words.find(text) != words.npos; };
  if (says("emory") || says("allocat")) return {Reason::kTooLarge, words};
  const bool ended = says("too short") || says("truncated") || says("inconsistent with stream");
  return {ended ? Reason::kTruncated : Reason::kCorrupt, words};
}

// Every component as OpenJPEG has decoded it.
Expected<Image, Rejection> Decompress(Bytes file, bool is_bare) {
  Jpeg2000State state{file, 0, {}, {}};
  const Stream stream(opj_stream_default_create(OPJ_TRUE));
  const Decompressor codec(opj_create_decompress(is_bare ? OPJ_CODEC_J2K : OPJ_CODEC_JP2));
  if (!stream || !codec) throw std::bad_alloc();
  opj_stream_set_user_data(stream.get(), &state, nullptr);
  opj_stream_set_user_data_length(stream.get(), file.size());
  opj_stream_set_read_function(stream.get(), OnRead);
  opj_stream_set_skip_function(stream.get(), OnSkip);
  opj_stream_set_seek_function(stream.get(), OnSeek);
  opj_set_error_handler(codec.get(), OnError, &state);
  opj_set_warning_handler(codec.get(), OnWarning, &state);
  opj_set_info_handler(codec.get(), OnInfo, &state);
  opj_dparameters_t parameters;
  opj_set_default_decoder_parameters(&parameters);
  opj_image_t* raw = nullptr;
  const bool has_header = opj_setup_decoder(codec.get(), &parameters) != 0 &&
                          opj_decoder_set_strict_mode(codec.get(), OPJ_TRUE) != 0 &&
                          opj_read_header(stream.get(), codec.get(), &raw) != 0;
  Image image(raw);
  if (!has_header) return FromMessages(state);
  state.first_warning.clear();
  const bool decoded = opj_decode(codec.get(), stream.get(), image.get()) != 0;
  if (!decoded || !state.first_error.empty() || !state.first_warning.empty()) {
    return FromMessages(state);
  }
  return image;
}

// One component: where its sample of a pixel is, and its full range.
class Plane {
 public:
  explicit Plane(const opj_image_comp_t& component)
      : component_(component),
        offset_(component.sgnd != 0 ? std::int64_t{1} << (component.prec - 1) : 0),
        max_((std::int64_t{1} << component.prec) - 1) {}

  // The sample of 0..max(), as 0..full.
  template <class Sample>
  Sample At(int x, int y) const {
    constexpr std::int64_t kFull = static_cast<Sample>(-1);
    const std::size_t at =
        static_cast<std::size_t>(y / static_cast<int>(component_.dy)) * component_.w +
        static_cast<std::size_t>(x / static_cast<int>(component_.dx));
    const std::int64_t value = std::clamp<std::int64_t>(component_.data[at] + offset_, 0, max_);
    return static_cast<Sample>((value * kFull + max_ / 2) / max_);
  }

 private:
  const opj_image_comp_t& component_;
  std::int64_t offset_;
  std::int64_t max_;
};

// Full-range YCbCr, as in JFIF.
template <class Sample>
void ToRgb(Sample* pixel) {
  constexpr double kFull = static_cast<Sample>(-1);
  constexpr double kMiddle = (kFull + 1) / 2;
  const double y = pixel[0];
  const double cb = pixel[1] - kMiddle;
  const double cr = pixel[2] - kMiddle;
  const std::array<double, 3> rgb = {y + 1.402 * cr, y - 0.344136 * cb - 0.714136 * cr,
                                     y + 1.772 * cb};
  for (std::size_t c = 0; c < 3; ++c) {
    pixel[c] = static_cast<Sample>(std::clamp(std::nearbyint(rgb[c]), 0.0, kFull));
  }
}

class Jpeg2000Picture {
 public:
  Jpeg2000Picture(const opj_image_t& image, cv::Size size) : image_(image), size_(size) {
    for (OPJ_UINT32 i = 0; i < image.numcomps; ++i) components_.push_back(image.comps[i]);
  }

  const PixelForm& form() const { return form_; }

  // Decides what the components mean. Errors: kUnsupportedFeature, kCorrupt.
  std::optional<Rejection> Understand() {
    if (components_.empty() || components_.size() > 4) {
      return Unsupported(std::to_string(components_.size()) + " components");
    }
    form_.channels = static_cast<int>(components_.size());
    form_.depth = 0;
    for (const opj_image_comp_t& component : components_) {
      if (auto rejection = Check(component)) return rejection;
      form_.depth = std::max(form_.depth, static_cast<int>(component.prec));
    }
    if (auto rejection = CheckAlpha()) return rejection;
    return CheckColors();
  }

  void Put(PixelWriter& writer) const {
    if (form_.depth > 8) {
      PutAs<std::uint16_t>(writer);
    } else {
      PutAs<std::uint8_t>(writer);
    }
  }

 private:
  std::optional<Rejection> Check(const opj_image_comp_t& component) {
    if (component.prec < 1 || component.prec > 16) {
      return Unsupported(std::to_string(component.prec) + " bits");
    }
    if (component.data == nullptr) return Rejection{Reason::kCorrupt, "a component has no data"};
    const bool is_subsampled = component.dx != 1 || component.dy != 1;
    is_subsampled_ = is_subsampled_ || is_subsampled;
    const bool is_color = &component == &components_[1] || &component == &components_[2];
    const bool is_known = component.dx >= 1 && component.dx <= 2 && component.dy >= 1 &&
                          component.dy <= 2 && image_.x0 == 0 && image_.y0 == 0;
    if (is_subsampled && !(is_color && is_known && components_.size() >= 3)) {
      return Unsupported("components of different sizes");
    }
    const auto covers = [](OPJ_UINT32 samples, OPJ_UINT32 step, int side) {
      return std::uint64_t{samples} * step >= static_cast<std::uint64_t>(side);
    };
    if (!covers(component.w, component.dx, size_.width) ||
        !covers(component.h, component.dy, size_.height)) {
      return Rejection{Reason::kCorrupt, "a component is smaller than the picture"};
    }
    return std::nullopt;
  }

  // Without a channel definition the last of two or four is alpha, as Pillow has it.
  std::optional<Rejection> CheckAlpha() {
    constexpr int kPremultiplied = 2;
    for (std::size_t i = 0; i < components_.size(); ++i) {
      if (components_[i].alpha == 0) continue;
      if (!form_.HasAlpha() || i + 1 != components_.size()) {
        return Unsupported("transparency in an unusual place");
      }
      form_.premultiplied = components_[i].alpha == kPremultiplied;
    }
    return std::nullopt;
  }

  std::optional<Rejection> CheckColors() {
    switch (image_.color_space) {
      case OPJ_CLRSPC_UNSPECIFIED:  // a bare codestream
        is_ycc_ = is_subsampled_;
        return std::nullopt;
      case OPJ_CLRSPC_UNKNOWN:  // a profile, or a space that OpenJPEG has no name for
        if (ProfileFits() && !is_subsampled_) return std::nullopt;
        return Unsupported("a colour space that is neither gray, RGB nor YCC");
      case OPJ_CLRSPC_SRGB:
        return form_.channels >= 3 && !is_subsampled_
                   ? std::nullopt
                   : std::optional(Unsupported("subsampled RGB, or too few components"));
      case OPJ_CLRSPC_GRAY:
        return form_.channels <= 2 ? std::nullopt : std::optional(Unsupported("gray with colours"));
      case OPJ_CLRSPC_SYCC: is_ycc_ = form_.channels >= 3; return std::nullopt;
      default: return Unsupported("a colour space that is neither gray, RGB nor YCC");
    }
  }

  bool ProfileFits() const {
    if (image_.icc_profile_buf == nullptr || image_.icc_profile_len < 20) return false;
    const char* const space = reinterpret_cast<const char*>(image_.icc_profile_buf) + 16;
    return std::memcmp(space, form_.channels >= 3 ? "RGB " : "GRAY", 4) == 0;
  }

  template <class Sample>
  void PutAs(PixelWriter& writer) const {
    std::vector<Plane> planes(components_.begin(), components_.end());
    std::vector<Sample> row(static_cast<std::size_t>(size_.width) * planes.size());
    for (int y = 0; y < size_.height; ++y) {
      Sample* to = row.data();
      for (int x = 0; x < size_.width; ++x, to += planes.size()) {
        for (std::size_t p = 0; p < planes.size(); ++p) to[p] = planes[p].At<Sample>(x, y);
        if (is_ycc_) ToRgb(to);
      }
      writer.Put(0, y, size_.width, row.data());
    }
  }

  const opj_image_t& image_;
  cv::Size size_;
  std::vector<opj_image_comp_t> components_;  // shallow: image_ has the data
  PixelForm form_;
  bool is_subsampled_ = false;
  bool is_ycc_ = false;
};

Expected<FitReport, Rejection> Decode(Bytes bytes, const Header& header,
                                      const DecodeRequest& request, cv::Mat& image) {
  if (auto missing = codec::FindMissingFrame(request.frame, 1)) return *std::move(missing);
  const auto file = FindCodestream(bytes);
  if (!file) return file.error();
  const auto size = ReadCodestreamSize(file->codestream);
  if (!size) return size.error();
  if (size->components > 4) return Unsupported(std::to_string(size->components) + " components");
  if (size->tiles > bytes.size() / kTilePartBytes) {
    return codec::ImpossibleClaim(header.size, bytes.size());
  }
  const auto end = FindCodestreamEnd(file->codestream, *size);
  if (!end) return end.error();
  if (auto rejection = FindTooManyPrecincts(file->codestream, *size)) return *std::move(rejection);
  const auto decoded = Decompress(bytes, file->is_bare);
  if (!decoded) return decoded.error();
  Jpeg2000Picture picture(**decoded, header.size);
  if (auto rejection = picture.Understand()) return *std::move(rejection);

  FitReport report;
  PixelWriter writer(picture.form(), header.size, request, image, report);
  if (file->profile) writer.UseProfile(*file->profile);
  picture.Put(writer);
  if (static_cast<int>((*decoded)->numcomps) > size->components) {
    report.changes.Add(Change::kPaletteExpanded);
  }
  if (file->has_junk || *end < file->codestream.size()) {
    report.warnings.Add(Warning::kTrailingData);
  }
  writer.Finish(header);
  return report;
}

}  // namespace

Expected<Header, Rejection> ProbeJpeg2000(Bytes bytes, const DecodeRequest& request) {
  const auto file = FindCodestream(bytes);
  if (!file) return file.error();
  const auto size = ReadCodestreamSize(file->codestream);
  if (!size) return size.error();
  Header header;
  header.format = "jp2";
  header.size = size->size;
  header.depth = size->depth;
  header.working_bytes = kBytesPerPixel * static_cast<std::uint64_t>(
                                              std::int64_t{size->size.width} * size->size.height);
  if (const auto coded = CodedTileBytes(file->codestream)) header.coded_bytes = *coded;
  if (file->profile) codec::NoteProfile(*file->profile, request, header);
  return header;
}

Expected<FitReport, Rejection> DecodeJpeg2000(Bytes bytes, const Header& header,
                                              const DecodeRequest& request, cv::Mat& image) {
  return codec::Guard([&] { return Decode(bytes, header, request, image); });
}

std::string Jpeg2000Library() { return std::string("OpenJPEG ") + opj_version(); }

}  // namespace fit299::foreign
