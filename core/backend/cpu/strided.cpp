// Owns: the loop that adds in order.
// Called by: the op layer.
#include "backend/cpu/strided.h"

#include "backend/cpu/moves.h"
#include "backend/cpu/space.h"

namespace flambeau {

using namespace moves;

void run_strided_add(const Operand& base, const Operand& g, int ndim, const int64_t* shape) {
  const Space<2> space = make_space<2>({&base, &g}, ndim, shape, -1);
  const int64_t to_step = space.inner_stride(0), from_step = space.inner_stride(1);
  visit(base.dtype, [&]<class T>() {
    T* to = static_cast<T*>(base.data);
    const T* from = static_cast<const T*>(g.data);
    Cursor<2> at(space, 0);
    for (int64_t done = 0; done < space.elements;) {
      const int64_t n = at.run();
      for (int64_t j = 0; j < n; ++j) {
        T& target = to[at[0] + j * to_step];
        target = Add{}(target, from[at[1] + j * from_step]);
      }
      at.advance(n);
      done += n;
    }
  });
}

}  // namespace flambeau
