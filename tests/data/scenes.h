// What the example images show: scenes as functions of a point, so that any size can be drawn.
//
// Only + - * / and square roots are used: they are exact by IEEE 754, so every machine draws the
// same pixels.
#ifndef FIT299_TESTS_DATA_SCENES_H_
#define FIT299_TESTS_DATA_SCENES_H_

namespace fit299 {

struct Color {
  double r, g, b;    // 0..1
  double alpha = 1;  // 0: transparent
};

// A point of the picture: y is 0 at the top and 1 at the bottom, x is 0 in the middle, both in the
// same unit.
using Scene = Color (*)(double x, double y);

Color Landscape(double x, double y);  // mountains and a lake at sunset
Color Balloons(double x, double y);   // hot-air balloons over hills, by day
Color Moonrise(double x, double y);   // dark hills under a full moon
Color Portrait(double x, double y);   // a face
Color Sailboat(double x, double y);   // flat colours, hard edges
Color Target(double x, double y);     // rings, transparent around them
Color Glass(double x, double y);      // a glass ball whose shadow fades out
Color Spectrum(double x, double y);   // smooth ramps of every channel

}  // namespace fit299

#endif  // FIT299_TESTS_DATA_SCENES_H_
