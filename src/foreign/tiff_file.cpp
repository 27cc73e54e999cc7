#include "foreign/tiff_file.h"

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <string_view>

namespace fit299::foreign {
namespace {

// The most that libtiff may take at once besides what the file itself is: tables of strips.
constexpr tmsize_t kMaxAllocation = 256 << 20;

std::string Format(const char* format, std::va_list arguments) {
  std::array<char, 256> text = {};
  std::vsnprintf(text.data(), text.size(), format, arguments);  // NOLINT: libtiff's interface
  return text.data();
}

// Private tags are no damage, and old LZW is read as well as the new.
bool IsRemark(std::string_view warning) {
  constexpr std::array<std::string_view, 4> kRemarks = {
      "Unknown field", "Old-style LZW", "tag ignored", "Photometric tag is missing"};
  return std::ranges::any_of(
      kRemarks, [&](std::string_view remark) { return warning.find(remark) != warning.npos; });
}

}  // namespace

struct TiffCallbacks {
  static TiffFile& File(thandle_t handle) { return *static_cast<TiffFile*>(handle); }

  static tmsize_t Read(thandle_t handle, void* to, tmsize_t count) {
    TiffFile& file = File(handle);
    const toff_t size = file.bytes_.size();
    const toff_t rest = size - std::min(file.at_, size);
    const auto there = std::min(static_cast<toff_t>(std::max<tmsize_t>(count, 0)), rest);
    if (there > 0) std::memcpy(to, file.bytes_.data() + file.at_, there);
    file.at_ += there;
    return static_cast<tmsize_t>(there);
  }

  static tmsize_t Write(thandle_t /*handle*/, void* /*from*/, tmsize_t /*count*/) { return -1; }

  static toff_t Seek(thandle_t handle, toff_t offset, int whence) {
    TiffFile& file = File(handle);
    if (whence == SEEK_CUR) offset += file.at_;
    if (whence == SEEK_END) offset += file.bytes_.size();
    file.at_ = offset;
    return offset;
  }

  static int Close(thandle_t /*handle*/) { return 0; }
  static toff_t Size(thandle_t handle) { return File(handle).bytes_.size(); }

  // libtiff never writes into what it reads only.
  static int Map(thandle_t handle, void** base, toff_t* size) {
    const codec::Bytes bytes = File(handle).bytes_;
    *base = const_cast<std::byte*>(bytes.data());  // NOLINT: libtiff's interface
    *size = bytes.size();
    return 1;
  }
  static void Unmap(thandle_t /*handle*/, void* /*base*/, toff_t /*size*/) {}

  static int OnError(TIFF* /*tiff*/, void* handle, const char* /*module*/, const char* format,
                     std::va_list arguments) {
    TiffFile& file = File(handle);
    ++file.contradictions_;
    if (file.errors_++ == 0) file.first_error_ = Format(format, arguments);
    return 1;
  }

  static int OnWarning(TIFF* /*tiff*/, void* handle, const char* /*module*/, const char* format,
                       std::va_list arguments) {
    const std::string text = Format(format, arguments);
    TiffFile& file = File(handle);
    if (IsRemark(text)) return 1;
    if (text.find("ByteCounts") == text.npos) ++file.contradictions_;
    if (file.warnings_++ == 0) file.first_warning_ = text;
    return 1;
  }
};

TiffFile::TiffFile(codec::Bytes bytes) : bytes_(bytes) {
  // What libtiff says before it has a handle would be printed.
  static const bool silenced = [] {
    TIFFSetErrorHandler(nullptr);
    TIFFSetWarningHandler(nullptr);
    return true;
  }();
  static_cast<void>(silenced);

  TIFFOpenOptions* options = TIFFOpenOptionsAlloc();
  if (options == nullptr) return;
  TIFFOpenOptionsSetMaxSingleMemAlloc(options, kMaxAllocation);
  TIFFOpenOptionsSetErrorHandlerExtR(options, TiffCallbacks::OnError, this);
  TIFFOpenOptionsSetWarningHandlerExtR(options, TiffCallbacks::OnWarning, this);
  // D: the tables of strips are read when pixels are, which a header does not need.
  tiff_ = TIFFClientOpenExt("image", "rD", this, TiffCallbacks::Read, TiffCallbacks::Write,
                            TiffCallbacks::Seek, TiffCallbacks::Close, TiffCallbacks::Size,
                            TiffCallbacks::Map, TiffCallbacks::Unmap, options);
  TIFFOpenOptionsFree(options);
}

TiffFile::~TiffFile() {
  if (tiff_ != nullptr) TIFFClose(tiff_);
}

void TiffFile::Forget() {
  errors_ = warnings_ = contradictions_ = 0;
  first_error_.clear();
  first_warning_.clear();
}

bool TiffFile::GoTo(int page) { return TIFFSetDirectory(tiff_, static_cast<tdir_t>(page)) != 0; }

void TiffFile::AdmitCutBlocks() {
  const bool is_tiled = TIFFIsTiled(tiff_) != 0;
  const std::uint32_t blocks = is_tiled ? TIFFNumberOfTiles(tiff_) : TIFFNumberOfStrips(tiff_);
  std::uint64_t* offsets = nullptr;
  std::uint64_t* counts = nullptr;
  // These are libtiff's own tables, by which it goes.
  if (TIFFGetField(tiff_, is_tiled ? TIFFTAG_TILEOFFSETS : TIFFTAG_STRIPOFFSETS, &offsets) == 0 ||
      TIFFGetField(tiff_, is_tiled ? TIFFTAG_TILEBYTECOUNTS : TIFFTAG_STRIPBYTECOUNTS, &counts) ==
          0 ||
      offsets == nullptr || counts == nullptr) {
    return;
  }
  for (std::uint32_t i = 0; i < blocks; ++i) {
    if (offsets[i] < bytes_.size()) counts[i] = std::min(counts[i], bytes_.size() - offsets[i]);
  }
}

Rejection TiffFile::ToRejection() const {
  const std::string& words = first_error_.empty() ? first_warning_ : first_error_;
  // libtiff's words for data that are not there.
  constexpr std::array<std::string_view, 8> kEnded = {
      "Read error",        "Not enough data", "got",       "remature EOF",
      "Can not read TIFF", "remature end",    "too short", "not enough bytes"};
  const bool ended = std::ranges::any_of(
      kEnded, [&](std::string_view text) { return words.find(text) != words.npos; });
  const std::string detail = words.empty() ? "libtiff gives no reason" : words;
  if (words.find("memory") != words.npos || words.find("Integer overflow") != words.npos) {
    return {Reason::kTooLarge, detail};
  }
  return {ended ? Reason::kTruncated : Reason::kCorrupt, detail};
}

}  // namespace fit299::foreign
