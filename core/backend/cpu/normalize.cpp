// Owns: the walk of the normalisations over rows, channels and threads.
// Called by: the op layer.
#include "backend/cpu/normalize.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "backend/cpu/isa.h"
#include "backend/cpu/isa/normalize_loops.h"
#include "backend/cpu/normalize_real.h"
#include "backend/cpu/parallel.h"
#include "backend/cpu/reduce.h"
#include "backend/cpu/statistics.h"
#include "memory/scratch.h"

namespace flambeau {

FLAMBEAU_DECLARE_ISA(extern const NormalizeLoops normalize_loops;)

namespace {

constexpr int64_t kBlock = 4096;

// Its loops beside it.
struct Real : RealType {
  const RealNormalizeLoops& loops;

  explicit Real(DType t) : RealType(t), loops(FLAMBEAU_PICK_ISA(normalize_loops).real[compute == DType::Float64]) {}
};

Moments moments_of(const Real& real, const void* x, int64_t n) {
  Partial partial;
  real.reduce.row[static_cast<int>(Fold::Sum)][real.index()](&partial, x, n, 0);
  const double count = static_cast<double>(n), rounded = partial.real / count;
  const double center = real.index() ? rounded : static_cast<float>(rounded);
  double sums[2];  // about the center: these also correct its rounding
  real.reduce.deviations_row[real.index()](sums, x, n, center);
  const double excess = sums[0] * sums[0] / count;
  return {count, center + sums[0] / count, sums[1] < excess ? 0 : sums[1] - excess};
}

double rstd_of(const Moments& m, double eps) { return 1 / std::sqrt(m.squares / m.count + eps); }

// Calls f(offset, n) for blocks of [0, n).
template <class F> void for_blocks(int64_t n, F&& f) {
  for (int64_t begin = 0; begin < n; begin += kBlock) f(begin, std::min(kBlock, n - begin));
}

}  // namespace

// ---- rows: layer and RMS norm -------------------------------------------------------------------------------------

namespace {

// weight or bias in the compute type, for the duration of a call.
class Parameter {
 public:
  Parameter(const Real& real, const void* p, int64_t n) : buffer_(real.direct() || !p ? 0 : n * real.size) {
    data_ = real.read(p, buffer_.data(), n);
  }
  const void* data() const { return data_; }

 private:
  Scratch buffer_;
  const void* data_;
};

// Gradients of weight and bias: sums over chunks of rows fixed by the shape, then over the chunks in order.
class RowSums {
 public:
  RowSums(const Real& real, int64_t rows, int64_t n) : real_(real), n_(n) {
    chunk_ = std::max<int64_t>(32, (rows + 63) / 64);
    chunks_ = (rows + chunk_ - 1) / chunk_;
  }
  int64_t chunk() const { return chunk_; }
  int64_t chunks() const { return chunks_; }
  void allocate() { sums_ = Scratch(std::max<int64_t>(1, chunks_ * n_ * real_.size)); }
  void* slot(int64_t c) const {
    if (!sums_.data()) return nullptr;
    char* p = sums_.as<char>() + c * n_ * real_.size;
    std::memset(p, 0, n_ * real_.size);
    return p;
  }
  void finish(void* result) const {
    const int64_t in_strides[] = {n_, 1}, out_strides[] = {0, 1}, shape[] = {chunks_, n_};
    run_reduction(Reduction::Sum, {result, real_.dtype, out_strides}, {sums_.data(), real_.compute, in_strides}, 2,
                  shape);
  }

