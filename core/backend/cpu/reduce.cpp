// Owns: the walk of every reduction over dimensions, blocks and threads.
// Called by: the op layer.
#include "backend/cpu/reduce.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "backend/cpu/copy.h"
#include "backend/cpu/isa.h"
#include "backend/cpu/isa/normalize_loops.h"
#include "backend/cpu/isa/reduce_loops.h"
#include "backend/cpu/parallel.h"
#include "backend/cpu/strided.h"
#include "memory/scratch.h"
#include "tensor/error.h"

namespace flambeau {

FLAMBEAU_DECLARE_ISA(extern const ReduceLoops reduce_loops;)
FLAMBEAU_DECLARE_ISA(extern const NormalizeLoops normalize_loops;)

namespace {

// The fixed tree: blocks are folded by one vector loop, blocks of a segment by a binary counter, segments in pairs.
constexpr int64_t kBlock = 4096;
constexpr int64_t kSegment = 1 << 16;
constexpr int64_t kTileColumns = 256;
constexpr int64_t kTileRows = 128;
constexpr int64_t kGrain = 1 << 15;  // elements per thread below which a second thread costs more than it brings

const ReduceLoops& loops() {
  static const ReduceLoops& table = FLAMBEAU_PICK_ISA(reduce_loops);
  return table;
}

Compute compute_for(DType t) {
  switch (t) {
    case DType::Float16:
    case DType::BFloat16:
    case DType::Float32: return Compute::F32;
    case DType::Float64: return Compute::F64;
    case DType::Complex64: return Compute::C64;
    case DType::Complex128: return Compute::C128;
    default: return Compute::I64;
  }
}
constexpr int64_t compute_size(Compute c) { return c == Compute::F32 ? 4 : c == Compute::C128 ? 16 : 8; }
constexpr DType dtype_of(Compute c) {
  constexpr DType types[] = {DType::Float32, DType::Float64, DType::Int64, DType::Complex64, DType::Complex128};
  return types[static_cast<int>(c)];
}

// What is read: elements of the input, converted block by block unless they are of the compute type already.
struct Source {
  const char* data;
  int64_t item;  // bytes per input element
  Compute compute;
  ReduceLoops::Convert convert;
  bool direct;

