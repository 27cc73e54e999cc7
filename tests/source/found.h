// Queries and answers in a form that a test can read.
#ifndef FIT299_TESTS_SOURCE_FOUND_H_
#define FIT299_TESTS_SOURCE_FOUND_H_

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "source/find_inputs.h"

namespace fit299::source {

using Paths = std::vector<std::string>;

// Takes .jpg and .png, in any case.
inline InputQuery QueryFor(std::vector<std::string> operands) {
  InputQuery query;
  query.operands = std::move(operands);
  query.is_image_suffix = [](std::string_view suffix) {
    return suffix == ".jpg" || suffix == ".JPG" || suffix == ".png";
  };
  return query;
}

inline InputQuery QueryForList(std::string list) {
  InputQuery query = QueryFor({});
  query.files_from = std::move(list);
  return query;
}

inline FoundInputs Find(const InputQuery& query) {
  Expected<FoundInputs, Failure> found = FindInputs(query);
  if (found) return *std::move(found);
  ADD_FAILURE() << found.error().message;
  return {};
}

inline Failure FailureOf(const InputQuery& query) {
  const Expected<FoundInputs, Failure> found = FindInputs(query);
  if (!found) return found.error();
  ADD_FAILURE() << "no failure";
  return {ExitStatus::kOk, ""};
}

inline Paths RecordPaths(const InputList& list) {
  Paths paths;
  for (std::size_t i = 0; i < list.size(); ++i) paths.push_back(list.Path(i));
  return paths;
}

inline Paths OpenPaths(const InputList& list) {
  Paths paths;
  for (std::size_t i = 0; i < list.size(); ++i) paths.push_back(list.OpenPath(i));
  return paths;
}

inline Paths FindPaths(const InputQuery& query) { return RecordPaths(Find(query).list); }

}  // namespace fit299::source

#endif  // FIT299_TESTS_SOURCE_FOUND_H_
