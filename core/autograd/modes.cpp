// Owns: the modes of each thread, and how much room its stack has.
// Called by: see modes.h.
#include "autograd/modes.h"

#include <pthread.h>

namespace flambeau {

constinit thread_local Modes modes;

Stack measure_stack() noexcept {
  constexpr size_t kRoom = 512 << 10;
  pthread_attr_t attributes;
  size_t size = kRoom;
  if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
    void* low;
    pthread_attr_getstack(&attributes, &low, &size);
    pthread_attr_destroy(&attributes);
  }
  return size < kRoom ? Stack::Small : Stack::Roomy;
}

}  // namespace flambeau
