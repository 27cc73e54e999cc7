// The floor under every program that turns a folder of JPEG photos into tensors: it reads, decodes,
// encodes and writes, by a pool of threads, and does nothing else. Nothing is resized or
// normalized.
//
//   bench_floor [-j N] [--bytes N] [--single] [--scale N] [--size N] STEPS SOURCE OUTPUT
//   bench_floor --version      the JPEG library that it was built with
//
//   STEPS    decode | decode,write | decode,encode,write
//   SOURCE   a JPEG file, or a folder, walked recursively for .jpg and .jpeg
//   OUTPUT   a folder that is there, for a file per image; with --single, a file. Used by `write`
//   only -j       threads; default: all usable cores
//   --bytes  how many bytes of noise are written for an image; default: 299x299x3 float32. After
//            `encode` the encoded image is written instead
//   --single one preallocated file, each image at its own place
//   --scale  decode at the coarsest of 1/8, 1/4, 1/2, 1/1 that leaves both sides at least N pixels
//   --size   the side of the encoded image; default: 299
//
// Decoding is exact: the accurate DCT, smooth upsampling, to RGB. Encoding is quality 95, 4:2:0, of
// pixels picked from the photo at even steps. What is written is noise, so that no layer below can
// compress it. Exit 1: a file could not be decoded or written.
#include <fcntl.h>
#include <sched.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <csetjmp>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <jpeglib.h>

namespace {

// One write call of a whole megabyte makes the kernel look for megabytes of page cache in one
// piece, which virtual machines may have to get from their host first.
constexpr std::size_t kPiece = std::size_t{256} << 10;
constexpr int kQuality = 95;
constexpr int kRowsAtOnce = 4;

struct Options {
  bool encode = false;
  bool write = false;
  bool single = false;
  int threads = 0;
  unsigned scale = 0;
  unsigned size = 299;
  std::size_t bytes = std::size_t{299} * 299 * 3 * sizeof(float);
  std::string source;
  std::string output;
};

[[noreturn]] void Fail(const std::string& what) {
  std::cerr << "bench_floor: " << what << '\n';
  std::exit(1);
}

// libjpeg's handler of errors, and where it jumps to.
struct Errors : jpeg_error_mgr {
  std::jmp_buf jump;
};

void JumpOut(j_common_ptr codec) { std::longjmp(static_cast<Errors*>(codec->err)->jump, 1); }
void KeepQuiet(j_common_ptr /*codec*/, int /*level*/) {}

// All that a thread needs, reused for all of its images.
class Worker {
 public:
  explicit Worker(const Options& options, int single_fd)
      : options_(options), single_fd_(single_fd), noise_(options.bytes) {
    decoder_.err = jpeg_std_error(&errors_);
    errors_.error_exit = JumpOut;
    errors_.emit_message = KeepQuiet;
    encoder_.err = &errors_;
    jpeg_create_decompress(&decoder_);
    jpeg_create_compress(&encoder_);
    if (options.write && !options.encode) FillWithNoise();
  }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  ~Worker() {
    jpeg_destroy_decompress(&decoder_);
    jpeg_destroy_compress(&encoder_);
    std::free(encoded_);
  }

  bool Run(const std::string& path, std::size_t index) {
    if (!Read(path) || !Decode()) return false;
    if (options_.encode) {
      Pick();
      if (!Encode()) return false;
    }
    return !options_.write || Write(index);
  }

 private:
  // By xorshift: a good generator would take longer than a photo does.
  void FillWithNoise() {
    std::uint64_t bits = 0x9E3779B97F4A7C15;
    for (std::size_t i = 0; i < noise_.size(); i += sizeof bits) {
      bits ^= bits << 13;
      bits ^= bits >> 7;
      bits ^= bits << 17;
      std::memcpy(noise_.data() + i, &bits, std::min(sizeof bits, noise_.size() - i));
    }
  }

  bool Read(const std::string& path) {
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const off_t size = fd < 0 ? -1 : lseek(fd, 0, SEEK_END);
    if (size < 0) return false;
    file_.resize(static_cast<std::size_t>(size));
    const ssize_t got = pread(fd, file_.data(), file_.size(), 0);
    close(fd);
    return got == size;
  }

