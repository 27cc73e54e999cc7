// Where the line is drawn between damage that is a warning and damage that makes an image unusable.
#ifndef FIT299_PREPROCESS_FAIL_ON_H_
#define FIT299_PREPROCESS_FAIL_ON_H_

#include <optional>

#include "fit299/preprocess.h"

namespace fit299 {

// Why an image whose pixels are whole is rejected all the same; nullopt: it is not.
std::optional<Rejection> FindDamage(FailOn fail_on, const CodeSet<Warning>& warnings);

}  // namespace fit299

#endif  // FIT299_PREPROCESS_FAIL_ON_H_
