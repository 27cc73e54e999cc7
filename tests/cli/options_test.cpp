// Flags, environment, config file, help: how a request is read.
#include "cli/options.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "cli/program.h"
#include "cli/suggest.h"
#include "cli/values.h"

namespace fit299 {
namespace {

using Strings = std::vector<std::string>;

class Options : public testing::Test {
 protected:
  Options() { WriteImage(folder_ / "a.png", 8, 6); }

  Ended Run(Strings arguments, Strings environment = {}) {
    Invocation invocation;
    invocation.folder = folder_.path();
    invocation.arguments = std::move(arguments);
    invocation.environment = std::move(environment);
    return RunProgram(invocation);
  }

  // The shape of the tensor that these options make of a 8x6 image.
  std::string ShapeWith(Strings options, Strings environment = {}) {
    options.insert(options.begin(), {"fit", "a.png", "-o", "x.npy", "--overwrite"});
    const Ended ended = Run(std::move(options), std::move(environment));
    if (ended.exit != 0) return "exit " + std::to_string(ended.exit) + " " + ended.err;
    return ReadNpy(ReadFile(folder_ / "x.npy")).shape;
  }

  std::string ErrorOf(Strings options) {
    const Ended ended = Run(std::move(options));
    EXPECT_EQ(ended.exit, 2) << ended.err;
    EXPECT_EQ(ended.out, "");
    return ended.err;
  }

