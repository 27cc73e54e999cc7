// What the options say of frames, damage and transparency holds for the formats of fit299-decode,
// all the way from the command line.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "cli/program.h"

namespace fit299 {
namespace {

using namespace std::string_literals;
using Strings = std::vector<std::string>;

// One pixel, red in the first frame, transparent in the second and blue in the third.
const std::string kGif =
    "GIF89a\1\0\1\0\x80\0\0\xFF\0\0\0\0\xFF"s +
    "!\xF9\4\1\0\0\1\0,\0\0\0\0\1\0\1\0\0\2\2\x44\1\0"s +  // codes: clear, 0, end
    "!\xF9\4\1\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2\x44\1\0"s +
    ",\0\0\0\0\1\0\1\0\0\2\2\x4C\1\0;"s;  // codes: clear, 1, end

// One column, red, green and blue from the top down, of which the last pixel is cut off.
const std::string kCutBmp =
    "BM\x42\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\1\0\0\0\xFD\xFF\xFF\xFF\1\0\x18\0"s +
    std::string(24, '\0') + "\0\0\xFF\0\0\xFF\0\0\xFF\0"s;

class Foreign : public testing::Test {
 protected:
  Ended Fit(const std::string& input, const Strings& options) const {
    Strings arguments = {"fit",    input,     "-o",         "x.npy",       "--policy",
                         "native", "--dtype", "uint8",      "--normalize", "none",
                         "-f",     "npy",     "--overwrite"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    return Fit299(folder_.path(), arguments);
  }

  std::vector<float> Values() const { return ReadNpy(ReadFile(folder_ / "x.npy")).values; }

  TemporaryFolder folder_;
};

TEST_F(Foreign, AFrameIsChosenByItsNumber) {
  WriteFile(folder_ / "a.gif", kGif);
  EXPECT_EQ(Fit("a.gif", {}).exit, 0);
  EXPECT_EQ(Values(), (std::vector<float>{255, 0, 0}));
  EXPECT_EQ(Fit("a.gif", {"--frame", "1"}).exit, 0);
  EXPECT_EQ(Values(), (std::vector<float>{255, 0, 0}));
  EXPECT_EQ(Fit("a.gif", {"--frame", "2"}).exit, 0);
  EXPECT_EQ(Values(), (std::vector<float>{0, 0, 255}));
  const Ended missing = Fit("a.gif", {"--frame", "3"});
  EXPECT_NE(missing.exit, 0);
  EXPECT_NE(missing.err.find("no frame 3: there are 3, and they count from 0"), std::string::npos);
}

TEST_F(Foreign, ASideOfMoreThanAMillionPixelsIsTooLarge) {
  WriteFile(folder_ / "a.pbm", "P4\n1048576 1\n" + std::string(1 << 17, '\x5A'));
  EXPECT_EQ(Fit("a.pbm", {"--policy", "resize"}).exit, 0);
  WriteFile(folder_ / "b.pbm", "P4\n1048577 1\n" + std::string((1 << 17) + 1, '\x5A'));
  const Ended ended = Fit("b.pbm", {"--policy", "resize"});
  EXPECT_EQ(ended.exit, 5);
  EXPECT_NE(ended.err.find("too-large: 1048577x1 has a side"), std::string::npos) << ended.err;
}

// By then the others have been resampled, in bands.
// Pillow's reader makes 8 bits of colours of 16, also where 16 are to be kept.
TEST_F(Foreign, ColoursOfSixteenBitsAreEightWherePillowSaysSo) {
  WriteFile(folder_ / "a.ppm", "P6 1 1 65535\n\x80\x80\x40\x40\xFF\xFF");
  EXPECT_EQ(Fit("a.ppm", {"--reader", "pillow", "--depth16", "keep", "--alpha", "drop",
                          "--resample", "torch:bilinear-aa"})
                .exit,
            0);
  EXPECT_EQ(Values(), (std::vector<float>{128, 64, 255}));
}

TEST_F(Foreign, DamageInTheLastRowRejectsTheWhole) {
  const std::string rows = std::string(std::size_t{2000} * 1999 * 3, '\x40');
  const std::string last(std::size_t{2000} * 3, '\x40');
  const std::string header = "P6\n2000 2000\n100\n";
  WriteFile(folder_ / "a.ppm", header + rows + last);
  EXPECT_EQ(Fit("a.ppm", {"--policy", "resize"}).exit, 0);
  WriteFile(folder_ / "b.ppm", header + rows + last.substr(1) + "\xFF");
  const Ended ended = Fit("b.ppm", {"--policy", "resize"});
  EXPECT_EQ(ended.exit, 5);
  EXPECT_NE(ended.err.find("corrupt: in row 2000: the sample 255"), std::string::npos) << ended.err;
}

TEST_F(Foreign, FailOnNeverSavesWhatIsThere) {
  WriteFile(folder_ / "a.bmp", kCutBmp);
  const Ended rejected = Fit("a.bmp", {});
  EXPECT_NE(rejected.exit, 0);
  EXPECT_NE(rejected.err.find("truncated"), std::string::npos);
  const Ended saved = Fit("a.bmp", {"--fail-on", "never"});
  EXPECT_EQ(saved.exit, 0);
  EXPECT_EQ(Values(), (std::vector<float>{255, 0, 0, 0, 255, 0, 128, 128, 128}));
  EXPECT_NE(saved.err.find("warnings: 1 pixels-damaged"), std::string::npos);
}

TEST_F(Foreign, FailOnWarningRejectsOddities) {
  WriteFile(folder_ / "a.gif", kGif.substr(0, kGif.size() - 1));
  const Ended taken = Fit("a.gif", {});
  EXPECT_EQ(taken.exit, 0);
  EXPECT_NE(taken.err.find("warnings: 1 missing-eoi"), std::string::npos);
  const Ended rejected = Fit("a.gif", {"--fail-on", "warning"});
  EXPECT_NE(rejected.exit, 0);
  EXPECT_NE(rejected.err.find("missing-eoi"), std::string::npos);
}

TEST_F(Foreign, TensorFlowsRecipesDrawGifOnBlack) {
  std::string gif = kGif;
  gif[13 + 6 + 6] = '\0';  // the first frame's transparent colour is the one that it has
  WriteFile(folder_ / "a.gif", gif);
  EXPECT_EQ(Fit("a.gif", {"--alpha", "drop"}).exit, 0);
  EXPECT_EQ(Values(), (std::vector<float>{255, 0, 0}));
  EXPECT_EQ(Fit("a.gif", {"--alpha", "drop", "--reader", "tensorflow"}).exit, 0);
  EXPECT_EQ(Values(), (std::vector<float>{0, 0, 0}));
  const Ended shown = Fit299(folder_.path(), {"recipes", "keras-dataset-bilinear"});
  EXPECT_NE(shown.out.find("reader = \"tensorflow\""), std::string::npos);
}

}  // namespace
}  // namespace fit299
