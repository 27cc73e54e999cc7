// The list of a quarantine: JSON Lines, a header, then a line for each rejected input.
#ifndef FIT299_RECORD_QUARANTINE_LIST_H_
#define FIT299_RECORD_QUARANTINE_LIST_H_

#include <functional>
#include <string>

#include "fit299/expected.h"
#include "record/item_report.h"

namespace fit299::record {

// One line each, with the newline. `link` is the name of the link to the file; "" when there is
// none.
std::string QuarantineHeaderLine();
std::string QuarantineLine(const ItemReport& report, const std::string& link);

// Calls `visit` with the name of every link, exact bytes. A list that was cut is read as far as it
// goes; an empty file is an empty list. Errors: in words (it is no such list).
Expected<void, std::string> ForEachQuarantined(
    const std::string& path, const std::function<void(const std::string& link)>& visit);

}  // namespace fit299::record

#endif  // FIT299_RECORD_QUARANTINE_LIST_H_