  TemporaryFolder folder_;
};

TEST_F(Options, AFlagBeatsTheEnvironmentWhichBeatsTheConfigFile) {
  WriteFile(folder_ / "c.toml", "size = \"10x11\"\nlayout = 'nchw'\n");
  EXPECT_EQ(ShapeWith({}), "(299, 299, 3)");
  EXPECT_EQ(ShapeWith({"--config", "c.toml"}), "(3, 11, 10)");
  EXPECT_EQ(ShapeWith({"--config", "c.toml"}, {"FIT299_SIZE=20"}), "(3, 20, 20)");
  EXPECT_EQ(ShapeWith({"--config", "c.toml"}, {"FIT299_SIZE="}), "(3, 11, 10)") << "as if unset";
  EXPECT_EQ(ShapeWith({"--config", "c.toml", "--size=30"}, {"FIT299_SIZE=20"}), "(3, 30, 30)");
  EXPECT_EQ(ShapeWith({}, {"FIT299_CONFIG=c.toml"}), "(3, 11, 10)");
}

TEST_F(Options, ConfigFilesTakeEveryTypeAndRefuseUnknownKeys) {
  WriteFile(folder_ / "c.toml",
            "size = 12\npolicy = 'center-crop'\nresize_shorter = 14\nmean = [0.5, 0.5, 0.5]\n"
            "std = 0.5\nskips-ok = true\nexclude = ['x', 'y']\n");
  EXPECT_EQ(ShapeWith({"--config", "c.toml"}), "(12, 12, 3)");
  WriteFile(folder_ / "c.toml", "sise = 12\n");
  EXPECT_NE(ErrorOf({"fit", "a.png", "-o", "x.npy", "--config", "c.toml"})
                .find("c.toml: sise: no such option; did you mean size?"),
            std::string::npos);
  WriteFile(folder_ / "c.toml", "size = \n");
  EXPECT_NE(ErrorOf({"fit", "a.png", "-o", "x.npy", "--config", "c.toml"}).find("line 1"),
            std::string::npos);
  EXPECT_NE(ErrorOf({"fit", "a.png", "-o", "x.npy", "--config", "none"}).find("none"),
            std::string::npos);
}

TEST_F(Options, AWrongValueNamesWhereItStands) {
  EXPECT_NE(ErrorOf({"fit", "a.png", "-o", "x.npy", "--size", "big"})
                .find("--size: 'big' is not a size like 299, or 320x240"),
            std::string::npos);
  const Ended ended = Run({"fit", "a.png", "-o", "x.npy"}, {"FIT299_DTYPE=flaot32"});
  EXPECT_EQ(ended.exit, 2);
  EXPECT_NE(ended.err.find("FIT299_DTYPE: 'flaot32' is unknown; did you mean float32?"),
            std::string::npos)
      << ended.err;
}

TEST_F(Options, AFlagIsNothingButTrueOrFalse) {
  EXPECT_NE(ErrorOf({"fit", "a.png", "-o", "x", "--hidden=maybe"})
                .find("--hidden: 'maybe' is neither true nor false"),
            std::string::npos);
  EXPECT_NE(ErrorOf({"fit", "a.png", "-o", "x", "--version=?"}).find("--version: '?'"),
            std::string::npos);
  EXPECT_EQ(Run({"plan", "a.png", "-o", "x", "--hidden=false"}).exit, 0);
}

TEST_F(Options, UnknownOptionsAndCommandsNameTheNearest) {
  EXPECT_NE(ErrorOf({"fit", "a.png", "-o", "x", "--polciy", "pad"}).find("did you mean --policy?"),
            std::string::npos);
  EXPECT_NE(ErrorOf({"fit", "a.png", "--out", "x"}).find("did you mean --output?"),
            std::string::npos);
  EXPECT_NE(ErrorOf({"fit", "a.png", "-o"}).find("needs a value"), std::string::npos);
  EXPECT_NE(ErrorOf({"fti", "a.png"}).find("did you mean fit299 fit?"), std::string::npos);
  EXPECT_NE(ErrorOf({"photos", "-o", "x"}).find("fit299 fit INPUT"), std::string::npos);
  const Ended ended = Run({"plan", "a.png", "-o", "x"}, {"FIT299_SISE=3"});
  EXPECT_NE(ended.err.find("FIT299_SISE is no option"), std::string::npos) << ended.err;
}

TEST_F(Options, PeersSpellingsMeanTheSame) {
  for (const char* name : {"--image-size", "--image_size", "--img-size", "--target-size"}) {
    EXPECT_EQ(ShapeWith({name, "12"}), "(12, 12, 3)") << name;
  }
  EXPECT_EQ(ShapeWith({"--interpolation", "bicubic", "--size", "9"}), "(9, 9, 3)");
  EXPECT_EQ(ShapeWith({"--resize_mode=pad", "--gravity", "NorthWest", "--size", "9"}), "(9, 9, 3)");
  EXPECT_EQ(ShapeWith({"--data_format", "channels_first", "--size", "9"}), "(3, 9, 9)");
  EXPECT_EQ(ShapeWith({"--threads", "2", "--preprocess", "torch", "--size", "9"}), "(9, 9, 3)");
  EXPECT_EQ(ShapeWith({"--autoorient", "--size", "9"}), "(9, 9, 3)");
  const Ended ended = Run({"fit", "a.png", "-o", "x.npy", "--overwrite", "--manifest", "m.jsonl",
                           "--policy", "center-crop", "--crop-pct", "0.8975", "--size", "299"});
  EXPECT_EQ(ended.exit, 0) << ended.err;
  EXPECT_EQ(ManifestLines(folder_ / "m.jsonl").front()["recipe"]["resize_shorter"], 333);
  EXPECT_NE(ErrorOf({"fit", "a.png", "-o", "x.npy", "--resize_mode", "border"})
                .find("--policy pad --pad-color white"),
            std::string::npos);
}

TEST_F(Options, WhatWouldHaveNoEffectIsRefused) {
  const auto goes_with = [&](Strings options) {
    options.insert(options.begin(), {"fit", "a.png", "-o", "x.npy"});
    return ErrorOf(std::move(options)).find("goes with") != std::string::npos;
  };
  EXPECT_TRUE(goes_with({"--pad-color", "#fff"}));
  EXPECT_TRUE(goes_with({"--resize-shorter", "333"}));
  EXPECT_TRUE(goes_with({"--policy", "native", "--size", "299"}));
  EXPECT_TRUE(goes_with({"--policy", "pad", "--pad-mode", "edge", "--pad-color", "#fff"}));
  EXPECT_TRUE(goes_with({"--alpha", "drop", "--background", "#fff"}));
  EXPECT_TRUE(goes_with({"--quality", "90"}));
  EXPECT_TRUE(goes_with({"--max-side", "10"}));
  EXPECT_TRUE(goes_with({"--multiple-of", "32", "--policy", "pad"}));
  EXPECT_TRUE(goes_with({"--name", "{index}"}));
  EXPECT_TRUE(goes_with({"--shrink-on-load", "--policy", "center-crop"}));
  EXPECT_TRUE(goes_with({"--shrink-on-load=1", "--policy", "native"}));
  EXPECT_TRUE(goes_with({"-0"}));
}

TEST_F(Options, ASettingForAnotherPolicyRestsWhenAFlagChoosesThisOne) {
  WriteFile(folder_ / "c.toml", "policy = 'pad'\npad-color = '#ff0000'\n");
  EXPECT_EQ(ShapeWith({"--config", "c.toml", "--policy", "native"}), "(6, 8, 3)");
  WriteFile(folder_ / "c.toml", "mean = 0.5\nstd = 0.5\n");
  EXPECT_EQ(ShapeWith({"--config", "c.toml", "--normalize", "caffe", "--size", "4"}), "(4, 4, 3)");
}

TEST_F(Options, ShrinkOnLoadTakesAValueOnlyAfterAnEqualsSign) {
  const auto gap = [&](Strings options, Strings environment = {}) {
    options.insert(options.begin(), {"fit", "-o", "x.npy", "--overwrite", "--manifest=m.jsonl"});
    options.push_back("a.png");
    const Ended ended = Run(std::move(options), std::move(environment));
    EXPECT_EQ(ended.exit, 0) << ended.err;
    return ManifestLines(folder_ / "m.jsonl").front()["recipe"]["shrink_on_load"];
  };
  EXPECT_EQ(gap({}), "off");
  EXPECT_EQ(gap({"--shrink-on-load"}), 2.0) << "and a.png is an input";
  EXPECT_EQ(gap({"--shrink-on-load=1.5"}), 1.5);
  EXPECT_EQ(gap({"--shrink_on_load=off"}, {"FIT299_SHRINK_ON_LOAD=3"}), "off");
  EXPECT_EQ(gap({}, {"FIT299_SHRINK_ON_LOAD=1"}), 1.0);
  WriteFile(folder_ / "c.toml", "shrink-on-load = true\n");
  EXPECT_EQ(gap({"--config", "c.toml"}), 2.0);
  EXPECT_EQ(gap({"--config", "c.toml", "--policy", "center-crop"}), "off") << "it rests";
  EXPECT_EQ(gap({"--shrink-on-load=1", "--shrink-on-load=4"}), 4.0) << "the last one counts";
  for (const char* wrong : {"0.5", "-1", "nan", "inf", "2000", "much"}) {
    EXPECT_NE(ErrorOf({"fit", "a.png", "-o", "x.npy", std::string("--shrink-on-load=") + wrong})
                  .find("shrink-on-load"),
              std::string::npos)
        << wrong;
  }
  EXPECT_NE(ErrorOf({"fit", "a.png", "-o", "x.npy", "--shrink-on-load", "--resample=opencv:area"})
                .find("only the pillow engines"),
            std::string::npos);
}

TEST_F(Options, ContradictionsAreRefused) {
  for (const Strings& options : std::vector<Strings>{
           {"--normalize", "tf", "--mean", "0.5", "--std", "0.5"},
           {"--mean", "0.5"},
           {"--mean", "123.68", "--std", "58.4"},
           {"--resize-shorter", "9", "--crop-fraction", "0.5", "--policy", "center-crop"},
           {"-T", "list"},
           {"-"},
           {"-q", "-v"}}) {
    Strings arguments = {"fit", "a.png", "-o", "x.npy"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    EXPECT_NE(ErrorOf(arguments), "") << options[0];
  }
  EXPECT_NE(ErrorOf({"fit", "-o", "x.npy"}).find("INPUT is missing"), std::string::npos);
  EXPECT_NE(ErrorOf({"fit", "a.png"}).find("OUTPUT is missing"), std::string::npos);
}

TEST_F(Options, ColorIsOffInAPipeAndOnWhenAskedFor) {
  const auto has_escape = [](const Ended& ended) {
    return ended.err.find('\x1b') != std::string::npos;
  };
  EXPECT_FALSE(has_escape(Run({"fit", "absent.png", "-o", "x"})));
  EXPECT_TRUE(has_escape(Run({"fit", "absent.png", "-o", "x", "--color", "always"})));
  EXPECT_FALSE(has_escape(Run({"fit", "absent.png", "-o", "x", "--color", "never"})));
}

TEST_F(Options, NothingThatATerminalWouldActOnComesBackInAMessage) {
  const auto error = [&](const std::string& value) {
    return ErrorOf({"fit", "a.png", "-o", "x", "--size", value}) +
           ErrorOf({"fit", "a.png", "-o", "x", "--alpha", value}) +
           Run({"fit", "a.png", "-o", "x"}, {"FIT299_POLICY=" + value}).err;
  };
  EXPECT_EQ(error("\x1b[31mred\n\xc2\x9b\xff\xe2\x80\xae").find_first_of("\x1b\x9b\xff\xae"),
            std::string::npos);
  EXPECT_NE(error("a\nb").find("'a\\nb'"), std::string::npos) << error("a\nb");
}

TEST_F(Options, AnOperandMayBeginWithADash) {
  WriteImage(folder_ / "-rf.png", 5, 5);
  EXPECT_EQ(Run({"fit", "-o", "out", "--", "-rf.png"}).exit, 0);
  EXPECT_TRUE(std::filesystem::exists(folder_ / "out/-rf.png.npy"));
}

TEST_F(Options, HelpListsEveryOptionThatIsNotHidden) {
  const Ended help = Run({"fit", "--help"});
  EXPECT_EQ(help.exit, 0);
  EXPECT_EQ(help.err, "");
  for (const cli::Option& option : cli::Options()) {
    const char* end = option.arity == cli::Arity::kOptional ? "[=" : " ";
    EXPECT_EQ(help.out.find("--" + std::string(option.name) + end) != std::string::npos,
              !option.hidden && (option.commands & cli::kFit) != 0)
        << option.name;
    EXPECT_FALSE(option.help().empty());
  }
  std::istringstream lines(help.out);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 100U) << line;
  for (const Strings& asked : {Strings{"--help"}, Strings{"-h"}, Strings{"help"}}) {
    EXPECT_EQ(Run(asked).exit, 0);
    EXPECT_NE(Run(asked).out.find("Usage: fit299 COMMAND"), std::string::npos);
  }
  const Ended nothing = Run({});
  EXPECT_EQ(nothing.exit, 2);
  EXPECT_EQ(nothing.out, "");
  EXPECT_NE(Run({"--version"}).out.find("libjpeg-turbo"), std::string::npos);
}

TEST(OptionTable, NamesAndLettersAreUnique) {
  std::set<std::string> names;
  for (const cli::Option& option : cli::Options()) {
    EXPECT_TRUE(names.insert(std::string(option.name)).second) << option.name;
    if (option.letter != 0) {
      EXPECT_TRUE(names.insert(std::string(1, option.letter)).second);
    }
    for (const auto alias : option.aliases) EXPECT_TRUE(names.insert(std::string(alias)).second);
    EXPECT_EQ(cli::FindOption(option.name), &option);
  }
}

TEST(Nearest, FindsSlipsOfTheHandOnly) {
  const std::vector<std::string_view> known = {"size", "policy", "quality"};
  EXPECT_EQ(cli::Nearest("sise", known), "size");
  EXPECT_EQ(cli::Nearest("polciy", known), "policy");
  EXPECT_EQ(cli::Nearest("anything", known), "");
}

TEST(ParseColor, TakesItsFourForms) {
  EXPECT_EQ(*cli::ParseColor("#ff8000"), (Rgb{255, 128, 0}));
  EXPECT_EQ(*cli::ParseColor("#f80"), (Rgb{255, 136, 0}));
  EXPECT_EQ(*cli::ParseColor("255,128,0"), (Rgb{255, 128, 0}));
  EXPECT_EQ(*cli::ParseColor("white"), (Rgb{255, 255, 255}));
  for (const char* wrong : {"", "#", "#ff", "#gggggg", "256,0,0", "1,2", "1,2,3,4", "red-ish"}) {
    EXPECT_FALSE(cli::ParseColor(wrong).ok()) << wrong;
  }
}

TEST(ParseSize, TakesOneNumberOrWidthByHeight) {
  EXPECT_EQ(*cli::ParseSize("299"), cv::Size(299, 299));
  EXPECT_EQ(*cli::ParseSize("320x240"), cv::Size(320, 240));
  for (const char* wrong : {"", "x", "3x", "x3", "3x3x3", "3.5", "-"}) {
    EXPECT_FALSE(cli::ParseSize(wrong).ok()) << wrong;
  }
}

TEST(ParseAmount, CountsInTheUnitOfItsOption) {
  EXPECT_EQ(*cli::ParseAmount("256M", 1024), 256U << 20);
  EXPECT_EQ(*cli::ParseAmount("100m", 1000), 100'000'000U);
  EXPECT_EQ(*cli::ParseAmount("7", 1024), 7U);
  for (const char* wrong : {"", "M", "-1", "0", "1.5M", "99999999999T", "1MB"}) {
    EXPECT_FALSE(cli::ParseAmount(wrong, 1024).ok()) << wrong;
  }
}

}  // namespace
}  // namespace fit299
