// Colour profiles that make the answer plain, made by Little CMS.
#ifndef FIT299_TESTS_CODEC_PROFILES_H_
#define FIT299_TESTS_CODEC_PROFILES_H_

#include <string>

namespace fit299::codec {

// RGB in which red and blue have changed places.
std::string SwappedProfile();

// A gray that is stored linearly.
std::string LinearGrayProfile();

// CMYK, where cyan is light, and nothing else counts.
std::string CyanProfile();

}  // namespace fit299::codec

#endif  // FIT299_TESTS_CODEC_PROFILES_H_
