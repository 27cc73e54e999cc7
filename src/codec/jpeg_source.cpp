#include "codec/jpeg_source.h"

namespace fit299::codec {
namespace {

constexpr JOCTET kEoi[] = {0xFF, JPEG_EOI};

void Ignore(j_decompress_ptr) {}

boolean PretendEoi(j_decompress_ptr info) {
  auto& source = *reinterpret_cast<JpegSource*>(info->src);
  source.ended = true;
  source.base.next_input_byte = kEoi;
  source.base.bytes_in_buffer = sizeof(kEoi);
  return TRUE;
}

void Skip(j_decompress_ptr info, long count) {
  if (count <= 0) return;
  jpeg_source_mgr& source = *info->src;
  const auto wanted = static_cast<std::size_t>(count);
  if (wanted > source.bytes_in_buffer) {
    PretendEoi(info);
    return;
  }
  source.next_input_byte += wanted;
  source.bytes_in_buffer -= wanted;
}

}  // namespace

jpeg_source_mgr* InstallJpegSource(JpegSource& source, Bytes file) {
  source.ended = false;
  source.base.next_input_byte = reinterpret_cast<const JOCTET*>(file.data());
  source.base.bytes_in_buffer = file.size();
  source.base.init_source = Ignore;
  source.base.fill_input_buffer = PretendEoi;
  source.base.skip_input_data = Skip;
  source.base.resync_to_restart = jpeg_resync_to_restart;
  source.base.term_source = Ignore;
  return &source.base;
}

}  // namespace fit299::codec
