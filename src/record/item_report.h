// What became of one input: a row of the manifest.
#ifndef FIT299_RECORD_ITEM_REPORT_H_
#define FIT299_RECORD_ITEM_REPORT_H_

#include <cstdint>
#include <optional>
#include <string>

#include "fit299/geometry.h"
#include "fit299/preprocess.h"
#include "fit299/status.h"

namespace fit299::record {

// What is known of the file itself.
struct SourceFile {
  std::uint64_t bytes = 0;
  std::int64_t mtime_ns = 0;
};

// Where the sample is stored.
struct StoredSample {
  std::string file;                  // below the output folder, or the container's name
  std::optional<std::uint64_t> row;  // in a container
  std::string checksum;              // of the tensor's bytes, or of an image file's
  std::uint64_t bytes = 0;           // what it adds to the output's size
};

struct ItemReport {
  std::uint64_t index = 0;
  std::string path;                    // as the record has it
  std::string open_path;               // as the user can open it
  std::optional<Rejection> rejection;  // why it was skipped
  std::optional<SourceFile> file;      // absent when it could not be read
  std::optional<Header> header;        // absent when it could not be recognized
  std::optional<Geometry> geometry;
  CodeSet<Change> changes;
  CodeSet<Warning> warnings;
  std::optional<StoredSample> stored;  // absent when it was skipped

  bool accepted() const { return !rejection.has_value(); }
};

}  // namespace fit299::record

#endif  // FIT299_RECORD_ITEM_REPORT_H_
