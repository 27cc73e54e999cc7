#include "foreign/openjpeg.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <string>
#include <string_view>

namespace fit299::foreign {
namespace {

// A whole file in memory as OpenJPEG's stream, and what OpenJPEG said.
struct Jpeg2000State {
  codec::Bytes file;
  std::size_t at = 0;
  std::string first_error;
  std::string first_warning;
};

Jpeg2000State& State(void* data) { return *static_cast<Jpeg2000State*>(data); }

constexpr auto kStreamEnd = static_cast<OPJ_SIZE_T>(-1);

OPJ_SIZE_T OnRead(void* to, OPJ_SIZE_T count, void* data) {
  Jpeg2000State& state = State(data);
  const std::size_t there = std::min<std::size_t>(count, state.file.size() - state.at);
  if (there == 0) return kStreamEnd;
  std::memcpy(to, state.file.data() + state.at, there);
  state.at += there;
  return there;
}

OPJ_OFF_T OnSkip(OPJ_OFF_T count, void* data) {
  Jpeg2000State& state = State(data);
  if (count < 0) return -1;
  const auto rest = static_cast<OPJ_OFF_T>(state.file.size() - state.at);
  const OPJ_OFF_T skipped = std::min(count, rest);
  state.at += static_cast<std::size_t>(skipped);
  return skipped;
}

OPJ_BOOL OnSeek(OPJ_OFF_T at, void* data) {
  Jpeg2000State& state = State(data);
  if (at < 0 || static_cast<std::size_t>(at) > state.file.size()) return OPJ_FALSE;
  state.at = static_cast<std::size_t>(at);
  return OPJ_TRUE;
}

void OnError(const char* message, void* data) {
  if (State(data).first_error.empty()) State(data).first_error = message;
}
void OnWarning(const char* message, void* data) {
  if (State(data).first_warning.empty()) State(data).first_warning = message;
}
void OnInfo(const char* /*message*/, void* /*data*/) {}

// OpenJPEG's streams and codecs are all void*.
template <auto kDestroy>
struct Deleter {
  template <class Type>
  void operator()(Type* object) const {
    kDestroy(object);
  }
};
using Stream = std::unique_ptr<opj_stream_t, Deleter<opj_stream_destroy>>;
using Decompressor = std::unique_ptr<opj_codec_t, Deleter<opj_destroy_codec>>;

Rejection FromMessages(const Jpeg2000State& state) {
  std::string words = state.first_error.empty() ? state.first_warning : state.first_error;
  while (!words.empty() && words.back() == '\n') words.pop_back();
  if (words.empty()) words = "OpenJPEG gives no reason";
  const auto says = [&](std::string_view text) { return words.find(text) != words.npos; };
  if (says("emory") || says("allocat")) return {Reason::kTooLarge, words};
  const bool ended = says("too short") || says("truncated") || says("inconsistent with stream");
  return {ended ? Reason::kTruncated : Reason::kCorrupt, words};
}

}  // namespace

Expected<OpjImage, Rejection> Decompress(codec::Bytes file, bool is_bare, cv::Rect window) {
  Jpeg2000State state{file, 0, {}, {}};
  const Stream stream(opj_stream_default_create(OPJ_TRUE));
  const Decompressor codec(opj_create_decompress(is_bare ? OPJ_CODEC_J2K : OPJ_CODEC_JP2));
  if (!stream || !codec) throw std::bad_alloc();
  opj_stream_set_user_data(stream.get(), &state, nullptr);
  opj_stream_set_user_data_length(stream.get(), file.size());
  opj_stream_set_read_function(stream.get(), OnRead);
  opj_stream_set_skip_function(stream.get(), OnSkip);
  opj_stream_set_seek_function(stream.get(), OnSeek);
  opj_set_error_handler(codec.get(), OnError, &state);
  opj_set_warning_handler(codec.get(), OnWarning, &state);
  opj_set_info_handler(codec.get(), OnInfo, &state);
  opj_dparameters_t parameters;
  opj_set_default_decoder_parameters(&parameters);
  opj_image_t* raw = nullptr;
  const bool has_header = opj_setup_decoder(codec.get(), &parameters) != 0 &&
                          opj_decoder_set_strict_mode(codec.get(), OPJ_TRUE) != 0 &&
                          opj_read_header(stream.get(), codec.get(), &raw) != 0;
  OpjImage image(raw);
  if (!has_header) return FromMessages(state);
  state.first_warning.clear();
  const bool decoded =
      (window.empty() || opj_set_decode_area(codec.get(), image.get(), window.x, window.y,
                                             window.br().x, window.br().y) != 0) &&
      opj_decode(codec.get(), stream.get(), image.get()) != 0;
  if (!decoded || !state.first_error.empty() || !state.first_warning.empty()) {
    return FromMessages(state);
  }
  return image;
}

}  // namespace fit299::foreign
