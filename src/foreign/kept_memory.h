// Memory that is freed and needed again at once.
#ifndef FIT299_FOREIGN_KEPT_MEMORY_H_
#define FIT299_FOREIGN_KEPT_MEMORY_H_

namespace fit299::foreign {

// While it lives, what this process frees is not given back to the system. For strips that are
// decoded one after the other in the same arrays, giving back and taking again would cost half as
// much time as decoding.
class KeptMemory {
 public:
  KeptMemory();
  ~KeptMemory();
  KeptMemory(const KeptMemory&) = delete;
  KeptMemory& operator=(const KeptMemory&) = delete;
};

}  // namespace fit299::foreign

#endif  // FIT299_FOREIGN_KEPT_MEMORY_H_
