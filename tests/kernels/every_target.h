// Every vector unit of this machine, one after the other. Include it before any header of Highway.
#ifndef FIT299_TESTS_KERNELS_EVERY_TARGET_H_
#define FIT299_TESTS_KERNELS_EVERY_TARGET_H_

#include "kernels/dispatch.h"
// (That one first.)
#include <gtest/gtest.h>

#include <cstdint>

namespace fit299::kernels {

// Runs a check on every vector unit that this machine has, then goes back to the best.
template <class Check>
void OnEveryTarget(Check check) {
  for (const std::int64_t target : UsableTargets()) {
    SCOPED_TRACE(hwy::TargetName(target));
    LimitTargets(target);
    check();
  }
  LimitTargets(0);
}

}  // namespace fit299::kernels

#endif  // FIT299_TESTS_KERNELS_EVERY_TARGET_H_
