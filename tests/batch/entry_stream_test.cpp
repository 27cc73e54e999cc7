#include "batch/entry_stream.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <random>
#include <thread>

#include "source/archives.h"
#include "source/found.h"
#include "source/temp_tree.h"

namespace fit299::batch {
namespace {

constexpr int kEntries = 600;

// 000.jpg holds "0", and so on; between them stands what is no input.
std::string ManyEntries(const char* filter) {
  std::vector<MadeEntry> entries;
  for (int i = 0; i < kEntries; ++i) {
    entries.push_back({std::to_string(i) + ".jpg", std::to_string(i)});
    entries.push_back({std::to_string(i) + ".txt", "no image"});
  }
  return TarOf(entries, filter);
}

std::string ReadText(EntryStream& stream, std::uint64_t index) {
  std::vector<std::byte> bytes;
  const auto read = stream.Read(index, bytes);
  if (!read) return std::string(Code(read.error().reason));
  std::string text;
  for (const std::byte byte : bytes) text += static_cast<char>(byte);
  return text;
}

class EntryStreamTest : public testing::Test {
 protected:
  const source::TempTree tree_;
  const source::InputList list_ =
      source::Find(source::QueryFor({tree_.Write("x.tgz", ManyEntries("gzip"))})).list;
};

TEST_F(EntryStreamTest, GivesEachEntryItsOwnBytesInWhateverOrder) {
  ASSERT_EQ(list_.size(), static_cast<std::size_t>(kEntries));
  std::vector<std::uint64_t> order(list_.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  EntryStream forward(list_, 1000);
  for (const std::uint64_t i : order) EXPECT_EQ(ReadText(forward, i), std::to_string(i));
  EXPECT_EQ(ReadText(forward, 3), "3") << "from the front again";
  EXPECT_EQ(ReadText(forward, 599), "599");
  std::shuffle(order.begin(), order.end(), std::mt19937(299));
  order.resize(60);
  EntryStream shuffled(list_, 1000);
  for (const std::uint64_t i : order) EXPECT_EQ(ReadText(shuffled, i), std::to_string(i));
}

TEST_F(EntryStreamTest, ServesThreadsThatClaimInOrder) {
  EntryStream stream(list_, 1000);
  std::atomic<std::uint64_t> next = 0;
  std::atomic<int> wrong = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 8; ++t) {
      threads.emplace_back([&] {
        for (std::uint64_t i; (i = next++) < list_.size();) {
          if (ReadText(stream, i) != std::to_string(i)) ++wrong;
        }
      });
    }
  }
  EXPECT_EQ(wrong, 0);
}

TEST_F(EntryStreamTest, RejectsWhatIsTooLarge) {
  EntryStream stream(list_, 2);
  EXPECT_EQ(ReadText(stream, 99), "99");
  EXPECT_EQ(ReadText(stream, 100), "too-large");
}

TEST_F(EntryStreamTest, AnArchiveThatHasChangedIsNotReadAnyMore) {
  tree_.Write("x.tgz", ManyEntries("gzip") + "more");
  EntryStream stream(list_, 1000);
  EXPECT_EQ(ReadText(stream, 0), "vanished");
}

TEST(EntryStreamOfDamage, GivesWhatIsBeforeIt) {
  const source::TempTree tree;
  std::string noise(200'000, '\0');
  std::mt19937 random(299);
  for (char& c : noise) c = static_cast<char>(random());
  const std::string gz = TarOf({{"a.jpg", "a"}, {"b.jpg", noise}, {"c.jpg", "c"}}, "gzip");
  const auto list =
      source::Find(source::QueryFor({tree.Write("x", std::string_view(gz).substr(0, 150'000))}))
          .list;
  ASSERT_EQ(source::RecordPaths(list), (source::Paths{"a.jpg", "b.jpg", "x"}));
  EntryStream stream(list, 1 << 20);
  EXPECT_EQ(ReadText(stream, 1), "truncated");
  EXPECT_EQ(ReadText(stream, 0), "a");
  EXPECT_EQ(list.RejectionOf(2)->reason, Reason::kTruncated);
}

}  // namespace
}  // namespace fit299::batch
