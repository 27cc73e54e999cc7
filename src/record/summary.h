// The account of a run: what became of all inputs, by count.
#ifndef FIT299_RECORD_SUMMARY_H_
#define FIT299_RECORD_SUMMARY_H_

#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "fit299/exit_status.h"
#include "record/item_report.h"

namespace fit299::record {

struct Summary {
  std::uint64_t inputs = 0;
  std::uint64_t written = 0;
  std::uint64_t up_to_date = 0;  // found finished, not done again
  std::uint64_t skipped = 0;
  std::uint64_t not_reached = 0;  // after an early end
  std::map<std::string, std::uint64_t, std::less<>> reasons;
  std::map<std::string, std::uint64_t, std::less<>> changes;
  std::map<std::string, std::uint64_t, std::less<>> warnings;
  std::map<std::string, std::uint64_t, std::less<>> ignored;  // by suffix, and "hidden", ...
  std::map<std::string, std::string, std::less<>> decoders;   // of fit299-decode, as far as used
  std::string output;
  std::string manifest;     // "" when none is written
  std::uint64_t bytes = 0;  // of the output's files, the manifest apart
  double seconds = 0;
  std::string digest;  // of the data set: over (path, label, split, checksum) of accepted rows
  bool normalized = true;
  ExitStatus exit = ExitStatus::kOk;

  // Counts one settled input.
  void Count(const ItemReport& report);
};

// {"kind": "summary", "inputs": ..., ..., "exit": ...}
nlohmann::ordered_json ToJson(const Summary& summary);

// The reverse. Throws nlohmann::json::exception when the object is no summary.
Summary SummaryFromJson(const nlohmann::ordered_json& json);

}  // namespace fit299::record

#endif  // FIT299_RECORD_SUMMARY_H_