  bool Decode() {
    if (setjmp(errors_.jump) != 0) {
      jpeg_abort_decompress(&decoder_);
      return false;
    }
    jpeg_mem_src(&decoder_, file_.data(), file_.size());
    jpeg_read_header(&decoder_, TRUE);
    if (decoder_.num_components != 4) decoder_.out_color_space = JCS_RGB;
    decoder_.dct_method = JDCT_ISLOW;
    if (options_.scale > 0) ChooseScale();
    jpeg_start_decompress(&decoder_);
    const std::size_t stride =
        std::size_t{decoder_.output_width} * static_cast<unsigned>(decoder_.output_components);
    const std::size_t need = stride * decoder_.output_height;
    if (pixels_.size() < need) pixels_.resize(need);
    while (decoder_.output_scanline < decoder_.output_height) {
      JSAMPROW rows[kRowsAtOnce];
      for (unsigned i = 0; i < kRowsAtOnce; ++i) {
        const unsigned row = std::min(decoder_.output_scanline + i, decoder_.output_height - 1);
        rows[i] = pixels_.data() + stride * row;
      }
      jpeg_read_scanlines(&decoder_, rows, kRowsAtOnce);
    }
    jpeg_finish_decompress(&decoder_);
    return true;
  }

  void ChooseScale() {
    decoder_.scale_denom = 8;
    for (decoder_.scale_num = 1; decoder_.scale_num < 8; decoder_.scale_num *= 2) {
      jpeg_calc_output_dimensions(&decoder_);
      if (std::min(decoder_.output_width, decoder_.output_height) >= options_.scale) return;
    }
  }

  void Pick() {
    const std::size_t side = options_.size;
    const std::size_t depth = static_cast<unsigned>(decoder_.output_components);
    picked_.resize(side * side * 3);
    for (std::size_t y = 0; y < side; ++y) {
      const unsigned char* row =
          pixels_.data() + y * decoder_.output_height / side * decoder_.output_width * depth;
      for (std::size_t x = 0; x < side; ++x) {
        const unsigned char* pixel = row + x * decoder_.output_width / side * depth;
        std::copy_n(pixel, 3, picked_.data() + (y * side + x) * 3);
      }
    }
  }

  bool Encode() {
    if (setjmp(errors_.jump) != 0) {
      jpeg_abort_compress(&encoder_);
      return false;
    }
    // libjpeg gives the buffer back, or a larger one in its place, which it leaves to us.
    if (encoded_ == nullptr) {
      encoded_room_ = std::size_t{1} << 20;
      encoded_ = static_cast<unsigned char*>(std::malloc(encoded_room_));
    }
    encoded_size_ = encoded_room_;
    unsigned char* const before = encoded_;
    jpeg_mem_dest(&encoder_, &encoded_, &encoded_size_);
    encoder_.image_width = encoder_.image_height = options_.size;
    encoder_.input_components = 3;
    encoder_.in_color_space = JCS_RGB;
    jpeg_set_defaults(&encoder_);
    jpeg_set_quality(&encoder_, kQuality, TRUE);
    jpeg_start_compress(&encoder_, TRUE);
    while (encoder_.next_scanline < options_.size) {
      JSAMPROW row = picked_.data() + std::size_t{encoder_.next_scanline} * options_.size * 3;
      jpeg_write_scanlines(&encoder_, &row, 1);
    }
    jpeg_finish_compress(&encoder_);
    if (encoded_ != before) {
      std::free(before);
      encoded_room_ = encoded_size_;
    }
    return true;
  }

  bool Write(std::size_t index) {
    const unsigned char* from = options_.encode ? encoded_ : noise_.data();
    const std::size_t size = options_.encode ? encoded_size_ : noise_.size();
    if (options_.single) return WriteAt(single_fd_, from, size, index * options_.bytes);
    const std::string path = options_.output + '/' + std::to_string(index);
    const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    return fd >= 0 && WriteAt(fd, from, size, 0) && close(fd) == 0;
  }

  static bool WriteAt(int fd, const unsigned char* from, std::size_t size, std::size_t at) {
    for (std::size_t done = 0; done < size;) {
      const ssize_t put =
          pwrite(fd, from + done, std::min(kPiece, size - done), static_cast<off_t>(at + done));
      if (put <= 0) return false;
      done += static_cast<std::size_t>(put);
    }
    return true;
  }

