// Owns: private mappings of files, which stay readable when the file is cut short meanwhile; mappings that processes
// share. Called by: the Python-facing map_file and map_shared.
#pragma once

#include <cstddef>

namespace flambeau {

// The first `size` bytes of the file, fetched when first touched; writing to them does not change it. 64-byte aligned.
void* map_file(int descriptor, size_t size);
void unmap_file(void* data, size_t size) noexcept;

// The same bytes for all processes that map the file, which must be at least so long and must not be cut short.
void* map_shared(int descriptor, size_t size);
void unmap_shared(void* data, size_t size) noexcept;

// Called, from a signal's handler on whatever thread, when bytes of a mapped file were asked for that it no longer has:
// they are zero from then on.
extern void (*on_lost_bytes)();

}  // namespace flambeau
