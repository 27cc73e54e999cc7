#include "codec/jpeg_errors.h"

namespace fit299::codec {
namespace {

JpegErrors& ErrorsOf(j_common_ptr object) { return *reinterpret_cast<JpegErrors*>(object->err); }

[[noreturn]] void Stop(j_common_ptr object) {
  JpegErrors& errors = ErrorsOf(object);
  errors.code = errors.base.msg_code;
  errors.base.format_message(object, errors.message);
  std::longjmp(errors.escape, 1);
}

// `level`: -1 for a warning, 0 and more for chatter.
void OnMessage(j_common_ptr object, int level) {
  JpegErrors& errors = ErrorsOf(object);
  // A JFIF version that libjpeg does not know is no damage.
  if (level >= 0 || errors.base.msg_code == JWRN_JFIF_MAJOR) return;
  if (errors.strict) Stop(object);
  ++errors.warnings;
}

void Print(j_common_ptr) {}

}  // namespace

jpeg_error_mgr* InstallJpegErrors(JpegErrors& errors) {
  jpeg_std_error(&errors.base);
  errors.base.error_exit = Stop;
  errors.base.emit_message = OnMessage;
  errors.base.output_message = Print;
  return &errors.base;
}

}  // namespace fit299::codec
