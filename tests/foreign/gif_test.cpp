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
  if (frame.transparent != NO_TRANSPARENT_COLOR) {
    const GraphicsControlBlock control = {0, false, 0, frame.transparent};
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

File MakeGif(int width, int height, const std::vector<GifFrame>& frames) {
  File file;
  int error = 0;
  GifFileType* gif = EGifOpen(&file, Append, &error);
  const GifColorType colors[4] = {kRed, kGreen, kBlue, kGray};
  ColorMapObject* palette = GifMakeMapObject(4, colors);
  EGifPutScreenDesc(gif, width, height, 8, 0, palette);
  GifFreeMapObject(palette);
  for (const GifFrame& frame : frames) PutFrame(gif, frame);
  EGifCloseFile(gif, &error);
  return file;
}

constexpr const char* kPicture = "255 0 0, 0 255 0 / 0 0 255, 9 9 9";

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
  request.channels = 4;
  EXPECT_EQ(Pixels("gif", file, request), kPicture);
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

TEST(Gif, NoCutAndNoByteGoesUnchecked) {
  const File file = MakeGif(3, 2, {GifFrame{.left = 1, .transparent = 1, .local_palette = true}});
  EXPECT_EQ(AcceptedPrefixes("gif", file, 1), 0);
  DecodeMutants("gif", file);
}

}  // namespace
}  // namespace fit299::foreign
