// HEIC by libheif: still pictures, the primary one first, 8 bits or more, with or without alpha.
#include <libheif/heif.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <vector>

#include "codec/bytes.h"
#include "codec/finish.h"
#include "codec/guard.h"
#include "codec/icc_convert.h"
#include "foreign/decoders.h"
#include "foreign/heif_grid.h"
#include "foreign/heif_items.h"
#include "foreign/heif_sizes.h"
#include "foreign/pixel_writer.h"

namespace fit299::foreign {
namespace {

// The planes, those of the codec, and RGB.
constexpr std::uint64_t kBytesPerPixel = 8;

struct Deleter {
  void operator()(heif_context* context) const { heif_context_free(context); }
  void operator()(heif_image_handle* handle) const { heif_image_handle_release(handle); }
  void operator()(heif_image* image) const { heif_image_release(image); }
  void operator()(heif_decoding_options* options) const { heif_decoding_options_free(options); }
};
template <class Type>
using Owned = std::unique_ptr<Type, Deleter>;

bool IsLack(const heif_error& error) {
  return error.code == heif_error_Unsupported_filetype ||
         error.code == heif_error_Plugin_loading_error ||
         error.subcode == heif_suberror_Unsupported_codec;
}

Rejection FromError(const heif_error& error) {
  const std::string words = error.message != nullptr ? error.message : "libheif gives no reason";
  if (IsLack(error)) {
    return {Reason::kUnsupportedFormat, "libheif has no decoder for it here: " + words};
  }
  if (error.code == heif_error_Unsupported_feature) return {Reason::kUnsupportedFeature, words};
  if (error.code == heif_error_Memory_allocation_error ||
      error.subcode == heif_suberror_Security_limit_exceeded) {
    return {Reason::kTooLarge, words};
  }
  const bool ended = error.subcode == heif_suberror_End_of_data;
  return {ended ? Reason::kTruncated : Reason::kCorrupt, words};
}

// Runs `step`. libheif lets std::bad_alloc pass, mostly for sizes that a file only claims: that
// says something of the image.
template <class Result, class Step>
Expected<Result, Rejection> Bounded(Step step) {
  try {
    return step();
  } catch (const std::bad_alloc&) {
    return Rejection{Reason::kTooLarge, "libheif wants more memory than there is"};
  }
}

// One picture of a file, pixels not yet decoded. Number 0 is the primary one, the others follow in
// the order of the file.
class HeifPicture {
 public:
  HeifPicture(Bytes file, int number) : number_(number) {
    context_.reset(heif_context_alloc());
    if (!context_) throw std::bad_alloc();
    Limit();
    const HeifBoxes boxes = WalkHeif(file);
    if (boxes.is_cut) {
      failure_ = Rejection{Reason::kTruncated, "the file ends within a box"};
    } else if (NestsTooDeep(file)) {
      failure_ = Rejection{Reason::kCorrupt, "a picture that is made of itself, or too deep"};
    } else {
      failure_ = Open(file.first(boxes.end));
    }
  }

  const std::optional<Rejection>& failure() const { return failure_; }
  heif_image_handle* handle() const { return handle_.get(); }

  // As libheif delivers it, with the rotations and the crop that are part of the format.
  cv::Size Size() const {
    return {heif_image_handle_get_width(handle()), heif_image_handle_get_height(handle())};
  }
  // What no codec's configuration tells is taken for the usual: the pixels come with 8 bits then.
  int Depth() const {
    constexpr int kUsual = 8;
    const int bits = heif_image_handle_get_luma_bits_per_pixel(handle());
    return bits > 0 ? bits : kUsual;
  }
  bool HasAlpha() const { return heif_image_handle_has_alpha_channel(handle()) != 0; }
  bool IsPremultiplied() const { return heif_image_handle_is_premultiplied_alpha(handle()) != 0; }
  // Its number in the file.
  heif_item_id item() const {
    heif_item_id item = 0;
    heif_context_get_primary_image_ID(context_.get(), &item);
    return number_ == 0 ? item : FindOther();
  }
  int Pictures() const { return heif_context_get_number_of_top_level_images(context_.get()); }

  std::vector<std::byte> Profile() const {
    const heif_color_profile_type type = heif_image_handle_get_color_profile_type(handle());
    if (type != heif_color_profile_type_prof && type != heif_color_profile_type_rICC) return {};
    std::vector<std::byte> profile(heif_image_handle_get_raw_color_profile_size(handle()));
    if (profile.empty() ||
        heif_image_handle_get_raw_color_profile(handle(), profile.data()).code != heif_error_Ok) {
      return {};
    }
    return profile;
  }

 private:
  // What a file may make libheif do, beyond what this process may take at all.
  void Limit() {
    heif_context_set_max_decoding_threads(context_.get(), 0);  // in this thread
#if LIBHEIF_HAVE_VERSION(1, 19, 0)
    constexpr std::uint32_t kMaxProfile = 8 << 20;
    heif_context_get_security_limits(context_.get())->max_color_profile_size = kMaxProfile;
#endif
  }

