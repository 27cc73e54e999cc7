// --max-memory: what all threads take together, seen from outside.
#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "cli/program.h"
#include "decoder/sanitized.h"

namespace fit299 {
namespace {

// The program itself, its libraries and its threads' stacks.
constexpr long kOwnKilobytes = 60'000;

// Sanitizers have memory of their own.
#if FIT299_IS_SANITIZED
constexpr bool kMeasures = false;
#else
constexpr bool kMeasures = true;
#endif

std::string U16(unsigned value) {
  return {static_cast<char>(value & 255), static_cast<char>(value >> 8 & 255)};
}
std::string U32(unsigned value) { return U16(value & 0xFFFF) + U16(value >> 16); }

std::string Big32(unsigned value) {
  const std::string text = U32(value);
  return {text.rbegin(), text.rend()};
}

std::string WithSegment(const std::string& jpeg, char marker, const std::string& payload) {
  const auto size = static_cast<unsigned>(payload.size()) + 2;
  return jpeg.substr(0, 2) + '\xFF' + marker + Big32(size).substr(2) + payload + jpeg.substr(2);
}

// The same picture, but EXIF has its rows become columns.
void TurnOnItsSide(const std::string& jpeg_path) {
  using namespace std::string_literals;
  WriteFile(jpeg_path, WithSegment(ReadFile(jpeg_path), '\xE1',
                                   "Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0"
                                   "\x06\0\0\0\0\0\0\0"s));
}

// Six pictures of 24 megapixels: as a whole, 72 MB each.
class MaxMemory : public testing::Test {
 protected:
  MaxMemory() {
    WritePlainImage(folder_ / "0.jpg", 6000, 4000, 10, 200, 30);
    TurnOnItsSide(folder_ / "0.jpg");
    for (int i = 1; i < 6; ++i) {
      std::filesystem::copy(folder_ / "0.jpg", folder_ / (std::to_string(i) + ".jpg"));
    }
  }

  // By an engine whose sums depend on their order, so that it takes the upright picture only.
  Ended Fit(const std::string& memory) const {
    return Fit299(folder_.path(), {"fit", "-j4", ".", "-o", "x.npy", "--overwrite", "--resample",
                                   "tf:bilinear", "--max-memory", memory});
  }

