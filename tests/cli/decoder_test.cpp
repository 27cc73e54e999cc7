// What becomes of a run whose rare formats are decoded by a program that crashes, hangs, or is not
// there. tests/decoder/evil_decoder.cpp does what each file says.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <vector>

#include "cli/program.h"

namespace fit299 {
namespace {

using Strings = std::vector<std::string>;
using nlohmann::json;

class Decoder : public testing::Test {
 protected:
  Decoder() {
    // The program looks for its decoder beside itself.
    std::filesystem::create_directories(folder_ / "bin");
    std::error_code error;
    std::filesystem::create_hard_link(FIT299_PROGRAM, program(), error);
    if (error) std::filesystem::copy_file(FIT299_PROGRAM, program());
  }

  std::string program() const { return folder_ / "bin/fit299"; }

  void InstallEvilDecoder() {
    std::filesystem::create_symlink(FIT299_EVIL_DECODER, folder_ / "bin/fit299-decode");
  }

  Ended Run(Strings arguments, Strings environment = {}) const {
    Invocation invocation;
    invocation.program = program();
    invocation.folder = folder_.path();
    invocation.arguments = std::move(arguments);
    invocation.environment = std::move(environment);
    return RunProgram(invocation);
  }

  // "ok", or the reason.
  std::vector<std::string> Outcomes(const std::string& manifest) const {
    std::vector<std::string> outcomes;
    for (const json& row : ManifestRows(folder_ / manifest)) {
      outcomes.push_back(row.value("reason", row.at("status").get<std::string>()));
    }
    return outcomes;
  }

  TemporaryFolder folder_;
};

TEST_F(Decoder, AFaultCostsItsImageAndTheRunGoesOn) {
  InstallEvilDecoder();
  WriteFile(folder_ / "in/a.gif", "GIF89agood good");
  WriteFile(folder_ / "in/b.gif", "GIF89agood abort");
  WriteFile(folder_ / "in/c.gif", "GIF89agood hang");
  WriteFile(folder_ / "in/d.gif", "GIF89agarbage good");
  WriteFile(folder_ / "in/e.gif", "GIF89agood good");
  WriteFile(folder_ / "in/f.png", "GIF89agood good");
  WriteImage(folder_ / "in/g.jpg", 40, 30);
  for (const char* jobs : {"1", "3"}) {
    const Ended ended =
        Run({"fit", "in", "-o", "out", "-j", jobs, "--timeout", "1", "--json", "--overwrite"});
    EXPECT_EQ(ended.exit, 3);
    EXPECT_EQ(Outcomes("out/manifest.jsonl"),
              (Strings{"ok", "decoder-died", "too-complex", "decoder-died", "ok", "ok", "ok"}));
    EXPECT_NE(ended.err.find("SIGABRT"), std::string::npos) << ended.err;
    const json summary = ended.Json();
    EXPECT_EQ(summary.at("decoders"), json({{"gif", "evil 1.0"}}));
    EXPECT_EQ(summary.at("warnings").at("extension-mismatch"), 1);
    EXPECT_EQ(summary.at("changes").at("palette-expanded"), 3);
  }
}

TEST_F(Decoder, OneImageOfThreeKillsItAndNoOtherIsLost) {
  InstallEvilDecoder();
  for (int i = 0; i < 100; ++i) {
    WriteFile(folder_ / ("in/" + std::to_string(1000 + i) + ".gif"),
              i % 3 == 2 ? "GIF89agood exit" : "GIF89agood good");
  }
  const Ended ended = Run({"fit", "in", "-o", "x.npy", "-j", "1", "--json", "-q"});
  EXPECT_EQ(ended.exit, 3);
  EXPECT_EQ(ended.Json().at("written"), 67);
  EXPECT_EQ(ended.Json().at("reasons"), json({{"decoder-died", 33}}));
}

TEST_F(Decoder, WhatIsNotThereIsNamed) {
  WriteFile(folder_ / "in/a.gif", "GIF89agood good");
  WriteImage(folder_ / "in/b.jpg", 40, 30);
  const Ended ended = Run({"fit", "in", "-o", "out"});
  EXPECT_EQ(ended.exit, 3);
  EXPECT_EQ(Outcomes("out/manifest.jsonl"), (Strings{"unsupported-format", "ok"}));
  EXPECT_NE(ended.err.find("bin/fit299-decode reads it, but it cannot be started: No such file"),
            std::string::npos)
      << ended.err;
  const Ended formats = Run({"formats"});
  EXPECT_EQ(formats.exit, 0);
  EXPECT_NE(formats.err.find("fit299-decode"), std::string::npos);
  EXPECT_NE(formats.out.find("gif   .gif"), std::string::npos) << formats.out;
}

TEST_F(Decoder, IsNotStartedForWhatTheProgramDecodesItself) {
  WriteFile(folder_ / "bin/fit299-decode", "#!/bin/sh\necho > \"${0%/*}/started\"\n");
  chmod((folder_ / "bin/fit299-decode").c_str(), 0755);
  WriteImage(folder_ / "in/a.jpg", 40, 30);
  EXPECT_EQ(Run({"fit", "in", "-o", "out"}).exit, 0);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "bin/started"));
  WriteFile(folder_ / "in/b.gif", "GIF89agood good");
  EXPECT_EQ(Run({"fit", "in", "-o", "x.npy"}).exit, 3);
  EXPECT_TRUE(std::filesystem::exists(folder_ / "bin/started"));
}

