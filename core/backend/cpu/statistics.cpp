// Owns: moments: counts, means and squared deviations of blocks, merged in a fixed order.
// Called by: the op layer.
#include "backend/cpu/statistics.h"

#include <cmath>
#include <limits>
#include <vector>

#include "backend/cpu/reduce_blocks.h"

namespace flambeau {

using namespace blockwise;

namespace {

double variance(const Moments& m, double correction) { return m.squares / std::max(0.0, m.count - correction); }

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
      p.real = re.count == 0 ? nan : variance(re, correction) + (im ? variance(*im, correction) : 0);
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
  if (squares > std::numeric_limits<double>::max()) {  // less an excess they would be NaN
    return {count, mean, squares + (mean - mean)};     // as they are where the mean is infinite too
  }
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

// Whether the sums of a column's squares need no second look.
template <class T>
bool is_trusted(T squares) {
  if constexpr (std::is_same_v<T, float>) return is_in_range(squares);
  return squares <= std::numeric_limits<T>::max();
}

// The moments of a tile's columns, which have one count.
struct ColumnMoments {
  double count;
  double mean[kTileColumns], squares[kTileColumns];

  Moments operator[](int64_t j) const { return {count, mean[j], squares[j]}; }

  // Merges `next(j)`, of `more` rows, into each of `width` columns.
  template <class Next>
  void merge(double more, int64_t width, Next next) {
    const double before = count;
    for (int64_t j = 0; j < width; ++j) {
      Moments m{before, mean[j], squares[j]};
      m.merge(next(j));
      mean[j] = m.mean;
      squares[j] = m.squares;
    }
    count = before + more;
  }
};

template <class T>
void moment_tile(const MomentJob& job, const char* base, int64_t width, int64_t begin, int64_t end,
                 ColumnMoments& totals) {
  const int compute = static_cast<int>(job.source.compute);
  const auto sum = loops().columns[static_cast<int>(Fold::Sum)][compute];
  alignas(64) T center[kTileColumns], deviation[kTileColumns], squares[kTileColumns];
  for_tiles(job.source, job.plan, base, width, begin, end, kTileRows,
            [&](const void* x, int64_t stride, int64_t rows, int64_t) {
              std::fill_n(center, width, T(0));
              std::fill_n(deviation, width, T(0));
              std::fill_n(squares, width, T(0));
              sum(center, x, stride, rows, width, 0);
              for (int64_t j = 0; j < width; ++j) center[j] /= static_cast<T>(rows);
              loops().deviations_columns[compute](deviation, squares, x, center, stride, rows, width);
              const double count = static_cast<double>(rows);
              bool trusted = true;
              for (int64_t j = 0; j < width; ++j) trusted &= is_trusted(squares[j]);
              if (trusted) {  // without a branch for each column
                totals.merge(count, width, [&](int64_t j) {
                  const double sum = deviation[j], excess = sum * sum / count;
                  return Moments{count, center[j] + sum / count, std::max(0.0, squares[j] - excess)};
                });
                return;
              }
              totals.merge(count, width, [&](int64_t j) {
                if constexpr (std::is_same_v<T, float>) {
                  if (!is_in_range(squares[j]))
                    return wide_moments(static_cast<const float*>(x) + j, rows, stride, center[j]);
                }
                return moments_about(center[j], count, deviation[j], squares[j]);
              });
            });
}

void moment_columns(const MomentJob& job) {
  const Tiling tiling(job.plan);
  const Kept outer = outer_of(job.plan.kept);
  const Kept& kept = job.plan.kept;
  const auto run = job.source.compute == Compute::F32 ? moment_tile<float> : moment_tile<double>;
  const auto write = [&](const Cursor<3>& at, int64_t tile, const ColumnMoments& totals) {
    const int64_t first = tile * kTileColumns;
    for (int64_t j = 0; j < tiling.width(tile); ++j)
      job.write(at[1] + (first + j) * kept.inner_stride(1), at[2] + (first + j) * kept.inner_stride(2), totals[j],
                nullptr);
  };
  std::vector<ColumnMoments> partials(tiling.segments > 1 ? tiling.tasks() : 0);
  parallel_for(tiling.tasks(), tiling.grain(), [&](int64_t begin, int64_t end) {
    ColumnMoments local;
    for (int64_t task = begin; task < end; ++task) {
      const int64_t s = task % tiling.segments, tile = task / tiling.segments % tiling.tiles;
      const Cursor<3> at(outer, task / (tiling.segments * tiling.tiles));
      const char* base = job.source.data + (at[0] + tile * kTileColumns * kept.inner_stride(0)) * job.source.item;
      const int64_t first = s * tiling.segment_rows, last = std::min(tiling.rows, first + tiling.segment_rows);
      ColumnMoments& totals = tiling.segments > 1 ? partials[task] : local;
      totals.count = 0;
      run(job, base, tiling.width(tile), first, last, totals);
      if (tiling.segments == 1) write(at, tile, totals);
    }
  });
  if (tiling.segments == 1) return;
  for (int64_t task = 0; task < tiling.outer * tiling.tiles; ++task) {
    const int64_t tile = task % tiling.tiles;
    ColumnMoments& totals = partials[task * tiling.segments];
    for (int64_t s = 1; s < tiling.segments; ++s) {
      const ColumnMoments& more = partials[task * tiling.segments + s];
      totals.merge(more.count, tiling.width(tile), [&](int64_t j) { return more[j]; });
    }
    write(Cursor<3>(outer, task / tiling.tiles), tile, totals);
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

}  // namespace flambeau
