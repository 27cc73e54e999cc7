// The engine announces, somebody else prints.
#ifndef FIT299_BATCH_LISTENER_H_
#define FIT299_BATCH_LISTENER_H_

#include <cstdint>

#include "record/item_report.h"
#include "record/summary.h"

namespace fit299::batch {

class Listener {
 public:
  virtual ~Listener() = default;

  // Work on so many inputs begins.
  virtual void OnBegin(std::uint64_t inputs) = 0;

  // An input is settled. Called in input order, one call at a time, from any thread; the others
  // wait, so it must be quick.
  virtual void OnSettled(const record::ItemReport& report, const record::Summary& so_far) = 0;

  // All work is done.
  virtual void OnEnd() = 0;
};

}  // namespace fit299::batch

#endif  // FIT299_BATCH_LISTENER_H_
