#include "codec/jpeg_entropy.h"

#include <bit>
#include <climits>
#include <cstring>

namespace fit299::codec {
namespace {

// That a block takes at most: 64 codes of 16 bits and values of 15, each byte stuffed; and what is
// read ahead.
constexpr std::ptrdiff_t kMostBlockBytes = 640;

constexpr int kLast = DCTSIZE2 - 1;

// From zigzag order to the place in a block.
constexpr std::uint8_t kNaturalOrder[DCTSIZE2] = {
    0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18, 11, 4,  5,  12, 19, 26, 33, 40, 48,
    41, 34, 27, 20, 13, 6,  7,  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23,
    30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63};

// The head of libjpeg's own record of a Huffman decoder (huff_entropy_decoder in jdhuff.c), the
// same from libjpeg-turbo 1.5 to 3.1: its state is taken up and given back for each MCU.
struct HuffmanDecoder {
  struct {
    void (*start_pass)(j_decompress_ptr info);
    boolean (*decode_mcu)(j_decompress_ptr info, JBLOCKROW* blocks);
    boolean insufficient_data;
  } pub;
  struct {
    std::size_t get_buffer;  // whose last bits_left bits have been read, and not used
    int bits_left;
  } bitstate;
  int last_dc_val[MAX_COMPS_IN_SCAN];
  unsigned restarts_to_go;
  const void* dc_derived_tbls[NUM_HUFF_TBLS];
  const void* ac_derived_tbls[NUM_HUFF_TBLS];
  const void* dc_cur_tbls[D_MAX_BLOCKS_IN_MCU];
  const void* ac_cur_tbls[D_MAX_BLOCKS_IN_MCU];
};

HuffmanDecoder& DecoderOf(jpeg_decompress_struct& info) {
  return *reinterpret_cast<HuffmanDecoder*>(info.entropy);
}

// True when the record is what we take it for, as far as can be seen at the start of a scan.
bool IsKnown(jpeg_decompress_struct& info) {
  constexpr bool kIsVersionKnown =
      LIBJPEG_TURBO_VERSION_NUMBER >= 1005000 && LIBJPEG_TURBO_VERSION_NUMBER < 3002000;
  if (!kIsVersionKnown || sizeof(std::size_t) != sizeof(std::uint64_t)) return false;
  const HuffmanDecoder& decoder = DecoderOf(info);
  if (decoder.bitstate.bits_left != 0 || decoder.restarts_to_go != info.restart_interval) {
    return false;
  }
  for (int i = 0; i < info.comps_in_scan; ++i) {
    if (decoder.last_dc_val[i] != 0) return false;
  }
  for (int i = 0; i < info.blocks_in_MCU; ++i) {
    const jpeg_component_info& component = *info.cur_comp_info[info.MCU_membership[i]];
    const void* dc = decoder.dc_derived_tbls[component.dc_tbl_no];
    const void* ac = decoder.ac_derived_tbls[component.ac_tbl_no];
    if (dc == nullptr || ac == nullptr || decoder.dc_cur_tbls[i] != dc ||
        decoder.ac_cur_tbls[i] != ac) {
      return false;
    }
  }
  return true;
}

// Coded data, the next bit uppermost.
struct Bits {
  std::uint64_t bits;
  int count;  // of them that are there; those below are 0, or what comes next
  const std::uint8_t* next;
};

inline void Drop(Bits& from, int count) {
  from.bits <<= count;
  from.count -= count;
}

bool HasMarkerByte(std::uint64_t word) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  return ((~word - kOnes) & word & (kOnes << 7)) != 0;
}

bool RefillByBytes(Bits& from) {
  while (from.count < 56) {
    const std::uint8_t byte = *from.next;
    if (byte == 0xFF) {
      if (from.next[1] != 0) return false;
      ++from.next;
    }
    ++from.next;
    from.bits |= std::uint64_t{byte} << (56 - from.count);
    from.count += 8;
  }
  return true;
}

// To at least 56 bits. False: a marker comes before. REQUIRES: not 64 bits.
inline bool Refill(Bits& from) {
  std::uint64_t word;
  std::memcpy(&word, from.next, sizeof word);
  if (HasMarkerByte(word)) [[unlikely]]
    return RefillByBytes(from);
  if constexpr (std::endian::native == std::endian::little) word = __builtin_bswap64(word);
  from.bits |= word >> from.count;
  from.next += (63 - from.count) >> 3;
  from.count |= 56;
  return true;
}

inline int TakeValue(int size, Bits& from) {
  if (size == 0) return 0;
  const int value = Extend(static_cast<int>(from.bits >> (64 - size)), size);
  Drop(from, size);
  return value;
}

enum class Step : std::uint8_t { kGoOn, kEnd, kNotPlain, kDamaged };

// libjpeg adds up differences of damaged files until they leave an int. Ours stay with 16 bits.
bool IsSane(int dc) { return dc >= SHRT_MIN && dc <= SHRT_MAX; }

Step DecodeDc(const HuffmanTable& codes, Bits& from, int& dc) {
  if (!IsSane(dc)) return Step::kNotPlain;
  if (from.count < 56 && !Refill(from)) return Step::kNotPlain;
  const auto [size, length] = codes.Find(from.bits);
  if (length == 0) return Step::kDamaged;
  Drop(from, length);
  dc += TakeValue(size, from);
  return IsSane(dc) ? Step::kEnd : Step::kNotPlain;
}

// The next coefficient behind number k, by itself. REQUIRES: 31 bits.
Step DecodeOne(const HuffmanTable& codes, Bits& from, int& k, JCOEF* block) {
  constexpr int kLongRun = 15;
  const auto [symbol, length] = codes.Find(from.bits);
  if (length == 0) return Step::kDamaged;
  Drop(from, length);
  const int run = symbol >> 4;
  const int size = symbol & 15;
  if (size == 0 && run != kLongRun) return Step::kEnd;
  k += run + 1;
  if (k > kLast) return size == 0 ? Step::kNotPlain : Step::kDamaged;
  if (size > 0) block[kNaturalOrder[k]] = static_cast<JCOEF>(TakeValue(size, from));
  return k == kLast ? Step::kEnd : Step::kGoOn;
}

// REQUIRES: there is one, and they are within the block.
inline void Store(Coefficients two, int k, JCOEF* block) {
  block[kNaturalOrder[k + two.Byte(2)]] = two.Value(3);
  block[kNaturalOrder[k + two.Byte(4)]] = two.Value(5);
}

// REQUIRES: kLookBits bits.
inline Step DecodeAc(const HuffmanTable& codes, const CoefficientTable& table, Bits& from,
                     JCOEF* block) {
  int k = 0;
  while (true) {
    // Looked up before the bits that follow are fetched: neither waits for the other.
    const Coefficients two = table.Look(from.bits);
    if (!Refill(from)) return Step::kNotPlain;
    int last = k + two.distance();
    if (last < kLast) [[likely]] {
      Store(two, k, block);
      Drop(from, two.bits());
      k = last;
      continue;
    }
    last -= Coefficients::kNotPlain;
    if (two.ends_block() && last < kLast) {
      if (last > k) Store(two, k, block);
      Drop(from, two.bits());
      return Step::kEnd;
    }
    const Step step = DecodeOne(codes, from, k, block);
    if (step != Step::kGoOn) return step;
  }
}

}  // namespace

