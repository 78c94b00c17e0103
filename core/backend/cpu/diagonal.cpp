// Owns: the loop that keeps a triangle.
// Called by: the op layer.
#include "backend/cpu/diagonal.h"

#include <algorithm>

#include "backend/cpu/moves.h"
#include "backend/cpu/parallel.h"
#include "backend/cpu/space.h"

namespace flambeau {

using namespace moves;

void run_triangle(bool upper, const Operand& out, const Operand& in, int ndim, const int64_t* shape, int64_t diagonal) {
  const int64_t rows = shape[ndim - 2], columns = shape[ndim - 1];
  const int64_t *to_step = out.strides + ndim - 2, *from_step = in.strides + ndim - 2;
  const Space<2> batch = make_space<2>({&out, &in}, ndim - 2, shape, -1);
  visit_size(out.dtype, [&]<class T>() {
    parallel_for(batch.elements * rows, grain_of(columns), [&](int64_t begin, int64_t end) {
      for (; begin < end; ++begin) {
        const Cursor<2> at(batch, begin / rows);
        const int64_t row = begin % rows;
        T* to = static_cast<T*>(out.data) + at[0] + row * to_step[0];
        const T* from = static_cast<const T*>(in.data) + at[1] + row * from_step[0];
        const int64_t edge = std::clamp<int64_t>(row + diagonal + (upper ? 0 : 1), 0, columns);
        const int64_t keep_from = upper ? edge : 0, keep_to = upper ? columns : edge;
        for (int64_t j = 0; j < keep_from; ++j) to[j * to_step[1]] = T{};
        for (int64_t j = keep_from; j < keep_to; ++j) to[j * to_step[1]] = from[j * from_step[1]];
        for (int64_t j = keep_to; j < columns; ++j) to[j * to_step[1]] = T{};
      }
    });
  });
}

}  // namespace flambeau
