#include "examine/comparison.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "record/escape.h"

namespace fit299::examine {
namespace {

// So many of the worst pairs are kept to be diagnosed.
constexpr std::size_t kExamined = 3;

// A pair, and how bad it is.
struct Suspect {
  std::uint64_t a;
  std::uint64_t b;
  double apart;  // mean absolute difference, or infinity
  double max;
  std::optional<Difference> difference;

  bool IsWorseThan(const Suspect& other) const {
    return apart != other.apart ? apart > other.apart : max > other.max;
  }
};

class Comparer {
 public:
  Comparer(Side& a, Side& b, const Question& question) : a_(a), b_(b), question_(question) {}

  Expected<Comparison, Failure> Run() {
    const Matching matching = Match(a_, b_);
    result_.by_position = matching.by_position;
    if (auto compared = matching.by_position ? CompareByPosition() : ComparePairs(matching.pairs);
        !compared) {
      return std::move(compared).error();
    }
    if (!matching.by_position) {
      AddMissing(matching.only_a, a_, result_.only_a);
      AddMissing(matching.only_b, b_, result_.only_b);
    }
    if (!suspects_.empty()) {
      result_.worst = a_.Name(suspects_[0].a);
      result_.worst_difference = suspects_[0].difference;
    }
    if (auto diagnosed = Diagnose(); !diagnosed) return std::move(diagnosed).error();
    return std::move(result_);
  }

 private:
  // An image that is rejected is no failure: as in a run, it has no tensor.
  Expected<bool, Failure> Read(Side& side, std::uint64_t index, tensors::Tensor& tensor) {
    auto read = side.Read(index, tensor);
    if (read) return true;
    if (side.images()) {
      result_.unfit.push_back({side.OpenPath(index), read.error()});
      return false;
    }
    return Failure{ExitStatus::kFailure,
                   record::EscapeName(side.OpenPath(index)) + ": " + read.error()};
  }

  void AddMissing(const std::vector<std::uint64_t>& indices, Side& side,
                  std::vector<std::string>& names) {
    for (const std::uint64_t i : indices) {
      // An image that cannot be fitted has rightly no tensor.
      if (side.images() && !*Read(side, i, tensor_a_)) continue;
      names.push_back(side.Name(i));
    }
  }

  Expected<void, Failure> ComparePairs(
      const std::vector<std::pair<std::uint64_t, std::uint64_t>>& pairs) {
    for (const auto& [a, b] : pairs) {
      auto read_a = Read(a_, a, tensor_a_);
      if (!read_a) return std::move(read_a).error();
      auto read_b = Read(b_, b, tensor_b_);
      if (!read_b) return std::move(read_b).error();
      if (*read_a && *read_b) {
        ComparePair(a, b);
      } else {
        (*read_a ? result_.only_a : result_.only_b).push_back(*read_a ? a_.Name(a) : b_.Name(b));
      }
    }
    return {};
  }

  // The next one that has a tensor; nullopt: there is none.
  Expected<std::optional<std::uint64_t>, Failure> Next(Side& side, std::uint64_t& index,
                                                       tensors::Tensor& tensor) {
    for (; index < side.size(); ++index) {
      auto read = Read(side, index, tensor);
      if (!read) return std::move(read).error();
      if (*read) return std::optional(index++);
    }
    return std::optional<std::uint64_t>();
  }

  // Rows are numbered over the images that could be fitted.
  Expected<void, Failure> CompareByPosition() {
    std::uint64_t next_a = 0;
    std::uint64_t next_b = 0;
    while (true) {
      auto a = Next(a_, next_a, tensor_a_);
      if (!a) return std::move(a).error();
      auto b = Next(b_, next_b, tensor_b_);
      if (!b) return std::move(b).error();
      if (!*a && !*b) return {};
      if (*a && *b) {
        ComparePair(**a, **b);
      } else {
        (*a ? result_.only_a : result_.only_b).push_back(*a ? a_.Name(**a) : b_.Name(**b));
      }
    }
  }

  void ComparePair(std::uint64_t a, std::uint64_t b) {
    if (!result_.a) result_.a = Kind{tensor_a_.type, tensor_a_.shape};
    if (!result_.b) result_.b = Kind{tensor_b_.type, tensor_b_.shape};
    ++result_.images;
    Suspect suspect{a, b, std::numeric_limits<double>::infinity(), 0, std::nullopt};
    if (tensor_a_.type != tensor_b_.type) ++result_.unlike_types;
    if (tensor_a_.shape != tensor_b_.shape) {
      ++result_.unlike_shapes;
      Keep(suspect);
      return;
    }
    const Difference difference = Compare(tensor_a_, tensor_b_, question_.tolerance);
    result_.total.Add(difference);
    if (difference.all_equal()) {
      ++result_.images_equal;
      return;
    }
    suspect.difference = difference;
    suspect.max = difference.max;
    if (difference.not_finite == 0) suspect.apart = difference.mean();
    Keep(suspect);
  }

  void Keep(const Suspect& suspect) {
    const auto at = std::ranges::find_if(
        suspects_, [&](const Suspect& other) { return suspect.IsWorseThan(other); });
    suspects_.insert(at, suspect);
    if (suspects_.size() > kExamined) suspects_.pop_back();
  }

  std::optional<ImageEvidence> ImageOf(const Suspect& suspect) const {
    if (!a_.images() && !b_.images()) return std::nullopt;
    const Side& side = a_.images() ? a_ : b_;
    ImageEvidence image{{}, question_.recipe, question_.limits, a_.images()};
    if (!side.ReadBytes(a_.images() ? suspect.a : suspect.b, image.bytes)) return std::nullopt;
    return image;
  }

  Expected<void, Failure> Diagnose() {
    for (const Suspect& suspect : suspects_) {
      auto a = Read(a_, suspect.a, tensor_a_);
      if (!a) return std::move(a).error();
      auto b = Read(b_, suspect.b, tensor_b_);
      if (!b) return std::move(b).error();
      if (!*a || !*b) continue;  // it has vanished meanwhile
      result_.diagnosis.Add(DiagnosePair({tensor_a_, a_.known_layout()},
                                         {tensor_b_, b_.known_layout()}, ImageOf(suspect)));
    }
    result_.diagnosis.Settle();
    return {};
  }

  Side& a_;
  Side& b_;
  const Question& question_;
  Comparison result_;
  std::vector<Suspect> suspects_;  // the worst first
  tensors::Tensor tensor_a_;
  tensors::Tensor tensor_b_;
};

}  // namespace

Expected<Comparison, Failure> CompareSides(Side& a, Side& b, const Question& question) {
  if (a.images() && b.images()) {
    return Failure{ExitStatus::kUsage,
                   "A and B are both images: one has to be tensors (.npy) that fit299 or another "
                   "program has made"};
  }
  for (Side* side : {&a, &b}) {
    if (side->images()) side->FitWith(question.recipe, question.limits);
  }
  return Comparer(a, b, question).Run();
}

}  // namespace fit299::examine