  Source(const Operand& in, Compute c, ReduceLoops::Convert special = nullptr)
      : data(static_cast<const char*>(in.data)),
        item(item_size(in.dtype)),
        compute(c),
        convert(special ? special : loops().convert[static_cast<int>(c)][static_cast<int>(in.dtype)]),
        direct(!special && in.dtype == dtype_of(c)) {}
  int64_t size() const { return compute_size(compute); }
};

using Kept = Space<3>;     // strides of the input and up to two outputs
using Reduced = Space<1>;  // strides of the input

struct Plan {
  Kept kept;
  Reduced reduced;
  bool by_columns;  // the kept dimension is the nearer one in memory: work on many results at once
};

// `ordered`: reduced dimensions stay in row-major order (positions are counted in it).
Plan make_plan(const Operand& in, const Operand* first, const Operand* second, int ndim, const int64_t* shape,
               bool ordered) {
  int order[kMaxDims];
  for (int d = 0; d < ndim; ++d) order[d] = d;
  const auto is_kept = [&](int d) { return (first && first->strides[d] != 0) || (second && second->strides[d] != 0); };
  int* const middle = std::stable_partition(order, order + ndim, is_kept);
  const auto farther = [&](int a, int b) { return in.strides[a] > in.strides[b]; };
  std::stable_sort(order, middle, farther);
  if (!ordered) std::stable_sort(middle, order + ndim, farther);
  Plan plan;
  for (int i = 0; i < ndim; ++i) {
    const int d = order[i];
    if (is_kept(d))
      plan.kept.push(shape[d], {in.strides[d], first ? first->strides[d] : 0, second ? second->strides[d] : 0});
    else
      plan.reduced.push(shape[d], {in.strides[d]});
  }
  const int64_t kept_step = plan.kept.inner_stride(0), step = plan.reduced.inner_stride(0);
  const int64_t wide = plan.kept.inner_size();
  const int64_t n = plan.reduced.elements;
  plan.by_columns =
      plan.kept.ndim > 0 && ((n > 1 && wide >= 4 && kept_step < step) || (n > 0 && wide >= 64 && n <= 16));
  return plan;
}

// Calls f(x, n) for contiguous compute-type blocks covering positions [begin, end) of the reduced space.
template <class F>
void for_blocks(const Source& source, const Reduced& reduced, const char* base, int64_t begin, int64_t end, F&& f) {
  const int64_t step = reduced.inner_stride(0);
  Cursor<1> at(reduced, begin);
  if (source.direct && (reduced.ndim == 0 || (step == 1 && (reduced.ndim == 1 || reduced.inner_size() >= 512)))) {
    while (begin < end) {
      const int64_t n = std::min({end - begin, at.run(), kBlock});
      f(base + at[0] * source.item, n);
      at.advance(n);
      begin += n;
    }
    return;
  }
  alignas(64) char buffer[kBlock * 16];
  while (begin < end) {
    const int64_t block = std::min(end - begin, kBlock / 2);
    for (int64_t filled = 0; filled < block;) {
      const int64_t n = std::min(block - filled, at.run());
      source.convert(buffer + filled * source.size(), base + at[0] * source.item, step, n);
      at.advance(n);
      filled += n;
    }
    f(buffer, block);
    begin += block;
  }
}

// Calls f(x, row_stride, rows, first_row) for compute-type tiles of `columns` columns covering reduced positions
// [begin, end); at most `most` rows each.
template <class F>
void for_tiles(const Source& source, const Plan& plan, const char* base, int64_t columns, int64_t begin, int64_t end,
               int64_t most, F&& f) {
  const int64_t column_step = plan.kept.inner_stride(0), row_step = plan.reduced.inner_stride(0);
  Cursor<1> at(plan.reduced, begin);
  if (source.direct && column_step == 1) {
    while (begin < end) {
      const int64_t rows = std::min({end - begin, at.run(), most});
      f(base + at[0] * source.item, row_step, rows, begin);
      at.advance(rows);
      begin += rows;
    }
    return;
  }
  constexpr int64_t kBufferRows = 16;
  alignas(64) char buffer[kBufferRows * kTileColumns * 16];
  while (begin < end) {
    const int64_t rows = std::min({end - begin, kBufferRows, most});
    for (int64_t r = 0; r < rows; ++r, at.advance(1))
      source.convert(buffer + r * columns * source.size(), base + at[0] * source.item, column_step, columns);
    f(buffer, columns, rows, begin);
    begin += rows;
  }
}

template <class V> V larger(V a, V b) { return b > a || b != b ? b : a; }
template <class V> V smaller(V a, V b) { return b < a || b != b ? b : a; }

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

// Writes one result; `divisor` is the element count of a mean.
using Store = void (*)(char* out, const Partial& p, double divisor);
template <class T, Compute c> void store(char* out, const Partial& p, double divisor) {
  T value;
  if constexpr (c >= Compute::C64) {
    if constexpr (is_complex(type_of<T>)) {
      using R = typename T::value_type;
      value = T(static_cast<R>(p.parts[0] / divisor), static_cast<R>(p.parts[1] / divisor));
    } else {
      return;
    }
  } else {
    const double real = c == Compute::I64 ? static_cast<double>(p.integer) / divisor : p.real / divisor;
    if constexpr (std::is_same_v<T, Half>)
      value = to_half(static_cast<float>(real));
    else if constexpr (std::is_same_v<T, BFloat16>)
      value = to_bfloat16(static_cast<float>(real));
    else if constexpr (is_complex(type_of<T>))
      value = T(static_cast<typename T::value_type>(real));
    else if constexpr (c == Compute::I64 && is_integral(type_of<T>))
      value = static_cast<T>(p.integer);
    else
      value = static_cast<T>(real);
  }
  std::memcpy(out, &value, sizeof value);
}
Store store_for(DType t, Compute c) {
  return visit(t, [&]<class T>() -> Store {
    switch (c) {
      case Compute::F32: return store<T, Compute::F32>;
      case Compute::F64: return store<T, Compute::F64>;
      case Compute::I64: return store<T, Compute::I64>;
      default: return store<T, Compute::C64>;
    }
  });
}

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

// How a job by columns is cut: into tiles, and where these are few into segments of rows; by shapes alone.
struct Tiling {
  int64_t columns, tiles, outer, rows, segments, segment_rows;

