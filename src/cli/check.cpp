#include "cli/check.h"

#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <utility>

#include "batch/check.h"
#include "batch/plan.h"
#include "cli/console.h"
#include "cli/format.h"
#include "cli/result.h"
#include "cli/stop.h"
#include "record/escape.h"
#include "record/json_bytes.h"

namespace fit299::cli {
namespace {

// 20812.3 as "20812", 0.2963 as "0.30".
std::string Rounded(double number) {
  constexpr double kWhole = 100;
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%.*f", number < kWhole ? 2 : 0, number);
  return text.data();
}

using batch::Checked;
using nlohmann::ordered_json;

// People read so many lines of a list, and so many members of a group; --json has all.
constexpr std::size_t kShownLines = 10;
constexpr std::size_t kShownMembers = 4;
constexpr std::size_t kPiece = std::size_t{64} * 1024;

std::string More(std::size_t count) {
  return "  and " + std::to_string(count) + " more (--json has all)\n";
}

// A title, then a line for each of the first few items.
template <class Items, class Line>
std::string Section(const std::string& title, const Items& items, Line line) {
  std::string text = title + "\n";
  for (std::size_t i = 0; i < items.size() && i < kShownLines; ++i) {
    text += "  " + line(items[i]) + "\n";
  }
  if (items.size() > kShownLines) text += More(items.size() - kShownLines);
  return text;
}

class Text {
 public:
  Text(const batch::Plan& plan, const Checked& checked) : plan_(plan), checked_(checked) {}

  std::string Make() const {
    return Verdict() + Rejected() + Warned() +
           Groups("same bytes", checked_.duplicates.same_bytes) +
           Groups("same pixels in other bytes", checked_.duplicates.same_pixels) +
           Groups("nearly the same picture", checked_.duplicates.alike) +
           Odd("odd sizes", "pixels", checked_.odd.pixels) +
           Odd("odd aspects", "width to height", checked_.odd.aspects) + Ignored();
  }

 private:
  std::string PathOf(std::uint64_t index) const {
    return record::EscapeName(plan_.inputs.list.ShownPath(index));
  }

  std::string Verdict() const {
    const record::Summary& summary = checked_.summary;
    std::string text = Count(summary.inputs, "input") + ": " + std::to_string(summary.written) +
                       " can be fitted, " + std::to_string(summary.skipped) + " cannot";
    if (summary.not_reached > 0) {
      text += ", " + std::to_string(summary.not_reached) + " not reached";
    }
    const auto done = static_cast<double>(summary.written + summary.skipped);
    text += "; " + HumanSeconds(summary.seconds);
    if (summary.seconds > 0) {
      text += ", " + std::to_string(static_cast<std::uint64_t>(done / summary.seconds)) + "/s";
    }
    return text + "\n";
  }

  // Standard error names each, as `fit` would.
  std::string Rejected() const {
    if (checked_.rejected.empty()) return "";
    return "rejected: " + Listed(checked_.summary.reasons) + "\n";
  }

  std::string Warned() const {
    if (checked_.warned.empty()) return "";
    return Section("warnings: " + Listed(checked_.summary.warnings), checked_.warned,
                   [&](const batch::WarnedInput& input) {
                     std::string codes;
                     input.warnings.ForEach([&](Warning warning) {
                       codes += (codes.empty() ? "" : ", ") + std::string(Code(warning));
                       if (warning == Warning::kExtensionMismatch) {
                         codes += " (it is " + std::string(input.format) + ")";
                       }
                     });
                     return PathOf(input.index) + ": " + codes;
                   });
  }

  std::string Groups(const std::string& what, const audit::Groups& groups) const {
    if (groups.empty()) return "";
    return Section(what + ": " + std::to_string(groups.surplus()) +
                       " beyond the first of each in " + Count(groups.size(), "group"),
                   groups,
                   [&](std::span<const std::uint32_t> members) { return Members(members); });
  }

  std::string Members(std::span<const std::uint32_t> members) const {
    std::string text;
    for (std::size_t i = 0; i < members.size() && i < kShownMembers; ++i) {
      text += (i > 0 ? " = " : "") + PathOf(members[i]);
    }
    if (members.size() > kShownMembers) {
      text += " and " + std::to_string(members.size() - kShownMembers) + " more";
    }
    return text;
  }

