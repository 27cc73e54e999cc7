#include "batch/failures.h"

#include "record/escape.h"

namespace fit299::batch {

Failure ToFailure(const sink::WriteError& error) {
  return {sink::IsResourceError(error.code) ? ExitStatus::kResource : ExitStatus::kFailure,
          record::EscapeForDisplay(error.what)};
}

}  // namespace fit299::batch
