// Owns: folding of blocks by sums, products, extremes and truth, over dimensions and threads.
// Called by: the op layer.
#include "backend/cpu/reduce.h"

#include <algorithm>
#include <vector>

#include "backend/cpu/copy.h"
#include "backend/cpu/reduce_blocks.h"

namespace flambeau {

using namespace blockwise;

namespace {

// Folding of partial results, in double, int64 or complex double.
class Merger {
 public:
  Merger(Fold fold, Compute compute) : compute_(compute) {
    switch (fold) {
      case Fold::Prod: kind_ = Kind::Multiply; break;
      case Fold::Max:
      case Fold::MaxAbs: kind_ = Kind::Larger; break;
      case Fold::Min:
      case Fold::MinAbs: kind_ = Kind::Smaller; break;
      default: kind_ = Kind::Add;
    }
    loops().row[static_cast<int>(fold)][static_cast<int>(compute)](&identity_, nullptr, 0, 1.0);
  }
  const Partial& identity() const { return identity_; }
  void merge(Partial& a, const Partial& b) const {
    if (is_complex(compute_)) {
      merge_complex(a, b);
    } else if (compute_ == Compute::I64) {
      a.integer = merge_integer(a.integer, b.integer);
    } else {
      a.real = merge_real(a.real, b.real);
    }
  }
  // totals[j] = merge(totals[j], acc[j]) for compute-type accumulators.
  void absorb(Partial* totals, const void* acc, int64_t n) const {
    for (int64_t j = 0; j < n; ++j) merge(totals[j], load(acc, j));
  }
  void fill_identity(void* acc, int64_t n) const {
    const auto fill = [&]<class T>(T value) { std::fill_n(static_cast<T*>(acc), n, value); };
    switch (compute_) {
      case Compute::F32: return fill(static_cast<float>(identity_.real));
      case Compute::F64: return fill(identity_.real);
      case Compute::I64: return fill(identity_.integer);
      case Compute::C64: return fill(complex64{static_cast<float>(identity_.parts[0])});
      case Compute::C128: return fill(complex128{identity_.parts[0]});
    }
  }
  // acc[j] /= divisor, which is exact enough in the compute type as long as the divisor is a small integer.
  void divide(void* acc, int64_t n, double divisor) const {
    const auto each = [&]<class T>(T* values, int64_t count) {
      for (int64_t j = 0; j < count; ++j) values[j] = static_cast<T>(values[j] / static_cast<T>(divisor));
    };
    switch (compute_) {
      case Compute::F32: return each(static_cast<float*>(acc), n);
      case Compute::F64: return each(static_cast<double*>(acc), n);
      case Compute::I64: return each(static_cast<int64_t*>(acc), n);
      case Compute::C64: return each(static_cast<float*>(acc), 2 * n);
      case Compute::C128: return each(static_cast<double*>(acc), 2 * n);
    }
  }

 private:
  enum class Kind : uint8_t { Add, Multiply, Larger, Smaller };
  static bool is_complex(Compute c) { return c >= Compute::C64; }

  Partial load(const void* acc, int64_t j) const {
    Partial p;
    switch (compute_) {
      case Compute::F32: p.real = static_cast<const float*>(acc)[j]; break;
      case Compute::F64: p.real = static_cast<const double*>(acc)[j]; break;
      case Compute::I64: p.integer = static_cast<const int64_t*>(acc)[j]; break;
      case Compute::C64:
        p.parts[0] = static_cast<const float*>(acc)[2 * j];
        p.parts[1] = static_cast<const float*>(acc)[2 * j + 1];
        break;
      case Compute::C128:
        p.parts[0] = static_cast<const double*>(acc)[2 * j];
        p.parts[1] = static_cast<const double*>(acc)[2 * j + 1];
        break;
    }
    return p;
  }
  double merge_real(double a, double b) const {
    switch (kind_) {
      case Kind::Add: return a + b;
      case Kind::Multiply: return a * b;
      case Kind::Larger: return larger(a, b);
      default: return smaller(a, b);
    }
  }
  int64_t merge_integer(int64_t a, int64_t b) const {
    const auto ua = static_cast<uint64_t>(a), ub = static_cast<uint64_t>(b);  // wraps, as the elements' type does
    switch (kind_) {
      case Kind::Add: return static_cast<int64_t>(ua + ub);
      case Kind::Multiply: return static_cast<int64_t>(ua * ub);
      case Kind::Larger: return larger(a, b);
      default: return smaller(a, b);
    }
  }
  void merge_complex(Partial& a, const Partial& b) const {
    if (kind_ == Kind::Add) {
      a.parts[0] += b.parts[0];
      a.parts[1] += b.parts[1];
    } else {
      const double re = a.parts[0] * b.parts[0] - a.parts[1] * b.parts[1];
      a.parts[1] = a.parts[0] * b.parts[1] + a.parts[1] * b.parts[0];
      a.parts[0] = re;
    }
  }