 private:
  const Real& real_;
  int64_t n_, chunk_, chunks_;
  Scratch sums_;
};

}  // namespace

void run_layer_norm(const RowNorm& norm, void* y, void* mean, void* rstd, const void* x, const void* weight,
                    const void* bias, double eps) {
  const Real real(norm.dtype);
  const int64_t n = norm.n;
  const Parameter w(real, weight, n), b(real, bias, n);
  parallel_for(norm.rows, grain_of(n), [&](int64_t begin, int64_t end) {
    const Buffers buffers(real, real.direct() ? 0 : 1, n);
    for (int64_t r = begin; r < end; ++r) {
      const void* row = real.read(real.at(x, r * n), buffers[0], n);
      Moments moments;
      for_blocks(n, [&](int64_t at, int64_t size) {
        moments.merge(moments_of(real, static_cast<const char*>(row) + at * real.size, size));
      });
      const double scale = rstd_of(moments, eps);
      real.put(mean, r, moments.mean);
      real.put(rstd, r, scale);
      char* to = real.at(y, r * n);
      void* target = real.target(to, buffers[0]);
      real.loops.normalize(target, row, w.data(), b.data(), n, moments.mean, scale);
      real.write(to, target, n);
    }
  });
}

void run_layer_norm_backward(const RowNorm& norm, void* dx, void* dweight, void* dbias, const void* g, const void* x,
                             const void* mean, const void* rstd, const void* weight) {
  const Real real(norm.dtype);
  const int64_t n = norm.n;
  const Parameter w(real, weight, n);
  RowSums weight_sums(real, norm.rows, n), bias_sums(real, norm.rows, n);
  if (dweight) weight_sums.allocate();
  if (dbias) bias_sums.allocate();
  parallel_for(weight_sums.chunks(), grain_of(n * weight_sums.chunk()), [&](int64_t begin, int64_t end) {
    const Buffers buffers(real, real.direct() ? 0 : 2, n);
    for (int64_t c = begin; c < end; ++c) {
      void *dw = weight_sums.slot(c), *db = bias_sums.slot(c);
      const int64_t last = std::min(norm.rows, (c + 1) * weight_sums.chunk());
      for (int64_t r = c * weight_sums.chunk(); r < last; ++r) {
        const void* row = real.read(real.at(x, r * n), buffers[0], n);
        const void* row_g = real.read(real.at(g, r * n), real.direct() ? nullptr : buffers[1], n);
        const double m = real.get(mean, r), scale = real.get(rstd, r), count = static_cast<double>(n);
        double sums[2];
        real.loops.weighted_sums(sums, row_g, row, w.data(), n, m);
        char* to = real.at(dx, r * n);
        void* target = to ? real.target(to, real.direct() ? nullptr : buffers[1]) : nullptr;
        const double b = -scale * scale * scale * sums[1] / count, shift = -scale * sums[0] / count;
        real.loops.normalize_backward(target, dw, db, row_g, row, w.data(), n, m, scale, scale, b, shift);
        if (to) real.write(to, target, n);
      }
    }
  });
  if (dweight) weight_sums.finish(dweight);
  if (dbias) bias_sums.finish(dbias);
}

// ---- channels: group and batch norm -------------------------------------------------------------------------------

namespace {

// y = (x - mean) * scale + bias over one run.
void apply_run(const Real& real, const Buffers& buffers, char* y, const char* x, int64_t n, double mean, double scale,
               double bias) {
  for_blocks(n, [&](int64_t at, int64_t size) {
    const void* source = real.read(x + at * real.item, buffers[0], size);
    void* target = real.target(y + at * real.item, buffers[0]);
    real.loops.scale_shift(target, source, size, mean, scale, bias);
    real.write(y + at * real.item, target, size);
  });
}

// Sums of g and g * (x - mean) over one run.
void sums_of_run(const Real& real, const Buffers& buffers, double* sums, const char* g, const char* x, int64_t n,
                 double mean) {
  sums[0] = sums[1] = 0;
  for_blocks(n, [&](int64_t at, int64_t size) {
    double block[2];
    const void* source_g = real.read(g + at * real.item, buffers[0], size);
    const void* source_x = real.read(x + at * real.item, buffers[1], size);
    real.loops.weighted_sums(block, source_g, source_x, nullptr, size, mean);
    sums[0] += block[0];
    sums[1] += block[1];
  });
}

// dx = a * g + b * (x - mean) + c over one run.
void combine_run(const Real& real, const Buffers& buffers, char* dx, const char* g, const char* x, int64_t n,
                 double mean, double a, double b, double c) {
  for_blocks(n, [&](int64_t at, int64_t size) {
    const void* source_g = real.read(g + at * real.item, buffers[0], size);
    const void* source_x = real.read(x + at * real.item, buffers[1], size);
    void* target = real.target(dx + at * real.item, buffers[0]);
    real.loops.normalize_backward(target, nullptr, nullptr, source_g, source_x, nullptr, size, mean, 1.0, a, b, c);
    real.write(dx + at * real.item, target, size);
  });
}

// Calls f(row, buffers) for each of the batch * channels runs of `spatial` elements.
template <class F> void for_runs(const Real& real, const ChannelNorm& norm, F&& f) {
  parallel_for(norm.batch * norm.channels, grain_of(norm.spatial), [&](int64_t begin, int64_t end) {
    const Buffers buffers(real, 2, std::min(kBlock, norm.spatial));
    for (; begin < end; ++begin) f(begin, buffers);
  });
}

double value_or(const Real& real, const Parameter& p, int64_t i, double otherwise) {
  return p.data() ? real.get(p.data(), i) : otherwise;
}

// Sums of g and g * (x - mean of the run's group or channel) for every run, as pairs.
std::vector<double> sums_of_runs(const Real& real, const ChannelNorm& norm, const void* g, const void* x,
                                 const std::vector<double>& mean_of_run) {
  std::vector<double> sums(2 * norm.batch * norm.channels);
  for_runs(real, norm, [&](int64_t run, const Buffers& buffers) {
    const int64_t at = run * norm.spatial;
    sums_of_run(real, buffers, &sums[2 * run], real.at(g, at), real.at(x, at), norm.spatial, mean_of_run[run]);
  });
  return sums;
}

void store_parameters(const Real& real, void* to, const std::vector<double>& values) {
  if (!to) return;
  find_cast(real.dtype, DType::Float64)(static_cast<char*>(to), real.item, reinterpret_cast<const char*>(values.data()),
                                        8, static_cast<int64_t>(values.size()));
}

}  // namespace

void run_group_norm(const ChannelNorm& norm, int64_t groups, void* y, void* mean, void* rstd, const void* x,
                    const void* weight, const void* bias, double eps) {
  const Real real(norm.dtype);
  const int64_t members = norm.channels / groups, n = members * norm.spatial;
  const Parameter w(real, weight, norm.channels), b(real, bias, norm.channels);
  parallel_for(norm.batch * groups, grain_of(n), [&](int64_t begin, int64_t end) {
    const Buffers buffers(real, 1, std::min(kBlock, n));
    for (int64_t group = begin; group < end; ++group) {
      Moments moments;
      for_blocks(n, [&](int64_t at, int64_t size) {
        moments.merge(moments_of(real, real.read(real.at(x, group * n + at), buffers[0], size), size));
      });
      const double scale = rstd_of(moments, eps);
      real.put(mean, group, moments.mean);
      real.put(rstd, group, scale);
      for (int64_t member = 0; member < members; ++member) {
        const int64_t channel = group % groups * members + member, at = group * n + member * norm.spatial;
        apply_run(real, buffers, real.at(y, at), real.at(x, at), norm.spatial, moments.mean,
                  scale * value_or(real, w, channel, 1), value_or(real, b, channel, 0));
      }
    }
  });
}

void run_group_norm_backward(const ChannelNorm& norm, int64_t groups, void* dx, void* dweight, void* dbias,
                             const void* g, const void* x, const void* mean, const void* rstd, const void* weight) {
  const Real real(norm.dtype);
  const int64_t members = norm.channels / groups, runs = norm.batch * norm.channels;
  const double n = static_cast<double>(members * norm.spatial);
  const Parameter w(real, weight, norm.channels);
  std::vector<double> means(runs), dw(norm.channels), db(norm.channels);
  for (int64_t run = 0; run < runs; ++run) means[run] = real.get(mean, run / members);
  const std::vector<double> sums = sums_of_runs(real, norm, g, x, means);
  for (int64_t run = 0; run < runs; ++run) {
    db[run % norm.channels] += sums[2 * run];
    dw[run % norm.channels] += sums[2 * run + 1] * real.get(rstd, run / members);
  }
  store_parameters(real, dweight, dw);
  store_parameters(real, dbias, db);
  if (!dx) return;
  for_runs(real, norm, [&](int64_t run, const Buffers& buffers) {
    const int64_t group = run / members, first = group * members;
    double total_g = 0, total_gx = 0;
    for (int64_t r = first; r < first + members; ++r) {
      const double factor = value_or(real, w, r % norm.channels, 1);
      total_g += factor * sums[2 * r];
      total_gx += factor * sums[2 * r + 1];
    }
    const double scale = real.get(rstd, group), a = scale * value_or(real, w, run % norm.channels, 1);
    const int64_t at = run * norm.spatial;
    combine_run(real, buffers, real.at(dx, at), real.at(g, at), real.at(x, at), norm.spatial, means[run], a,
                -scale * scale * scale * total_gx / n, -scale * total_g / n);
  });
}

void run_batch_norm_statistics(const ChannelNorm& norm, void* mean, void* var, const void* x) {
  const Real real(norm.dtype);
  const int64_t shape[] = {norm.batch, norm.channels, norm.spatial};
  const int64_t strides[] = {norm.channels * norm.spatial, norm.spatial, 1}, kept[] = {0, 1, 0};
  const Operand var_out{var, real.compute, kept}, mean_out{mean, real.compute, kept};
  run_var_mean(&var_out, &mean_out, {const_cast<void*>(x), norm.dtype, strides}, 3, shape, 0);
}

namespace {

// Rows of a (batch, channels) array, taken whole: `f(first, rows)` over threads.
template <class F> void for_row_blocks(const ChannelNorm& norm, F&& f) {
  parallel_for(norm.batch, grain_of(norm.channels), [&](int64_t begin, int64_t end) { f(begin, end - begin); });
}

std::vector<double> channel_sums(const Real& real, const ChannelNorm& norm, const void* g, const void* x,
                                 const void* mean) {
  std::vector<double> totals(2 * norm.channels);
  if (norm.spatial == 1 && real.direct()) {
    constexpr int64_t kTile = 64, kRows = 128;
    parallel_for((norm.channels + kTile - 1) / kTile, grain_of(norm.batch * kTile), [&](int64_t begin, int64_t end) {
      for (int64_t tile = begin; tile < end; ++tile) {
        const int64_t first = tile * kTile, width = std::min(kTile, norm.channels - first);
        for (int64_t row = 0; row < norm.batch; row += kRows) {
          double sum_g[kTile] = {}, sum_gx[kTile] = {};  // storage for either real type
          const int64_t at = row * norm.channels + first;
          real.loops.sums_columns(sum_g, sum_gx, real.at(g, at), real.at(x, at), real.at(mean, first), norm.channels,
                                  std::min(kRows, norm.batch - row), width);
          for (int64_t j = 0; j < width; ++j) {
            totals[2 * (first + j)] += real.get(sum_g, j);
            totals[2 * (first + j) + 1] += real.get(sum_gx, j);
          }
        }
      }
    });
    return totals;
  }
  std::vector<double> means(norm.batch * norm.channels);
  for (size_t run = 0; run < means.size(); ++run)
    means[run] = real.get(mean, static_cast<int64_t>(run) % norm.channels);
  const std::vector<double> sums = sums_of_runs(real, norm, g, x, means);
  for (int64_t run = 0; run < norm.batch * norm.channels; ++run) {
    totals[2 * (run % norm.channels)] += sums[2 * run];
    totals[2 * (run % norm.channels) + 1] += sums[2 * run + 1];
  }
  return totals;
}

}  // namespace

void run_batch_norm_apply(const ChannelNorm& norm, void* y, const void* x, const void* mean, const void* rstd,
                          const void* weight, const void* bias) {
  const Real real(norm.dtype);
  const int64_t channels = norm.channels;
  const Parameter w(real, weight, channels), b(real, bias, channels);
  if (norm.spatial == 1 && real.direct()) {
    const Buffers arrays(real, 2, channels);
    for (int64_t c = 0; c < channels; ++c) {
      real.put(arrays[0], c, real.get(rstd, c) * value_or(real, w, c, 1));
      real.put(arrays[1], c, value_or(real, b, c, 0));
    }
    for_row_blocks(norm, [&](int64_t first, int64_t rows) {
      real.loops.apply_columns(real.at(y, first * channels), real.at(x, first * channels), mean, arrays[0], arrays[1],
                               rows, channels);
    });
    return;
  }
  for_runs(real, norm, [&](int64_t run, const Buffers& buffers) {
    const int64_t c = run % channels, at = run * norm.spatial;
    apply_run(real, buffers, real.at(y, at), real.at(x, at), norm.spatial, real.get(mean, c),
              real.get(rstd, c) * value_or(real, w, c, 1), value_or(real, b, c, 0));
  });
}

void run_batch_norm_backward(const ChannelNorm& norm, bool training, void* dx, void* dweight, void* dbias,
                             const void* g, const void* x, const void* mean, const void* rstd, const void* weight) {
  const Real real(norm.dtype);
  const int64_t channels = norm.channels;
  const double n = static_cast<double>(norm.batch * norm.spatial);
  const Parameter w(real, weight, channels);
  std::vector<double> sums(2 * channels), dw(channels), db(channels);
  if (training || dweight || dbias) sums = channel_sums(real, norm, g, x, mean);
  const Buffers factors(real, 3, channels);  // a, b and c of dx = a g + b (x - mean) + c
  for (int64_t c = 0; c < channels; ++c) {
    const double scale = real.get(rstd, c), a = scale * value_or(real, w, c, 1);
    db[c] = sums[2 * c];
    dw[c] = sums[2 * c + 1] * scale;
    real.put(factors[0], c, a);
    real.put(factors[1], c, training ? -a * scale * scale * sums[2 * c + 1] / n : 0);
    real.put(factors[2], c, training ? -a * sums[2 * c] / n : 0);
  }
  store_parameters(real, dweight, dw);
  store_parameters(real, dbias, db);
  if (!dx) return;
  if (norm.spatial == 1 && real.direct()) {
    for_row_blocks(norm, [&](int64_t first, int64_t rows) {
      const int64_t at = first * channels;
      real.loops.combine_columns(real.at(dx, at), real.at(g, at), real.at(x, at), mean, factors[0], factors[1],
                                 factors[2], rows, channels);
    });
    return;
  }
  for_runs(real, norm, [&](int64_t run, const Buffers& buffers) {
    const int64_t c = run % channels, at = run * norm.spatial;
    combine_run(real, buffers, real.at(dx, at), real.at(g, at), real.at(x, at), norm.spatial, real.get(mean, c),
                real.get(factors[0], c), real.get(factors[1], c), real.get(factors[2], c));
  });
}

// ---- running statistics ---------------------------------------------------------------------------------------------

namespace {

double read_at(DType dtype, const void* data, int64_t i) {
  return visit(dtype, [&]<class T>() -> double {
    if constexpr (is_reduced(type_of<T>))
      return static_cast<double>(to_float(static_cast<const T*>(data)[i]));
    else if constexpr (is_floating(type_of<T>))
      return static_cast<double>(static_cast<const T*>(data)[i]);
    else
      return 0;
  });
}
void write_at(DType dtype, void* data, int64_t i, double value) {
  visit(dtype, [&]<class T>() {
    T& to = static_cast<T*>(data)[i];
    if constexpr (std::is_same_v<T, Half>) to = to_half(static_cast<float>(value));
    if constexpr (std::is_same_v<T, BFloat16>) to = to_bfloat16(static_cast<float>(value));
    if constexpr (std::is_same_v<T, float> || std::is_same_v<T, double>) to = static_cast<T>(value);
  });
}

}  // namespace

void run_move_average(const Operand& running, int64_t stride, const Operand& batch, int64_t n, double momentum,
                      double factor) {
  for (int64_t c = 0; c < n; ++c) {
    const double old = read_at(running.dtype, running.data, c * stride);
    write_at(running.dtype, running.data, c * stride,
             (1 - momentum) * old + momentum * factor * read_at(batch.dtype, batch.data, c));
  }
}

void run_invert_deviations(DType dtype, void* variance, int64_t n, double eps) {
  for (int64_t c = 0; c < n; ++c) write_at(dtype, variance, c, 1 / std::sqrt(read_at(dtype, variance, c) + eps));
}

}  // namespace flambeau
