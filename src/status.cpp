#include "fit299/status.h"

#include <array>

namespace fit299 {
namespace {

// In the order of the enumerators.
constexpr std::array<CodeRow, 19> kReasons = {{
    {"empty-file", "the file has no bytes"},
    {"not-an-image", "the content is that of no image format"},
    {"unsupported-format", "an image format that is not read, or tensors"},
    {"unsupported-feature", "a format that is read, in a variant that is not"},
    {"truncated", "the file ends before its pixels do"},
    {"corrupt", "the content contradicts its format"},
    {"too-large", "more pixels or bytes than the limits allow, or than its size can hold"},
    {"too-complex", "decoding would take too long"},
    {"not-regular-file", "a folder, a device, a pipe or a socket"},
    {"broken-link", "a link that leads nowhere"},
    {"unreadable", "the system refuses to read it"},
    {"vanished", "not there, or changed while it was read"},
    {"duplicate-output", "another input writes the same name"},
    {"output-failed", "its output could not be written"},
    {"decoder-died", "the decoder crashed or hung"},
    {"too-small", "smaller than asked for"},
    {"odd-aspect", "longer or narrower than asked for"},
    {"no-label", "no label is known for it"},
    {"internal-error", "an error in fit299 itself"},
}};

constexpr std::array<CodeRow, 11> kChanges = {{
    {"rotated", "turned upright by its EXIF orientation"},
    {"alpha-blended", "transparency blended on the background"},
    {"alpha-dropped", "transparency dropped"},
    {"palette-expanded", "palette colours looked up"},
    {"gray-replicated", "gray copied to three channels"},
    {"depth-reduced", "16 bits a channel reduced to 8"},
    {"cmyk-converted", "CMYK converted to RGB"},
    {"icc-converted", "converted to sRGB by its ICC profile"},
    {"enlarged", "a side has more pixels than it had"},
    {"aspect-changed", "the sides are scaled differently"},
    {"first-frame-only", "the other frames or pages are left out"},
}};

constexpr std::array<CodeRow, 10> kWarnings = {{
    {"missing-eoi", "all pixels are there, the end marker is not"},
    {"trailing-data", "bytes follow the end of the image"},
    {"header-damaged", "damage in the header, the pixels are whole"},
    {"ancillary-damaged", "damage in side information, not in the pixels"},
    {"extension-mismatch", "the suffix names another format than the content"},
    {"icc-ignored", "an ICC profile was not applied"},
    {"exif-ignored", "the EXIF data is broken"},
    {"depth-reduced-dark", "10 or 12 bits stored in 16: nearly black in 8"},
    {"double-scaling-suspected", "the values look normalized already"},
    {"pixels-damaged", "pixels are missing or wrong, and were asked for all the same"},
}};

static_assert(kReasons.size() == static_cast<std::size_t>(Reason::kInternalError) + 1);
static_assert(kChanges.size() == static_cast<std::size_t>(Change::kFirstFrameOnly) + 1);
static_assert(kWarnings.size() == static_cast<std::size_t>(Warning::kPixelsDamaged) + 1);

}  // namespace

std::span<const CodeRow> Reasons() { return kReasons; }
std::span<const CodeRow> Changes() { return kChanges; }
std::span<const CodeRow> Warnings() { return kWarnings; }

std::string_view Code(Reason reason) { return kReasons[static_cast<std::size_t>(reason)].code; }
std::string_view Code(Change change) { return kChanges[static_cast<std::size_t>(change)].code; }
std::string_view Code(Warning warning) { return kWarnings[static_cast<std::size_t>(warning)].code; }

}  // namespace fit299
