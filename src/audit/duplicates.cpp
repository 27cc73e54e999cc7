#include "audit/duplicates.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <numeric>
#include <tuple>
#include <vector>

namespace fit299::audit {
namespace {

constexpr std::size_t kNeighbours = 128;

// Positions in the list of pictures, or indices of inputs.
using Numbers = std::vector<std::uint32_t>;

// Calls visit(begin, end) for every run of equal keys. REQUIRES: `items` are sorted by the key.
template <class Items, class Key, class Visitor>
void ForEachRun(Items& items, Key key, Visitor visit) {
  for (auto begin = items.begin(); begin != items.end();) {
    const auto end = std::find_if(begin, items.end(),
                                  [&](const auto& item) { return key(item) != key(*begin); });
    visit(begin, end);
    begin = end;
  }
}

void AddGroup(std::span<const Picture> pictures, Numbers positions, Groups& groups) {
  if (positions.size() < 2) return;
  for (std::uint32_t& position : positions) position = pictures[position].index;
  std::ranges::sort(positions);
  groups.Add(positions);
}

// Groups by bytes, then those of different bytes by pixels. Returns the first of each group, and
// what is in none, ascending.
Numbers FindSame(std::span<const Picture> pictures, Duplicates& found) {
  Numbers order(pictures.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order, {}, [&](std::uint32_t i) {
    return std::tie(pictures[i].pixels, pictures[i].bytes, pictures[i].index);
  });
  Numbers distinct;
  const auto pixels = [&](std::uint32_t i) -> const Hash& { return pictures[i].pixels; };
  const auto bytes = [&](std::uint32_t i) -> const Hash& { return pictures[i].bytes; };
  ForEachRun(order, pixels, [&](auto begin, auto end) {
    std::span<std::uint32_t> same(begin, end);
    Numbers files;
    ForEachRun(same, bytes, [&](auto first, auto last) {
      files.push_back(*first);
      if (last - first > 1) AddGroup(pictures, Numbers(first, last), found.same_bytes);
    });
    distinct.push_back(*std::ranges::min_element(files));
    AddGroup(pictures, std::move(files), found.same_pixels);
  });
  std::ranges::sort(distinct);
  return distinct;
}

// Disjoint sets of positions.
class Sets {
 public:
  explicit Sets(std::size_t count) : parents_(count) {
    std::iota(parents_.begin(), parents_.end(), 0U);
  }

  // The smallest of the set.
  std::uint32_t Find(std::uint32_t member) {
    while (parents_[member] != member) {
      parents_[member] = parents_[parents_[member]];
      member = parents_[member];
    }
    return member;
  }

  void Join(std::uint32_t a, std::uint32_t b) {
    a = Find(a);
    b = Find(b);
    parents_[std::max(a, b)] = std::min(a, b);
  }

 private:
  Numbers parents_;
};

struct Candidate {
  std::uint64_t hash;
  std::uint32_t position;
};

unsigned ByteOf(std::uint64_t hash, int byte) {
  return static_cast<unsigned>(hash >> (8 * byte)) & 0xffU;
}

// Holds those against each other that have two bytes of their hashes in common.
void JoinByBytes(std::span<const Picture> pictures, int one, int two,
                 std::vector<Candidate>& candidates, Sets& sets) {
  const auto key = [&](const Candidate& candidate) {
    return ByteOf(candidate.hash, one) << 8 | ByteOf(candidate.hash, two);
  };
  std::ranges::sort(candidates, {}, [&](const Candidate& candidate) {
    return std::tuple(key(candidate), candidate.hash, candidate.position);
  });
  ForEachRun(candidates, key, [&](auto begin, auto end) {
    for (auto a = begin; a != end; ++a) {
      const auto last = a + std::min<std::ptrdiff_t>(end - a, kNeighbours + 1);
      for (auto b = a + 1; b < last; ++b) {
        if (std::popcount(a->hash ^ b->hash) > kAlikeBits) continue;
        if (sets.Find(a->position) == sets.Find(b->position)) continue;
        if (AreAlike(pictures[a->position].look, pictures[b->position].look)) {
          sets.Join(a->position, b->position);
        }
      }
    }
  });
}

void FindAlike(std::span<const Picture> pictures, const Numbers& distinct, Groups& groups) {
  std::vector<Candidate> candidates;
  candidates.reserve(distinct.size());
  for (const std::uint32_t position : distinct) {
    const Look& look = pictures[position].look;
    if (!look.plain) candidates.push_back({look.hash, position});
  }
  Sets sets(pictures.size());
  static_assert(kAlikeBits <= 6, "or two hashes need not have two bytes in common");
  for (int one = 0; one < 8; ++one) {
    for (int two = one + 1; two < 8; ++two) JoinByBytes(pictures, one, two, candidates, sets);
  }
  const auto set = [&](const Candidate& candidate) { return sets.Find(candidate.position); };
  std::ranges::sort(candidates, {}, [&](const Candidate& candidate) {
    return std::tuple(set(candidate), candidate.position);
  });
  ForEachRun(candidates, set, [&](auto begin, auto end) {
    Numbers members;
    for (auto member = begin; member != end; ++member) members.push_back(member->position);
    AddGroup(pictures, std::move(members), groups);
  });
}

}  // namespace

Duplicates FindDuplicates(std::span<const Picture> pictures) {
  Duplicates found;
  const Numbers distinct = FindSame(pictures, found);
  FindAlike(pictures, distinct, found.alike);
  found.same_bytes.Sort();
  found.same_pixels.Sort();
  found.alike.Sort();
  return found;
}

}  // namespace fit299::audit
