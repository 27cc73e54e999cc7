#include "codec/vp8l_head.h"

#include <gtest/gtest.h>
#include <webp/decode.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "codec/images.h"

namespace fit299::codec {
namespace {

using namespace std::string_literals;

class BitWriter {
 public:
  void Put(int value, int count) {
    for (int i = 0; i < count; ++i, ++size_) {
      if (size_ % 8 == 0) bytes_ += '\0';
      if ((value >> i & 1) != 0) bytes_.back() = static_cast<char>(bytes_.back() | 1 << size_ % 8);
    }
  }

  std::string Take() { return std::move(bytes_); }

 private:
  std::string bytes_;
  int size_ = 0;
};

// A prefix code of these lengths, which must be complete.
class Code {
 public:
  explicit Code(std::vector<int> lengths) : lengths_(std::move(lengths)), codes_(lengths_.size()) {
    int code = 0;
    for (int length = 1; length < 16; ++length, code <<= 1) {
      for (std::size_t i = 0; i < lengths_.size(); ++i) {
        if (lengths_[i] == length) codes_[i] = code++;
      }
    }
  }

  // Lengths one by one, each by a code of four bits.
  void WriteTo(BitWriter& to) const {
    to.Put(0, 1);
    to.Put(15, 4);
    for (int i = 0; i < 19; ++i) to.Put(i == 0 || i == 1 || i == 8 ? 0 : 4, 3);  // of 17, 18, 16
    to.Put(0, 1);
    for (const int length : lengths_) PutCode(length, 4, to);
  }

  void Write(int symbol, BitWriter& to) const {
    const auto i = static_cast<std::size_t>(symbol);
    PutCode(codes_[i], lengths_[i], to);
  }

 private:
  static void PutCode(int code, int length, BitWriter& to) {
    while (length-- > 0) to.Put(code >> length & 1, 1);
  }

