// Of float_rows.h what makes bytes.
#include "kernels/float_rows.h"
#include "kernels/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/round_row.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernels/dispatch.h"

#include "kernels/ordered_bytes-inl.h"
#include "kernels/sum-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fit299::kernels::HWY_NAMESPACE {
namespace {

#if HWY_TARGET == HWY_SCALAR
using scalar::RoundRow;
#else

void RoundRow(const float* values, std::size_t count, std::uint8_t* out) {
  if (count < kByteLanes) return scalar::RoundRow(values, count, out);
  const hn::Rebind<float, D32> d;
  StoreBytes(count, out, [&](std::size_t i) HWY_ATTR {
    const auto inside = hn::Min(hn::Max(hn::LoadU(d, values + i), hn::Zero(d)), hn::Set(d, 255.0F));
    return RoundSmall(inside);
  });
}
#endif

}  // namespace
}  // namespace fit299::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fit299::kernels {
namespace {
FIT299_EXPORT(RoundRow);
}  // namespace

void RoundRow(const float* values, std::size_t count, std::uint8_t* out) {
  FIT299_DISPATCH(RoundRow)(values, count, out);
}

}  // namespace fit299::kernels
#endif