TEST_F(Decoder, PlanAsksForHeadersOnly) {
  InstallEvilDecoder();
  WriteFile(folder_ / "in/a.gif", "GIF89agood abort");
  WriteFile(folder_ / "in/b.gif", "GIF89aabort good");
  WriteFile(folder_ / "in/c.gif", "GIF89agood " + std::string(200'000, 'x'));
  const Ended ended = Run({"plan", "in", "-o", "out", "--json"});
  EXPECT_EQ(ended.exit, 3);
  EXPECT_EQ(ended.Json().at("written"), 2);
  EXPECT_EQ(ended.Json().at("reasons"), json({{"decoder-died", 1}}));
}

TEST_F(Decoder, FormatsSaysWhoReadsWhat) {
  InstallEvilDecoder();
  const json formats = Run({"formats", "--json"}).Json();
  ASSERT_EQ(formats.at("formats").size(), 10U);
  for (const json& row : formats.at("formats")) {
    const std::string format = row.at("format");
    EXPECT_FALSE(row.at("suffixes").empty()) << format;
    if (format == "gif") {
      EXPECT_EQ(row.at("library"), "evil 1.0");
    }
    if (format == "bmp") {
      EXPECT_TRUE(row.at("library").is_null());
    }
    if (format == "jpeg") {
      EXPECT_EQ(row.at("program"), "fit299");
    }
  }
  EXPECT_EQ(Run({"formats", "gif"}).exit, 2);
}

TEST_F(Decoder, TheTimeoutComesFromEverySetting) {
  InstallEvilDecoder();
  WriteFile(folder_ / "in/a.gif", "GIF89agood spin");
  EXPECT_NE(Run({"fit", "in", "-o", "out"}, {"FIT299_TIMEOUT=0.2"}).err.find("0.2 s (--timeout)"),
            std::string::npos);
  WriteFile(folder_ / "fit.toml", "timeout = 0.3\n");
  EXPECT_NE(Run({"fit", "in", "-o", "out", "--config", "fit.toml"}).err.find("0.3 s (--timeout)"),
            std::string::npos);
  for (const char* wrong : {"0", "-1", "soon", ""}) {
    EXPECT_EQ(Run({"fit", "in", "-o", "out", "--timeout", wrong}).exit, 2) << wrong;
  }
}

}  // namespace
}  // namespace fit299
