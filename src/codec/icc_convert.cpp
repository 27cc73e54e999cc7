#include "codec/icc_convert.h"

#include <lcms2.h>
#include <lcms2_plugin.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <type_traits>

#include "codec/bytes.h"
#include "codec/icc.h"

namespace fit299::codec {
namespace {

// Little CMS hands out pointers to incomplete types, or void.
template <auto kDelete>
struct Deleter {
  template <class T>
  void operator()(T* object) const {
    kDelete(object);
  }
};
using Context = std::unique_ptr<std::remove_pointer_t<cmsContext>, Deleter<cmsDeleteContext>>;

// Little CMS makes room for a table, and fills it with zeros, before it looks whether the profile
// holds one: 300 bytes would take half a gigabyte. The largest real tables have two megabytes.
constexpr cmsUInt32Number kMostAtOnce = 32 << 20;

void* Allocate(cmsContext /*context*/, cmsUInt32Number bytes) {
  return bytes <= kMostAtOnce ? std::malloc(bytes) : nullptr;
}
void Free(cmsContext /*context*/, void* memory) { std::free(memory); }
void* Reallocate(cmsContext /*context*/, void* memory, cmsUInt32Number bytes) {
  return bytes <= kMostAtOnce ? std::realloc(memory, bytes) : nullptr;
}

// Its default is to print nothing.
cmsContext MakeContext() {
  cmsPluginMemHandler memory{};
  memory.base = {cmsPluginMagicNumber, 2000, cmsPluginMemHandlerSig, nullptr};
  memory.MallocPtr = Allocate;
  memory.FreePtr = Free;
  memory.ReallocPtr = Reallocate;
  return cmsCreateContext(&memory, nullptr);
}

struct CloseProfile {
  void operator()(void* profile) const { cmsCloseProfile(profile); }
};
using Profile = std::unique_ptr<void, CloseProfile>;

struct DeleteTransform {
  void operator()(void* transform) const { cmsDeleteTransform(transform); }
};

// The colour space of a profile's samples. cmsGetColorSpace gives any number that the file holds,
// also those that its enumeration cannot.
std::optional<cmsColorSpaceSignature> SpaceOf(Bytes profile) {
  constexpr std::size_t kSpace = 16;
  if (profile.size() < kSpace + 4) return std::nullopt;
  for (const auto space : {cmsSigRgbData, cmsSigGrayData, cmsSigCmykData}) {
    if (BigEndian32(profile, kSpace) == static_cast<std::uint32_t>(space)) return space;
  }
  return std::nullopt;
}

// Whether one of its tags is a chain of elements (ICC.1:2022, 10.16), as few profiles have. A chain
// of a thousand may be said in 300 bytes, and Little CMS samples it without an end to its patience.
bool HasElements(Bytes profile) {
  constexpr std::size_t kCount = 128;
  constexpr std::size_t kTagBytes = 12;
  constexpr std::uint32_t kElements = 0x6D706574;  // "mpet"
  if (profile.size() < kCount + 4) return false;
  std::uint32_t tags = BigEndian32(profile, kCount);
  for (std::size_t at = kCount + 4; tags > 0 && profile.size() - at >= kTagBytes; --tags) {
    const std::size_t place = BigEndian32(profile, at + 4);
    if (place <= profile.size() - 4 && BigEndian32(profile, place) == kElements) return true;
    at += kTagBytes;
  }
  return false;
}

bool IsCmyk(Inks inks) { return inks == Inks::kCmyk || inks == Inks::kInvertedCmyk; }

bool Describes(cmsColorSpaceSignature space, Inks inks) {
  switch (inks) {
    case Inks::kRgb: return space == cmsSigRgbData;
    case Inks::kGray: return space == cmsSigGrayData || space == cmsSigRgbData;
    case Inks::kCmyk:
    case Inks::kInvertedCmyk: return space == cmsSigCmykData;
  }
  return false;
}

// Little CMS's word for a row of samples.
cmsUInt32Number RowFormat(cmsColorSpaceSignature space, Inks inks, int bytes, int channels) {
  const auto sample = static_cast<cmsUInt32Number>(bytes);
  const auto count = static_cast<cmsUInt32Number>(channels);
  switch (space) {
    case cmsSigGrayData:
      return COLORSPACE_SH(PT_GRAY) | CHANNELS_SH(1) | EXTRA_SH(count - 1) | BYTES_SH(sample);
    case cmsSigCmykData:
      return COLORSPACE_SH(PT_CMYK) | CHANNELS_SH(4) | BYTES_SH(sample) |
             FLAVOR_SH(inks == Inks::kInvertedCmyk ? 1U : 0U);
    default: return COLORSPACE_SH(PT_RGB) | CHANNELS_SH(3) | EXTRA_SH(count - 3) | BYTES_SH(sample);
  }
}

}  // namespace

struct ColorConverter::Transform {
  Context context{MakeContext()};
  std::vector<std::byte> profile;
  Inks inks = Inks::kRgb;
  int sample_bytes = 0;
  int channels = 0;
  std::unique_ptr<void, DeleteTransform> apply;  // null: the profile cannot be used
};

ColorConverter::ColorConverter() : transform_(std::make_unique<Transform>()) {}
ColorConverter::~ColorConverter() = default;

bool ColorConverter::Use(Bytes profile, Inks inks, int sample_bytes, int channels) {
  Transform& last = *transform_;
  if (last.inks == inks && last.sample_bytes == sample_bytes && last.channels == channels &&
      std::ranges::equal(last.profile, profile)) {
    return last.apply != nullptr;
  }
  last.apply.reset();
  last.profile.assign(profile.begin(), profile.end());
  last.inks = inks;
  last.sample_bytes = sample_bytes;
  last.channels = channels;

  if (HasElements(profile)) return false;
  cmsContext context = last.context.get();
  const Profile from(cmsOpenProfileFromMemTHR(context, profile.data(),
                                              static_cast<cmsUInt32Number>(profile.size())));
  if (!from) return false;
  const auto space = SpaceOf(profile);
  if (!space || !Describes(*space, inks)) return false;
  const Profile srgb(cmsCreate_sRGBProfileTHR(context));
  if (!srgb) return false;
  last.apply.reset(cmsCreateTransformTHR(
      context, from.get(), RowFormat(*space, inks, sample_bytes, channels), srgb.get(),
      RowFormat(cmsSigRgbData, Inks::kRgb, sample_bytes, channels), INTENT_PERCEPTUAL, 0));
  return last.apply != nullptr;
}

void ColorConverter::ConvertRow(const void* from, void* to, int pixels) const {
  cmsDoTransform(transform_->apply.get(), from, to, static_cast<cmsUInt32Number>(pixels));
}

const ColorConverter* TakeUpProfile(Bytes profile, Inks inks, int sample_bytes, int channels,
                                    const DecodeRequest& request, FitReport& report) {
  if (request.colors == nullptr) return nullptr;
  // sRGB, for which profiles may be left out, is none of inks. What is no profile at all is
  // counted.
  if (profile.empty() || (!IsCmyk(inks) && IsSrgbProfile(profile))) return nullptr;
  if (!request.colors->Use(profile, inks, sample_bytes, channels)) {
    report.warnings.Add(Warning::kIccIgnored);
    return nullptr;
  }
  report.changes.Add(Change::kIccConverted);
  return request.colors;
}

void ConvertRows(const ColorConverter* colors, cv::Mat& rows) {
  if (colors == nullptr) return;
  for (int y = 0; y < rows.rows; ++y) colors->ConvertRow(rows.ptr(y), rows.ptr(y), rows.cols);
}

void NoteProfile(Bytes profile, const DecodeRequest& request, Header& header) {
  if (request.colors == nullptr && ProfileMatters(profile)) {
    header.warnings.Add(Warning::kIccIgnored);
  }
}

}  // namespace fit299::codec
