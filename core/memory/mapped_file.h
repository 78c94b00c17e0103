// Owns: private mappings of files, which stay readable when the file is cut short meanwhile; mappings that processes
// share. Called by: the Python-facing map_file and map_shared.
#pragma once

#include <cstddef>

namespace flambeau {

// The first `size` bytes of the file, fetched when first touched; writing to them does not change it. 64-byte aligned.
// Bytes that the file has no longer are zero, and the host is told when one is asked for.
void* map_file(int descriptor, size_t size);
void unmap_file(void* data, size_t size) noexcept;

// The same bytes for all processes that map the file, which must be at least so long and must not be cut short.
void* map_shared(int descriptor, size_t size);
void unmap_shared(void* data, size_t size) noexcept;

}  // namespace flambeau
