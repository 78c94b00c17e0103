// Owns: making, lending, resizing and recycling Storage objects.
// Called by: tensor constructors and destructors.
#include "tensor/storage.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>
#include <utility>

#include "memory/stock.h"
#include "profiler/recorder.h"
#include "tensor/error.h"
#include "tensor/long_work.h"

namespace flambeau {
namespace {

constinit Stock stock(sizeof(Storage));  // making a storage is a pointer pop on the hot path

Storage* blank() {
  if (void* dead = stock.take()) return ::new (dead) Storage;
  return std::make_unique<Storage>().release();
}

// What the profiler keeps of a storage's bytes coming (with where the program stands) and going.
[[gnu::noinline]] void profile_bytes(const Storage* s, int64_t bytes) {
  Origin here = bytes > 0 ? current_origin() : Origin{};
  if (!profiler::log().note_memory(s, bytes, here.code, here.instruction)) drop_origin(here);
}
inline void note_bytes(const Storage* s, int64_t bytes) {
  if (profiler::settings.memory) profile_bytes(s, bytes);
}

void free_bytes(Storage& s) noexcept {
  if (s.is_private) {
    --live_private;
    return release(s.in_private.elements);
  }
  if (s.borrowed) return release(s.owner);
  if (s.capacity) deallocate({s.data, s.capacity});
}

}  // namespace

Storage* new_storage(size_t nbytes) {
  Storage* s = blank();
  s->nbytes = nbytes;
  if (nbytes <= Storage::kInline) {
    s->data = s->small;
    note_bytes(s, static_cast<int64_t>(nbytes));
    return s;
  }
  try {
    const Block block = allocate(nbytes);
    s->data = block.data;
    s->capacity = block.capacity;
  } catch (...) {
    destroy_storage(s);
    throw;
  }
  note_bytes(s, static_cast<int64_t>(nbytes));
  return s;
}

Storage* borrow_storage(void* data, size_t nbytes, HostObject* owner) {
  Storage* s = blank();
  s->data = data;
  s->nbytes = nbytes;
  s->borrowed = true;
  s->owner = owner;
  retain(owner);
  return s;
}

int64_t live_any_byte = 0;

void admit_any_byte(Storage& s) {
  if (s.any_byte || s.device == DeviceType::Meta) return;
  s.any_byte = true;
  ++live_any_byte;
}

int64_t live_private = 0;
int64_t live_off_cpu = 0;
int64_t live_moved = 0;

Storage* private_storage(Storage* elements, DType dtype, int64_t batch, int64_t channels, int64_t positions) {
  Storage* s = blank();
  s->nbytes = elements->nbytes;
  s->is_private = true;
  s->in_private = {elements, dtype, batch, channels, positions};
  ++live_private;
  return s;
}

void allocate_plain(Storage& s) {
  const Block block = allocate(s.nbytes);
  s.data = block.data;
  s.capacity = block.capacity;
  s.is_private = false;
  --live_private;
  note_bytes(&s, static_cast<int64_t>(s.nbytes));
}

Storage* meta_storage(size_t nbytes) {
  Storage* s = blank();
  s->nbytes = nbytes;
  s->device = DeviceType::Meta;
  ++live_off_cpu;
  return s;
}

void resize_storage(Storage* s, size_t nbytes) {
  if (s->device == DeviceType::Meta) {
    s->nbytes = nbytes;
    return;
  }
  if (s->is_private) make_plain(*s);
  if (s->borrowed || (s->lent && nbytes > s->nbytes)) {
    fail(ErrorKind::Runtime, "Trying to resize storage that is not resizable: ",
         s->borrowed ? "its bytes belong to another library"
                     : "NumPy, a memoryview or another library looks at its bytes",
         " | clone() the tensor first");
  }
  if (nbytes > std::max(s->capacity, Storage::kInline)) {
    const Block larger = allocate(nbytes);
    std::memcpy(larger.data, s->data, std::min(s->nbytes, nbytes));
    if (s->capacity) {  // kernels of other threads may be reading there
      Storage* before = blank();
      before->data = s->data;
      before->capacity = s->capacity;
      release_after_long_work(before);
    }
    s->data = larger.data;
    s->capacity = larger.capacity;
    if (s->references > 1 && !s->moved) {
      s->moved = true;
      ++live_moved;
    }
  }
  note_bytes(s, -static_cast<int64_t>(s->nbytes));
  note_bytes(s, static_cast<int64_t>(nbytes));
  s->nbytes = nbytes;
}

// Out of the way of storages that nobody counts.
[[gnu::noinline]] static void uncount(const Storage& s) noexcept {
  live_off_cpu -= s.device != DeviceType::CPU;
  live_moved -= s.moved;
  live_any_byte -= s.any_byte;
}

void destroy_storage(Storage* s) noexcept {
  if (profiler::settings.memory && s->data && !s->borrowed) profile_bytes(s, -static_cast<int64_t>(s->nbytes));
  drop_origin(s->own_version.writer);
  if (s->version != &s->own_version) release(s->version);
  if (s->device != DeviceType::CPU || s->moved || s->any_byte) [[unlikely]]
    uncount(*s);
  free_bytes(*s);
  stock.give(s);
}

void drop_storage_stock() noexcept {
  while (void* dead = stock.take()) std::unique_ptr<Storage>(static_cast<Storage*>(dead)).reset();
}

Version* new_version() { return std::make_unique<Version>().release(); }

void release(Version* v) noexcept {
  if (!v || --v->owners) return;
  drop_origin(v->writer);
  std::unique_ptr<Version>(v).reset();
}

Version* share_version(Storage* s) {
  if (s->version == &s->own_version) {
    s->version = new_version();
    std::swap(*s->version, s->own_version);
  }
  ++s->version->owners;
  return s->version;
}

namespace {
void count_write(Version& v, Origin writer) noexcept {
  ++v.writes;
  std::swap(v.writer, writer);
  drop_origin(writer);
}
}  // namespace

void note_write(Version& v) noexcept { count_write(v, current_origin()); }
void note_write(Version& v, const Origin& here) noexcept { count_write(v, share_origin(here)); }

}  // namespace flambeau
