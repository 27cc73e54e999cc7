#include <gif_lib.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "foreign/files.h"

namespace fit299::foreign {
namespace {

using namespace std::string_literals;

struct GifFrame {
  int left = 0;
  int top = 0;
  int width = 2;
  int height = 2;
  std::vector<GifPixelType> indices = {0, 1, 2, 3};
  bool interlaced = false;
  int transparent = NO_TRANSPARENT_COLOR;
  bool local_palette = false;  // blue in place of red
  int disposal = DISPOSAL_UNSPECIFIED;
};

constexpr GifColorType kRed = {255, 0, 0};
constexpr GifColorType kGreen = {0, 255, 0};
constexpr GifColorType kBlue = {0, 0, 255};
constexpr GifColorType kGray = {9, 9, 9};

int Append(GifFileType* gif, const GifByteType* bytes, int count) {
  const auto more = std::as_bytes(std::span(bytes, static_cast<std::size_t>(count)));
  auto& file = *static_cast<File*>(gif->UserData);
  file.insert(file.end(), more.begin(), more.end());
  return count;
}

void PutFrame(GifFileType* gif, const GifFrame& frame) {
  if (frame.transparent != NO_TRANSPARENT_COLOR || frame.disposal != DISPOSAL_UNSPECIFIED) {
    const GraphicsControlBlock control = {frame.disposal, false, 0, frame.transparent};
    GifByteType extension[4];
    EGifGCBToExtension(&control, extension);
    EGifPutExtension(gif, GRAPHICS_EXT_FUNC_CODE, 4, extension);
  }
  const GifColorType colors[4] = {kBlue, kGreen, kBlue, kGray};
  ColorMapObject* palette = frame.local_palette ? GifMakeMapObject(4, colors) : nullptr;
  EGifPutImageDesc(gif, frame.left, frame.top, frame.width, frame.height, frame.interlaced,
                   palette);
  GifFreeMapObject(palette);
  std::vector<GifPixelType> indices = frame.indices;
  EGifPutLine(gif, indices.data(), static_cast<int>(indices.size()));
}

File MakeGif(int width, int height, const std::vector<GifFrame>& frames, int background = 0) {
  File file;
  int error = 0;
  GifFileType* gif = EGifOpen(&file, Append, &error);
  const GifColorType colors[4] = {kRed, kGreen, kBlue, kGray};
  ColorMapObject* palette = GifMakeMapObject(4, colors);
  EGifPutScreenDesc(gif, width, height, 8, background, palette);
  GifFreeMapObject(palette);
  for (const GifFrame& frame : frames) PutFrame(gif, frame);
  EGifCloseFile(gif, &error);
  return file;
}

constexpr const char* kPicture = "255 0 0, 0 255 0 / 0 0 255, 9 9 9";

codec::DecodeRequest Wanted(int frame, Reader reader = Reader::kStandard,
                            Alpha alpha = Alpha::kDrop) {
  codec::DecodeRequest request;
  request.reader = reader;
  request.frame = frame;
  request.alpha = alpha;
  return request;
}

TEST(Gif, AFrameOfTheWholeScreen) {
  const File file = MakeGif(2, 2, {GifFrame{}});
  EXPECT_EQ(Pixels("gif", file), kPicture);
  EXPECT_EQ(Verdict("gif", file), "ok palette-expanded");
}

TEST(Gif, ALocalPaletteComesFirst) {
  EXPECT_EQ(Pixels("gif", MakeGif(2, 2, {GifFrame{.local_palette = true}})),
            "0 0 255, 0 255 0 / 0 0 255, 9 9 9");
}

TEST(Gif, InterlacedRowsAreSorted) {
  GifFrame frame{.width = 1, .height = 9, .indices = {0, 1, 2, 3, 0, 1, 2, 3, 0}};
  frame.interlaced = true;
  // Rows 0, 8; 4; 2, 6; 1, 3, 5, 7.
  EXPECT_EQ(Pixels("gif", MakeGif(1, 9, {frame})),
            "255 0 0 / 0 255 0 / 9 9 9 / 0 0 255 / 0 0 255 / 9 9 9 / 255 0 0 / 255 0 0 / 0 255 0");
}

TEST(Gif, TransparencyIsBlendedOrShowsItsColour) {
  const File file = MakeGif(2, 2, {GifFrame{.transparent = 1}});
  EXPECT_EQ(Pixels("gif", file), "255 0 0, 255 255 255 / 0 0 255, 9 9 9");
  EXPECT_EQ(Verdict("gif", file), "ok alpha-blended palette-expanded");
  codec::DecodeRequest request;
  request.alpha = Alpha::kDrop;
  EXPECT_EQ(Pixels("gif", file, request), kPicture);
  EXPECT_EQ(Verdict("gif", file, request), "ok alpha-dropped palette-expanded");
}

TEST(Gif, WhereTheFrameIsNotTheCanvasIsTransparent) {
  const File file = MakeGif(3, 2, {GifFrame{.left = 1, .width = 1, .indices = {1, 3}}});
  EXPECT_EQ(Pixels("gif", file),
            "255 255 255, 0 255 0, 255 255 255 / 255 255 255, 9 9 9, 255 255 255");
  codec::DecodeRequest request;
  request.alpha = Alpha::kDrop;  // Pillow's choice: the first colour
  EXPECT_EQ(Pixels("gif", file, request), "255 0 0, 0 255 0, 255 0 0 / 255 0 0, 9 9 9, 255 0 0");
}

TEST(Gif, TheCanvasGrowsToHoldTheFrame) {
  EXPECT_EQ(Pixels("gif", MakeGif(1, 1, {GifFrame{}})), kPicture);
}

TEST(Gif, FirstFrameIsTakenAndNoted) {
  const File file = MakeGif(2, 2, {GifFrame{}, GifFrame{.indices = {3, 3, 3, 3}}});
  EXPECT_EQ(Pixels("gif", file), kPicture);
  EXPECT_EQ(Verdict("gif", file), "ok palette-expanded first-frame-only");
}

TEST(Gif, FramesAreDrawnOneOverTheOther) {
  GifFrame second{.left = 1, .width = 1, .indices = {3, 0}, .transparent = 3};
  second.local_palette = true;  // blue
  const File file = MakeGif(2, 2, {GifFrame{}, second});
  EXPECT_EQ(Pixels("gif", file, Wanted(1)), "255 0 0, 0 255 0 / 0 0 255, 0 0 255");
  EXPECT_EQ(Verdict("gif", file, Wanted(1)), "ok palette-expanded first-frame-only");
}

TEST(Gif, AFrameThatIsNotThereIsRefused) {
  const File file = MakeGif(2, 2, {GifFrame{}, GifFrame{}});
  const auto decoded = Decode("gif", file, Wanted(2));
  ASSERT_FALSE(decoded.ok());
  EXPECT_EQ(decoded.error().reason, Reason::kUnsupportedFeature);
  EXPECT_EQ(decoded.error().detail, "no frame 2: there are 2, and they count from 0");
  // Cut off before its end, nobody knows.
  EXPECT_EQ(Verdict("gif", Head(file, file.size() - 1), Wanted(2)), "truncated");
  EXPECT_EQ(Verdict("gif", Head(file, file.size() - 1), Wanted(1)),
            "ok palette-expanded first-frame-only missing-eoi");
}

TEST(Gif, DamageBeforeTheFrameIsDamage) {
  const File file = MakeGif(2, 2, {GifFrame{.indices = {0, 1}}, GifFrame{}});
  EXPECT_NE(Verdict("gif", file, Wanted(1)).substr(0, 2), "ok");
}

TEST(Gif, DisposalToTheBackgroundLeavesNothing) {
  GifFrame first{.disposal = DISPOSE_BACKGROUND};
  const GifFrame dot{.width = 1, .height = 1, .indices = {3}};
  const File file = MakeGif(2, 2, {first, dot}, 2);
  EXPECT_EQ(Pixels("gif", file, Wanted(1)), "9 9 9, 0 0 255 / 0 0 255, 0 0 255");
  EXPECT_EQ(Pixels("gif", file, Wanted(1, Reader::kStandard, Alpha::kBlend)),
            "9 9 9, 255 255 255 / 255 255 255, 255 255 255");
  // The transparent colour goes before the background's.
  first.transparent = 1;
  EXPECT_EQ(Pixels("gif", MakeGif(2, 2, {first, dot}, 2), Wanted(1)),
            "9 9 9, 0 255 0 / 0 255 0, 0 255 0");
}

TEST(Gif, DisposalToThePreviousBringsItBack) {
  const GifFrame all{.indices = {3, 3, 3, 3}, .disposal = DISPOSE_PREVIOUS};
  const GifFrame dot{.width = 1, .height = 1, .indices = {1}};
  const File file = MakeGif(2, 2, {GifFrame{.disposal = DISPOSE_DO_NOT}, all, dot});
  EXPECT_EQ(Pixels("gif", file, Wanted(1)), "9 9 9, 9 9 9 / 9 9 9, 9 9 9");
  EXPECT_EQ(Pixels("gif", file, Wanted(2)), "0 255 0, 0 255 0 / 0 0 255, 9 9 9");
  // Before the first frame there is nothing to bring back.
  GifFrame first{.disposal = DISPOSE_PREVIOUS};
  EXPECT_EQ(Pixels("gif", MakeGif(2, 2, {first, dot}), Wanted(1)),
            "0 255 0, 0 255 0 / 0 0 255, 9 9 9");
}

// As cv2.imread of OpenCV 5.0.
TEST(Gif, OpenCvShowsTheBackgroundBeneath) {
  EXPECT_EQ(
      Pixels("gif", MakeGif(2, 2, {GifFrame{.transparent = 1}}, 2), Wanted(0, Reader::kOpenCv)),
      "255 0 0, 0 0 255 / 0 0 255, 9 9 9");
}

TEST(Gif, LaterFramesMakeTheCanvasGrow) {
  const GifFrame wide{.top = 1, .width = 3, .height = 1, .indices = {1, 1, 1}};
  const File file = MakeGif(2, 2, {GifFrame{}, wide});
  EXPECT_EQ(Pixels("gif", file), kPicture);
  EXPECT_EQ(Pixels("gif", file, Wanted(1)),
            "255 0 0, 0 255 0, 255 0 0 / 0 255 0, 0 255 0, 0 255 0");
}

TEST(Gif, TensorFlowDrawsOnBlackAndDisposesOfNothing) {
  const auto drawn = [](const File& file, int frame) {
    return Pixels("gif", file, Wanted(frame, Reader::kTensorFlow));
  };
  // All of these are what tf.io.decode_gif of TensorFlow 2.21 gives.
  EXPECT_EQ(drawn(MakeGif(2, 2, {GifFrame{.transparent = 1}}, 2), 0),
            "255 0 0, 0 0 0 / 0 0 255, 9 9 9");
  const GifFrame column{.left = 1, .width = 1, .indices = {1, 3}};
  EXPECT_EQ(drawn(MakeGif(3, 2, {column}), 0), "0 0 0 / 0 0 0");
  const File two = MakeGif(3, 2, {column, GifFrame{.indices = {3, 3, 3, 3}, .transparent = 3}});
  EXPECT_EQ(drawn(two, 0), "0 0 0, 0 255 0 / 0 0 0, 9 9 9");
  EXPECT_EQ(drawn(two, 1), "0 0 0, 0 255 0 / 0 0 0, 9 9 9");
  const File away = MakeGif(5, 5,
                            {GifFrame{.left = 1, .top = 1},
                             GifFrame{.left = 2, .width = 3, .height = 1, .indices = {1, 1, 1}}});
  EXPECT_EQ(drawn(away, 0), "0 0 0, 0 0 0, 0 0 0 / 0 0 0, 255 0 0, 0 255 0");
  EXPECT_EQ(drawn(away, 1), "0 0 0, 0 0 0, 0 255 0 / 0 0 0, 255 0 0, 0 255 0");
  const File disposed =
      MakeGif(2, 2,
              {GifFrame{.disposal = DISPOSE_BACKGROUND},
               GifFrame{.width = 1, .height = 1, .indices = {3}, .transparent = 1}});
  EXPECT_EQ(drawn(disposed, 1), "9 9 9, 0 255 0 / 0 0 255, 9 9 9");
}

// The file says that its first frame has three rows; its data end after those that it was made
// with.
File WithThreeRows(File file) {
  constexpr std::size_t kHeight = 13 + 4 * 3 + 7;
  file[kHeight] = std::byte{3};
  return file;
}

TEST(Gif, CountsTheCodesOfTheFramesThatAreDrawn) {
  const auto coded = [](const File& file, int frame) {
    return Decode("gif", file, Frame(frame))->header.coded_bytes;
  };
  File file = MakeGif(2, 2, {GifFrame{}, GifFrame{}});
  const std::uint64_t bytes = coded(file, 0);
  EXPECT_GT(bytes, 0U);
  EXPECT_LT(bytes, 8U);
  EXPECT_EQ(coded(file, 1), 2 * bytes);
  file.resize(file.size() + 1000);
  EXPECT_EQ(coded(file, 1), 2 * bytes);
}

TEST(Gif, SalvageMakesMissingRowsGray) {
  const File file = WithThreeRows(MakeGif(1, 3, {GifFrame{.width = 1, .indices = {0, 1}}}));
  EXPECT_EQ(Verdict("gif", file), "truncated");
  EXPECT_EQ(Pixels("gif", file, Salvage()), "255 0 0 / 0 255 0 / 128 128 128");
  EXPECT_EQ(Verdict("gif", file, Salvage()), "ok palette-expanded pixels-damaged");
  // Without a single row there is nothing to save.
  EXPECT_EQ(Verdict("gif", MakeGif(2, 2, {GifFrame{.indices = {0}}}), Salvage()), "truncated");
}

TEST(Gif, SalvageGoesOnBehindADamagedFrame) {
  const GifFrame cut{.width = 1, .indices = {0, 1}};
  const GifFrame dot{.width = 1, .height = 1, .indices = {3}};
  codec::DecodeRequest request = Salvage();
  request.frame = 1;
  const File file = WithThreeRows(MakeGif(1, 3, {cut, dot}));
  EXPECT_EQ(Pixels("gif", file, request), "9 9 9 / 0 255 0 / 128 128 128");
}

TEST(Gif, SalvageMakesColoursThatAreNotThereGray) {
  // Palette and codes of four colours, of which one goes.
  File file = MakeGif(2, 2, {GifFrame{}});
  constexpr std::size_t kScreenFlags = 10;
  file[kScreenFlags] = static_cast<std::byte>(std::to_integer<unsigned>(file[kScreenFlags]) & ~7U);
  file.erase(file.begin() + 13 + 6, file.begin() + 13 + 12);
  EXPECT_EQ(Verdict("gif", file), "corrupt");
  EXPECT_EQ(Pixels("gif", file, Salvage()), "255 0 0, 0 255 0 / 128 128 128, 128 128 128");
  EXPECT_EQ(Verdict("gif", file, Salvage()), "ok palette-expanded pixels-damaged");
}

TEST(Gif, TheEndIsLookedAt) {
  File file = MakeGif(2, 2, {GifFrame{}});
  EXPECT_EQ(Verdict("gif", Head(file, file.size() - 1)), "ok palette-expanded missing-eoi");
  EXPECT_EQ(Verdict("gif", Head(file, file.size() - 2)), "truncated");
  file.push_back(std::byte{1});
  EXPECT_EQ(Verdict("gif", file), "ok palette-expanded trailing-data");
}

TEST(Gif, DamageIsARejection) {
  File file = MakeGif(2, 2, {GifFrame{}});
  EXPECT_EQ(Verdict("gif", MakeGif(2, 2, {})), "corrupt");
  // The first code, after the descriptor and the size of codes, asks for colours that are not
  // there.
  const std::size_t codes = file.size() - 2 - 3;
  file[codes] = std::byte{0xFF};
  EXPECT_EQ(Verdict("gif", file), "corrupt");
  File short_data = MakeGif(2, 2, {GifFrame{.indices = {0, 1}}});
  EXPECT_EQ(Verdict("gif", short_data), "truncated");
}

TEST(Gif, AScreenThatTheFileCannotFillTakesNoMemory) {
  EXPECT_EQ(Verdict("gif", MakeGif(9000, 9000, {GifFrame{}})), "too-large");
}

// The file with these codes of its last frame, which has `bytes` of them.
File WithCodes(File file, std::size_t bytes, const std::vector<int>& codes) {
  file.resize(file.size() - 2 - bytes - 1);  // the codes with their length, and the end
  file.push_back(static_cast<std::byte>(codes.size()));
  for (const int byte : codes) file.push_back(static_cast<std::byte>(byte));
  file.insert(file.end(), {std::byte{0}, std::byte{0x3B}});
  return file;
}

// Codes 4 (begin anew), 0, 7 where 6 is the first that is still free, 1. giflib makes something of
// it.
TEST(Gif, ACodeThatStandsForNothingYetIsDamage) {
  const std::vector<int> codes = {0xC4, 0x53};
  EXPECT_EQ(Verdict("gif", WithCodes(MakeGif(2, 2, {GifFrame{}}), 3, codes)), "corrupt");
  const File tall = MakeGif(1, 2, {GifFrame{.width = 1, .indices = {0, 1}}});
  EXPECT_EQ(Pixels("gif", WithCodes(tall, 2, codes), Salvage()), "255 0 0 / 128 128 128");
}

// Each of these codes of three bits costs giflib a table of 16 KB.
TEST(Gif, CodesThatOnlyBeginAnewAreTooComplex) {
  File file = MakeGif(2, 2, {GifFrame{}});
  file.resize(file.size() - 2 - 4);  // the sub-block of codes, with its length, and the end
  for (int block = 0; block < 4600; ++block) {
    file.push_back(std::byte{255});
    for (int i = 0; i < 85; ++i) {
      for (const int byte : {0x24, 0x49, 0x92}) file.push_back(std::byte(byte));
    }
  }
  for (const int byte : {0, 0x3B}) file.push_back(std::byte(byte));
  EXPECT_EQ(Verdict("gif", file), "too-complex");
}

TEST(Gif, CodesOfNoiseBeginAnewAsOftenAsTheyMust) {
  constexpr int kSide = 2400;
  GifFrame frame{.width = kSide, .height = kSide, .indices = {}};
  std::uint32_t random = 299;
  for (int i = 0; i < kSide * kSide; ++i) {
    random = random * 1664525 + 1013904223;
    frame.indices.push_back(static_cast<GifPixelType>(random >> 30));
  }
  const File file = MakeGif(kSide, kSide, {frame});
  EXPECT_GT(file.size(), 1'200'000U);
  EXPECT_EQ(Verdict("gif", file), "ok palette-expanded");
}

TEST(Gif, NoCutAndNoByteGoesUnchecked) {
  const File file = MakeGif(3, 2, {GifFrame{.left = 1, .transparent = 1, .local_palette = true}});
  EXPECT_EQ(AcceptedPrefixes("gif", file, 1), 0);
  ExpectSaneMutants("gif", file);
  ExpectSaneMutants("gif", file, Salvage());
  GifFrame second{.top = 1, .width = 1, .disposal = DISPOSE_PREVIOUS};
  const File frames = MakeGif(2, 2, {GifFrame{.disposal = DISPOSE_BACKGROUND}, second, GifFrame{}});
  for (const Reader reader : {Reader::kStandard, Reader::kTensorFlow}) {
    ExpectSaneMutants("gif", frames, Wanted(2, reader));
  }
}

}  // namespace
}  // namespace fit299::foreign
