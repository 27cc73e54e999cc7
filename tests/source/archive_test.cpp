#include "source/archive.h"

#include <algorithm>
#include <map>
#include <random>

#include "source/archives.h"
#include "source/found.h"
#include "source/temp_tree.h"
#include "source/walk_archive.h"

namespace fit299::source {
namespace {

constexpr std::uint64_t kNoLimit = UINT64_MAX;

// What a list's entries hold, by path: their bytes, or the code of their rejection and its words.
std::map<std::string, std::string> Contents(const InputList& list,
                                            std::uint64_t max_bytes = kNoLimit) {
  std::map<std::string, std::string> contents;
  for (std::size_t i = 0; i < list.size(); ++i) {
    std::string& content = contents[list.Path(i)];
    std::vector<std::byte> buffer;
    const Rejection* rejection = list.RejectionOf(i);
    if (rejection == nullptr) {
      const auto read =
          ReadEntry(list.OpenPath(i), *list.ArchiveOf(i), list.EntryAt(i), max_bytes, buffer);
      if (!read) content = std::string(Code(read.error().reason)) + ": " + read.error().detail;
    } else {
      content = std::string(Code(rejection->reason)) + ": " + rejection->detail;
    }
    for (const std::byte byte : buffer) content += static_cast<char>(byte);
  }
  return contents;
}

InputQuery QueryForAll(std::vector<std::string> operands) {
  InputQuery query = QueryFor(std::move(operands));
  query.include = {"*"};
  return query;
}

// The sum of a tar header, for which it is spaces itself.
std::string OctalSum(const std::string& header) {
  std::uint32_t sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  std::string digits;
  for (int shift = 15; shift >= 0; shift -= 3)
    digits += static_cast<char>('0' + (sum >> shift & 7));
  return digits;
}

const std::vector<MadeEntry> kThree = {{"b.jpg", "bbb"}, {"d/", "", 'd'}, {"d/a.jpg", "a"}};
const std::vector<ZipEntry> kThreeZipped = {{"b.jpg", "bbb"}, {"d/"}, {"d/a.jpg", "a", true}};

TEST(Archive, IsRecognizedByItsContentAlone) {
  const TempTree tree;
  const auto kind = [&](std::string_view content) {
    const auto archive = RecognizeArchive(tree.Write("x.jpg", content));
    return archive ? static_cast<int>(archive->kind) : -1;
  };
  EXPECT_EQ(kind(TarOf(kThree)), static_cast<int>(ArchiveKind::kTar));
  for (const char* filter : {"gzip", "bzip2", "xz", "zstd"}) {
    EXPECT_EQ(kind(TarOf(kThree, filter)), static_cast<int>(ArchiveKind::kCompressedTar)) << filter;
  }
  EXPECT_EQ(kind(ZipOf(kThreeZipped)), static_cast<int>(ArchiveKind::kZip));
  EXPECT_EQ(kind(ZipOf({})), static_cast<int>(ArchiveKind::kZip));
  EXPECT_EQ(kind(""), -1);
  EXPECT_EQ(kind(std::string(10240, '\0')), -1) << "zeros are no tar";
  EXPECT_EQ(kind(std::string(10240, 'x')), -1);
  EXPECT_EQ(kind("\x1f\x8b no gzip"), -1);
}

TEST(Archive, WhatIsNoRegularFileIsNoneAndDoesNotBlock) {
  const TempTree tree;
  EXPECT_FALSE(RecognizeArchive(tree.Fifo("fifo.tar")));
  EXPECT_FALSE(RecognizeArchive(tree.Folder("folder.tar")));
  EXPECT_FALSE(RecognizeArchive(tree.At("missing.tar")));
  EXPECT_FALSE(RecognizeArchive("/dev/zero"));
}

TEST(Archive, EntriesKeepTheOrderOfTheArchive) {
  const TempTree tree;
  for (const std::string& bytes :
       {TarOf(kThree), TarOf(kThree, "gzip"), TarOf(kThree, "xz"), ZipOf(kThreeZipped)}) {
    EXPECT_EQ(FindPaths(QueryFor({tree.Write("x", bytes)})), (Paths{"b.jpg", "d/a.jpg"}));
  }
}

TEST(Archive, EntriesHaveTheirBytesAndTheirTime) {
  const TempTree tree;
  for (const std::string& bytes : {TarOf(kThree), ZipOf(kThreeZipped)}) {
    const InputList list = Find(QueryFor({tree.Write("x", bytes)})).list;
    EXPECT_EQ(Contents(list),
              (std::map<std::string, std::string>{{"b.jpg", "bbb"}, {"d/a.jpg", "a"}}));
    std::vector<std::byte> buffer;
    const auto read =
        ReadEntry(list.OpenPath(0), *list.ArchiveOf(0), list.EntryAt(0), kNoLimit, buffer);
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read->bytes, 3U);
    EXPECT_EQ(read->mtime_ns, 1'700'000'000'000'000'000);
  }
}

TEST(Archive, ATimeCenturiesAwayIsTheNearestThatFits) {
  EXPECT_EQ(ToNanoseconds(1'700'000'000, 5), 1'700'000'000'000'000'005);
  EXPECT_EQ(ToNanoseconds(13'569'465'600, 0), INT64_MAX) << "the year 2400";
  EXPECT_EQ(ToNanoseconds(INT64_MIN, 999'999'999), INT64_MIN);
  const TempTree tree;
  std::string tar = TarOf({{"a.jpg", "a"}});
  tar[136] = '\x80';  // not octal digits, but a number of 88 bits
  std::fill_n(tar.begin() + 137, 11, '\x7f');
  std::fill_n(tar.begin() + 148, 8, ' ');
  tar.replace(148, 6, OctalSum(tar.substr(0, 512)));
  const InputList list = Find(QueryFor({tree.Write("x", tar)})).list;
  ASSERT_EQ(list.size(), 1U);
  std::vector<std::byte> buffer;
  const auto read =
      ReadEntry(list.OpenPath(0), *list.ArchiveOf(0), list.EntryAt(0), kNoLimit, buffer);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->mtime_ns, INT64_MAX);
}

TEST(Archive, HasItsNameInFrontWhereThereAreSeveralInputs) {
  const TempTree tree;
  const std::string one = tree.Write("x/one.tar", TarOf({{"a.jpg", "a"}}));
  const std::string two = tree.Write("two.zip", ZipOf({{"a.jpg", "a"}}));
  const std::string file = tree.Write("z.jpg");
  const std::string folder = tree.Folder("folder");
  tree.Write("folder/a.jpg");
  const FoundInputs found = Find(QueryFor({folder, two, file, one}));
  EXPECT_EQ(RecordPaths(found.list),
            (Paths{"two.zip/a.jpg", "z.jpg", "one.tar/a.jpg", "folder/a.jpg"}));
  EXPECT_EQ(found.list.OpenPath(0), two);
  EXPECT_EQ(found.list.ShownPath(0), two + ":a.jpg");
}

TEST(Archive, NamesAreChosenAsInAFolder) {
  const TempTree tree;
  const std::vector<const char*> names = {"a.jpg",  ".hidden.jpg", "__MACOSX/._a.jpg",
                                          "c.txt",  "x/b.jpg",     "x/y/c.jpg",
                                          "README", "./d//e.jpg"};
  std::vector<MadeEntry> tarred;
  std::vector<ZipEntry> zipped;
  for (const char* name : names) {
    tarred.push_back({name, "x"});
    zipped.push_back({name, "x"});
  }
  for (const std::string& bytes : {TarOf(tarred), ZipOf(zipped)}) {
    InputQuery query = QueryFor({tree.Write("x", bytes)});
    query.exclude = {"x/y"};
    const FoundInputs found = Find(query);
    EXPECT_EQ(RecordPaths(found.list), (Paths{"a.jpg", "x/b.jpg", "d/e.jpg"}));
    EXPECT_EQ(found.hidden, 2U);
    EXPECT_EQ(found.excluded, 1U);
    EXPECT_EQ(found.ignored_by_suffix,
              (std::map<std::string, std::uint64_t>{{"", 1}, {".txt", 1}}));
  }
}

TEST(Archive, NamesAreBytesAndNoPaths) {
  const TempTree tree;
  const Paths names = {"../../etc/x.jpg", "/abs.jpg",        "a\\b.jpg",        "new\nline.jpg",
                       "lat\xe9\xff.jpg", "caf\xc3\xa9.jpg", "cafe\xcc\x81.jpg"};
  std::vector<MadeEntry> tarred;
  std::vector<ZipEntry> zipped;
  for (const std::string& name : names) {
    tarred.push_back({name, "x"});
    zipped.push_back({name, "x", false, 0x800});  // "it is UTF-8", also where it is not
  }
  EXPECT_EQ(FindPaths(QueryFor({tree.Write("t", TarOf(tarred))})), names);
  EXPECT_EQ(FindPaths(QueryFor({tree.Write("z", ZipOf(zipped))})), names);
}

TEST(Archive, PathOfAnEntryLeavesOutWhatMeansNothing) {
  EXPECT_EQ(EntryPath("./a//b.jpg"), "a/b.jpg");
  EXPECT_EQ(EntryPath("a/./b.jpg/"), "a/b.jpg");
  EXPECT_EQ(EntryPath("//a"), "/a");
  EXPECT_EQ(EntryPath("../a/../b"), "../a/../b");
  EXPECT_EQ(EntryPath("./"), "");
  EXPECT_EQ(EntryPath(""), "");
}

TEST(Archive, OnlyRegularEntriesAreRead) {
  const TempTree tree;
  const std::string tar = tree.Write("t", TarOf({{"a.jpg", "a"},
                                                 {"l.jpg", "/etc/passwd", 'l'},
                                                 {"h.jpg", "a.jpg", 'h'},
                                                 {"p.jpg", "", 'p'},
                                                 {"e.jpg", ""}}));
  EXPECT_EQ(Contents(Find(QueryFor({tar})).list),
            (std::map<std::string, std::string>{
                {"a.jpg", "a"},
                {"e.jpg", "empty-file: 0 bytes"},
                {"h.jpg", "not-regular-file: is a link in the archive"},
                {"l.jpg", "not-regular-file: is a link in the archive"},
                {"p.jpg", "not-regular-file: is a device, a FIFO or a socket in the archive"}}));
  const std::string zip =
      tree.Write("z", ZipOf({{"l.jpg", "/etc/passwd", false, 0, 0xffff, 0120777}, {"e.jpg", ""}}));
  EXPECT_EQ(Contents(Find(QueryFor({zip})).list),
            (std::map<std::string, std::string>{
                {"e.jpg", "empty-file: 0 bytes"},
                {"l.jpg", "not-regular-file: is a link in the archive"}}));
}

TEST(Archive, SizesAreCheckedBeforeReading) {
  const TempTree tree;
  const std::string ten(10, 'x');
  for (const std::string& bytes : {TarOf({{"a.jpg", ten}}), ZipOf({{"a.jpg", ten}})}) {
    const InputList list = Find(QueryFor({tree.Write("x", bytes)})).list;
    EXPECT_EQ(Contents(list, 10).at("a.jpg"), ten);
    EXPECT_EQ(Contents(list, 9).at("a.jpg"),
              "too-large: 10 bytes, more than the limit of 9 (--max-file-bytes)");
  }
}

TEST(Archive, WhatIsBeforeADamageIsUsed) {
  const TempTree tree;
  const std::string big(5000, 'x');
  const std::string tar = TarOf({{"a.jpg", "a"}, {"b.jpg", big}, {"c.jpg", "c"}});
  const std::string cut = tree.Write("cut.tar", std::string_view(tar).substr(0, 3000));
  const auto contents = Contents(Find(QueryFor({cut})).list);
  EXPECT_EQ(contents.at("a.jpg"), "a");
  EXPECT_EQ(contents.at("b.jpg").substr(0, 10), "truncated:");
  EXPECT_EQ(contents.at("cut.tar").substr(0, 10), "truncated:");
  EXPECT_EQ(contents.size(), 3U);

  std::string damaged = tar;
  damaged[1024 + 20] ^= 1;  // in the second header
  const auto found = Contents(Find(QueryFor({tree.Write("bad.tar", damaged)})).list);
  EXPECT_EQ(found.size(), 2U);
  EXPECT_EQ(found.at("a.jpg"), "a");
  EXPECT_EQ(found.at("bad.tar").substr(0, 8), "corrupt:");
}

// libarchive finds the kind of an archive by its first header, about which it is stricter.
TEST(Archive, AnEntryIsReadAsItWasListedWhateverItsHeaderSaysBesides) {
  const TempTree tree;
  std::string tar = TarOf({{"a.jpg", "a"}, {"b.jpg", "bbb"}});
  char* header = tar.data() + 1024;
  std::copy_n("zz", 2, header + 108);  // the owner's number
  header[156] = '!';                   // the kind
  std::fill_n(header + 148, 8, ' ');
  tar.replace(1024 + 148, 6, OctalSum(tar.substr(1024, 512)));
  EXPECT_EQ(Contents(Find(QueryFor({tree.Write("x.tar", tar)})).list),
            (std::map<std::string, std::string>{{"a.jpg", "a"}, {"b.jpg", "bbb"}}));
}

TEST(Archive, ACompressedTarIsLeftWhereItGrowsTooFar) {
  const TempTree tree;
  const std::string zeros(100 << 20, '\0');
  for (const char* filter : {"gzip", "xz", "zstd"}) {
    const std::string path =
        tree.Write("x", TarOf({{"a.jpg", "a"}, {"zeros.jpg", zeros}, {"b.jpg", "b"}}, filter));
    const InputList list = Find(QueryFor({path})).list;
    ASSERT_EQ(list.size(), 3U) << filter;
    EXPECT_EQ(list.Path(1), "zeros.jpg");
    EXPECT_EQ(list.Path(2), "x");
    EXPECT_EQ(list.RejectionOf(2)->reason, Reason::kTooComplex);
  }
}

TEST(Archive, ACutCompressedTarIsNamedEvenWhenNothingOfItCanBeRead) {
  const TempTree tree;
  const std::string gz = TarOf({{"a.jpg", "a"}}, "gzip");
  const InputList list =
      Find(QueryFor({tree.Write("x.tgz", std::string_view(gz).substr(0, gz.size() / 2))})).list;
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list.Path(0), "x.tgz");
  EXPECT_EQ(list.RejectionOf(0)->reason, Reason::kTruncated);
}

// A member of a file compressed by gzip: header, data, checksum, size.
std::string GzipMember(std::string_view content, const std::string& data) {
  const uLong sum =
      crc32(0, reinterpret_cast<const Bytef*>(content.data()), static_cast<uInt>(content.size()));
  return std::string("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10) + data + Number(sum, 4) +
         Number(content.size(), 4);
}

// Data that are stored decompress whatever is in them.
TEST(Archive, DamageInGzipIsFoundByItsChecksum) {
  const TempTree tree;
  const std::string tar = TarOf({{"a.jpg", "aaa"}, {"b.jpg", "bbb"}});
  std::string gz = GzipMember(tar, '\1' + Number(tar.size(), 2) + Number(~tar.size(), 2) + tar);
  EXPECT_EQ(Find(QueryFor({tree.Write("x", gz)})).list.size(), 2U);
  gz[gz.find("bbb")] = 'c';
  InputList list = Find(QueryFor({tree.Write("x", gz)})).list;
  ASSERT_EQ(list.size(), 3U);
  EXPECT_EQ(list.RejectionOf(2)->reason, Reason::kCorrupt);
  EXPECT_EQ(list.RejectionOf(2)->detail, "the archive is damaged: gzip: incorrect data check");
  list = Find(QueryFor({tree.Write("x", gz.substr(0, gz.size() - 5))})).list;
  ASSERT_EQ(list.size(), 3U);
}

TEST(Archive, MembersOfGzipAreReadOneAfterAnother) {
  const TempTree tree;
  const std::string tar = TarOf(kThree);
  std::string gz;
  for (const std::string& part : {tar.substr(0, 700), tar.substr(700)}) {
    gz += GzipMember(part, Deflated(part));
  }
  EXPECT_EQ(Find(QueryFor({tree.Write("x", gz)})).list.size(), 2U);
  EXPECT_EQ(Find(QueryFor({tree.Write("x", gz + "behind the end")})).list.size(), 2U);
}

// The same data, said to need a dictionary of 2 or 3 << `shift` bytes.
std::string WithDictionary(std::string xz, bool three, int shift) {
  constexpr std::size_t kBlock = 12;                            // behind the header of the stream
  const auto bytes = static_cast<std::size_t>(xz[kBlock]) * 4;  // of its header, without the sum
  xz[kBlock + 4] = static_cast<char>((shift - 11) * 2 + (three ? 1 : 0));
  const auto* header = reinterpret_cast<const Bytef*>(xz.data() + kBlock);
  return xz.replace(kBlock + bytes, 4, Number(crc32_z(0, header, bytes), 4));
}

TEST(Archive, XzMayTakeADictionaryOf128MegabytesAndNoMore) {
  const TempTree tree;
  const std::string xz = TarOf(kThree, "xz");
  const std::string most = WithDictionary(xz, false, 26);
  const std::string more = WithDictionary(xz, true, 26);
  EXPECT_EQ(Find(QueryFor({tree.Write("x", most)})).list.size(), 2U);
  InputList list = Find(QueryFor({tree.Write("x", more)})).list;
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list.RejectionOf(0)->reason, Reason::kTooLarge);
  EXPECT_EQ(list.RejectionOf(0)->detail,
            "the archive's xz data take 193 MiB to unpack; dictionaries of up to 128 MiB are read: "
            "compress it again by xz -9 or less");
  list = Find(QueryFor({tree.Write("x", xz + more)})).list;
  ASSERT_EQ(list.size(), 3U) << "a later stream has a dictionary of its own";
  EXPECT_EQ(list.RejectionOf(2)->reason, Reason::kTooLarge);
}

// A frame of zstd: one block that is stored, and a window of 1 << `shift` bytes.
std::string ZstdFrame(const std::string& content, int shift) {
  return "\x28\xb5\x2f\xfd" + Number(0, 1) +
         Number(static_cast<std::uint64_t>(shift - 10) << 3, 1) +
         Number(content.size() << 3 | 1, 3) + content;
}

TEST(Archive, ZstdMayTakeAWindowOf128MegabytesAndNoMore) {
  const TempTree tree;
  const std::string tar = TarOf(kThree);
  EXPECT_EQ(Find(QueryFor({tree.Write("x", ZstdFrame(tar, 27))})).list.size(), 2U);
  const InputList list = Find(QueryFor({tree.Write("x", ZstdFrame(tar, 28))})).list;
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list.RejectionOf(0)->reason, Reason::kTooLarge);
  EXPECT_EQ(list.RejectionOf(0)->detail,
            "the archive's zstd data take more than 128 MiB to unpack: compress it again by "
            "--long=27 or less");
}

// What reading the first entry of an archive says.
std::string ReadFirst(const std::string& path) {
  auto file = RegularFile::Open(path);
  if (!file) return file.error().detail;
  auto reader =
      TarReader::Open(*std::move(file), TarReader::Compression::kAny, 0, std::size_t{64} << 10);
  if (!reader || !reader->Next()) return "cannot be opened";
  std::vector<std::byte> bytes;
  const auto read = reader->Read(std::uint64_t{256} << 20, bytes);
  return read ? "ok" : read.error().detail;
}

TEST(Archive, AnEntryHasNoRoomBesideALargeWindow) {
  const TempTree tree;
  const std::string large(std::size_t{130} << 20, '\0');
  EXPECT_EQ(
      ReadFirst(tree.Write("x", TarOf({{"a.jpg", large}}, "zstd"))),
      "136314880 bytes, beside 128 MiB that unpacking the archive may take: put it beside the "
      "archive");
  const std::string xz = TarOf({{"a.jpg", large}}, "xz");
  EXPECT_EQ(
      ReadFirst(tree.Write("x", WithDictionary(xz, false, 26))),
      "136314880 bytes, beside 128 MiB that unpacking the archive may take: put it beside the "
      "archive");
  EXPECT_EQ(ReadFirst(tree.Write("x", xz)).find("beside"), std::string::npos)
      << "the window that most archives have";
}

TEST(Archive, OfACutXzAllBeforeTheCutIsUsed) {
  const TempTree tree;
  std::minstd_rand random(299);
  std::string noise(5000, '\0');
  for (char& c : noise) c = static_cast<char>(random());
  const std::string xz = TarOf({{"a.jpg", "a"}, {"b.jpg", "b"}, {"c.jpg", noise}}, "xz");
  const InputList list =
      Find(QueryFor({tree.Write("x", std::string_view(xz).substr(0, xz.size() - 100))})).list;
  ASSERT_EQ(list.size(), 4U);
  EXPECT_EQ(list.RejectionOf(3)->reason, Reason::kTruncated);
  EXPECT_EQ(list.RejectionOf(3)->detail, "the archive is damaged: its xz data end early");
}

// Its sum stands behind all that it sums up.
TEST(Archive, DamageInXzIsFoundByItsChecksum) {
  const TempTree tree;
  std::string xz = TarOf(kThree, "xz");
  constexpr std::size_t kIndexAndFooter = 24;
  xz[xz.size() - kIndexAndFooter - 1] ^= 1;
  const InputList list = Find(QueryFor({tree.Write("x", xz)})).list;
  ASSERT_EQ(list.size(), 3U);
  EXPECT_EQ(list.RejectionOf(2)->reason, Reason::kCorrupt);
}

TEST(Archive, AZipWithoutItsDirectoryIsTruncated) {
  const TempTree tree;
  const std::string zip = ZipOf(kThreeZipped);
  for (std::size_t left = 4; left < zip.size(); left += 7) {
    const InputList list =
        Find(QueryFor({tree.Write("x.zip", std::string_view(zip).substr(0, left))})).list;
    ASSERT_EQ(list.size(), 1U) << left;
    EXPECT_EQ(list.RejectionOf(0)->reason, Reason::kTruncated) << left;
  }
}

TEST(Archive, DamagedEntriesOfAZipAreRejectedOneByOne) {
  const TempTree tree;
  const std::string text(1000, 'y');
  ZipEntry wrong{"wrong.jpg", text, true};
  wrong.wrong_checksum = true;
  ZipEntry grown{"grown.jpg", text, true};
  grown.claimed_growth = 1;
  ZipEntry shrunk{"shrunk.jpg", text, true};
  shrunk.claimed_growth = -1;
  ZipEntry bomb{"bomb.jpg", text, true};
  bomb.claimed_growth = 10'000'000;
  const std::string path = tree.Write("x.zip", ZipOf({{"secret.jpg", text, false, 1},
                                                      {"lzma.jpg", text, false, 0, 14},
                                                      wrong,
                                                      grown,
                                                      shrunk,
                                                      bomb,
                                                      {"good.jpg", text, true}}));
  const auto contents = Contents(Find(QueryFor({path})).list);
  EXPECT_EQ(contents.at("secret.jpg"), "unsupported-feature: is encrypted in the archive");
  EXPECT_EQ(contents.at("lzma.jpg").substr(0, 43), "unsupported-feature: is compressed by metho");
  EXPECT_EQ(contents.at("wrong.jpg"),
            "corrupt: the archive is damaged: the entry's checksum is wrong");
  EXPECT_EQ(contents.at("grown.jpg"),
            "corrupt: the archive is damaged: the entry does not have the size that it announces");
  EXPECT_EQ(contents.at("shrunk.jpg"), contents.at("grown.jpg"));
  EXPECT_EQ(contents.at("bomb.jpg").substr(0, 10), "too-large:");
  EXPECT_EQ(contents.at("good.jpg"), text);
}

TEST(Archive, OverlappingEntriesOfAZipAreNotEvenListed) {
  const TempTree tree;
  const std::string path =
      tree.Write("bomb.zip", ZipOf({{"a.jpg", "x"}, {"b.jpg", "x"}}, /*overlapping=*/true));
  EXPECT_EQ(Contents(Find(QueryFor({path})).list),
            (std::map<std::string, std::string>{
                {"bomb.zip",
                 "corrupt: the archive is damaged: its entries overlap, as those of a bomb do"}}));
}

TEST(Archive, NamesWithoutMeasureAreLeftOut) {
  const TempTree tree;
  const std::string name(60'000, 'n');
  std::vector<ZipEntry> entries;
  for (int i = 0; i < 600; ++i) entries.push_back({std::to_string(i) + name + ".jpg", "x"});
  const InputList list = Find(QueryFor({tree.Write("x.zip", ZipOf(entries))})).list;
  ASSERT_EQ(list.size(), 561U) << "the first beyond 32 MiB is the last";
  EXPECT_EQ(list.Path(559), "559" + name + ".jpg");
  EXPECT_EQ(list.Path(560), "x.zip");
  EXPECT_EQ(list.RejectionOf(560)->reason, Reason::kTooLarge);
  EXPECT_EQ(list.RejectionOf(560)->detail.substr(0, 74),
            "the names in the archive are too long: those of the first 560 images take ");
}

// Whichever come first.
TEST(Archive, OfManySuffixesAThousandAreToldApart) {
  const TempTree tree;
  std::vector<ZipEntry> entries = {{"a.jpg", "x"}, {"b.txt", "x"}, {"c." + std::string(99, 'a')}};
  for (int i = 0; i < 1500; ++i) entries.push_back({"x." + std::to_string(1000 + i), "x"});
  const FoundInputs found = Find(QueryFor({tree.Write("x.zip", ZipOf(entries))}));
  std::reverse(entries.begin(), entries.end());
  const FoundInputs turned = Find(QueryFor({tree.Write("x.zip", ZipOf(entries))}));
  EXPECT_EQ(found.ignored_by_suffix.size(), 1001U);
  EXPECT_EQ(found.ignored_by_suffix.at(".1999"), 1U);
  EXPECT_EQ(found.ignored_by_suffix.at(std::string(kOtherSuffixes)), 502U);
  EXPECT_EQ(found.ignored_by_suffix, turned.ignored_by_suffix);
}

TEST(Archive, SizesOfMoreThan32BitsAreRead) {
  const TempTree tree;
  ZipEntry entry{"a.jpg", "abc"};
  std::string zip = ZipOf({entry});
  entry.extra = Number(1, 2) + Number(8, 2) + Number(5'000'000'000, 8);
  zip = ZipOf({entry});
  const std::size_t row = zip.find("PK\1\2");
  zip.replace(row + 24, 4, Number(0xffffffff, 4));
  EXPECT_EQ(Contents(Find(QueryFor({tree.Write("x", zip)})).list, 1000).at("a.jpg"),
            "too-large: 5000000000 bytes, more than the limit of 1000 (--max-file-bytes)");
}

TEST(Archive, AnEntryOfAZipThatGrowsTooFarIsNotDecompressed) {
  const TempTree tree;
  const std::string zeros((64 << 20) + 1, '\0');
  const std::string path = tree.Write("x.zip", ZipOf({{"zeros.jpg", zeros, true}}));
  EXPECT_EQ(Contents(Find(QueryFor({path})).list).at("zeros.jpg").substr(0, 36),
            "too-large: 67108865 bytes, more than");
}

TEST(Archive, AnEntryOfAZipBeyondAllFilesIsCorrupt) {
  const TempTree tree;
  ZipEntry entry{"a.jpg", "abc"};
  entry.extra = Number(1, 2) + Number(8, 2) + Number(UINT64_MAX - 30, 8);
  std::string zip = ZipOf({entry});
  zip.replace(zip.find("PK\1\2") + 42, 4, Number(0xffffffff, 4));
  EXPECT_EQ(Contents(Find(QueryFor({tree.Write("x", zip)})).list).at("a.jpg"),
            "corrupt: the archive is damaged: the entry is not where its directory says");
}

TEST(Archive, ADirectoryOfAZipBeyondAllFilesIsCorrupt) {
  const TempTree tree;
  std::string zip = ZipOf(kThreeZipped);
  zip.insert(zip.find("PK\5\6"), "PK\6\7" + Number(0, 4) + Number(UINT64_MAX, 8) + Number(1, 4));
  EXPECT_EQ(Contents(Find(QueryFor({tree.Write("x.zip", zip)})).list).at("x.zip"),
            "corrupt: the archive is damaged: its directory is not where it should be");
}

// The end of an empty archive, hidden in the comment of another.
TEST(Archive, AZipIsNotEmptyBecauseItsDirectoryIs) {
  const TempTree tree;
  const std::string path = tree.Write("x.zip", ZipOf(kThreeZipped) + ZipOf({}));
  EXPECT_EQ(Contents(Find(QueryFor({path})).list).at("x.zip"),
            "corrupt: the archive is damaged: its directory is empty, and it is not");
}

TEST(Archive, OneThatHasChangedIsNotReadAnyMore) {
  const TempTree tree;
  for (const std::string& bytes : {TarOf(kThree), ZipOf(kThreeZipped)}) {
    const InputList list = Find(QueryFor({tree.Write("x", bytes)})).list;
    tree.Write("x", bytes + "more");
    EXPECT_EQ(Contents(list).at("b.jpg"),
              "vanished: the archive has changed since its entries were listed");
  }
}

TEST(Archive, NoByteTurnsAnArchiveIntoACrash) {
  const TempTree tree;
  for (const std::string& bytes : {TarOf(kThree), TarOf(kThree, "gzip"), TarOf(kThree, "xz"),
                                   TarOf(kThree, "zstd"), ZipOf(kThreeZipped)}) {
    const std::size_t interesting = std::min<std::size_t>(bytes.size(), 2600);
    for (std::size_t at = 0; at < interesting; at += 3) {
      std::string damaged = bytes;
      damaged[at] = static_cast<char>(damaged[at] ^ (at % 2 == 0 ? 0xff : 0x01));
      const InputQuery query = QueryForAll({tree.Write("x", damaged)});
      const Expected<FoundInputs, Failure> found = FindInputs(query);
      ASSERT_TRUE(found.ok());
      for (std::size_t i = 0; i < found->list.size(); ++i) {
        const ArchiveFile* archive = found->list.ArchiveOf(i);
        if (archive == nullptr || archive->kind == ArchiveKind::kCompressedTar) continue;
        std::vector<std::byte> buffer;
        const auto read =
            ReadEntry(found->list.OpenPath(i), *archive, found->list.EntryAt(i), 1 << 20, buffer);
        EXPECT_TRUE(read.ok() || buffer.empty());
      }
    }
  }
}

}  // namespace
}  // namespace fit299::source