  const Options& options_;
  int single_fd_;
  Errors errors_{};
  jpeg_decompress_struct decoder_{};
  jpeg_compress_struct encoder_{};
  std::vector<unsigned char> file_;
  std::vector<unsigned char> pixels_;
  std::vector<unsigned char> picked_;
  std::vector<unsigned char> noise_;
  unsigned char* encoded_ = nullptr;
  std::size_t encoded_room_ = 0;
  unsigned long encoded_size_ = 0;
};

std::vector<std::string> FindPhotos(const std::string& source) {
  namespace fs = std::filesystem;
  if (fs::is_regular_file(source)) return {source};
  std::vector<std::string> found;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(source)) {
    std::string suffix = entry.path().extension().string();
    std::transform(suffix.begin(), suffix.end(), suffix.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (suffix == ".jpg" || suffix == ".jpeg") found.push_back(entry.path().string());
  }
  std::sort(found.begin(), found.end());
  return found;
}

int UsableCores() {
  cpu_set_t cores;
  return sched_getaffinity(0, sizeof cores, &cores) == 0 ? CPU_COUNT(&cores) : 1;
}

// The file of --single, with room for all images; -1 without it.
int OpenSingle(const Options& options, std::size_t images) {
  if (!options.write || !options.single) return -1;
  const int fd = open(options.output.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0 || posix_fallocate(fd, 0, static_cast<off_t>(images * options.bytes)) != 0) {
    Fail("cannot make " + options.output);
  }
  return fd;
}

bool RunAll(const Options& options) {
  const std::vector<std::string> photos = FindPhotos(options.source);
  if (photos.empty()) Fail("no JPEG in " + options.source);
  const int single_fd = OpenSingle(options, photos.size());
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> good = true;
  const auto work = [&] {
    Worker worker(options, single_fd);
    for (std::size_t i = next++; i < photos.size(); i = next++) {
      if (!worker.Run(photos[i], i)) {
        std::cerr << "bench_floor: failed: " + photos[i] + '\n';
        good = false;
      }
    }
  };
  std::vector<std::jthread> threads;
  const std::size_t count = std::min<std::size_t>(options.threads, photos.size());
  for (std::size_t i = 0; i < count; ++i) threads.emplace_back(work);
  threads.clear();  // joins
  return (single_fd < 0 || close(single_fd) == 0) && good;
}

Options Parse(const std::vector<std::string>& arguments) {
  Options options;
  std::vector<std::string> rest;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    const auto value = [&] {
      if (i + 1 == arguments.size()) Fail(argument + " needs a value");
      return std::strtoul(arguments[++i].c_str(), nullptr, 10);
    };
    if (argument == "-j") {
      options.threads = static_cast<int>(value());
    } else if (argument == "--bytes") {
      options.bytes = value();
    } else if (argument == "--scale") {
      options.scale = static_cast<unsigned>(value());
    } else if (argument == "--size") {
      options.size = static_cast<unsigned>(value());
    } else if (argument == "--single") {
      options.single = true;
    } else {
      rest.push_back(argument);
    }
  }
  if (rest.size() != 3) Fail("usage: bench_floor [options] STEPS SOURCE OUTPUT");
  const std::string& steps = rest[0];
  if (steps != "decode" && steps != "decode,write" && steps != "decode,encode,write") {
    Fail("no such steps: " + steps);
  }
  options.encode = steps == "decode,encode,write";
  options.write = steps != "decode";
  options.source = rest[1];
  options.output = rest[2];
  if (options.threads < 1) options.threads = UsableCores();
  return options;
}

#define FIT299_TEXT_OF(x) #x
#define FIT299_TEXT(x) FIT299_TEXT_OF(x)

std::string JpegLibrary() {
#ifdef LIBJPEG_TURBO_VERSION
  return "libjpeg-turbo " FIT299_TEXT(LIBJPEG_TURBO_VERSION);
#else
  return "libjpeg " FIT299_TEXT(JPEG_LIB_VERSION);
#endif
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() == 1 && arguments[0] == "--version") {
    std::cout << JpegLibrary() << '\n';
    return 0;
  }
  return RunAll(Parse(arguments)) ? 0 : 1;
}
