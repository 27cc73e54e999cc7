// The picture of the golden tests.
#ifndef FIT299_TESTS_GOLDEN_GOLDEN_SCENE_H_
#define FIT299_TESTS_GOLDEN_GOLDEN_SCENE_H_

#include <cstddef>
#include <opencv2/core/types.hpp>
#include <vector>

namespace fit299 {

// RGB, 8 bits a channel: tiles of saturated checks, gradients, noise and stripes, content that
// resampling overshoots. In integers alone, so that every machine and
// scripts/python/golden_scene.py draw the same.
std::vector<std::byte> DrawGoldenScene(cv::Size size);

}  // namespace fit299

#endif  // FIT299_TESTS_GOLDEN_GOLDEN_SCENE_H_