  Compute compute_;
  Kind kind_;
  Partial identity_;
};

// Sums a stream in pairs of equal size: slot i holds the fold of 2^i items.
class Cascade {
 public:
  explicit Cascade(const Merger& merger) : merger_(merger) {}
  void push(Partial p) {
    int level = 0;
    for (; count_ >> level & 1; ++level) {
      Partial sum = slots_[level];
      merger_.merge(sum, p);
      p = sum;
    }
    slots_[level] = p;
    ++count_;
  }
  Partial total() const {
    Partial sum = merger_.identity();
    bool empty = true;
    for (int level = 0; level < 63; ++level) {
      if (!(count_ >> level & 1)) continue;
      if (empty) {
        sum = slots_[level];
      } else {
        Partial earlier = slots_[level];
        merger_.merge(earlier, sum);
        sum = earlier;
      }
      empty = false;
    }
    return sum;
  }

 private:
  const Merger& merger_;
  int64_t count_ = 0;
  Partial slots_[48];
};

struct Job {
  Source source;
  Plan plan;
  Merger merger;
  ReduceLoops::Row row;
  ReduceLoops::Columns columns;
  double p;
  Store store;
  Cast cast;  // from the compute type, as `store` does it
  char* out;
  int64_t out_item;
  double divisor;
};

Partial reduce_segment(const Job& job, const char* base, int64_t begin, int64_t end) {
  Partial partial;
  if (job.source.direct && job.plan.reduced.ndim <= 1 && end - begin <= kBlock &&
      job.plan.reduced.inner_stride(0) == 1) {
    job.row(&partial, base + begin * job.source.item, end - begin, job.p);
    return partial;
  }
  Cascade cascade(job.merger);
  for_blocks(job.source, job.plan.reduced, base, begin, end, [&](const void* x, int64_t n) {
    job.row(&partial, x, n, job.p);
    cascade.push(partial);
  });
  return cascade.total();
}

void reduce_rows(const Job& job) {
  const Kept& kept = job.plan.kept;
  const int64_t n = job.plan.reduced.elements;
  const int64_t segments = std::max<int64_t>(1, (n + kSegment - 1) / kSegment);
  std::vector<Partial> partials(segments > 1 ? kept.elements * segments : 0);
  const int64_t grain = std::max<int64_t>(1, kGrain / std::max<int64_t>(1, std::min(n, kSegment)));
  parallel_for(kept.elements * segments, grain, [&](int64_t begin, int64_t end) {
    Cursor<3> at(kept, begin / segments);
    for (int64_t task = begin; task < end; ++task) {
      const int64_t s = task % segments;
      const char* base = job.source.data + at[0] * job.source.item;
      const Partial partial = reduce_segment(job, base, s * kSegment, std::min(n, (s + 1) * kSegment));
      if (segments > 1)
        partials[task] = partial;
      else
        job.store(job.out + at[1] * job.out_item, partial, job.divisor);
      if (s == segments - 1) at.advance(1);
    }
  });
  if (segments == 1) return;
  Cursor<3> at(kept, 0);
  for (int64_t k = 0; k < kept.elements; ++k, at.advance(1)) {
    Cascade cascade(job.merger);
    for (int64_t s = 0; s < segments; ++s) cascade.push(partials[k * segments + s]);
    job.store(job.out + at[1] * job.out_item, cascade.total(), job.divisor);
  }
}

// Rows [begin, end) of one tile of columns into totals.
void reduce_tile(const Job& job, const char* base, int64_t columns, int64_t begin, int64_t end, Partial* totals) {
  alignas(64) char acc[kTileColumns * 16];
  std::fill_n(totals, columns, job.merger.identity());
  // Narrow contiguous rows are taken several at a time, as one wide row.
  const bool dense = job.source.direct && job.plan.kept.inner_stride(0) == 1 &&
                     job.plan.reduced.inner_stride(0) == columns && columns <= kTileColumns / 4;
  const int64_t together = dense ? kTileColumns / columns : 1;
  for_tiles(job.source, job.plan, base, columns, begin, end, kTileRows * together,
            [&](const void* x, int64_t stride, int64_t rows, int64_t) {
              const int64_t bundles = together > 1 ? rows / together : 0;
              if (bundles > 0) {
                job.merger.fill_identity(acc, together * columns);
                job.columns(acc, x, together * stride, bundles, together * columns, job.p);
                for (int64_t i = 0; i < together; ++i)
                  job.merger.absorb(totals, acc + i * columns * job.source.size(), columns);
                x = static_cast<const char*>(x) + bundles * together * stride * job.source.size();
                rows -= bundles * together;
              }
              if (rows == 0) return;
              job.merger.fill_identity(acc, columns);
              job.columns(acc, x, stride, rows, columns, job.p);
              job.merger.absorb(totals, acc, columns);
            });
}

// The results of one tile whose rows are so few that one accumulator each is precise enough.
void reduce_few_rows(const Job& job, const char* base, int64_t columns, char* out, int64_t out_step) {
  alignas(64) char acc[kTileColumns * 16];
  job.merger.fill_identity(acc, columns);
  for_tiles(
      job.source, job.plan, base, columns, 0, job.plan.reduced.elements, kTileRows,
      [&](const void* x, int64_t stride, int64_t rows, int64_t) { job.columns(acc, x, stride, rows, columns, job.p); });
  if (job.divisor != 1) job.merger.divide(acc, columns, job.divisor);
  job.cast(out, out_step * job.out_item, acc, job.source.size(), columns);
}

void reduce_columns(const Job& job) {
  const Tiling tiling(job.plan);
  const Kept outer = outer_of(job.plan.kept);
  const int64_t in_step = job.plan.kept.inner_stride(0), out_step = job.plan.kept.inner_stride(1);
  std::vector<Partial> partials(tiling.segments > 1 ? tiling.tasks() * kTileColumns : 0);
  const auto store = [&](int64_t out_offset, int64_t width, const Partial* totals) {
    for (int64_t j = 0; j < width; ++j)
      job.store(job.out + (out_offset + j * out_step) * job.out_item, totals[j], job.divisor);
  };
  parallel_for(tiling.tasks(), tiling.grain(), [&](int64_t begin, int64_t end) {
    Partial local[kTileColumns];
    for (int64_t task = begin; task < end; ++task) {
      const int64_t s = task % tiling.segments, tile = task / tiling.segments % tiling.tiles;
      const Cursor<3> at(outer, task / (tiling.segments * tiling.tiles));
      const int64_t width = tiling.width(tile), first = tile * kTileColumns;
      const char* base = job.source.data + (at[0] + first * in_step) * job.source.item;
      if (tiling.segments == 1 && tiling.rows <= kTileRows) {
        reduce_few_rows(job, base, width, job.out + (at[1] + first * out_step) * job.out_item, out_step);
        continue;
      }
      Partial* totals = tiling.segments > 1 ? &partials[task * kTileColumns] : local;
      const int64_t last = std::min(tiling.rows, (s + 1) * tiling.segment_rows);
      reduce_tile(job, base, width, s * tiling.segment_rows, last, totals);
      if (tiling.segments == 1) store(at[1] + first * out_step, width, totals);
    }
  });
  if (tiling.segments == 1) return;
  for (int64_t task = 0; task < tiling.outer * tiling.tiles; ++task) {
    const Cursor<3> at(outer, task / tiling.tiles);
    const int64_t tile = task % tiling.tiles, width = tiling.width(tile);
    Partial* totals = &partials[task * tiling.segments * kTileColumns];
    for (int64_t s = 1; s < tiling.segments; ++s)
      for (int64_t j = 0; j < width; ++j) job.merger.merge(totals[j], totals[s * kTileColumns + j]);
    store(at[1] + tile * kTileColumns * out_step, width, totals);
  }
}

struct Recipe {
  Fold fold;
  Compute compute;
  ReduceLoops::Convert special = nullptr;
};

Recipe recipe_for(Reduction op, DType out, DType in) {
  const ReduceLoops::Convert truth = loops().truth[static_cast<int>(in)];
  switch (op) {
    case Reduction::Sum:
    case Reduction::Mean: return {Fold::Sum, compute_for(out)};
    case Reduction::Prod: return {Fold::Prod, compute_for(out)};
    case Reduction::Amax: return {Fold::Max, compute_for(in)};
    case Reduction::Amin: return {Fold::Min, compute_for(in)};
    case Reduction::Any: return {Fold::MaxAbs, Compute::I64, truth};  // 0 when empty
    case Reduction::All: return {Fold::Min, Compute::I64, truth};
    case Reduction::CountNonzero: return {Fold::Sum, Compute::I64, truth};
    default: break;
  }
  const Fold fold = op == Reduction::SumAbs       ? Fold::SumAbs
                    : op == Reduction::SumSquares ? Fold::SumSquares
                    : op == Reduction::SumPow     ? Fold::SumPow
                    : op == Reduction::MaxAbs     ? Fold::MaxAbs
                                                  : Fold::MinAbs;
  if (in == DType::Complex64) return {fold, Compute::F32, loops().magnitude[0]};
  if (in == DType::Complex128) return {fold, Compute::F64, loops().magnitude[1]};
  return {fold, compute_for(out)};
}

}  // namespace

void run_reduction(Reduction op, const Operand& out, const Operand& in, int ndim, const int64_t* shape, double p) {
  Recipe recipe = recipe_for(op, out.dtype, in.dtype);
  Plan plan = make_plan(in, &out, nullptr, ndim, shape, false);
  // All of nothing is 1, the empty product; the least of nothing would be the largest int64.
  if (op == Reduction::All && plan.reduced.elements == 0) recipe.fold = Fold::Prod;
  const int fold = static_cast<int>(recipe.fold), compute = static_cast<int>(recipe.compute);
  Job job{Source(in, recipe.compute, recipe.special),
          std::move(plan),
          Merger(recipe.fold, recipe.compute),
          loops().row[fold][compute],
          loops().columns[fold][compute],
          p,
          store_for(out.dtype, recipe.compute),
          find_cast(out.dtype, dtype_of(recipe.compute)),
          static_cast<char*>(out.data),
          item_size(out.dtype),
          1.0};
  if (job.plan.kept.elements == 0) return;
  if (op == Reduction::Mean) job.divisor = static_cast<double>(job.plan.reduced.elements);
  if (job.plan.by_columns)
    reduce_columns(job);
  else
    reduce_rows(job);
}

namespace {

template <class T> void sum_few(void* out, const void* in, int64_t n, bool mean) {
  const T* x = static_cast<const T*>(in);
  double sum = 0;
  for (int64_t i = 0; i < n; ++i) sum += x[i];
  *static_cast<T*>(out) = static_cast<T>(mean ? sum / static_cast<double>(n) : sum);
}

template <class T> bool is_nan(T x) {
  if constexpr (is_reduced(type_of<T>))
    return to_float(x) != to_float(x);
  else
    return x != x;
}

}  // namespace

void run_sum_few(DType dtype, void* out, const void* in, int64_t n, bool mean) {
  (dtype == DType::Float32 ? sum_few<float> : sum_few<double>)(out, in, n, mean);
}

void clear_nan(DType dtype, void* data, int64_t n) {
  visit(dtype, [&]<class T>() {
    if constexpr (is_floating(type_of<T>)) {
      T* x = static_cast<T*>(data);
      for (int64_t i = 0; i < n; ++i)
        if (is_nan(x[i])) x[i] = T{};
    }
  });
}

}  // namespace flambeau
