// A fit299-decode whose only format does what the file says, to test what becomes of the others.
//
// A file is "GIF89a" and two words: what to do when asked for the header, then for the pixels. The
// picture is small, or "tall", which takes many bands. "midway-..." is done when half of its rows
// are decoded; "damaged" is what it turns out to be behind the last one.
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "decoder/protocol.h"
#include "decoder/server.h"

namespace fit299::decoder {
namespace {

using codec::Bytes;
using codec::DecodeRequest;

void Send(const void* data, std::size_t size) {
  (void)!send(kSocketFile, data, size, MSG_NOSIGNAL);
  pause();
}

void SendReply(const Reply& reply) { Send(&reply, sizeof(reply)); }

char* volatile allocated = nullptr;  // or the compiler would see that nobody needs it

void Allocate() {
  constexpr std::size_t kHuge = 2'600'000'000;
  allocated = new char[kHuge];
  memset(allocated, 1, kHuge);
}

void Spin() {
  for (volatile bool forever = true; forever;) {
  }
}

void ShrinkPixels() {
  if (ftruncate(kPixelFile, 0) == 0) _exit(77);
}

void ClaimAll() {
  Reply reply;
  memset(static_cast<void*>(&reply), 0xFF, sizeof(reply));
  SendReply(reply);
}

void ClaimHeader(int width, int height, int orientation) {
  Reply reply;
  reply.answer = Answer::kHeader;
  reply.header = {width, height, 8, orientation, 0xFFFFFFFF};
  SendReply(reply);
}

void ClaimRows(Answer answer, int rows, int type) {
  Reply reply;
  reply.answer = answer;
  reply.rows = rows;
  reply.type = type;
  (void)!send(kSocketFile, &reply, sizeof(reply), MSG_NOSIGNAL);
}

void ClaimPixels(int rows, int type) {
  ClaimRows(Answer::kPixels, rows, type);
  pause();
}

const std::map<std::string, void (*)()> kDeeds = {
    {"good", [] {}},
    {"tall", [] {}},
    {"damaged", [] {}},
    {"crash", [] { (void)raise(SIGSEGV); }},
    {"abort", [] { abort(); }},
    {"exit", [] { _exit(3); }},
    {"hang", [] { pause(); }},
    {"spin", Spin},
    {"allocate", Allocate},
    {"throw", [] { throw std::runtime_error("thrown"); }},
    {"close",
     [] {
       close(kSocketFile);
       pause();
     }},
    {"garbage", [] { Send("what?", 5); }},
    {"claim-all", ClaimAll},
    {"claim-no-size", [] { ClaimHeader(0, 6, 1); }},
    {"claim-orientation-9", [] { ClaimHeader(8, 6, 9); }},
    {"claim-all-warnings", [] { ClaimHeader(8, 6, 1); }},
    {"claim-huge", [] { ClaimHeader(60'000, 60'000, 1); }},
    {"claim-more-rows", [] { ClaimPixels(80'000, CV_8UC3); }},
    {"claim-fewer-rows", [] { ClaimPixels(5, CV_8UC3); }},
    {"claim-no-rows", [] { ClaimPixels(0, CV_8UC3); }},
    {"claim-rows-below-none", [] { ClaimPixels(-1, CV_8UC3); }},
    {"claim-doubles", [] { ClaimPixels(6, CV_64FC4); }},
    {"claim-rows-twice",
     [] {
       ClaimRows(Answer::kRows, 6, CV_8UC3);
       ClaimPixels(6, CV_8UC3);
     }},
    {"shrink", ShrinkPixels},
};

constexpr std::string_view kMidway = "midway-";

std::string Word(Bytes bytes, int which) {
  std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  text.erase(0, 6);
  const std::size_t space = text.find(' ');
  return which == 0 ? text.substr(0, space) : text.substr(space + 1);
}

Expected<Header, Rejection> Probe(Bytes bytes, const DecodeRequest& /*request*/) {
  if (bytes.size() < 8) return Rejection{Reason::kTruncated, "ends early"};
  const std::string deed = Word(bytes, 0);
  kDeeds.at(deed)();
  const cv::Size size = deed == "tall" ? cv::Size(1000, 4000) : cv::Size(8, 6);
  return Header{"gif", size, 8, 1, {}};
}

Expected<FitReport, Rejection> Decode(Bytes bytes, const Header& header,
                                      const DecodeRequest& request, cv::Mat& image) {
  const std::string deed = Word(bytes, 1);
  const bool is_midway = deed.starts_with(kMidway);
  if (!is_midway) kDeeds.at(deed)();
  const int half = header.size.height / 2;
  for (int y = 0; y < header.size.height; y += image.rows) {
    if (is_midway && y <= half && y + image.rows > half) kDeeds.at(deed.substr(kMidway.size()))();
    request.bands->MakeRoom(header.size, CV_8UC3, image);
    image = image.rowRange(0, std::min(image.rows, header.size.height - y));
    image.setTo(cv::Scalar(10, 20, 30, 255));
    request.bands->Take(image, {0, y});
  }
  if (deed == "damaged") return Rejection{Reason::kCorrupt, "behind the last row"};
  FitReport report;
  report.changes.Add(Change::kPaletteExpanded);
  report.warnings.Add(Warning::kTrailingData);
  return report;
}

}  // namespace
}  // namespace fit299::decoder

int main(int argc, char** argv) {
  using fit299::codec::Codec;
  static const std::array<Codec, 1> kRows = {
      Codec{"gif", {}, nullptr, fit299::decoder::Probe, fit299::decoder::Decode, [] {
              return std::string("evil 1.0");
            }}};
  return fit299::decoder::Serve(argc, argv, kRows);
}
