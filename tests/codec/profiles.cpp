#include "codec/profiles.h"

#include <lcms2.h>

#include <array>
#include <cstddef>

namespace fit299::codec {
namespace {

std::string Save(cmsHPROFILE profile) {
  cmsUInt32Number size = 0;
  cmsSaveProfileToMem(profile, nullptr, &size);
  std::string bytes(size, '\0');
  cmsSaveProfileToMem(profile, bytes.data(), &size);
  cmsCloseProfile(profile);
  return bytes;
}

}  // namespace

std::string SwappedProfile() {
  constexpr double kGamma = 2.2;
  const cmsCIExyY white{0.3127, 0.3290, 1};
  const cmsCIExyYTRIPLE primaries{{0.15, 0.06, 1}, {0.30, 0.60, 1}, {0.64, 0.33, 1}};
  cmsToneCurve* curve = cmsBuildGamma(nullptr, kGamma);
  cmsToneCurve* curves[] = {curve, curve, curve};
  cmsHPROFILE profile = cmsCreateRGBProfile(&white, &primaries, curves);
  cmsFreeToneCurve(curve);
  return Save(profile);
}

std::string LinearGrayProfile() {
  const cmsCIExyY white{0.3457, 0.3585, 1};
  cmsToneCurve* curve = cmsBuildGamma(nullptr, 1.0);
  cmsHPROFILE profile = cmsCreateGrayProfile(&white, curve);
  cmsFreeToneCurve(curve);
  return Save(profile);
}

std::string CyanProfile() {
  constexpr cmsUInt32Number kInks = 4;
  constexpr cmsUInt32Number kLab = 3;
  constexpr cmsUInt16Number kNeutral = 0x8080;                  // of a and b
  std::array<cmsUInt16Number, std::size_t{16} * kLab> table{};  // of none and all of each ink
  for (std::size_t i = 0; i < 16; ++i) {
    table[i * kLab] = i >= 8 ? 0xFF00 : 0;
    table[i * kLab + 1] = table[i * kLab + 2] = kNeutral;
  }
  cmsPipeline* pipeline = cmsPipelineAlloc(nullptr, kInks, kLab);
  cmsPipelineInsertStage(pipeline, cmsAT_END,
                         cmsStageAllocCLut16bit(nullptr, 2, kInks, kLab, table.data()));
  cmsHPROFILE profile = cmsCreateProfilePlaceholder(nullptr);
  cmsSetProfileVersion(profile, 2.1);
  cmsSetDeviceClass(profile, cmsSigOutputClass);
  cmsSetColorSpace(profile, cmsSigCmykData);
  cmsSetPCS(profile, cmsSigLabData);
  cmsWriteTag(profile, cmsSigMediaWhitePointTag, cmsD50_XYZ());
  cmsWriteTag(profile, cmsSigAToB0Tag, pipeline);
  cmsPipelineFree(pipeline);
  return Save(profile);
}

}  // namespace fit299::codec