  std::optional<Rejection> Open(Bytes file) {
    heif_error error = heif_context_read_from_memory_without_copy(context_.get(), file.data(),
                                                                  file.size(), nullptr);
    heif_image_handle* handle = nullptr;
    if (error.code == heif_error_Ok) {
      if (auto missing = codec::FindMissingFrame(number_, std::max(Pictures(), 1))) return missing;
      error = number_ == 0 ? heif_context_get_primary_image_handle(context_.get(), &handle)
                           : heif_context_get_image_handle(context_.get(), FindOther(), &handle);
      handle_.reset(handle);
    }
    if (error.code != heif_error_Ok) return FromError(error);
    if (auto rejection = FindTooManyPixels(file, item())) return rejection;
    if (HasHoles(file, item())) {
      return Rejection{Reason::kCorrupt, "the tiles of a grid do not cover it"};
    }
    LimitSize();
    return std::nullopt;
  }

  // Number number_, which is not the primary one.
  heif_item_id FindOther() const {
    std::vector<heif_item_id> others(static_cast<std::size_t>(Pictures()));
    heif_context_get_list_of_top_level_image_IDs(context_.get(), others.data(), Pictures());
    heif_item_id primary = 0;
    heif_context_get_primary_image_ID(context_.get(), &primary);
    std::erase(others, primary);
    const auto index = static_cast<std::size_t>(number_) - 1;
    return index < others.size() ? others[index] : primary;
  }

  // What stands below a picture, a grid above all, has a size of its own, for which
  // libheif takes memory unasked. It is never larger than the picture, but for the codec's blocks.
  void LimitSize() {
    constexpr int kBlocks = 128;
    const int side = std::max(
        {heif_image_handle_get_width(handle()), heif_image_handle_get_height(handle()),
         heif_image_handle_get_ispe_width(handle()), heif_image_handle_get_ispe_height(handle())});
    if (side < 0 || side > 65535) return;  // the limit on pixels comes first
    heif_context_set_maximum_image_size_limit(context_.get(), side + kBlocks);
  }

  int number_;
  Owned<heif_context> context_;
  Owned<heif_image_handle> handle_;
  std::optional<Rejection> failure_;
};

// Where libheif makes one plane of three by yet another copy of the picture, the three are taken as
// they are: the same values. Later versions interleave as they convert, by an arithmetic of its
// own.
#if LIBHEIF_HAVE_VERSION(1, 16, 0)
constexpr bool kTakesPlanes = false;
#else
constexpr bool kTakesPlanes = true;
#endif

Expected<Owned<heif_image>, Rejection> DecodeAs(const HeifPicture& picture, heif_chroma chroma,
                                                bool keeps) {
  const Owned<heif_decoding_options> options(heif_decoding_options_alloc());
  if (!options) throw std::bad_alloc();
  options->convert_hdr_to_8bit = keeps ? 0 : 1;
  heif_image* decoded = nullptr;
  const heif_error error =
      heif_decode_image(picture.handle(), &decoded, heif_colorspace_RGB, chroma, options.get());
  Owned<heif_image> image(decoded);
  if (error.code != heif_error_Ok) return FromError(error);
  return image;
}

Expected<Owned<heif_image>, Rejection> DecodePlanes(const HeifPicture& picture, bool keeps) {
  const bool alpha = picture.HasAlpha();
  if (kTakesPlanes && !alpha && picture.Depth() == 8) {
    auto image = DecodeAs(picture, heif_chroma_444, keeps);
    // Its codec may have more bits than its header says.
    if (!image || heif_image_get_bits_per_pixel_range(image->get(), heif_channel_R) == 8) {
      return image;
    }
  }
  return DecodeAs(
      picture,
      keeps ? (alpha ? heif_chroma_interleaved_RRGGBBAA_LE : heif_chroma_interleaved_RRGGBB_LE)
            : (alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB),
      keeps);
}

// The rows of an image: of its interleaved plane, or put together from three.
class HeifRows {
 public:
  // Errors: kCorrupt (not of the size that its header promised), kInternalError.
  static Expected<HeifRows, Rejection> Of(const heif_image& image, cv::Size size);

  // Samples in turn, 8 bits or two bytes each; until the next call.
  const std::uint8_t* Row(int y);
  int bits() const { return bits_; }

 private:
  struct Plane {
    const std::uint8_t* data = nullptr;
    int stride = 0;
    const std::uint8_t* Row(int y) const { return data + static_cast<std::ptrdiff_t>(y) * stride; }
  };

