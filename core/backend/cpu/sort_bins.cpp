// Owns: counting, and bisection.
// Called by: the op layer.
#include "backend/cpu/sort_bins.h"

#include <algorithm>

#include "backend/cpu/moves.h"
#include "backend/cpu/parallel.h"

namespace flambeau {

using namespace moves;

int64_t bincount_size(const void* in, DType dtype, int64_t n, int64_t minlength) {
  int64_t bins = minlength;
  visit(dtype, [&]<class T>() {
    if constexpr (is_integral(type_of<T>)) {
      const T* x = static_cast<const T*>(in);
      for (int64_t i = 0; i < n; ++i) {
        if (static_cast<int64_t>(x[i]) < 0)
          fail(ErrorKind::Runtime, "bincount only supports 1-d non-negative integral inputs. | element ", i, " is ",
               static_cast<int64_t>(x[i]));
        if (static_cast<int64_t>(x[i]) == INT64_MAX)
          fail(ErrorKind::OutOfMemory, "bincount: a value of ", INT64_MAX, " asks for more bins than there can be");
        bins = std::max(bins, static_cast<int64_t>(x[i]) + 1);
      }
    }
  });
  return bins;
}

void run_bincount(const Operand& out, const void* in, DType dtype, int64_t n, int64_t bins, const Operand* weights) {
  visit(dtype, [&]<class T>() {
    if constexpr (is_integral(type_of<T>)) {
      const T* x = static_cast<const T*>(in);
      if (!weights) {
        int64_t* counts = static_cast<int64_t*>(out.data);
        std::fill_n(counts, bins, 0);
        for (int64_t i = 0; i < n; ++i) ++counts[static_cast<int64_t>(x[i])];
        return;
      }
      visit(out.dtype, [&]<class W>() {
        W* sums = static_cast<W*>(out.data);
        const W* weight = static_cast<const W*>(weights->data);
        std::fill_n(sums, bins, W{});
        for (int64_t i = 0; i < n; ++i) {
          W& sum = sums[static_cast<int64_t>(x[i])];
          sum = Add{}(sum, weight[i * weights->strides[0]]);
        }
      });
    }
  });
}

void run_searchsorted(int64_t* out, const void* boundaries, const int64_t* sorter, const void* values, DType dtype,
                      int64_t lines, int64_t length, int64_t n, bool right) {
  visit(dtype, [&]<class T>() {
    if constexpr (!is_complex(type_of<T>)) {
      parallel_for(lines * n, 1 << 10, [&](int64_t begin, int64_t end) {
        for (; begin < end; ++begin) {
          const int64_t line = lines == 1 ? 0 : begin / n;
          const T* sorted = static_cast<const T*>(boundaries) + line * length;
          const int64_t* order = sorter ? sorter + line * length : nullptr;
          const auto value = widen(static_cast<const T*>(values)[begin]);
          int64_t low = 0, high = length;
          while (low < high) {
            const int64_t middle = low + (high - low) / 2;
            const auto boundary = widen(sorted[order ? order[middle] : middle]);
            // NaN is past everything, so "not >=" and "not >" go on to the right.
            const bool go_right = right ? !(boundary > value) : !(boundary >= value);
            if (go_right)
              low = middle + 1;
            else
              high = middle;
          }
          out[begin] = low;
        }
      });
    }
  });
}

}  // namespace flambeau
