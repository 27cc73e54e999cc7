// What a pixel is to the kernels.
#ifndef FIT299_KERNELS_CHANNELS_H_
#define FIT299_KERNELS_CHANNELS_H_

namespace fit299::kernels {

inline constexpr int kChannels = 3;  // R, G and B, side by side

}  // namespace fit299::kernels

#endif  // FIT299_KERNELS_CHANNELS_H_