  std::vector<int> lengths_;
  std::vector<int> codes_;
};

void WriteOneSymbol(int symbol, BitWriter& to) {
  to.Put(1, 1);
  to.Put(0, 1);
  to.Put(1, 1);
  to.Put(symbol, 8);
}

constexpr int kRun = 256 + 2;  // three pixels
constexpr int kLongRun = 256 + 4;
constexpr int kPixelBefore = 1;  // as a distance's symbol

// An image whose pixels are red << 8 | green. Each third repetition is a run; where there is a
// cache, what comes back is taken from there.
void WriteImage(const std::vector<int>& pixels, int cache_bits, BitWriter& to) {
  const auto slot_of = [&](int pixel) {
    return static_cast<int>(0x1E35A7BDU * static_cast<std::uint32_t>(pixel << 8) >>
                            (32 - cache_bits));
  };
  const int slot = cache_bits == 0 ? 0 : slot_of(pixels[0]);
  std::vector<int> lengths(256, 9);
  lengths.resize(cache_bits == 0 ? 280 : 280 + (std::size_t{1} << cache_bits));
  lengths[kRun] = 2;
  lengths[static_cast<std::size_t>(cache_bits == 0 ? kLongRun : 280 + slot)] = 2;
  const Code green(lengths);
  const Code red(std::vector<int>(256, 8));

  to.Put(cache_bits == 0 ? 0 : 1, 1);
  if (cache_bits != 0) to.Put(cache_bits, 4);
  green.WriteTo(to);
  red.WriteTo(to);
  WriteOneSymbol(0, to);
  WriteOneSymbol(0, to);
  WriteOneSymbol(kPixelBefore, to);
  int in_slot = -1;
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    const int pixel = pixels[i];
    const auto next = pixels.begin() + static_cast<std::ptrdiff_t>(i);
    if (i > 0 && pixels.size() - i >= 3 &&
        std::all_of(next - 1, next + 3, [&](int other) { return other == pixel; })) {
      green.Write(kRun, to);
      i += 2;
    } else if (cache_bits != 0 && pixel == in_slot) {
      green.Write(280 + slot, to);
    } else {
      green.Write(pixel & 255, to);
      red.Write(pixel >> 8, to);
      if (cache_bits != 0 && slot_of(pixel) == slot) in_slot = pixel;
    }
  }
}

// What a stream is made of.
struct Crafted {
  cv::Size size = {36, 36};
  std::string transforms = {};  // predictor, color, subtract green, index of 2 or of 17 colours
  int tiles_cache_bits = 0;     // of the tiles' image
  int cache_bits = 0;
};

int Tiles(int side, int tile) { return (side + tile - 1) / tile; }

std::vector<int> Noise(int count, int below) {
  std::mt19937 random(3);
  std::vector<int> values(static_cast<std::size_t>(count));
  for (int& value : values) value = static_cast<int>(random() % static_cast<unsigned>(below));
  return values;
}

void WriteTransform(char name, cv::Size& size, BitWriter& to) {
  to.Put(1, 1);
  to.Put(name == 'p' ? 0 : name == 'c' ? 1 : name == 's' ? 2 : 3, 2);
  if (name == 'p' || name == 'c') {
    to.Put(1, 3);
    WriteImage(Noise(Tiles(size.width, 8) * Tiles(size.height, 8), 14), 3, to);
  } else if (name != 's') {
    const int colors = name == '2' ? 2 : 17;
    to.Put(colors - 1, 8);
    WriteImage(Noise(colors, 65'536), 0, to);
    if (colors == 2) size.width = Tiles(size.width, 8);
  }
}

// Tiles of 4 x 4 pixels have these groups, those behind them the first one's. Each group is of one
// colour: the bytes of its number.
void WriteStream(const Crafted& stream, const std::vector<int>& tiles, BitWriter& to) {
  cv::Size size = stream.size;
  for (const char name : stream.transforms) WriteTransform(name, size, to);
  to.Put(0, 1);
  to.Put(stream.cache_bits == 0 ? 0 : 1, 1);
  if (stream.cache_bits != 0) to.Put(stream.cache_bits, 4);
  to.Put(1, 1);
  to.Put(0, 3);
  std::vector<int> image = tiles;
  const int count = Tiles(size.width, 4) * Tiles(size.height, 4);
  image.resize(static_cast<std::size_t>(count), tiles[0]);
  WriteImage(image, stream.tiles_cache_bits, to);
  const int last = *std::max_element(image.begin(), image.end());
  for (int group = 0; group <= last; ++group) {
    for (const int symbol : {group & 255, group >> 8, 0, 255, 0}) WriteOneSymbol(symbol, to);
  }
}

std::string ChunkData(const Crafted& stream, const std::vector<int>& tiles) {
  BitWriter to;
  to.Put(0x2F, 8);
  to.Put(stream.size.width - 1, 14);
  to.Put(stream.size.height - 1, 14);
  to.Put(1, 4);
  WriteStream(stream, tiles, to);
  return to.Take();
}

std::string Integer(std::size_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i));
  return text;
}

std::string Chunk(const std::string& type, const std::string& data) {
  return type + Integer(data.size(), 4) + data + std::string(data.size() % 2, '\0');
}

File Riff(const std::string& chunks) {
  return File() + "RIFF" + Integer(4 + chunks.size(), 4) + "WEBP" + chunks;
}

Bytes AsBytes(const std::string& text) { return std::as_bytes(std::span(text)); }

using Pixels = std::unique_ptr<std::uint8_t, decltype(&WebPFree)>;

Pixels DecodeByLibwebp(const File& file) {
  return {WebPDecodeRGBA(reinterpret_cast<const std::uint8_t*>(file.data()), file.size(), nullptr,
                         nullptr),
          WebPFree};
}

// That each tile has the colour of its group.
void ExpectTiles(const std::string& data, cv::Size size, const std::vector<int>& tiles) {
  const Pixels pixels = DecodeByLibwebp(Riff(Chunk("VP8L", data)));
  ASSERT_TRUE(pixels);
  const cv::Mat image(size, CV_8UC4, pixels.get());
  const int columns = Tiles(size.width, 4);
  for (int i = 0; i < static_cast<int>(tiles.size()); ++i) {
    const auto& pixel = image.at<cv::Vec4b>(i / columns * 4, i % columns * 4);
    EXPECT_EQ(pixel[0] << 8 | pixel[1], tiles[static_cast<std::size_t>(i)]) << "tile " << i;
  }
}

int Groups(const std::string& data) {
  const auto head = ReadVp8lHead(AsBytes(data));
  return head ? head->groups : 0;
}

std::uint64_t WorkingBytes(const File& file, int frame = 0) {
  DecodeRequest request;
  request.frame = frame;
  return (*FindCodec(file))->probe(file, request)->working_bytes;
}

std::vector<int> Numbers(int count) {
  std::vector<int> numbers(static_cast<std::size_t>(count));
  std::iota(numbers.begin(), numbers.end(), 0);
  return numbers;
}

TEST(Vp8lHead, CountsTheGroupsThatTilesName) {
  for (const int count : {1, 2, 3, 70, 81}) {
    const std::string data = ChunkData({}, Numbers(count));
    ExpectTiles(data, Crafted().size, Numbers(count));
    EXPECT_EQ(Groups(data), count);
    EXPECT_EQ(ReadVp8lHead(AsBytes(data))->tiles, 81);
  }
}

TEST(Vp8lHead, CountsTheGroupsOfTilesThatAreCopied) {
  const std::vector<int> tiles = {7, 7, 7, 7, 7, 7, 7, 2, 300, 300, 300, 300, 7, 2, 2, 2, 2, 2, 7};
  for (const int cache_bits : {0, 1, 4, 11}) {
    const std::string data = ChunkData({.tiles_cache_bits = cache_bits}, tiles);
    ExpectTiles(data, Crafted().size, tiles);
    EXPECT_EQ(Groups(data), 301) << cache_bits;
  }
}

TEST(Vp8lHead, StandsBehindTransforms) {
  for (const std::string transforms : {"p", "c", "s", "2", "7", "pcs", "spc2", "7scp", "2p"}) {
    const Crafted stream{.size = {90, 61}, .transforms = transforms};
    const std::string data = ChunkData(stream, Numbers(40));
    EXPECT_TRUE(DecodeByLibwebp(Riff(Chunk("VP8L", data)))) << transforms;
    EXPECT_EQ(Groups(data), 40) << transforms;
  }
}

TEST(Vp8lHead, ATransformComesOnce) {
  EXPECT_FALSE(ReadVp8lHead(AsBytes(ChunkData({.transforms = "ss"}, {0}))));
}

TEST(Vp8lHead, KnowsTheColorCache) {
  const std::string data = ChunkData({.cache_bits = 11}, Numbers(5));
  EXPECT_TRUE(DecodeByLibwebp(Riff(Chunk("VP8L", data))));
  const auto head = ReadVp8lHead(AsBytes(data));
  ASSERT_TRUE(head);
  EXPECT_EQ(head->cached_colors, 2048);
  EXPECT_EQ(TableBytes(*head), 5 * (568 + 4 * (2956 + 2048)) + 4 * 81);
  EXPECT_FALSE(ReadVp8lHead(AsBytes(ChunkData({.cache_bits = 12}, Numbers(5)))));
}

TEST(Vp8lHead, OfManyGroupsThoseAreMadeThatAreUsed) {
  EXPECT_EQ(Groups(ChunkData({}, {0, 999})), 1000);
  ExpectTiles(ChunkData({}, {0, 1000}), Crafted().size, {0, 1000});
  EXPECT_EQ(Groups(ChunkData({}, {0, 1000})), 2);
  EXPECT_EQ(Groups(ChunkData({.size = {5, 4}}, {0, 19})), 20);
  EXPECT_EQ(Groups(ChunkData({.size = {5, 4}}, {0, 20})), 2) << "more than pixels";
}

// As libwebp's encoder makes them.
TEST(Vp8lHead, OfOrdinaryPictures) {
  cv::Mat rgba(300, 400, CV_8UC4, cv::Scalar(200, 100, 0, 255));
  const auto groups = [&] {
    const File file = MakeWebp(rgba, true);
    const auto head = ReadVp8lHead(Bytes(file).subspan(20));
    return head ? head->groups : 0;
  };
  EXPECT_EQ(groups(), 1);
  cv::RNG random(7);
  cv::Mat part = rgba(cv::Rect(0, 0, 400, 150));
  random.fill(part, cv::RNG::UNIFORM, 0, 256);
  part = rgba(cv::Rect(0, 150, 200, 150));
  random.fill(part, cv::RNG::NORMAL, 128, 5);
  EXPECT_GE(groups(), 2);
  EXPECT_LE(groups(), 40);
}

TEST(Vp8lHead, TilesThatTakeNoBitsTakeNoTime) {
  BitWriter to;
  to.Put(0x2F, 8);
  to.Put(16'382, 14);
  to.Put(16'382, 14);
  to.Put(0, 4);
  to.Put(0, 1);
  to.Put(0, 1);
  to.Put(1, 1);
  to.Put(0, 3);
  to.Put(0, 1);
  for (const int symbol : {3, 2, 0, 0, 0}) WriteOneSymbol(symbol, to);
  const std::string data = to.Take();
  EXPECT_EQ(ReadVp8lHead(AsBytes(data))->tiles, 4096 * 4096);
  EXPECT_EQ(Groups(data), 2 * 256 + 3 + 1);
}

// What is read of damaged data does not matter, but of what libwebp decodes all has been read.
void ExpectBounded(const std::string& data) {
  const auto head = ReadVp8lHead(AsBytes(data));
  if (head) {
    EXPECT_GE(head->groups, 1);
    EXPECT_LE(head->groups, 65'536);
  } else {
    EXPECT_FALSE(DecodeByLibwebp(Riff(Chunk("VP8L", data))));
  }
}

TEST(Vp8lHead, IsNotReadBeyondItsEnd) {
  const std::string data = ChunkData({.transforms = "p7c", .cache_bits = 2}, Numbers(81));
  for (std::size_t size = 0; size < data.size(); ++size) ExpectBounded(data.substr(0, size));
  EXPECT_FALSE(ReadVp8lHead(AsBytes(data.substr(0, 100))));
}

TEST(Vp8lHead, SurvivesDamage) {
  std::mt19937 random(5);
  cv::Mat rgba(60, 80, CV_8UC4);
  cv::RNG(7).fill(rgba, cv::RNG::NORMAL, 128, 40);
  const File encoded = MakeWebp(rgba, true);
  const std::vector<std::string> sources = {
      ChunkData({.transforms = "spc2"}, Numbers(70)),
      ChunkData({.tiles_cache_bits = 5, .cache_bits = 2}, {1, 1, 1, 1, 5, 9, 1, 1}),
      std::string(reinterpret_cast<const char*>(encoded.data()) + 20, encoded.size() - 20)};
  for (const std::string& source : sources) {
    for (int i = 0; i < 1500; ++i) {
      std::string data = source;
      for (int changes = i % 3; changes >= 0; --changes) {
        const std::size_t at = 5 + random() % (data.size() - 5);
        data[at] = static_cast<char>(data[at] ^ 1 << random() % 8);
      }
      ExpectBounded(data);
    }
  }
}

// 65,536 groups of a single colour.
std::string Bomb() { return ChunkData({.size = {1024, 1024}}, Numbers(65'536)); }

TEST(ProbeWebp, CountsTheTablesOfManyGroups) {
  const File file = Riff(Chunk("VP8L", Bomb()));
  ASSERT_LE(file.size(), 600'000U);
  EXPECT_GE(WorkingBytes(file), 65'536U * 12'000);
  const auto few = WorkingBytes(Riff(Chunk("VP8L", ChunkData({.size = {1024, 1024}}, {0}))));
  EXPECT_LE(few, 1024U * 1024 * 8 + 300'000);
}

TEST(ProbeWebp, CountsTheTablesOfAlpha) {
  const cv::Mat rgba(36, 36, CV_8UC4, cv::Scalar(200, 100, 0, 255));
  const File lossy = MakeWebp(rgba, false);
  const std::string color(reinterpret_cast<const char*>(lossy.data()) + 12, lossy.size() - 12);
  const auto with_alpha = [&](char method, const std::vector<int>& tiles) {
    BitWriter to;
    WriteStream({}, tiles, to);
    const std::string size = Integer(35, 3) + Integer(35, 3);
    return Riff(Chunk("VP8X", "\x10\0\0\0"s + size) + Chunk("ALPH", method + to.Take()) + color);
  };
  const File many = with_alpha(1, Numbers(81));
  EXPECT_TRUE(DecodeByLibwebp(many));
  EXPECT_EQ(WorkingBytes(many) - WorkingBytes(with_alpha(1, {0})), 80U * 12'392);
  EXPECT_LE(WorkingBytes(with_alpha(0, Numbers(81))), 36U * 36 * 5) << "not compressed";
}

TEST(ProbeWebp, CountsTheTablesOfFramesUpToTheOneThatIsAskedFor) {
  const auto frame = [](const std::vector<int>& tiles) {
    const std::string box = Integer(0, 6) + Integer(35, 3) + Integer(35, 3) + Integer(100, 4);
    return Chunk("ANMF", box + Chunk("VP8L", ChunkData({}, tiles)));
  };
  const File film = Riff(Chunk("VP8X", "\x12\0\0\0"s + Integer(35, 3) + Integer(35, 3)) +
                         Chunk("ANIM", Integer(0, 6)) + frame({2}) + frame(Numbers(50)) +
                         frame({0}) + frame(Numbers(70)));
  const std::uint64_t pixels = 36 * 36 * 16;
  const auto groups = [&](int number) { return (WorkingBytes(film, number) - pixels) / 12'392; };
  EXPECT_EQ(groups(0), 3U);
  EXPECT_EQ(groups(1), 50U);
  EXPECT_EQ(groups(2), 50U);
  EXPECT_EQ(groups(3), 70U);
  EXPECT_EQ(groups(4), 70U) << "there is no such frame";
  DecodeRequest last;
  last.frame = 3;
  EXPECT_TRUE(Decode(film, last).ok());
}

}  // namespace
}  // namespace fit299::codec