void JpegEntropy::Install(jpeg_decompress_struct& info, std::size_t least_bytes) {
  if (info.progressive_mode != FALSE || info.arith_code != FALSE || info.data_precision != 8 ||
      jpeg_has_multiple_scans(&info) != FALSE || info.src->bytes_in_buffer < least_bytes ||
      !IsKnown(info)) {
    return;
  }
  for (int i = 0; i < info.comps_in_scan; ++i) {
    const auto dc = static_cast<std::size_t>(info.cur_comp_info[i]->dc_tbl_no);
    const auto ac = static_cast<std::size_t>(info.cur_comp_info[i]->ac_tbl_no);
    dc_[dc].Build(*info.dc_huff_tbl_ptrs[dc]);
    ac_[ac].Build(*info.ac_huff_tbl_ptrs[ac]);
    coefficients_[ac].Build(ac_[ac]);
  }
  HuffmanDecoder& decoder = DecoderOf(info);
  original_ = decoder.pub.decode_mcu;
  decoder.pub.decode_mcu = Decode;
  info.client_data = this;
}

boolean JpegEntropy::Decode(j_decompress_ptr info, JBLOCKROW* blocks) {
  const auto& entropy = *static_cast<JpegEntropy*>(info->client_data);
  const Outcome outcome = entropy.DecodeMcu(*info, blocks);
  if (outcome == Outcome::kDone) return TRUE;
  if (outcome == Outcome::kDamaged) {
    info->err->msg_code = JWRN_HUFF_BAD_CODE;
    info->err->emit_message(reinterpret_cast<j_common_ptr>(info), -1);
  }
  for (int i = 0; blocks != nullptr && i < info->blocks_in_MCU; ++i) {
    std::memset(blocks[i], 0, sizeof(JBLOCK));  // as libjpeg expects them
  }
  return entropy.original_(info, blocks);
}

