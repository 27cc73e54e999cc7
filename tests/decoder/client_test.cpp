#include "decoder/client.h"
#include "decoder/sanitized.h"

#include <dirent.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <chrono>
#include <new>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "temporary_folder.h"

namespace fit299::decoder {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

const codec::Codec& Gif() { return *codec::FindCodecBySuffix(".gif"); }

Options Evil(milliseconds timeout = milliseconds(20'000)) {
  Options options;
  options.program = FIT299_EVIL_DECODER;
  options.timeout = timeout;
  return options;
}

// "ok", or the reason's code and the detail.
std::string Outcome(Client& client, const std::string& deeds) {
  const std::string file = "GIF89a" + deeds;
  const auto bytes = std::as_bytes(std::span(file));
  const auto header = client.Probe(Gif(), bytes, {});
  if (!header) return std::string(Code(header.error().reason)) + ": " + header.error().detail;
  cv::Mat image;
  const auto report = client.Decode(Gif(), bytes, *header, {}, image);
  if (!report) return std::string(Code(report.error().reason)) + ": " + report.error().detail;
  EXPECT_EQ(image.size(), cv::Size(8, 6));
  EXPECT_EQ(image.type(), CV_8UC3);
  EXPECT_EQ(image.at<cv::Vec3b>(5, 7), cv::Vec3b(10, 20, 30));
  EXPECT_TRUE(report->changes.Contains(Change::kPaletteExpanded));
  EXPECT_TRUE(report->warnings.Contains(Warning::kTrailingData));
  return "ok";
}

testing::AssertionResult BeginsWith(const std::string& text, std::string_view beginning) {
  if (text.starts_with(beginning)) return testing::AssertionSuccess();
  return testing::AssertionFailure() << "'" << text << "' does not begin with " << beginning;
}

int OpenFiles() {
  int count = 0;
  DIR* folder = opendir("/proc/self/fd");
  while (readdir(folder) != nullptr) ++count;
  closedir(folder);
  return count;
}

bool HasChildren() { return waitpid(-1, nullptr, WNOHANG) != -1; }

TEST(Client, DecodesByTheOtherProcess) {
  Client client(Evil());
  EXPECT_EQ(client.process_id(), -1) << "nothing is started before it is needed";
  EXPECT_EQ(Outcome(client, "good good"), "ok");
  const int first = client.process_id();
  EXPECT_EQ(Outcome(client, "good good"), "ok");
  EXPECT_EQ(client.process_id(), first) << "one process serves many images";
}

TEST(Client, AFaultCostsOneImage) {
  struct Case {
    const char* deed;
    const char* outcome;
  };
  for (const Case& one : std::initializer_list<Case>{
           {"crash", "decoder-died: its decoder "},  // a sanitizer makes an exit of it
           {"abort", "decoder-died: its decoder was killed by SIGABRT"},
           {"exit", "decoder-died: its decoder ended with exit code 3"},
           {"close", "decoder-died: its decoder fell silent"},
           {"garbage", "decoder-died: fit299-decode made no sense"},
           {"claim-all", "decoder-died: fit299-decode made no sense"},
           {"throw", "internal-error: thrown"},
       }) {
    Client client(Evil());
    for (const std::string& deeds :
         {std::string(one.deed) + " good", std::string("good ") + one.deed}) {
      EXPECT_TRUE(BeginsWith(Outcome(client, deeds), one.outcome)) << deeds;
      EXPECT_EQ(Outcome(client, "good good"), "ok") << "after " << deeds;
    }
  }
}

TEST(Client, BelievesNoImpossibleClaim) {
  Client client(Evil());
  const std::string nonsense = "decoder-died: fit299-decode made no sense";
  EXPECT_TRUE(BeginsWith(Outcome(client, "claim-no-size good"), nonsense));
  EXPECT_TRUE(BeginsWith(Outcome(client, "claim-orientation-9 good"), nonsense));
  EXPECT_TRUE(BeginsWith(Outcome(client, "good claim-doubles"), nonsense));
  EXPECT_TRUE(BeginsWith(Outcome(client, "good claim-more-rows"), nonsense));
  EXPECT_TRUE(BeginsWith(Outcome(client, "good claim-fewer-rows"), nonsense));
  EXPECT_TRUE(BeginsWith(Outcome(client, "good claim-no-rows"), nonsense));
  EXPECT_TRUE(BeginsWith(Outcome(client, "good claim-rows-below-none"), nonsense));
  EXPECT_TRUE(BeginsWith(Outcome(client, "good claim-rows-twice"), nonsense));
  EXPECT_TRUE(BeginsWith(Outcome(client, "good claim-no-size"), nonsense));
  EXPECT_TRUE(BeginsWith(Outcome(client, "claim-doubles good"), nonsense));
  EXPECT_EQ(Outcome(client, "good good"), "ok");
}

// Counts the rows that come in their order.
class Rows : public codec::BandTaker {
 public:
  void Take(const cv::Mat& band, cv::Point at) override {
    EXPECT_EQ(at, cv::Point(0, count_));
    EXPECT_EQ(band.at<cv::Vec3b>(band.rows - 1, band.cols - 1), cv::Vec3b(10, 20, 30));
    count_ += band.rows;
    ++bands_;
  }

  int count() const { return count_; }
  int bands() const { return bands_; }

 private:
  int count_ = 0;
  int bands_ = 0;
};

const cv::Size kTall(1000, 4000);

// Of "tall", in bands.
std::string TallOutcome(Client& client, const std::string& deed, codec::BandTaker& rows) {
  const std::string file = "GIF89atall " + deed;
  const auto bytes = std::as_bytes(std::span(file));
  codec::DecodeRequest request;
  request.bands = &rows;
  cv::Mat image;
  const Header header{"gif", kTall, 8, 1, {}};
  const auto report = client.Decode(Gif(), bytes, header, request, image);
  EXPECT_TRUE(image.empty());
  if (!report) return std::string(Code(report.error().reason)) + ": " + report.error().detail;
  return "ok";
}

TEST(Client, ALargePictureComesInBands) {
  Client client(Evil());
  for (int i = 0; i < 3; ++i) {
    Rows rows;
    EXPECT_EQ(TallOutcome(client, "good", rows), "ok");
    EXPECT_EQ(rows.count(), kTall.height);
    EXPECT_GT(rows.bands(), 10);
  }
}

TEST(Client, ASmallPictureIsOneBand) {
  Client client(Evil());
  const std::string file = "GIF89agood good";
  Rows rows;
  codec::DecodeRequest request;
  request.bands = &rows;
  cv::Mat image;
  const Header header{"gif", {8, 6}, 8, 1, {}};
  EXPECT_TRUE(client.Decode(Gif(), std::as_bytes(std::span(file)), header, request, image).ok());
  EXPECT_EQ(rows.count(), 6);
  EXPECT_EQ(rows.bands(), 1);
}

TEST(Client, WhoWantsNoBandsGetsTheWhole) {
  Client client(Evil());
  const std::string file = "GIF89atall good";
  cv::Mat image;
  const Header header{"gif", kTall, 8, 6, {}};
  ASSERT_TRUE(client.Decode(Gif(), std::as_bytes(std::span(file)), header, {}, image).ok());
  EXPECT_EQ(image.size(), cv::Size(kTall.height, kTall.width)) << "turned upright";
  EXPECT_EQ(image.at<cv::Vec3b>(kTall.width - 1, 0), cv::Vec3b(10, 20, 30));
}

TEST(Client, RowsComeBeforeTheDecoderHasEnded) {
  Client client(Evil(milliseconds(500)));
  Rows rows;
  EXPECT_EQ(TallOutcome(client, "midway-hang", rows),
            "too-complex: decoding takes more than 0.5 s (--timeout)");
  EXPECT_GT(rows.count(), kTall.height / 4);
  EXPECT_LE(rows.count(), kTall.height / 2);
  Rows others;
  EXPECT_EQ(TallOutcome(client, "good", others), "ok");
}

TEST(Client, AFaultAmongBandsCostsOneImage) {
  Client client(Evil());
  for (const auto& [deed, outcome] : std::initializer_list<std::pair<const char*, const char*>>{
           {"midway-abort", "decoder-died: its decoder was killed by SIGABRT"},
           {"midway-exit", "decoder-died: its decoder ended with exit code 3"},
           {"midway-close", "decoder-died: its decoder fell silent"},
           {"midway-garbage", "decoder-died: fit299-decode made no sense"},
           {"midway-claim-all", "decoder-died: fit299-decode made no sense"},
           {"midway-claim-no-size", "decoder-died: fit299-decode made no sense"},
           {"midway-claim-fewer-rows", "decoder-died: fit299-decode made no sense"},
           {"midway-claim-more-rows", "decoder-died: fit299-decode made no sense"},
           {"midway-throw", "internal-error: thrown"},
           {"damaged", "corrupt: behind the last row"},
       }) {
    Rows rows;
    EXPECT_TRUE(BeginsWith(TallOutcome(client, deed, rows), outcome)) << deed;
    EXPECT_GT(rows.count(), 0) << deed;
    EXPECT_LT(rows.count(), kTall.height) << deed << ": the last band comes with the end";
    EXPECT_EQ(Outcome(client, "good good"), "ok") << "after " << deed;
    Rows others;
    EXPECT_EQ(TallOutcome(client, "good", others), "ok") << "after " << deed;
    EXPECT_EQ(others.count(), kTall.height);
  }
}

TEST(Client, ATakerThatThrowsLeavesNoRowsForTheNextImage) {
  class Thrower : public codec::BandTaker {
    void Take(const cv::Mat& /*band*/, cv::Point /*at*/) override { throw std::bad_alloc(); }
  };
  Client client(Evil());
  Thrower thrower;
  EXPECT_THROW((void)TallOutcome(client, "good", thrower), std::bad_alloc);
  EXPECT_EQ(Outcome(client, "good good"), "ok");
}

TEST(Client, MakesNoRoomForMorePixelsThanAllowed) {
  Client client(Evil());
  EXPECT_TRUE(BeginsWith(Outcome(client, "claim-huge good"), "too-large"));
}

TEST(Client, UnknownWarningsAreLost) {
  Client client(Evil());
  const std::string file = "GIF89aclaim-all-warnings good";
  const auto header = client.Probe(Gif(), std::as_bytes(std::span(file)), {});
  ASSERT_TRUE(header.ok());
  header->warnings.ForEach(
      [](Warning warning) { EXPECT_LT(static_cast<std::size_t>(warning), Warnings().size()); });
}

TEST(Client, TheDecoderCannotTakePixelsAway) {
  Client client(Evil());
  EXPECT_EQ(Outcome(client, "good shrink"), "ok") << "shrinking is refused";
}

TEST(Client, EndsWhatTakesTooLong) {
  Client client(Evil(milliseconds(300)));
  for (const char* deeds : {"hang good", "good hang", "spin good", "good spin"}) {
    const auto begin = steady_clock::now();
    EXPECT_EQ(Outcome(client, deeds), "too-complex: decoding takes more than 0.3 s (--timeout)");
    EXPECT_LT(steady_clock::now() - begin, milliseconds(10'000)) << deeds;
  }
}

TEST(Client, AHugeAllocationIsRefused) {
#if FIT299_IS_SANITIZED
  GTEST_SKIP() << "sanitizers take address space as they like";
#endif
  Client client(Evil());
  EXPECT_TRUE(BeginsWith(Outcome(client, "allocate good"), "too-large: decoding takes more"));
  EXPECT_TRUE(BeginsWith(Outcome(client, "good allocate"), "too-large: decoding takes more"));
  EXPECT_EQ(Outcome(client, "good good"), "ok");
}

TEST(Client, ADecoderThatDiesBetweenImagesCostsNone) {
  Client client(Evil());
  ASSERT_EQ(Outcome(client, "good good"), "ok");
  const int first = client.process_id();
  kill(first, SIGKILL);
  std::this_thread::sleep_for(milliseconds(50));
  EXPECT_EQ(Outcome(client, "good good"), "ok");
  EXPECT_NE(client.process_id(), first);
}

TEST(Client, TheTerminalsSignalsAreNotForTheDecoder) {
  Client client(Evil());
  ASSERT_EQ(Outcome(client, "good good"), "ok");
  const int first = client.process_id();
  EXPECT_EQ(getpgid(first), first);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) kill(first, number);
  EXPECT_EQ(Outcome(client, "good good"), "ok");
  EXPECT_EQ(client.process_id(), first);
}

TEST(Client, LeavesNeitherFilesNorProcessesBehind) {
  const int before = OpenFiles();
  {
    Client client(Evil(milliseconds(300)));
    for (int i = 0; i < 3; ++i) {
      for (const char* deeds : {"good good", "good crash", "exit good", "good hang", "garbage x"}) {
        (void)Outcome(client, deeds);
      }
    }
    EXPECT_EQ(Outcome(client, "good good"), "ok");
  }
  EXPECT_EQ(OpenFiles(), before);
  EXPECT_FALSE(HasChildren());
}

TEST(Client, OneImageOfThreeKillsTheDecoderAndNoOther) {
  Client client(Evil());
  for (int i = 0; i < 100; ++i) {
    const bool bad = i % 3 == 2;
    EXPECT_TRUE(
        BeginsWith(Outcome(client, bad ? "good exit" : "good good"), bad ? "decoder-died" : "ok"))
        << i;
  }
}

TEST(Client, ThreadsHaveTheirOwn) {
  std::vector<std::jthread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([t] {
      Client client(Evil());
      for (int i = 0; i < 20; ++i) {
        const bool bad = (i + t) % 4 == 0;
        EXPECT_TRUE(BeginsWith(Outcome(client, bad ? "abort good" : "good good"),
                               bad ? "decoder-died" : "ok"));
      }
    });
  }
}

TEST(Client, SaysWhatItsProgramReads) {
  Client client(Evil());
  EXPECT_TRUE(client.UsedVersions().empty());
  const auto versions = client.Versions();
  ASSERT_TRUE(versions.ok());
  ASSERT_EQ(versions->size(), 1U);
  EXPECT_EQ(versions->front().format, "gif");
  EXPECT_EQ(versions->front().library, "evil 1.0");
  EXPECT_TRUE(client.UsedVersions().empty());
  (void)Outcome(client, "good good");
  ASSERT_EQ(client.UsedVersions().size(), 1U);
}

TEST(Client, AFormatWithoutARowIsUnsupported) {
  Client client(Evil());
  const std::string file = "II*\0....";
  const auto header =
      client.Probe(*codec::FindCodecBySuffix(".tif"), std::as_bytes(std::span(file)), {});
  ASSERT_FALSE(header.ok());
  EXPECT_EQ(header.error().reason, Reason::kUnsupportedFormat);
  EXPECT_EQ(header.error().detail, "this build does not read tiff");
}

TEST(Client, SaysWhyTheProgramDoesNotStart) {
  const auto outcome_of = [](const std::string& program) {
    Options options;
    options.program = program;
    Client client(options);
    EXPECT_EQ(Outcome(client, "good good"), Outcome(client, "good good")) << "asked twice";
    EXPECT_FALSE(client.Versions().ok());
    return Outcome(client, "good good");
  };
  EXPECT_TRUE(BeginsWith(outcome_of(""), "unsupported-format: gif: fit299-decode reads it"));
  EXPECT_EQ(outcome_of("/nowhere/fit299-decode"),
            "unsupported-format: gif: /nowhere/fit299-decode reads it, but it cannot be started: "
            "No such file or directory");
  EXPECT_EQ(
      outcome_of("/bin/false"),
      "unsupported-format: gif: /bin/false reads it, but it did not begin: it ended with exit "
      "code 1");
}

TEST(Client, AnyFileSizeGoesThroughAndNoneStays) {
  Client client(Evil());
  for (const std::size_t padding : {100UL, 100'000'000UL, 5UL}) {
    const std::string file = "GIF89agood " + std::string(padding, 'x');
    const auto header = client.Probe(Gif(), std::as_bytes(std::span(file)), {});
    EXPECT_TRUE(header.ok());
  }
  EXPECT_EQ(Outcome(client, "good good"), "ok");
}

}  // namespace
}  // namespace fit299::decoder