  std::vector<Plane> planes_;
  std::vector<std::uint8_t> row_;  // where there are three
  int bits_ = 8;                   // of a sample
};

Expected<HeifRows, Rejection> HeifRows::Of(const heif_image& image, cv::Size size) {
  HeifRows rows;
  const bool is_one = heif_image_get_chroma_format(&image) != heif_chroma_444;
  const auto channels = is_one ? std::vector{heif_channel_interleaved}
                               : std::vector{heif_channel_R, heif_channel_G, heif_channel_B};
  for (const heif_channel channel : channels) {
    const cv::Size decoded(heif_image_get_width(&image, channel),
                           heif_image_get_height(&image, channel));
    if (decoded != size) {
      return Rejection{Reason::kCorrupt, "its pixels have another size than its header says"};
    }
    Plane plane;
    plane.data = heif_image_get_plane_readonly(&image, channel, &plane.stride);
    if (plane.data == nullptr) {
      return Rejection{Reason::kInternalError, "libheif gives no pixels"};
    }
    rows.planes_.push_back(plane);
  }
  rows.bits_ = heif_image_get_bits_per_pixel_range(&image, channels.front());
  if (!is_one) rows.row_.resize(static_cast<std::size_t>(size.width) * channels.size());
  return rows;
}

const std::uint8_t* HeifRows::Row(int y) {
  if (row_.empty()) return planes_.front().Row(y);
  const std::uint8_t* r = planes_[0].Row(y);
  const std::uint8_t* g = planes_[1].Row(y);
  const std::uint8_t* b = planes_[2].Row(y);
  for (std::size_t at = 0; at < row_.size(); at += 3) {
    row_[at] = *r++;
    row_[at + 1] = *g++;
    row_[at + 2] = *b++;
  }
  return row_.data();
}

// 9 to 16 bits in two little-endian bytes, to the full range of 16.
void PutWide(HeifRows& rows, cv::Size size, int channels, PixelWriter& writer) {
  const std::uint32_t max = (1U << rows.bits()) - 1;
  std::vector<std::uint16_t> row(static_cast<std::size_t>(size.width) *
                                 static_cast<std::size_t>(channels));
  for (int y = 0; y < size.height; ++y) {
    const std::uint8_t* from = rows.Row(y);
    for (std::uint16_t& sample : row) {
      const std::uint32_t value = std::min<std::uint32_t>(from[0] | from[1] << 8, max);
      sample = static_cast<std::uint16_t>((value * 65535U + max / 2) / max);
      from += 2;
    }
    writer.Put(0, y, size.width, row.data());
  }
}

Expected<FitReport, Rejection> Decode(Bytes bytes, const Header& header,
                                      const DecodeRequest& request, cv::Mat& image) {
  const HeifPicture picture(bytes, request.frame);
  if (picture.failure()) return *picture.failure();
  const bool is_wide = header.depth > 8;
  const bool keeps = is_wide && request.depth16 == Depth16::kKeep;
  const auto planes = DecodePlanes(picture, keeps);
  if (!planes) return planes.error();
  auto rows = HeifRows::Of(**planes, header.size);
  if (!rows) return rows.error();

  FitReport report;
  PixelForm form;
  form.channels = picture.HasAlpha() ? 4 : 3;
  form.depth = keeps ? header.depth : 8;
  form.premultiplied = picture.HasAlpha() && picture.IsPremultiplied();
  PixelWriter writer(form, header.size, request, image, report);
  writer.UseProfile(picture.Profile());
  if (keeps) {
    PutWide(*rows, header.size, form.channels, writer);
  } else {
    for (int y = 0; y < header.size.height; ++y) {
      writer.Put(0, y, header.size.width, rows->Row(y));
    }
    if (is_wide) report.changes.Add(Change::kDepthReduced);
  }
  const HeifBoxes boxes = WalkHeif(bytes);
  if (boxes.has_frames || picture.Pictures() > 1) report.changes.Add(Change::kFirstFrameOnly);
  if (boxes.has_junk) report.warnings.Add(Warning::kTrailingData);
  writer.Finish(header);
  return report;
}

Expected<Header, Rejection> Probe(Bytes bytes, const DecodeRequest& request) {
  const HeifPicture picture(bytes, request.frame);
  if (picture.failure()) return *picture.failure();
  const cv::Size size = picture.Size();
  if (size.width <= 0 || size.height <= 0) {
    return Rejection{Reason::kCorrupt, "a picture with a side of 0 pixels"};
  }
  Header header;
  header.format = "heic";
  header.size = size;
  header.depth = picture.Depth();
  header.working_bytes =
      kBytesPerPixel * static_cast<std::uint64_t>(std::int64_t{size.width} * size.height);
  header.coded_bytes = CodedHeifBytes(bytes, picture.item());
  codec::NoteProfile(picture.Profile(), request, header);
  return header;
}

}  // namespace

Expected<Header, Rejection> ProbeHeic(Bytes bytes, const DecodeRequest& request) {
  return Bounded<Header>([&] { return Probe(bytes, request); });
}

Expected<FitReport, Rejection> DecodeHeic(Bytes bytes, const Header& header,
                                          const DecodeRequest& request, cv::Mat& image) {
  return codec::Guard(
      [&] { return Bounded<FitReport>([&] { return Decode(bytes, header, request, image); }); });
}

std::string HeicLibrary() { return std::string("libheif ") + heif_get_version(); }

}  // namespace fit299::foreign
