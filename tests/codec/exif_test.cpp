// Who turns what: the values are those of OpenCV 5.0.0.93 and Pillow 13.0.0, asked with files that
// scripts/python/odd_orientations.py makes; `scripts/parity --hard` asks them again.
#include "codec/exif.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <initializer_list>
#include <string>
#include <vector>

#include "images.h"

namespace fit299::codec {
namespace {

using namespace std::string_literals;

constexpr int kOrientation = 0x0112;

std::string U16(int value) { return {static_cast<char>(value), static_cast<char>(value >> 8)}; }
std::string U32(int value) { return U16(value & 0xFFFF) + U16(value >> 16); }

std::string Entry(int tag, int type, int count, const std::string& value) {
  return U16(tag) + U16(type) + U32(count) + value;
}
std::string Entry(int tag, int type, int count, int value) {
  return Entry(tag, type, count, U32(value));
}

// A little-endian block with these entries, and `tail` behind them.
std::string Block(std::initializer_list<std::string> entries, const std::string& tail = "") {
  std::string block = "II*\0\x08\0\0\0"s + U16(static_cast<int>(entries.size()));
  for (const std::string& entry : entries) block += entry;
  return block + U32(0) + tail;
}

Bytes View(const std::string& text) { return std::as_bytes(std::span(text)); }

struct Case {
  std::string_view what;
  std::string block;
  int own;
  int pillow;
  int opencv;
};

TEST(ReadOrientation, EachReaderHasItsOwnMindOfOddBlocks) {
  const std::string good = Entry(kOrientation, 3, 1, 6);
  const std::string far_text = Entry(0x10F, 2, 20, 9000);
  const std::string huge_text = Entry(0x10F, 2, 500, 9000);
  const Case cases[] = {
      {"SHORT", Block({good}), 6, 6, 6},
      {"LONG", Block({Entry(kOrientation, 4, 1, 6)}), 6, 6, 6},
      {"big-endian LONG", "MM\0*\0\0\0\x08\0\x01\x01\x12\0\x04\0\0\0\x01\0\0\0\x06\0\0\0\0"s, 6, 6,
       1},
      {"BYTE", Block({Entry(kOrientation, 1, 1, 6)}), 1, 1, 6},
      {"SBYTE", Block({Entry(kOrientation, 6, 1, 6)}), 1, 6, 6},
      {"SLONG", Block({Entry(kOrientation, 9, 1, 6)}), 1, 6, 6},
      {"UNDEFINED", Block({Entry(kOrientation, 7, 1, 6)}), 1, 1, 6},
      {"RATIONAL", Block({Entry(kOrientation, 5, 1, 26)}, U32(6) + U32(1)), 1, 6, 1},
      {"SRATIONAL", Block({Entry(kOrientation, 10, 1, 26)}, U32(-12) + U32(-2)), 1, 6, 1},
      {"RATIONAL by 0", Block({Entry(kOrientation, 5, 1, 26)}, U32(6) + U32(0)), 1, 1, 1},
      {"FLOAT", Block({Entry(kOrientation, 11, 1, "\0\0\xC0\x40"s)}), 1, 6, 1},
      {"an unknown type", Block({Entry(kOrientation, 99, 1, 6)}), 1, 1, 6},
      {"an unknown type, then a good one", Block({Entry(kOrientation, 99, 1, 6), good}), 1, 6, 6},
      {"no value", Block({Entry(kOrientation, 3, 0, 6)}), 1, 1, 6},
      {"two values", Block({Entry(kOrientation, 3, 2, 6 | 3 << 16)}), 1, 6, 6},
      {"two entries", Block({good, Entry(kOrientation, 3, 1, 3)}), 6, 6, 6},
      {"0", Block({Entry(kOrientation, 3, 1, 0)}), 1, 1, 1},
      {"9", Block({Entry(kOrientation, 3, 1, 9)}), 1, 1, 1},
      {"more entries announced", "II*\0\x08\0\0\0\x05\0"s + good + U32(0), 6, 6, 6},
      {"cut inside the value", Block({good}).substr(0, 20), 1, 1, 6},
      {"a text larger than the block", Block({huge_text, good}), 6, 6, 1},
      {"a text outside of the block", Block({far_text, good}), 6, 1, 1},
      {"a text inside", Block({Entry(0x10F, 2, 20, 60), good}, std::string(64, 'x')), 6, 6, 6},
      {"texts that overlap",
       Block({Entry(0x10E, 2, 60, 40), Entry(0x10F, 2, 60, 40), good}, std::string(64, 'x')), 6, 6,
       6},
      {"a resolution outside", Block({Entry(0x11A, 5, 1, 9000), good}, std::string(64, 'x')), 6, 1,
       1},
      {"another tag outside", Block({Entry(0x100, 2, 20, 9000), good}, std::string(64, 'x')), 6, 1,
       6},
      {"mark of the other order", "II\0*"s + Block({good}).substr(4), 1, 6, 1},
      {"no order", "XX\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"s, 1, 1, 6},
      {"no mark", "II+\0"s + Block({good}).substr(4), 1, 1, 1},
      {"directory outside", "II*\0\xFF\0\0\0"s, 1, 1, 1},
      {"nothing", "", 1, 1, 1},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(ReadOrientation(View(c.block)).value, c.own) << c.what;
    EXPECT_EQ(ReadOrientationAsPillow(View(c.block)).value, c.pillow) << c.what;
    EXPECT_EQ(ReadOrientationAsOpenCv(View(c.block)).value, c.opencv) << c.what;
  }
}

TEST(ReadOrientation, SurvivesAnyCutAndAnyByte) {
  const std::string block =
      Block({Entry(0x10F, 2, 5, 38), Entry(kOrientation, 3, 1, 6)}, "text\0"s);
  const auto is_possible = [](const ExifOrientation& orientation) {
    return orientation.value >= 1 && orientation.value <= 8;
  };
  std::vector<std::string> changed;
  for (std::size_t size = 0; size < block.size(); ++size) changed.push_back(block.substr(0, size));
  for (std::size_t i = 0; i < block.size(); ++i) {
    for (const char value : {'\0', '\x7F', '\xFF'}) {
      changed.push_back(block);
      changed.back()[i] = value;
    }
  }
  for (const std::string& bytes : changed) {
    // Of exactly its own length, so that a sanitizer sees what reads beyond.
    const std::vector<std::byte> copy(View(bytes).begin(), View(bytes).end());
    EXPECT_TRUE(is_possible(ReadOrientation(copy)));
    EXPECT_TRUE(is_possible(ReadOrientationAsPillow(copy)));
    EXPECT_TRUE(is_possible(ReadOrientationAsOpenCv(copy)));
  }
}

TEST(ReadXmpOrientation, FindsAttributeAndElement) {
  EXPECT_EQ(ReadXmpOrientation("<rdf:Description tiff:Orientation=\"6\"/>"), 6);
  EXPECT_EQ(ReadXmpOrientation("<tiff:Orientation>3</tiff:Orientation>"), 3);
  EXPECT_EQ(ReadXmpOrientation("tiff:Orientation tiff:Orientation=\"8\""), 8);
  EXPECT_EQ(ReadXmpOrientation("tiff:Orientation=\"9\""), 1);
  EXPECT_EQ(ReadXmpOrientation("tiff:Orientation="), 1);
  EXPECT_EQ(ReadXmpOrientation(""), 1);
}

// The orientation that each reader finds in a file.
struct Found {
  int own;
  int pillow;
  int opencv;
  bool operator==(const Found&) const = default;
};

Found Probe(const File& file) {
  const auto orientation = [&](Reader reader) {
    DecodeRequest request;
    request.reader = reader;
    return (*FindCodec(file))->probe(file, request)->orientation;
  };
  return {orientation(Reader::kStandard), orientation(Reader::kPillow),
          orientation(Reader::kOpenCv)};
}

std::string Xmp(int orientation) {
  return "<x tiff:Orientation=\"" + std::to_string(orientation) + "\"/>";
}

File App1(const File& jpeg, const std::string& payload) { return WithSegment(jpeg, 0xE1, payload); }

TEST(ProbeJpeg, EachReaderFindsItsOwnOrientation) {
  const std::string name = "Exif\0\0"s;
  const std::string xmp = "http://ns.adobe.com/xap/1.0/\0"s + Xmp(6);
  const std::string silent = Block({Entry(0x128, 3, 1, 2)});
  const File jpeg = MakeJpeg(Scene());
  // The segment that is put in last stands first.
  EXPECT_EQ(Probe(App1(App1(jpeg, name + ExifBlock(3)), name + ExifBlock(6))), (Found{6, 6, 6}));
  EXPECT_EQ(Probe(App1(App1(jpeg, name + ExifBlock(6)), name + silent)), (Found{1, 1, 6}));
  EXPECT_EQ(Probe(App1(App1(jpeg, name + ExifBlock(6)), name + "junkjunk")), (Found{1, 1, 6}));
  EXPECT_EQ(Probe(App1(jpeg, name + name + ExifBlock(6))), (Found{1, 6, 1}));
  EXPECT_EQ(Probe(App1(jpeg, xmp)), (Found{1, 6, 1}));
  EXPECT_EQ(Probe(App1(App1(jpeg, xmp), name + silent)), (Found{1, 6, 1}));
  EXPECT_EQ(Probe(App1(App1(jpeg, xmp), name + ExifBlock(1))), (Found{1, 1, 1}));
  EXPECT_EQ(Probe(App1(App1(jpeg, xmp), name)), (Found{1, 6, 1}));
}

// A chunk; nobody looks at its checksum here.
std::string Chunk(const std::string& type, const std::string& data) {
  const auto size = static_cast<int>(data.size());
  std::string head = U32(size);
  return std::string(head.rbegin(), head.rend()) + type + data + "\0\0\0\0"s;
}

std::string RawProfile(const std::string& bytes) {
  std::string text = "\nexif\n      " + std::to_string(bytes.size()) + "\n";
  for (const char c : bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    text += {kDigits[static_cast<unsigned char>(c) >> 4], kDigits[c & 15]};
    if (text.size() % 5 == 0) text += '\n';
  }
  return text;
}

Found FindIn(const std::string& before, const std::string& after) {
  const File png = MakePng(Scene());
  const std::size_t pixels = Find(png, "IDAT") - 4;
  const std::size_t end = Find(png, "IEND") - 4;
  File file = Head(png, pixels) + before;
  file.insert(file.end(), png.begin() + static_cast<std::ptrdiff_t>(pixels),
              png.begin() + static_cast<std::ptrdiff_t>(end));
  return Probe(file + after + Chunk("IEND", ""));
}

TEST(ProbePng, EachReaderFindsItsOwnOrientation) {
  const std::string six = Chunk("eXIf", ExifBlock(6));
  const std::string three = Chunk("eXIf", ExifBlock(3));
  const std::string raw = "Raw profile type exif\0"s;
  EXPECT_EQ(FindIn(six, ""), (Found{6, 6, 6}));
  EXPECT_EQ(FindIn("", six), (Found{6, 6, 6}));
  EXPECT_EQ(FindIn(six + three, ""), (Found{6, 3, 6}));
  EXPECT_EQ(FindIn(six, three), (Found{6, 3, 6}));
  EXPECT_EQ(FindIn(Chunk("eXIf", "Exif\0\0"s + ExifBlock(6)), ""), (Found{1, 6, 1}));
  EXPECT_EQ(FindIn(Chunk("tEXt", raw + RawProfile("Exif\0\0"s + ExifBlock(6))), ""),
            (Found{1, 6, 1}));
  EXPECT_EQ(FindIn("", Chunk("tEXt", raw + RawProfile(ExifBlock(6)))), (Found{1, 6, 1}));
  EXPECT_EQ(FindIn(Chunk("tEXt", raw + RawProfile(ExifBlock(6)) + "0"), ""), (Found{1, 1, 1}));
  EXPECT_EQ(FindIn(Chunk("iTXt", "XML:com.adobe.xmp\0\0\0\0\0"s + Xmp(6)), ""), (Found{1, 6, 1}));
  EXPECT_EQ(FindIn(Chunk("iTXt", "XML:com.adobe.xmp\0\0\0\0\0"s + Xmp(6)) + three, ""),
            (Found{3, 3, 3}));
  EXPECT_EQ(FindIn(Chunk("tEXt", "exif\0"s + ExifBlock(6)), ""), (Found{1, 6, 1}));
}

std::string Zip(const std::string& text) {
  std::string packed(compressBound(text.size()), '\0');
  uLongf size = packed.size();
  compress(reinterpret_cast<Bytef*>(packed.data()), &size,
           reinterpret_cast<const Bytef*>(text.data()), text.size());
  return packed.substr(0, size);
}

std::string PackedText(const std::string& keyword, const std::string& packed) {
  return Chunk("zTXt", keyword + "\0\0"s + packed);
}

std::string PackedXmp(const std::string& packed) {
  return Chunk("iTXt", "XML:com.adobe.xmp\0\1\0\0\0"s + packed);
}

TEST(ProbePng, PackedTextsCountAsForPillow) {
  const std::string raw = "Raw profile type exif";
  const std::string six = Zip(RawProfile(ExifBlock(6)));
  const std::string damaged = Zip("tiff").substr(0, 2) + "\xff\xff\xff";
  EXPECT_EQ(FindIn(PackedText(raw, six), ""), (Found{1, 6, 1}));
  EXPECT_EQ(FindIn(PackedText(raw, six.substr(0, six.size() - 5)), ""), (Found{1, 6, 1})) << "cut";
  EXPECT_EQ(FindIn(PackedText(raw, six) + PackedText(raw, damaged), ""), (Found{1, 1, 1}));
  EXPECT_EQ(FindIn(PackedText(raw, six) + Chunk("zTXt", raw + "\0"s), ""), (Found{1, 1, 1}));
  EXPECT_EQ(FindIn(PackedText("a", damaged) + PackedText(raw, six), ""), (Found{1, 6, 1}));
  EXPECT_EQ(FindIn(PackedXmp(Zip(Xmp(6))), ""), (Found{1, 6, 1}));
  EXPECT_EQ(FindIn(PackedXmp(Zip(Xmp(6))) + PackedXmp(damaged), ""), (Found{1, 6, 1}));
  EXPECT_EQ(FindIn(PackedXmp(Zip(Xmp(6))) + PackedXmp(Zip(Xmp(8))), ""), (Found{1, 8, 1}));
  EXPECT_EQ(FindIn(PackedXmp(Zip(Xmp(6))) + Chunk("iTXt", "XML:com.adobe.xmp\0\0\0\0"s), ""),
            (Found{1, 6, 1}));
}

// Pillow raises, then: what it would have taken of the rest is nobody's to say.
TEST(ProbePng, TextsAreUnpackedUpToWhatPillowBears) {
  const std::string bomb = Zip(std::string(1 << 20, ' '));
  std::string others;
  std::string bombs;
  for (int i = 0; i < 64; ++i) {
    others += PackedText("a", bomb);
    bombs += PackedText("Raw profile type exif", bomb);
  }
  const std::string six = PackedXmp(Zip(Xmp(6)));
  EXPECT_EQ(FindIn(others + six, ""), (Found{1, 6, 1})) << "those that nobody asks for";
  EXPECT_EQ(FindIn(bombs + six, ""), (Found{1, 1, 1}));
}

// An extended WebP with these chunks behind the pixels.
File ExtendedWebp(int flags, const std::string& chunks) {
  const cv::Mat rgba(8, 8, CV_8UC4, cv::Scalar(9, 9, 9, 255));
  const File simple = MakeWebp(rgba, true);
  const std::string head =
      "RIFF\0\0\0\0WEBPVP8X\x0A\0\0\0"s + static_cast<char>(flags) + "\0\0\0\x07\0\0\x07\0\0"s;
  File file(View(head).begin(), View(head).end());
  file.insert(file.end(), simple.begin() + 12, simple.end());
  file = file + chunks;
  file[4] = static_cast<std::byte>(file.size() - 8);
  return file;
}

TEST(ProbeWebp, EachReaderFindsItsOwnOrientation) {
  const auto chunk = [](const std::string& type, const std::string& data) {
    return type + U32(static_cast<int>(data.size())) + data + (data.size() % 2 ? "\0"s : "");
  };
  const std::string named = "Exif\0\0"s + ExifBlock(6);
  EXPECT_EQ(Probe(ExtendedWebp(8, chunk("EXIF", ExifBlock(6)))), (Found{6, 6, 6}));
  EXPECT_EQ(Probe(ExtendedWebp(8, chunk("EXIF", named))), (Found{6, 6, 1}));
  EXPECT_EQ(Probe(ExtendedWebp(0, chunk("EXIF", ExifBlock(6)))), (Found{1, 1, 1}));
  EXPECT_EQ(Probe(ExtendedWebp(4, chunk("XMP ", Xmp(6)))), (Found{1, 6, 1}));
}

}  // namespace
}  // namespace fit299::codec