  TemporaryFolder folder_;
};

TEST_F(MaxMemory, MakesThreadsWaitForEachOther) {
  const Ended ended = Fit("130M");
  EXPECT_EQ(ended.exit, 0) << ended.err;
  EXPECT_EQ(ReadNpy(ReadFile(folder_ / "x.npy")).shape, "(6, 299, 299, 3)");
  if (kMeasures) {
    EXPECT_LT(ended.peak_kilobytes, 130 * 1024 + kOwnKilobytes);
  }
}

TEST_F(MaxMemory, SkipsWhatNeedsMoreAlone) {
  const Ended ended = Fit("50M");
  EXPECT_EQ(ended.exit, 5);
  EXPECT_NE(ended.err.find("too-large: takes "), std::string::npos) << ended.err;
  EXPECT_NE(ended.err.find("--max-memory"), std::string::npos) << ended.err;
  if (kMeasures) {
    EXPECT_LT(ended.peak_kilobytes, kOwnKilobytes);
  }
}

// As a whole, four of them would take 288 MB.
TEST_F(MaxMemory, IsNothingToCheckWhichLooksAtBands) {
  const Ended ended = Fit299(folder_.path(), {"check", "-j4", ".", "--max-memory", "150M"});
  EXPECT_EQ(ended.exit, 0) << ended.err;
  if (kMeasures) {
    EXPECT_LT(ended.peak_kilobytes, 40'000 + kOwnKilobytes);
  }
}

TEST_F(MaxMemory, IsNothingToPicturesThatComeInBands) {
  const Ended ended =
      Fit299(folder_.path(), {"fit", "-j4", ".", "-o", "x.npy", "--max-memory", "100M"});
  EXPECT_EQ(ended.exit, 0) << ended.err;
  if (kMeasures) {
    EXPECT_LT(ended.peak_kilobytes, 80'000 + kOwnKilobytes);
  }
}

// Neither the wish to convert colours nor damage is a reason to hold a picture as a whole.
TEST_F(MaxMemory, IsNothingToPicturesThatAreConvertedOrSalvaged) {
  WritePlainImage(folder_ / "png/0.png", 6000, 4000, 10, 200, 30);
  for (const char* name : {"0.jpg", "png/0.png"}) {
    const std::string file = ReadFile(folder_ / name);
    WriteFile(folder_ / ("cut/" + std::string(name)), file.substr(0, file.size() - 200));
  }
  for (const std::vector<std::string>& options :
       {std::vector<std::string>{"0.jpg", "png/0.png", "--icc", "convert"},
        {"cut/0.jpg", "cut/png/0.png", "--fail-on", "never"},
        {"cut/0.jpg", "cut/png/0.png", "--fail-on", "never", "--icc", "convert"}}) {
    std::vector<std::string> arguments = {"fit", "-j1", "-o", "x.npy", "--overwrite"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    const Ended ended = Fit299(folder_.path(), arguments);
    EXPECT_EQ(ended.exit, 0) << ended.err;
    if (kMeasures) {
      EXPECT_LT(ended.peak_kilobytes, kOwnKilobytes) << options.back();
    }
  }
}

// Of 24 megapixels as floats.
TEST_F(MaxMemory, IsNotTakenForATensorThatIsRefused) {
  const Ended ended =
      Fit299(folder_.path(), {"fit", "-j1", "0.jpg", "-o", "x.npy", "--policy", "native"});
  EXPECT_EQ(ended.exit, 5) << ended.err;
  EXPECT_NE(ended.err.find("too-large: takes "), std::string::npos) << ended.err;
  if (kMeasures) {
    EXPECT_LT(ended.peak_kilobytes, kOwnKilobytes);
  }
}

// The codes of LZW, in a GIF's blocks.
class GifCodes {
 public:
  void Put(unsigned code, int bits) {
    pending_ |= std::uint64_t{code} << count_;
    for (count_ += bits; count_ >= 8; count_ -= 8, pending_ >>= 8) {
      bytes_ += static_cast<char>(pending_ & 255);
    }
  }

  std::string Blocks() const {
    const std::string all = bytes_ + static_cast<char>(pending_ & 255);
    std::string blocks = "\2";
    for (std::size_t at = 0; at < all.size(); at += 255) {
      const std::string block = all.substr(at, 255);
      blocks += static_cast<char>(block.size()) + block;
    }
    return blocks + '\0';
  }

 private:
  std::string bytes_;
  std::uint64_t pending_ = 0;
  int count_ = 0;
};

// The same colour everywhere, and frames of one pixel behind it. Each code stands for one pixel
// more than the one before.
std::string FlatGif(unsigned side, int frames, bool is_interlaced) {
  constexpr unsigned kClear = 4;
  constexpr unsigned kEnd = 5;
  GifCodes codes;
  int bits = 3;
  for (std::uint64_t left = std::uint64_t{side} * side; left > 0;) {
    codes.Put(kClear, bits);
    bits = 3;
    codes.Put(0, bits);
    --left;
    for (unsigned code = kEnd + 1; code < 4096 && left >= code - kEnd + 1; ++code) {
      codes.Put(code, bits);
      left -= code - kEnd + 1;
      if (code + 1 == 1U << bits && bits < 12) ++bits;
    }
  }
  codes.Put(kEnd, bits);
  using namespace std::string_literals;
  std::string gif = "GIF89a" + U16(side) + U16(side) + "\x80\0\0\x10\x20\x30\xF0\x80\x40"s + "," +
                    U32(0) + U16(side) + U16(side) + (is_interlaced ? '\x40' : '\0') +
                    codes.Blocks();
  for (int i = 0; i < frames; ++i) gif += ",\0\0\0\0\1\0\1\0\0\2\2\x44\1\0"s;
  return gif + ";";
}

// 64 megapixels of one bit each; where nothing is measured, so many would only take minutes.
constexpr unsigned kSide = kMeasures ? 8000 : 640;

std::string LargeBmp() {
  const unsigned bytes = kSide / 8 * kSide;
  return "BM" + U32(62 + bytes) + U32(0) + U32(62) + U32(40) + U32(kSide) + U32(kSide) + U16(1) +
         U16(1) + U32(0) + U32(0) + U32(0) + U32(0) + U32(2) + U32(0) + U32(0) + U32(0xFFFFFF) +
         std::string(bytes, '\x5A');
}

std::string LargePbm() {
  const std::string side = std::to_string(kSide);
  return "P4\n" + side + " " + side + "\n" + std::string(kSide / 8 * kSide, '\x5A');
}

// Neither the program nor fit299-decode holds them as a whole, which would take 192 MB and more.
TEST(LargePictures, OfRareFormatsTakeLittleMemoryOfBothProcesses) {
  const TemporaryFolder folder;
  // Contents are gone before the program starts: what a process has when it does counts for it.
  WriteFile(folder / "a.bmp", LargeBmp());
  WriteFile(folder / "b.pbm", LargePbm());
  WriteFile(folder / "c.gif", FlatGif(kSide, 10'000, /*is_interlaced=*/false));
  const std::vector<std::vector<std::string>> commands = {
      {"fit", "-o", "x.npy", "--overwrite"},
      {"fit", "-o", "x.npy", "--overwrite", "--icc", "convert", "--fail-on", "never"},
      {"check"}};
  for (const char* name : {"a.bmp", "b.pbm", "c.gif"}) {
    for (std::vector<std::string> arguments : commands) {
      arguments.insert(arguments.end(), {"-j1", name});
      const Ended ended = Fit299(folder.path(), arguments);
      EXPECT_EQ(ended.exit, 0) << ended.err;
      if (kMeasures) {
        EXPECT_LT(ended.peak_kilobytes, kOwnKilobytes) << arguments[0] << " " << name;
      }
    }
  }
}

TEST_F(MaxMemory, OfWhatIsTurnedIsThatOfOnePicture) {
  const Ended ended = Fit299(folder_.path(), {"fit", "-j1", "0.jpg", "-o", "x.npy", "--resample",
                                              "tf:bilinear", "--max-memory", "110M"});
  EXPECT_EQ(ended.exit, 0) << ended.err;
  EXPECT_NE(ended.err.find("rotated"), std::string::npos) << ended.err;
  if (kMeasures) {
    EXPECT_LT(ended.peak_kilobytes, 72'000 + kOwnKilobytes);
  }
}

// A table of 255 x 255 x 255 colours of 14 inks, of which the profile has nothing.
std::string BoastfulProfile() {
  using namespace std::string_literals;
  const std::string one = Big32(0x10000);
  const std::string none = Big32(0);
  const std::string table = "mft2\0\0\0\0\x03\x0E\xFF\0"s + one + none + none + none + one + none +
                            none + none + one + "\0\2\0\2\0\0\xFF\xFF\0\0\xFF\xFF\0\0\xFF\xFF"s +
                            std::string(16, '\0');
  const std::string tags =
      Big32(1) + "A2B0" + Big32(144) + Big32(static_cast<unsigned>(table.size())) + table;
  const std::string head = Big32(static_cast<unsigned>(128 + tags.size())) + "lcms" +
                           Big32(0x02100000) + "mntrRGB Lab " + std::string(12, '\0') + "acsp" +
                           std::string(28, '\0') + Big32(63190) + Big32(65536) + Big32(54061);
  return head + std::string(128 - head.size(), '\0') + tags;
}

TEST(Profiles, ThatBoastGetNoMemory) {
  const TemporaryFolder folder;
  WriteImage(folder / "a.jpg", 64, 64);
  using namespace std::string_literals;
  WriteFile(folder / "a.jpg", WithSegment(ReadFile(folder / "a.jpg"), '\xE2',
                                          "ICC_PROFILE\0\1\1"s + BoastfulProfile()));
  const Ended ended =
      Fit299(folder.path(), {"fit", "-j1", "a.jpg", "-o", "x.npy", "--icc", "convert"});
  EXPECT_EQ(ended.exit, 0) << ended.err;
  EXPECT_NE(ended.err.find("icc-ignored"), std::string::npos) << ended.err;
  if (kMeasures) {
    EXPECT_LT(ended.peak_kilobytes, kOwnKilobytes);
  }
}

TEST(LargePictures, OfInterlacedGifAreThereAsIndicesOnly) {
  const TemporaryFolder folder;
  WriteFile(folder / "a.gif", FlatGif(kSide, 0, /*is_interlaced=*/true));
  const Ended ended = Fit299(folder.path(), {"fit", "-j1", "a.gif", "-o", "x.npy"});
  EXPECT_EQ(ended.exit, 0) << ended.err;
  if (kMeasures) {
    EXPECT_LT(ended.peak_kilobytes, 64'000 + kOwnKilobytes);
  }
}

TEST(MaxMemoryOption, IsMoreThanAFileMayHave) {
  const TemporaryFolder folder;
  WriteFile(folder / "large/0.png", std::string(3 << 20, 'x'));
  const Ended ended = Fit299(folder.path(), {"fit", "large", "-o", "x.npy", "--max-memory", "2M"});
  EXPECT_EQ(ended.exit, 5);
  EXPECT_NE(ended.err.find("too-large: 3145728 bytes"), std::string::npos) << ended.err;
}

TEST(MaxMemoryOption, IsASizeWithASuffix) {
  const TemporaryFolder folder;
  const Ended ended = Fit299(folder.path(), {"fit", ".", "-o", "x.npy", "--max-memory", "lots"});
  EXPECT_EQ(ended.exit, 2);
  EXPECT_NE(ended.err.find("--max-memory"), std::string::npos) << ended.err;
}

}  // namespace
}  // namespace fit299
