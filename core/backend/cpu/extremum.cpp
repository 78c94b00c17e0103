// Owns: the search for the largest or the smallest element and its position.
// Called by: the op layer.
#include "backend/cpu/extremum.h"

#include <limits>
#include <vector>

#include "backend/cpu/reduce_blocks.h"

namespace flambeau {

using namespace blockwise;

namespace {

template <class T> struct Extremum {
  T value;
  int64_t position;
};

template <class T> bool beats(bool largest, T a, T b) { return (largest ? a > b : a < b) || (a != a && b == b); }

struct ArgJob {
  Source source;
  Plan plan;
  bool largest;
  ReduceLoops::Row row;
  Store store;
  char* values;
  int64_t value_item;
  int64_t* indices;
};

template <class T>
void store_extremum(const ArgJob& job, int64_t value_offset, int64_t index_offset, T value, int64_t i) {
  job.indices[index_offset] = i;
  if (!job.values) return;
  Partial partial;
  if constexpr (std::is_same_v<T, int64_t>)
    partial.integer = value;
  else
    partial.real = value;
  job.store(job.values + value_offset * job.value_item, partial, 1.0);
}

// The extremum of each block comes from the vector loop; only a block that beats the best so far is searched.
template <class T> Extremum<T> find_extremum(const ArgJob& job, const char* base, int64_t begin, int64_t end) {
  Extremum<T> best{};
  int64_t position = begin;
  for_blocks(job.source, job.plan.reduced, base, begin, end, [&](const void* data, int64_t n) {
    const T* x = static_cast<const T*>(data);
    Partial partial;
    job.row(&partial, x, n, 0);
    T value;
    if constexpr (std::is_same_v<T, int64_t>)
      value = partial.integer;
    else
      value = static_cast<T>(partial.real);
    if (position == begin || beats(job.largest, value, best.value)) {
      int64_t i = 0;
      while (!(x[i] == value || (value != value && x[i] != x[i]))) ++i;
      best = {value, position + i};
    }
    position += n;
  });
  return best;
}

template <class T> void arg_rows(const ArgJob& job) {
  const Kept& kept = job.plan.kept;
  const int64_t n = job.plan.reduced.elements, segments = (n + kSegment - 1) / kSegment;
  std::vector<Extremum<T>> partials(segments > 1 ? kept.elements * segments : 0);
  const int64_t grain = std::max<int64_t>(1, kGrain / std::min(n, kSegment));
  parallel_for(kept.elements * segments, grain, [&](int64_t begin, int64_t end) {
    Cursor<3> at(kept, begin / segments);
    for (int64_t task = begin; task < end; ++task) {
      const int64_t s = task % segments;
      const char* base = job.source.data + at[0] * job.source.item;
      const Extremum<T> e = find_extremum<T>(job, base, s * kSegment, std::min(n, (s + 1) * kSegment));
      if (segments > 1)
        partials[task] = e;
      else
        store_extremum<T>(job, at[1], at[2], e.value, e.position);
      if (s == segments - 1) at.advance(1);
    }
  });
  if (segments == 1) return;
  Cursor<3> at(kept, 0);
  for (int64_t k = 0; k < kept.elements; ++k, at.advance(1)) {
    Extremum<T> best = partials[k * segments];
    for (int64_t s = 1; s < segments; ++s)
      if (beats(job.largest, partials[k * segments + s].value, best.value)) best = partials[k * segments + s];
    store_extremum<T>(job, at[1], at[2], best.value, best.position);
  }
}

template <class T> void arg_columns(const ArgJob& job) {
  using I = std::conditional_t<sizeof(T) == 4, int32_t, int64_t>;
  const Kept outer = outer_of(job.plan.kept);
  const int64_t columns = job.plan.kept.inner_size(), tiles = (columns + kTileColumns - 1) / kTileColumns;
  const int64_t in_step = job.plan.kept.inner_stride(0), rows = job.plan.reduced.elements;
  const auto loop = loops().extremum_columns[job.largest][static_cast<int>(job.source.compute)];
  const int64_t grain = std::max<int64_t>(1, kGrain / (std::min(columns, kTileColumns) * rows));
  parallel_for(outer.elements * tiles, grain, [&](int64_t begin, int64_t end) {
    alignas(64) T best[kTileColumns];
    alignas(64) I where[kTileColumns];
    for (int64_t task = begin; task < end; ++task) {
      const Cursor<3> at(outer, task / tiles);
      const int64_t first = task % tiles * kTileColumns, width = std::min(kTileColumns, columns - first);
      const char* base = job.source.data + (at[0] + first * in_step) * job.source.item;
      for_tiles(job.source, job.plan, base, width, 0, rows, kTileRows,
                [&](const void* x, int64_t stride, int64_t n, int64_t first_row) {
                  if (first_row == 0) {
                    std::copy_n(static_cast<const T*>(x), width, best);
                    std::fill_n(where, width, I{0});
                  }
                  loop(best, where, x, stride, n, width, first_row);
                });
      for (int64_t j = 0; j < width; ++j)
        store_extremum<T>(job, at[1] + (first + j) * job.plan.kept.inner_stride(1),
                          at[2] + (first + j) * job.plan.kept.inner_stride(2), best[j], where[j]);
    }
  });
}

}  // namespace

void run_arg_extremum(bool largest, const Operand* values, const Operand& indices, const Operand& in, int ndim,
                      const int64_t* shape, int) {
  const Compute compute = compute_for(in.dtype);
  const Fold fold = largest ? Fold::Max : Fold::Min;
  ArgJob job{Source(in, compute),
             make_plan(in, values, &indices, ndim, shape, true),
             largest,
             loops().row[static_cast<int>(fold)][static_cast<int>(compute)],
             store_for(values ? values->dtype : DType::Float32, compute),
             values ? static_cast<char*>(values->data) : nullptr,
             values ? item_size(values->dtype) : 0,
             static_cast<int64_t*>(indices.data)};
  if (job.plan.kept.elements == 0) return;
  const bool by_columns = job.plan.by_columns && job.plan.reduced.elements < std::numeric_limits<int32_t>::max();
  const auto run = [&]<class T>() { by_columns ? arg_columns<T>(job) : arg_rows<T>(job); };
  if (compute == Compute::F32)
    run.operator()<float>();
  else if (compute == Compute::F64)
    run.operator()<double>();
  else
    run.operator()<int64_t>();
}

}  // namespace flambeau
