#include "cli/compare.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "cli/console.h"
#include "cli/format.h"
#include "cli/result.h"
#include "examine/comparison.h"
#include "record/escape.h"

namespace fit299::cli {
namespace {

using examine::Comparison;
using examine::Difference;
using examine::Side;
using nlohmann::ordered_json;
using record::EscapeForDisplay;
using record::EscapeForJson;

Failure Usage(std::string message) { return {ExitStatus::kUsage, std::move(message)}; }

// The recipe that the tensors' own manifest records, put together from its options.
Expected<Recipe, Failure> RecipeOf(const Side& tensors) {
  Request request;
  for (const auto& [name, value] : *tensors.recipe()) {
    const Option* option = FindOption(name);
    if (option == nullptr) continue;  // of another version
    if (auto applied = option->apply(request, value); !applied) {
      return Failure{ExitStatus::kFailure, "the manifest beside " +
                                               EscapeForDisplay(tensors.path()) + ": " + name +
                                               ": " + applied.error()};
    }
  }
  return request.job.recipe;
}

// How images are fitted: by the options, else as the tensors' manifest says. A type and a layout
// that nobody has asked for are the tensors' own.
Expected<Recipe, Failure> RecipeFor(const Request& request, Side& tensors) {
  Recipe recipe = request.job.recipe;
  if (!request.recipe_given && tensors.recipe()) {
    auto recorded = RecipeOf(tensors);
    if (!recorded) return recorded;
    recipe = *recorded;
  }
  if (auto error = FindRecipeError(recipe)) return Usage(*error);
  if (request.job.dtype_given) return recipe;
  tensors::Tensor first;
  if (!tensors.Read(0, first)) return recipe;  // said when it is compared
  if (const auto dtype = examine::ToDtype(first.type)) recipe.dtype = *dtype;
  return recipe;
}

struct Question {
  Side a;
  Side b;
  examine::Question question;
};

Expected<Question, Failure> Ask(const Request& request) {
  auto a = Side::Open(request.operands[0], request.job.max_file_bytes);
  if (!a) return std::move(a).error();
  auto b = Side::Open(request.operands[1], request.job.max_file_bytes);
  if (!b) return std::move(b).error();
  Question question{*std::move(a), *std::move(b), {}};
  question.question = {request.tolerance, request.job.recipe, request.job.limits};
  const bool fits = question.a.images() != question.b.images();
  if (!fits && request.recipe_by_flag && !question.a.images()) {
    return Usage(
        "options of a recipe go with an image or a folder of images as A or B; both are tensors");
  }
  if (!fits) return question;
  auto recipe = RecipeFor(request, question.a.images() ? question.b : question.a);
  if (!recipe) return std::move(recipe).error();
  question.question.recipe = *recipe;
  return question;
}

std::string Number(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.6g", value);
  return text.data();
}

// "99.9988 %", and 100 % only when all are.
std::string Share(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return "none";
  if (part == whole) return "100 %";
  const double share = static_cast<double>(part) / static_cast<double>(whole);
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.4f %%", std::min(99.9999, share * 100));
  return text.data();
}

std::string SideLine(const char* letter, const Side& side,
                     const std::optional<examine::Kind>& kind) {
  std::string line = std::string(letter) + ": " + EscapeForDisplay(side.path()) + ": " +
                     Count(side.size(), side.images() ? "image" : "tensor");
  if (side.images()) line += ", fitted";
  if (kind) {
    line += ": " + std::string(tensors::Name(kind->type)) + " " + tensors::ShapeText(kind->shape);
  }
  return line + "\n";
}

std::string MissingLine(const char* letter, const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 5;
  if (names.empty()) return "";
  std::string line = std::string("only in ") + letter + ": " + std::to_string(names.size());
  for (std::size_t i = 0; i < std::min(kShown, names.size()); ++i) {
    line += (i == 0 ? ": " : ", ") + record::EscapeName(names[i]);
  }
  return line + (names.size() > kShown ? ", ...\n" : "\n");
}

std::string DifferenceLines(const Comparison& result) {
  const Difference& total = result.total;
  std::string text = "equal values: " + Share(total.equal, total.values) + " (" +
                     std::to_string(total.equal) + " of " + std::to_string(total.values) + ")\n";
  if (total.all_equal()) return text;
  text += "difference: at most " + Number(total.max) + ", mean " + Number(total.mean());
  if (total.max_ulp) text += ", at most " + std::to_string(*total.max_ulp) + " ulp";
  text += "\n";
  if (total.not_finite > 0) {
    text += "NaN or infinite on one side only: " + Count(total.not_finite, "value") + "\n";
  }
  return text;
}

std::string DiagnosisLines(const Comparison& result) {
  const examine::Diagnosis& diagnosis = result.diagnosis;
  std::string text;
  for (const examine::Finding& finding : diagnosis.findings) {
    text += "diagnosis: " + finding.words;
    if (!finding.detail.empty()) text += " (" + finding.detail + ")";
    if (!finding.proven) text += " [likely, not proven]";
    if (diagnosis.examined > 1) {
      text += " [" + std::to_string(finding.images) + " of the " +
              std::to_string(diagnosis.examined) + " worst]";
    }
    text += "\n";
  }
  if (diagnosis.findings.empty() && diagnosis.examined > 0) {
    text += "diagnosis: no known pattern\n";
  }
  return text;
}

std::string Text(const Comparison& result, const Question& question) {
  std::string text = SideLine("A", question.a, result.a) + SideLine("B", question.b, result.b);
  text += "compared: " + Count(result.images, "image");
  if (result.by_position && result.images > 1) text += ", by position: row 0 is the first image";
  text += ", " + std::to_string(result.images_equal) + " equal\n";
  if (result.unlike_types > 0) {
    text += "types differ: " + Count(result.unlike_types, "image") + "\n";
  }
  if (result.unlike_shapes > 0) {
    text += "shapes differ: " + Count(result.unlike_shapes, "image") + "\n";
  }
  if (result.total.values > 0) text += DifferenceLines(result);
  if (!result.worst.empty() && result.images > 1) {
    text += "worst: " + record::EscapeName(result.worst);
    if (result.worst_difference) {
      text += ": at most " + Number(result.worst_difference->max) + ", mean " +
              Number(result.worst_difference->mean());
    }
    text += "\n";
  }
  return text + MissingLine("A", result.only_a) + MissingLine("B", result.only_b) +
         DiagnosisLines(result);
}

ordered_json SideJson(const Side& side, const std::optional<examine::Kind>& kind) {
  ordered_json json;
  json["path"] = EscapeForJson(side.path());
  json["kind"] = side.images() ? "images" : "tensors";
  json["count"] = side.size();
  if (kind) {
    json["dtype"] = tensors::Name(kind->type);
    json["shape"] = kind->shape;
  }
  return json;
}

ordered_json NamesJson(const std::vector<std::string>& names) {
  ordered_json json = ordered_json::array();
  for (const std::string& name : names) json.push_back(EscapeForJson(name));
  return json;
}

ordered_json DifferenceJson(const Difference& difference) {
  ordered_json json;
  json["values"] = difference.values;
  json["equal"] = difference.equal;
  json["outside"] = difference.outside;
  json["not_finite"] = difference.not_finite;
  json["max"] = difference.max;
  json["mean"] = difference.mean();
  if (difference.max_ulp) json["max_ulp"] = *difference.max_ulp;
  return json;
}

ordered_json DiagnosisJson(const examine::Diagnosis& diagnosis) {
  ordered_json json;
  json["examined"] = diagnosis.examined;
  json["findings"] = ordered_json::array();
  for (const examine::Finding& finding : diagnosis.findings) {
    ordered_json row;
    row["code"] = finding.code;
    row["words"] = finding.words;
    if (!finding.detail.empty()) row["detail"] = finding.detail;
    row["proven"] = finding.proven;
    row["images"] = finding.images;
    json["findings"].push_back(std::move(row));
  }
  return json;
}

ordered_json Json(const Comparison& result, const Question& question, ExitStatus exit) {
  ordered_json json;
  json["kind"] = "compare";
  json["a"] = SideJson(question.a, result.a);
  json["b"] = SideJson(question.b, result.b);
  json["images"] = result.images;
  json["images_equal"] = result.images_equal;
  json["by_position"] = result.by_position;
  json["unlike_types"] = result.unlike_types;
  json["unlike_shapes"] = result.unlike_shapes;
  json["difference"] = DifferenceJson(result.total);
  if (!result.worst.empty()) {
    json["worst"] = {{"image", EscapeForJson(result.worst)}};
    if (result.worst_difference) {
      json["worst"]["difference"] = DifferenceJson(*result.worst_difference);
    }
  }
  json["only_a"] = NamesJson(result.only_a);
  json["only_b"] = NamesJson(result.only_b);
  json["unfit"] = ordered_json::array();
  for (const examine::Unfit& unfit : result.unfit) {
    json["unfit"].push_back(
        {{"path", EscapeForJson(unfit.path)}, {"why", EscapeForJson(unfit.why)}});
  }
  json["diagnosis"] = DiagnosisJson(result.diagnosis);
  json["atol"] = question.question.tolerance;
  json["exit"] = static_cast<int>(exit);
  return json;
}

}  // namespace

Expected<void, Failure> CheckCompare(const Settings& /*settings*/, Request& request) {
  if (request.operands.size() == 2) return {};
  return Usage("compare takes two operands, A and B, not " +
               std::to_string(request.operands.size()) +
               ": fit299 compare mine.npy theirs.npy, or theirs.npy cat.jpg");
}

Expected<ExitStatus, Failure> RunCompare(const Request& request, Console& console) {
  auto question = Ask(request);
  if (!question) return std::move(question).error();
  const auto result = examine::CompareSides(question->a, question->b, question->question);
  if (!result) return result.error();
  for (const examine::Unfit& unfit : result->unfit) {
    console.Warn("skipped " + record::EscapeName(unfit.path) + ": " +
                 record::EscapeName(unfit.why));
  }
  const ExitStatus exit = result->differs() ? ExitStatus::kDifference : ExitStatus::kOk;
  const std::string text =
      request.json ? Json(*result, *question, exit).dump() + "\n" : Text(*result, *question);
  return PrintResult(text, exit, console);
}

}  // namespace fit299::cli
