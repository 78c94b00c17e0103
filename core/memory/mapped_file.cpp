// Owns: the list of mappings and the handler of SIGBUS, which the system sends for a page beyond a file's end.
// Called by: see mapped_file.h.
#include "memory/mapped_file.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <memory>
#include <mutex>

#include "tensor/error.h"
#include "tensor/host.h"

namespace flambeau {

namespace {

// A mapping, or a place for one (begin is 0). They stay for ever: the handler may be looking at them.
struct Mapping {
  std::atomic<uintptr_t> begin{0}, end{0};
  Mapping* next = nullptr;
};
std::atomic<Mapping*> mappings{nullptr};
std::mutex changing;
struct sigaction previous;

bool is_mapped(uintptr_t address) {
  for (const Mapping* m = mappings; m; m = m->next)
    if (address - m->begin < m->end - m->begin) return true;
  return false;
}

// Puts a page of zeros where the file has none, so that the instruction can go on.
void handle(int, siginfo_t* info, void*) {
  const int error = errno;
  const auto page = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
  const auto address = reinterpret_cast<uintptr_t>(info->si_addr);
  void* const at = reinterpret_cast<void*>(address / page * page);
  if (info->si_code == BUS_ADRERR && is_mapped(address) &&
      mmap(at, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == at) {
    host::report_lost_bytes();
  } else {
    sigaction(SIGBUS, &previous, nullptr);  // not ours: the instruction runs again, and that handler sees it
  }
  errno = error;
}

void watch_for_faults() {
  static const bool watching = [] {
    struct sigaction action{};
    action.sa_sigaction = handle;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    return sigaction(SIGBUS, &action, &previous) == 0;
  }();
  (void)watching;
}

void note(uintptr_t begin, size_t size) {
  const std::lock_guard lock(changing);
  Mapping* m = mappings;
  while (m && m->begin) m = m->next;
  if (!m) {
    m = std::make_unique<Mapping>().release();
    m->next = mappings;
    mappings = m;
  }
  m->end = begin + size;
  m->begin = begin;
}

}  // namespace

void* map_file(int descriptor, size_t size) {
  watch_for_faults();
  void* const data = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE, descriptor, 0);
  if (data == MAP_FAILED)
    fail(ErrorKind::Runtime, "load: the file cannot be mapped: ", std::strerror(errno), " | load it without mmap=True");
  note(reinterpret_cast<uintptr_t>(data), size);
  return data;
}

void unmap_file(void* data, size_t size) noexcept {
  const std::lock_guard lock(changing);
  for (Mapping* m = mappings; m; m = m->next) {
    if (m->begin != reinterpret_cast<uintptr_t>(data)) continue;
    m->begin = 0;
    m->end = 0;
    break;
  }
  munmap(data, size);
}

void* map_shared(int descriptor, size_t size) {
  struct stat file{};
  if (fstat(descriptor, &file) != 0 || static_cast<size_t>(file.st_size) < size)
    fail(ErrorKind::Runtime, "map_shared: ", size, " bytes asked of a file with ", file.st_size);
#ifdef MAP_POPULATE  // all pages in one call: they are about to be written or read
  const int flags = MAP_SHARED | MAP_POPULATE;
#else
  const int flags = MAP_SHARED;
#endif
  void* const data = mmap(nullptr, size, PROT_READ | PROT_WRITE, flags, descriptor, 0);
  if (data == MAP_FAILED) fail(ErrorKind::Runtime, "shared memory of ", size, " bytes: ", std::strerror(errno));
  return data;
}

void unmap_shared(void* data, size_t size) noexcept { munmap(data, size); }

}  // namespace flambeau
