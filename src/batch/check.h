// Looks at every input of a plan: what `fit` would reject, and what is odd about the rest.
#ifndef FIT299_BATCH_CHECK_H_
#define FIT299_BATCH_CHECK_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/duplicates.h"
#include "audit/outliers.h"
#include "audit/picture.h"
#include "batch/listener.h"
#include "batch/plan.h"
#include "fit299/exit_status.h"
#include "fit299/status.h"
#include "record/summary.h"

namespace fit299::batch {

// An input that `fit` would skip. The details of all of them are one text.
struct RejectedInput {
  std::uint32_t index;
  Reason reason;
  std::uint32_t detail_size;
  std::uint64_t detail_begin;
};

struct WarnedInput {
  std::uint32_t index;
  CodeSet<Warning> warnings;
  std::string_view format;  // what the content is
};

// In all lists, inputs stand in their order. Some 100 bytes an input.
struct Checked {
  record::Summary summary;  // `written` counts the accepted inputs
  std::vector<RejectedInput> rejected;
  std::string details;
  std::vector<WarnedInput> warned;
  std::vector<audit::Picture> pictures;  // the accepted ones
  audit::Duplicates duplicates;
  audit::OddShapes odd;
  std::optional<Failure> failure;  // why it ended early

  std::string_view DetailOf(const RejectedInput& rejected) const;

  // Something that a strict check minds.
  bool is_odd() const;
};

// Decodes all inputs and writes nothing but the manifest and the quarantine, where the job asks for
// them. `stop` ends it early. REQUIRES: the plan is of MakeCheckPlan.
Checked CheckInputs(const Plan& plan, Listener& listener, const std::atomic<int>& stop);

// The counts, without the lists: the last line of a manifest, and the beginning of what --json
// prints.
nlohmann::ordered_json CountsJson(const Checked& checked, std::string_view kind);

}  // namespace fit299::batch

#endif  // FIT299_BATCH_CHECK_H_