  explicit Tiling(const Plan& plan) {
    columns = plan.kept.inner_size();
    tiles = (columns + kTileColumns - 1) / kTileColumns;
    outer = plan.kept.elements / columns;
    rows = plan.reduced.elements;
    segment_rows = std::max<int64_t>(1024, kSegment / std::min(columns, kTileColumns));
    segments = tiles * outer >= 32 ? 1 : (rows + segment_rows - 1) / segment_rows;
    if (segments == 1) segment_rows = rows;
  }
  int64_t tasks() const { return outer * tiles * segments; }
  int64_t grain() const {
    return std::max<int64_t>(1, kGrain / std::max<int64_t>(1, std::min(columns, kTileColumns) * segment_rows));
  }
  int64_t width(int64_t tile) const { return std::min(kTileColumns, columns - tile * kTileColumns); }
};

// The kept space without its innermost dimension.
Kept outer_of(const Kept& kept) {
  Kept outer = kept;
  outer.elements /= outer.shape[--outer.ndim];
  return outer;
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

// ---- positions of extrema -----------------------------------------------------------------------------------------

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

// ---- moments ------------------------------------------------------------------------------------------------------

namespace {

// Count, mean and sum of squared deviations, merged by Chan, Golub & LeVeque (1979).
struct Moments {
  double count = 0, mean = 0, squares = 0;
  void merge(const Moments& b) {
    const double total = count + b.count, delta = b.mean - mean;
    if (b.count == 0) return;
    mean += delta * (b.count / total);
    squares += b.squares + delta * delta * (count * b.count / total);
    count = total;
  }
  double variance(double correction) const { return squares / std::max(0.0, count - correction); }
};

struct MomentJob {
  Source source;
  Plan plan;
  Store store_var, store_mean;
  char *var, *mean;
  int64_t var_item, mean_item;
  double correction;
  Spread spread;

  void write(int64_t var_offset, int64_t mean_offset, const Moments& re, const Moments* im) const {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    Partial p;
    if (var) {
      p.real = re.count == 0 ? nan : re.variance(correction) + (im ? im->variance(correction) : 0);
      if (spread == Spread::Deviation) p.real = std::sqrt(p.real);
      store_var(var + var_offset * var_item, p, 1.0);
    }
    if (mean) {
      p.parts[0] = re.count == 0 ? nan : re.mean;
      p.parts[1] = im ? im->mean : 0;
      store_mean(mean + mean_offset * mean_item, p, 1.0);
    }
  }
};

// From sums about a center near the mean.
Moments moments_about(double center, double count, double sum, double squares) {
  const double mean = center + sum / count;
  if (squares > std::numeric_limits<double>::max()) return {count, mean, squares};  // less an excess it would be NaN
  const double excess = sum * sum / count;
  return {count, mean, squares < excess ? 0.0 : squares - excess};
}

// Whether a float sum of squares is to be trusted: squares of large deviations are infinite, those of small ones lost.
bool is_in_range(double squares) { return squares >= 0x1p-80 && squares <= std::numeric_limits<float>::max(); }

// The same of floats `step` apart in double, where they are not. The center is infinite where their sum was.
Moments wide_moments(const float* x, int64_t n, int64_t step, double center) {
  if (!std::isfinite(center)) center = x[0];
  double sum = 0, squares = 0;
  for (int64_t i = 0; i < n; ++i) {
    const double d = x[i * step] - center;
    sum += d;
    squares += d * d;
  }
  return moments_about(center, static_cast<double>(n), sum, squares);
}

Moments moments_of(const MomentJob& job, const char* base, int64_t begin, int64_t end) {
  const int compute = static_cast<int>(job.source.compute);
  const auto sum = loops().row[static_cast<int>(Fold::Sum)][compute];
  Moments total;
  for_blocks(job.source, job.plan.reduced, base, begin, end, [&](const void* x, int64_t n) {
    Partial partial;
    sum(&partial, x, n, 0);
    const double count = static_cast<double>(n), mean = partial.real / count;
    const double center = compute == 0 ? static_cast<float>(mean) : mean;
    double sums[2];
    loops().deviations_row[compute](sums, x, n, center);
    const bool trusted = compute != static_cast<int>(Compute::F32) || is_in_range(sums[1]);
    total.merge(trusted ? moments_about(center, count, sums[0], sums[1])
                        : wide_moments(static_cast<const float*>(x), n, 1, center));
  });
  return total;
}

void moment_rows(const MomentJob& job, int parts) {
  const Kept& kept = job.plan.kept;
  const int64_t n = job.plan.reduced.elements;
  const int64_t segments = std::max<int64_t>(1, (n + kSegment - 1) / kSegment);
  std::vector<Moments> partials(segments > 1 ? kept.elements * segments * parts : 0);
  const int64_t grain = std::max<int64_t>(1, kGrain / std::max<int64_t>(1, std::min(n, kSegment)));
  parallel_for(kept.elements * segments, grain, [&](int64_t begin, int64_t end) {
    Cursor<3> at(kept, begin / segments);
    for (int64_t task = begin; task < end; ++task) {
      const int64_t s = task % segments;
      Moments m[2];
      for (int part = 0; part < parts; ++part) {
        const char* base = job.source.data + (at[0] + part) * job.source.item;
        m[part] = moments_of(job, base, s * kSegment, std::min(n, (s + 1) * kSegment));
      }
      if (segments > 1)
        std::copy_n(m, parts, &partials[task * parts]);
      else
        job.write(at[1], at[2], m[0], parts == 2 ? &m[1] : nullptr);
      if (s == segments - 1) at.advance(1);
    }
  });
  if (segments == 1) return;
  Cursor<3> at(kept, 0);
  for (int64_t k = 0; k < kept.elements; ++k, at.advance(1)) {
    Moments m[2];
    for (int64_t s = 0; s < segments; ++s)
      for (int part = 0; part < parts; ++part) m[part].merge(partials[(k * segments + s) * parts + part]);
    job.write(at[1], at[2], m[0], parts == 2 ? &m[1] : nullptr);
  }
}

template <class T>
void moment_tile(const MomentJob& job, const char* base, int64_t width, int64_t begin, int64_t end, Moments* totals) {
  const int compute = static_cast<int>(job.source.compute);
  const auto sum = loops().columns[static_cast<int>(Fold::Sum)][compute];
  alignas(64) T center[kTileColumns], deviation[kTileColumns], squares[kTileColumns];
  std::fill_n(totals, width, Moments{});
  for_tiles(job.source, job.plan, base, width, begin, end, kTileRows,
            [&](const void* x, int64_t stride, int64_t rows, int64_t) {
              std::fill_n(center, width, T(0));
              std::fill_n(deviation, width, T(0));
              std::fill_n(squares, width, T(0));
              sum(center, x, stride, rows, width, 0);
              for (int64_t j = 0; j < width; ++j) center[j] /= static_cast<T>(rows);
              loops().deviations_columns[compute](deviation, squares, x, center, stride, rows, width);
              for (int64_t j = 0; j < width; ++j) {
                if constexpr (std::is_same_v<T, float>) {
                  if (!is_in_range(squares[j])) {
                    totals[j].merge(wide_moments(static_cast<const float*>(x) + j, rows, stride, center[j]));
                    continue;
                  }
                }
                totals[j].merge(moments_about(center[j], static_cast<double>(rows), deviation[j], squares[j]));
              }
            });
}

void moment_columns(const MomentJob& job) {
  const Tiling tiling(job.plan);
  const Kept outer = outer_of(job.plan.kept);
  const Kept& kept = job.plan.kept;
  std::vector<Moments> partials(tiling.tasks() * kTileColumns);
  parallel_for(tiling.tasks(), tiling.grain(), [&](int64_t begin, int64_t end) {
    for (int64_t task = begin; task < end; ++task) {
      const int64_t s = task % tiling.segments, tile = task / tiling.segments % tiling.tiles;
      const Cursor<3> at(outer, task / (tiling.segments * tiling.tiles));
      const char* base = job.source.data + (at[0] + tile * kTileColumns * kept.inner_stride(0)) * job.source.item;
      const int64_t first = s * tiling.segment_rows, last = std::min(tiling.rows, first + tiling.segment_rows);
      const auto run = job.source.compute == Compute::F32 ? moment_tile<float> : moment_tile<double>;
      run(job, base, tiling.width(tile), first, last, &partials[task * kTileColumns]);
    }
  });
  for (int64_t task = 0; task < tiling.outer * tiling.tiles; ++task) {
    const Cursor<3> at(outer, task / tiling.tiles);
    const int64_t first = task % tiling.tiles * kTileColumns;
    Moments* totals = &partials[task * tiling.segments * kTileColumns];
    for (int64_t j = 0; j < tiling.width(task % tiling.tiles); ++j) {
      for (int64_t s = 1; s < tiling.segments; ++s) totals[j].merge(totals[s * kTileColumns + j]);
      job.write(at[1] + (first + j) * kept.inner_stride(1), at[2] + (first + j) * kept.inner_stride(2), totals[j],
                nullptr);
    }
  }
}

}  // namespace

void run_var_mean(const Operand* var, const Operand* mean, const Operand& in, int ndim, const int64_t* shape,
                  double correction, Spread spread) {
  const bool complex = is_complex(in.dtype);
  int64_t doubled[kMaxDims];  // strides of the parts of complex numbers
  for (int d = 0; d < ndim; ++d) doubled[d] = in.strides[d] * (complex ? 2 : 1);
  const Operand real{in.data, real_type(in.dtype), doubled};
  const Compute compute = compute_for(real.dtype);
  const auto store_as = [&](const Operand* o) {
    return o ? store_for(o->dtype, is_complex(o->dtype) ? compute_for(o->dtype) : compute) : nullptr;
  };
  const MomentJob job{Source(real, compute),
                      make_plan(real, var, mean, ndim, shape, false),
                      store_as(var),
                      store_as(mean),
                      var ? static_cast<char*>(var->data) : nullptr,
                      mean ? static_cast<char*>(mean->data) : nullptr,
                      var ? item_size(var->dtype) : 0,
                      mean ? item_size(mean->dtype) : 0,
                      correction,
                      spread};
  if (job.plan.kept.elements == 0) return;
  if (job.plan.by_columns && !complex)
    moment_columns(job);
  else
    moment_rows(job, complex ? 2 : 1);
}

// ---- log-sum-exp --------------------------------------------------------------------------------------------------

namespace {

// exp(largest) * scaled is the sum of exponentials so far.
struct ExpSum {
  double largest = -std::numeric_limits<double>::infinity(), scaled = 0;
  void merge(const ExpSum& b) {
    const double top = larger(largest, b.largest);
    if (top == -std::numeric_limits<double>::infinity()) return;
    if (top == std::numeric_limits<double>::infinity()) {
      *this = {top, 1};
      return;
    }
    scaled = scaled * std::exp(largest - top) + b.scaled * std::exp(b.largest - top);
    largest = top;
  }
  double log() const { return scaled == 0 ? largest : largest + std::log(scaled); }
};

ExpSum exp_sum_of(const Source& source, const Reduced& reduced, const char* base, int64_t begin, int64_t end) {
  static const NormalizeLoops& rows = FLAMBEAU_PICK_ISA(normalize_loops);
  const int compute = static_cast<int>(source.compute);
  const auto maximum = loops().row[static_cast<int>(Fold::Max)][compute];
  ExpSum total;
  for_blocks(source, reduced, base, begin, end, [&](const void* x, int64_t n) {
    Partial partial;
    maximum(&partial, x, n, 0);
    const double top = partial.real;
    total.merge({top, std::isinf(top) ? 0.0 : rows.real[compute].exp_sum(x, n, top)});
  });
  return total;
}

}  // namespace

void run_logsumexp(const Operand& out, const Operand& in, int ndim, const int64_t* shape) {
  const Source source(in, compute_for(in.dtype));
  const Plan plan = make_plan(in, &out, nullptr, ndim, shape, false);
  const Kept& kept = plan.kept;
  if (kept.elements == 0) return;
  const Store store = store_for(out.dtype, source.compute);
  const int64_t n = plan.reduced.elements, segments = std::max<int64_t>(1, (n + kSegment - 1) / kSegment);
  std::vector<ExpSum> partials(kept.elements * segments);
  const int64_t grain = std::max<int64_t>(1, kGrain / 4 / std::max<int64_t>(1, std::min(n, kSegment)));
  parallel_for(kept.elements * segments, grain, [&](int64_t begin, int64_t end) {
    Cursor<3> at(kept, begin / segments);
    for (int64_t task = begin; task < end; ++task) {
      const int64_t s = task % segments;
      const char* base = source.data + at[0] * source.item;
      partials[task] = exp_sum_of(source, plan.reduced, base, s * kSegment, std::min(n, (s + 1) * kSegment));
      if (s == segments - 1) at.advance(1);
    }
  });
  Cursor<3> at(kept, 0);
  for (int64_t k = 0; k < kept.elements; ++k, at.advance(1)) {
    ExpSum total;
    for (int64_t s = 0; s < segments; ++s) total.merge(partials[k * segments + s]);
    Partial partial;
    partial.real = total.log();
    store(static_cast<char*>(out.data) + at[1] * item_size(out.dtype), partial, 1.0);
  }
}

void run_complex_logsumexp(const Operand& out, const Operand& shift, const Operand& terms, int64_t results, int ndim,
                           const int64_t* shape) {
  int64_t n = 1, doubled[kMaxDims], dense[kMaxDims];
  for (int d = ndim - 1; d >= 0; --d) {
    doubled[d] = 2 * terms.strides[d];
    dense[d] = n;
    n *= shape[d];
  }
  double* const top = static_cast<double*>(shift.data);
  if (n)
    run_reduction(Reduction::Amax, shift, {terms.data, DType::Float64, doubled}, ndim, shape);
  else
    std::fill_n(top, results, 0.0);
  for (int64_t i = 0; i < results; ++i)
    if (std::isinf(top[i])) top[i] = 0;
  const Scratch shifts(n * static_cast<int64_t>(sizeof(double)));
  copy_strided({shifts.data(), DType::Float64, dense}, shift, ndim, shape);
  complex128* const z = static_cast<complex128*>(terms.data);
  for (int64_t i = 0; i < n; ++i) z[i] = std::exp(z[i] - shifts.as<double>()[i]);
  run_reduction(Reduction::Sum, out, terms, ndim, shape);
  complex128* const sums = static_cast<complex128*>(out.data);
  for (int64_t i = 0; i < results; ++i) sums[i] = std::log(sums[i]) + top[i];
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

template <class T> void take_roots(T* x, int64_t n, double degree) {
  for (int64_t i = 0; i < n; ++i)
    x[i] = degree == 2 ? std::sqrt(x[i]) : static_cast<T>(std::pow(static_cast<double>(x[i]), 1 / degree));
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

void take_root(DType dtype, void* data, int64_t n, double degree) {
  if (dtype == DType::Float32)
    take_roots(static_cast<float*>(data), n, degree);
  else
    take_roots(static_cast<double*>(data), n, degree);
}

}  // namespace flambeau
