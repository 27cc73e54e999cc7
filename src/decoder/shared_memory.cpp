#include "decoder/shared_memory.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <new>

namespace fit299::decoder {

Mapping::Mapping(int file, std::size_t size, bool writable) {
  const int protection = writable ? PROT_READ | PROT_WRITE : PROT_READ;
  void* begin = mmap(nullptr, size, protection, MAP_SHARED, file, 0);
  if (begin == MAP_FAILED) throw std::bad_alloc();
  bytes_ = {static_cast<std::byte*>(begin), size};
}

Mapping::~Mapping() {
  if (!bytes_.empty()) munmap(bytes_.data(), bytes_.size());
}

SharedMemory::SharedMemory()
    : file_(memfd_create("fit299-decode", MFD_CLOEXEC | MFD_ALLOW_SEALING)) {
  if (!file_.ok() || fcntl(file_.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_SEAL) != 0)
    throw std::bad_alloc();
}

void SharedMemory::Write(std::span<const std::byte> bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t count =
        pwrite(file_.get(), bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) throw std::bad_alloc();
    done += static_cast<std::size_t>(count);
  }
  if (size_ < done) size_ = done;
}

void SharedMemory::Reserve(std::size_t size) {
  if (size <= size_) return;
  if (ftruncate(file_.get(), static_cast<off_t>(size)) != 0) throw std::bad_alloc();
  size_ = size;
}

void SharedMemory::Release(std::size_t kept) {
  if (size_ <= kept) return;
  // Where the system cannot do it, the pages stay for the next image.
  (void)fallocate(file_.get(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, static_cast<off_t>(kept),
                  static_cast<off_t>(size_ - kept));
}

}  // namespace fit299::decoder
