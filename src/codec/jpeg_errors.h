// libjpeg's errors and warnings as data: nothing is printed, nothing exits.
#ifndef FIT299_CODEC_JPEG_ERRORS_H_
#define FIT299_CODEC_JPEG_ERRORS_H_

#include <csetjmp>

#include "codec/libjpeg.h"

namespace fit299::codec {

struct JpegErrors {
  jpeg_error_mgr base;            // first, because libjpeg hands back a pointer to it
  std::jmp_buf escape;            // where an error jumps to
  bool strict;                    // a warning stops like an error
  bool late;                      // stopped because time is over
  int warnings;                   // seen while not strict
  int code;                       // of the error that stopped: JERR_... or JWRN_...
  char message[JMSG_LENGTH_MAX];  // libjpeg's words for it
};

// Makes `errors` the error manager of a libjpeg object.
jpeg_error_mgr* InstallJpegErrors(JpegErrors& errors);

// Calls `step`; false when libjpeg stopped on an error in it. As an error leaves `step` by longjmp,
// no object with a destructor may live in it.
template <class Step>
[[nodiscard]] bool RunJpegStep(JpegErrors& errors, const Step& step) {
  if (setjmp(errors.escape) != 0) return false;
  step();
  return true;
}

}  // namespace fit299::codec

#endif  // FIT299_CODEC_JPEG_ERRORS_H_
