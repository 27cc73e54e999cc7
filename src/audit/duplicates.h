// Inputs that are the same, three ways. Every input stands in at most one group of each kind, and
// what one kind has told is not told again: of files with the same bytes, only the first one is
// held against others by its pixels; of pictures with the same pixels, only the first one by its
// look.
#ifndef FIT299_AUDIT_DUPLICATES_H_
#define FIT299_AUDIT_DUPLICATES_H_

#include <span>

#include "audit/groups.h"
#include "audit/picture.h"

namespace fit299::audit {

struct Duplicates {
  Groups same_bytes;
  Groups same_pixels;  // other bytes: the same picture in another format, or with other metadata
  Groups alike;        // other pixels: resized, compressed anew
};

// The groups' members are the pictures' indices, which have to ascend. Needs some 28 bytes a
// picture while it works. The time grows as n log n.
//
// Pictures that look alike (look.h) are found without holding each against each: hashes that differ
// by six bits at most have two of their eight bytes in common. Of a byte pair that very many hashes
// have in common, each is held against the 128 that follow it in order of the hash: in a large
// crowd of look-alikes, one may be missed. A group holds everything that a chain of look-alikes
// connects.
Duplicates FindDuplicates(std::span<const Picture> pictures);

}  // namespace fit299::audit

#endif  // FIT299_AUDIT_DUPLICATES_H_