  std::string Odd(const std::string& what, const std::string& unit,
                  const audit::Outliers& odd) const {
    if (odd.positions.empty()) return "";
    return Section(what + ": " + std::to_string(odd.positions.size()) + " outside of " +
                       Rounded(odd.low) + " to " + Rounded(odd.high) + " " + unit,
                   odd.positions, [&](std::uint32_t position) {
                     const audit::Picture& picture = checked_.pictures[position];
                     return PathOf(picture.index) + ": " + std::to_string(picture.width) + "x" +
                            std::to_string(picture.height);
                   });
  }

  std::string Ignored() const {
    if (checked_.summary.ignored.empty()) return "";
    return "ignored: " + Listed(checked_.summary.ignored) + "\n";
  }

  const batch::Plan& plan_;
  const Checked& checked_;
};

// Printed in pieces: the lists may be as long as the inputs are many.
class Json {
 public:
  Json(const batch::Plan& plan, const Checked& checked, Console& console)
      : plan_(plan), checked_(checked), console_(console), status_(checked.summary.exit) {}

  ExitStatus Print() {
    ordered_json head = batch::CountsJson(checked_, "check");
    head["fences"] = {{"pixels", {checked_.odd.pixels.low, checked_.odd.pixels.high}},
                      {"aspect", {checked_.odd.aspects.low, checked_.odd.aspects.high}}};
    if (checked_.failure) head["error"] = record::EscapeForJson(checked_.failure->message);
    text_ = head.dump();
    text_.pop_back();
    text_ += ",\"lists\":{";
    List("rejected", checked_.rejected, [&](const batch::RejectedInput& input) {
      ordered_json json = Path(input.index);
      json["reason"] = Code(input.reason);
      json["detail"] = record::EscapeForJson(checked_.DetailOf(input));
      return json;
    });
    List("warned", checked_.warned, [&](const batch::WarnedInput& input) {
      ordered_json json = Path(input.index);
      json["format"] = input.format;
      input.warnings.ForEach([&](Warning warning) { json["warnings"].push_back(Code(warning)); });
      return json;
    });
    Groups("same_bytes", checked_.duplicates.same_bytes);
    Groups("same_pixels", checked_.duplicates.same_pixels);
    Groups("alike", checked_.duplicates.alike);
    Odd("odd_sizes", checked_.odd.pixels);
    Odd("odd_aspects", checked_.odd.aspects);
    text_ += "}}\n";
    Flush();
    return status_;
  }

 private:
  ordered_json Path(std::uint64_t index) const {
    ordered_json json;
    json["index"] = index;
    record::SetBytes(json, "path", plan_.inputs.list.Path(index));
    return json;
  }

  template <class Items, class ToJson>
  void List(const std::string& name, const Items& items, ToJson to_json) {
    if (text_.back() != '{') text_ += ",";
    text_ += "\"" + name + "\":[";
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (i > 0) text_ += ",";
      text_ += to_json(items[i]).dump();
      if (text_.size() > kPiece) Flush();
    }
    text_ += "]";
  }

  void Groups(const std::string& name, const audit::Groups& groups) {
    List(name, groups, [&](std::span<const std::uint32_t> members) {
      ordered_json json = ordered_json::array();
      for (const std::uint32_t member : members) json.push_back(Path(member));
      return json;
    });
  }

  void Odd(const std::string& name, const audit::Outliers& odd) {
    List(name, odd.positions, [&](std::uint32_t position) {
      const audit::Picture& picture = checked_.pictures[position];
      ordered_json json = Path(picture.index);
      json["width"] = picture.width;
      json["height"] = picture.height;
      return json;
    });
  }

  // What cannot be written is said once.
  void Flush() {
    if (std::ferror(stdout) == 0) status_ = PrintResult(text_, status_, console_);
    text_.clear();
  }

  const batch::Plan& plan_;
  const Checked& checked_;
  Console& console_;
  ExitStatus status_;
  std::string text_;
};

}  // namespace

Expected<ExitStatus, Failure> RunCheck(const Request& request, Console& console) {
  const auto plan = batch::MakeCheckPlan(request.job);
  if (!plan) return plan.error();
  StopSignal();  // from here on, Ctrl-C ends cleanly; until now, it just ends
  const Checked checked = batch::CheckInputs(*plan, console, StopSignal());
  if (checked.failure) console.Error(checked.failure->message);
  if (request.json) return Json(*plan, checked, console).Print();
  const bool says_nothing = request.quiet || checked.summary.not_reached == plan->size();
  if (says_nothing) return checked.summary.exit;
  return PrintResult(Text(*plan, checked).Make(), checked.summary.exit, console);
}

}  // namespace fit299::cli