JpegEntropy::Outcome JpegEntropy::DecodeMcu(jpeg_decompress_struct& info, JBLOCKROW* blocks) const {
  HuffmanDecoder& decoder = DecoderOf(info);
  const bool has_restarts = info.restart_interval != 0;
  if (info.unread_marker != 0 || decoder.pub.insufficient_data != FALSE ||
      (has_restarts && decoder.restarts_to_go == 0)) {
    return Outcome::kNotPlain;
  }
  Bits from;
  from.count = decoder.bitstate.bits_left;
  from.bits = from.count == 0 ? 0 : std::uint64_t{decoder.bitstate.get_buffer} << (64 - from.count);
  from.next = info.src->next_input_byte;
  const std::uint8_t* const end = from.next + info.src->bytes_in_buffer;
  int last_dc[MAX_COMPS_IN_SCAN];
  std::memcpy(last_dc, decoder.last_dc_val, sizeof last_dc);
  JBLOCK unwanted;
  for (int i = 0; i < info.blocks_in_MCU; ++i) {
    if (end - from.next < kMostBlockBytes) return Outcome::kNotPlain;
    const int member = info.MCU_membership[i];
    const jpeg_component_info& component = *info.cur_comp_info[member];
    const auto dc = static_cast<std::size_t>(component.dc_tbl_no);
    const auto ac = static_cast<std::size_t>(component.ac_tbl_no);
    JCOEF* block = blocks != nullptr ? blocks[i][0] : unwanted;
    Step step = DecodeDc(dc_[dc], from, last_dc[member]);
    if (step == Step::kEnd) {
      block[0] = static_cast<JCOEF>(last_dc[member]);
      step = DecodeAc(ac_[ac], coefficients_[ac], from, block);
    }
    if (step == Step::kDamaged) return Outcome::kDamaged;
    if (step != Step::kEnd) return Outcome::kNotPlain;
  }
  decoder.bitstate.get_buffer = from.count == 0 ? 0 : from.bits >> (64 - from.count);
  decoder.bitstate.bits_left = from.count;
  std::memcpy(decoder.last_dc_val, last_dc, sizeof last_dc);
  info.src->next_input_byte = from.next;
  info.src->bytes_in_buffer = static_cast<std::size_t>(end - from.next);
  if (has_restarts) --decoder.restarts_to_go;
  return Outcome::kDone;
}

}  // namespace fit299::codec
