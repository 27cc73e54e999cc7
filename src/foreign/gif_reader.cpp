#include "foreign/gif_reader.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "codec/bytes.h"
#include "foreign/gif_blocks.h"

namespace fit299::foreign {

GifReader::GifReader(codec::Bytes file) {
  source_.file = file;
  int error = 0;
  gif_ = DGifOpen(&source_, Read, &error);
  if (gif_ == nullptr) failure_ = ToRejection(error);
}

GifReader::~GifReader() {
  int error = 0;
  if (gif_ != nullptr) DGifCloseFile(gif_, &error);
}

int GifReader::Read(GifFileType* gif, GifByteType* to, int count) {
  auto& source = *static_cast<Source*>(gif->UserData);
  const std::size_t rest = source.file.size() - source.at;
  const std::size_t wanted = static_cast<std::size_t>(std::max(count, 0));
  if (wanted > rest) source.ended = true;
  const std::size_t size = std::min(wanted, rest);
  if (size > 0) std::memcpy(to, source.file.data() + source.at, size);
  source.at += size;
  return static_cast<int>(size);
}

bool GifReader::Next() {
  if (failure_) return false;
  // Also from the midst of a frame: giflib reads byte by byte, so what it has not read is skipped.
  if (frames_ > 0) source_.at = FrameEnd();
  frame_ = {};
  GifRecordType type = UNDEFINED_RECORD_TYPE;
  while (DGifGetRecordType(gif_, &type) != GIF_ERROR) {
    if (type == TERMINATE_RECORD_TYPE) {
      if (frames_ == 0) failure_ = Rejection{Reason::kCorrupt, "it holds no frame"};
      return false;
    }
    if (!(type == IMAGE_DESC_RECORD_TYPE ? ReadDescriptor() : ReadExtension())) break;
    if (type == IMAGE_DESC_RECORD_TYPE) return true;
  }
  if (!failure_) failure_ = ToRejection(gif_->Error);
  return false;
}

bool GifReader::ReadDescriptor() {
  descriptor_at_ = source_.at;
  if (DGifGetImageDesc(gif_) == GIF_ERROR) return false;
  ++frames_;
  const GifImageDesc& image = gif_->Image;
  frame_.box = cv::Rect(image.Left, image.Top, image.Width, image.Height);
  frame_.is_interlaced = image.Interlace;
  const ColorMapObject* map = colors();
  if (frame_.box.width <= 0 || frame_.box.height <= 0) {
    failure_ = Rejection{Reason::kCorrupt, "its frame has a side of 0 pixels"};
  } else if (map == nullptr) {
    failure_ = Rejection{Reason::kUnsupportedFeature, "it has no palette"};
  }
  if (failure_) return false;
  for (int i = 0; i < map->ColorCount; ++i) {
    frame_.palette.push_back({map->Colors[i].Red, map->Colors[i].Green, map->Colors[i].Blue});
  }
  return true;
}

bool GifReader::ReadExtension() {
  constexpr int kDisposalShift = 2;
  constexpr int kDisposalMask = 7;
  int code = 0;
  GifByteType* block = nullptr;
  if (DGifGetExtension(gif_, &code, &block) == GIF_ERROR) return false;
  while (block != nullptr) {
    GraphicsControlBlock control;
    if (code == GRAPHICS_EXT_FUNC_CODE && block[0] == 4 &&
        DGifExtensionToGCB(block[0], block + 1, &control) != GIF_ERROR) {
      // Of several such blocks each adds what it says, as Pillow has it.
      if (control.TransparentColor != NO_TRANSPARENT_COLOR) {
        frame_.transparent = control.TransparentColor;
      }
      const int disposal = block[1] >> kDisposalShift & kDisposalMask;
      if (disposal != DISPOSAL_UNSPECIFIED) frame_.disposal = disposal;
    }
    if (DGifGetExtensionNext(gif_, &block) == GIF_ERROR) return false;
  }
  return true;
}

int GifReader::ColorBits() const {
  return colors() == nullptr ? 8 : std::max(colors()->BitsPerPixel, 1);
}

std::optional<Rgb> GifReader::BackgroundColor() const {
  const ColorMapObject* map = gif_->SColorMap;
  if (map == nullptr || gif_->SBackGroundColor >= map->ColorCount) return std::nullopt;
  const GifColorType& color = map->Colors[gif_->SBackGroundColor];
  return Rgb{color.Red, color.Green, color.Blue};
}

const ColorMapObject* GifReader::colors() const {
  return gif_->Image.ColorMap != nullptr ? gif_->Image.ColorMap : gif_->SColorMap;
}

std::optional<Rejection> GifReader::ReadRow(std::vector<GifPixelType>& indices) {
  if (DGifGetLine(gif_, indices.data(), static_cast<int>(indices.size())) == GIF_ERROR) {
    return ToRejection(gif_->Error);
  }
  return std::nullopt;
}

std::size_t GifReader::FrameEnd() const {
  return GifBlocks(source_.file, descriptor_at_).EndOfFrame();
}

std::uint64_t GifReader::CodedBytes() const {
  return GifBlocks(source_.file, descriptor_at_).CodedBytes();
}

GifCodes GifReader::SurveyCodes() const {
  return GifBlocks(source_.file, descriptor_at_).SurveyCodes();
}

Rejection GifReader::ToRejection(int error) const {
  const char* words = GifErrorString(error);
  std::string detail = words != nullptr ? words : "giflib gives no reason";
  if (source_.ended)
    return {Reason::kTruncated, "the file ends at byte " + std::to_string(source_.at)};
  if (error == D_GIF_ERR_EOF_TOO_SOON) return {Reason::kTruncated, "its coded data end early"};
  if (error == D_GIF_ERR_NOT_ENOUGH_MEM) return {Reason::kTooLarge, std::move(detail)};
  return {Reason::kCorrupt, std::move(detail)};
}

}  // namespace fit299::foreign
