#include "examine/diagnosis.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "examine/hypothesis.h"
#include "examine/recipe_search.h"
#include "examine/residue.h"

namespace fit299::examine {
namespace {

using Findings = std::vector<Finding>;

std::string LayoutName(const tensors::Shape& shape, std::optional<Layout> known) {
  const auto layout = GuessLayout(shape, known);
  return layout ? (*layout == Layout::kNhwc ? "NHWC" : "NCHW") : "no image";
}

// Unlike shapes of as many values: the same values in the same order, or the axes exchanged.
void FindLayout(const Evidence& a, const Evidence& b, bool same_pictures, Findings& findings) {
  if (a.tensor.shape == b.tensor.shape) return;
  const std::string shapes = "A is " + LayoutName(a.tensor.shape, a.known_layout) + " " +
                             tensors::ShapeText(a.tensor.shape) + ", B is " +
                             LayoutName(b.tensor.shape, b.known_layout) + " " +
                             tensors::ShapeText(b.tensor.shape);
  if (a.tensor.values == b.tensor.values && !a.tensor.values.empty()) {
    findings.push_back(
        {"reshaped", shapes + ", and the values are the same in the same order: reshaped, where "
                              "the axes had to be transposed"});
  } else if (same_pictures) {
    findings.push_back({"layout", "channels first against channels last: " + shapes});
  }
}

std::string Quoted(const Scaling& scaling) {
  const bool plain = scaling.mode.has_value();
  return plain ? std::string(scaling.name) + " (" + std::string(scaling.words) + ")"
               : std::string(scaling.words);
}

void AddScaling(const Hypothesis& hypothesis, Findings& findings) {
  if (hypothesis.keeps_values()) return;
  const Scaling& a = *hypothesis.from;
  const Scaling& b = *hypothesis.to;
  const std::string both = "A is " + Quoted(a) + ", B is " + Quoted(b);
  if (a.kind == ScalingKind::kWrong || b.kind == ScalingKind::kWrong) {
    const bool twice = a.words.ends_with("scaled twice") || b.words.ends_with("scaled twice");
    findings.push_back({twice ? "scaled-twice" : "scaling", both});
  } else if (a.kind == ScalingKind::kPixels || b.kind == ScalingKind::kPixels) {
    findings.push_back({"not-scaled", both});
  } else {
    findings.push_back({"scaling", "other normalization: " + both});
  }
}

void AddLine(const Line& line, Findings& findings) {
  std::array<char, 200> text{};
  std::snprintf(text.data(), text.size(),
                "other normalization, none that is known: B is A * %.6g, %.6g, %.6g + %.6g, %.6g, "
                "%.6g (by channel)",
                line.slope[0], line.slope[1], line.slope[2], line.offset[0], line.offset[1],
                line.offset[2]);
  findings.push_back({"scaling", text.data()});
}

// The hypothesis in words.
void AddHypothesis(const Hypothesis& hypothesis, Findings& findings) {
  if (!hypothesis.turn->name.empty()) {
    findings.push_back(
        {"orientation", "orientation: B is A " + std::string(hypothesis.turn->name)});
  }
  if (hypothesis.swaps_colors()) {
    findings.push_back({"channels", "channels swapped: R and B exchanged (RGB against BGR)"});
  }
  if (hypothesis.to != nullptr) {
    AddScaling(hypothesis, findings);
  } else if (hypothesis.line.slope[0] != 1 || hypothesis.line.offset[0] != 0) {
    AddLine(hypothesis.line, findings);
  }
}

std::string_view CodeOf(ResidueKind kind) {
  switch (kind) {
    case ResidueKind::kShift: return "shift";
    case ResidueKind::kFilter: return "filter";
    case ResidueKind::kDecoder: return "decoder";
    case ResidueKind::kRounding: return "rounding";
  }
  return "";
}

void FindResidue(const Picture& a, const Picture& b, double level, Findings& findings) {
  if (auto residue = ExplainResidue(a, b, level)) {
    findings.push_back({CodeOf(residue->kind), std::move(residue->words), residue->proven,
                        std::move(residue->detail)});
  }
}

std::string Rest(const Remainder& remainder) {
  std::array<char, 80> text{};
  std::snprintf(text.data(), text.size(), "mean %.2f, at most %.0f levels of 255",
                remainder.mean_levels(), remainder.max_levels());
  return text.data();
}

std::string InWords(const TriedRecipe& tried) {
  std::string text = tried.options.empty() ? "the options as given" : tried.options;
  if (!tried.besides.empty()) text += ", " + tried.besides;
  return text;
}

// True when the tensor is given exactly by a recipe, which then says it all.
bool FindRecipe(const ImageEvidence& image, const Subject& tensor, const Remainder& as_asked,
                Findings& findings) {
  const RecipeSearch search = SearchRecipes(image.bytes, image.asked, image.limits, tensor);
  const std::string side = image.is_a ? "B" : "A";
  for (const TriedRecipe& exact : search.exact) {
    findings.push_back({"recipe", side + " is exactly what this gives: " + InWords(exact)});
  }
  if (!search.exact.empty()) return true;
  if (search.nearest.empty()) return false;
  const TriedRecipe& nearest = search.nearest[0];
  const Remainder& after = nearest.explanation.after;
  const bool much_nearer = after.mean_levels() < as_asked.mean_levels() * 0.5;
  const bool says_something = !nearest.options.empty() || !nearest.besides.empty();
  if (much_nearer && says_something && after.mean_levels() < 6) {
    findings.push_back({"nearest-recipe",
                        "of what was tried, this comes nearest: " + InWords(nearest), false,
                        Rest(after)});
  }
  return false;
}

}  // namespace

void Diagnosis::Add(Findings found) {
  ++examined;
  for (Finding& finding : found) {
    const auto same = std::ranges::find_if(findings, [&](const Finding& known) {
      return known.code == finding.code && known.words == finding.words;
    });
    if (same == findings.end()) {
      findings.push_back(std::move(finding));
    } else {
      ++same->images;
    }
  }
}

void Diagnosis::Settle() {
  constexpr std::size_t kShown = 3;
  const auto is_recipe = [](const Finding& finding) { return finding.code == "recipe"; };
  std::size_t most = 0;
  for (const Finding& finding : findings) {
    if (is_recipe(finding)) most = std::max(most, finding.images);
  }
  std::size_t shown = 0;
  std::erase_if(findings, [&](const Finding& finding) {
    return is_recipe(finding) && (finding.images < most || ++shown > kShown);
  });
}

Findings DiagnosePair(const Evidence& a, const Evidence& b,
                      const std::optional<ImageEvidence>& image) {
  Findings findings;
  auto picture_a = ToPicture(a.tensor, a.known_layout);
  auto picture_b = ToPicture(b.tensor, b.known_layout);
  if (!picture_a || !picture_b) {
    FindLayout(a, b, false, findings);
    return findings;
  }
  const Subject subject_a{*std::move(picture_a), a.tensor.type};
  const Subject subject_b{*std::move(picture_b), b.tensor.type};
  const Picture& pa = subject_a.picture;
  const Picture& pb = subject_b.picture;
  const bool same_sizes = pa.height == pb.height && pa.width == pb.width;
  const auto found = Explain(subject_a, subject_b, nullptr);
  FindLayout(a, b, same_sizes, findings);
  if (found) AddHypothesis(found->hypothesis, findings);

  const double level = found ? found->after.level : GuessLevel(pb);
  const Picture changed = found ? Apply(found->hypothesis, pa) : pa;
  const bool sizes_agree =
      changed.height == pb.height && changed.width == pb.width && changed.channels == pb.channels;
  Remainder rest;
  if (sizes_agree) rest = found ? found->after : Measure(pa, pb, level, 0);
  if (sizes_agree && rest.max == 0 && findings.empty()) {
    findings.push_back({"not-finite", "all that is finite on both sides is the same"});
  }
  if (sizes_agree && rest.exact) return findings;
  if (image) {
    if (!sizes_agree) rest.mean = 255 * rest.level;
    if (FindRecipe(*image, image->is_a ? subject_b : subject_a, rest, findings)) return findings;
  }
  if (sizes_agree) FindResidue(changed, pb, level, findings);
  return findings;
}

}  // namespace fit299::examine
