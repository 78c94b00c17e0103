// Owns: the exchange of a storage's bytes.
// Called by: see sharing.h.
#include "tensor/sharing.h"

#include <cstring>
#include <utility>

namespace flambeau {

Storage* move_bytes(Storage& s, void* to, HostObject* owner) {
  if (s.is_private) make_plain(s);
  std::memcpy(to, s.data, s.nbytes);
  const bool was_inside = s.data == s.small;
  Storage* const before = borrow_storage(s.data, s.nbytes, owner);
  s.data = to;
  if (s.borrowed) {
    std::swap(before->owner, s.owner);
  } else {
    before->borrowed = false;
    before->capacity = s.capacity;
    s.owner = owner;
    s.borrowed = true;
  }
  if (s.references > 1 && !s.moved) {
    s.moved = true;
    ++live_moved;
  }
  if (!was_inside) return before;
  before->data = nullptr;  // nothing to free
  release(before);
  return nullptr;
}

}  // namespace flambeau
