// Owns: transforms of blocks and their plans.
// Called by: backend/cpu/fft and fft_line.
#include "backend/cpu/fft_block.h"

#include <cstring>

#include "backend/cpu/fft_roots.h"
#include "memory/scratch.h"

namespace flambeau {

template <> const FftLoops<float>& fft_loops<float>() {
  static const FftLoops<float>& loops = FLAMBEAU_PICK_ISA(fft_loops_f32);
  return loops;
}
template <> const FftLoops<double>& fft_loops<double>() {
  static const FftLoops<double>& loops = FLAMBEAU_PICK_ISA(fft_loops_f64);
  return loops;
}

std::vector<double> circle_of_chirps(int64_t n, int64_t m) {
  std::vector<double> circle(2 * m);
  const Roots roots(2 * n);
  for (int64_t k = 0; k < n; ++k) {
    const Root root = std::conj(roots(k * k));
    for (const int64_t at : {k, (m - k) % m}) {
      circle[2 * at] = static_cast<double>(root.real());
      circle[2 * at + 1] = static_cast<double>(root.imag());
    }
  }
  return circle;
}

template <class T> std::vector<T> chirps(int64_t n) {
  std::vector<T> found;
  const Roots roots(2 * n);
  for (int64_t k = 0; k < n; ++k) append(found, roots(k * k));
  return found;
}
template std::vector<float> chirps(int64_t);
template std::vector<double> chirps(int64_t);

namespace {

template <class T> void add_passes(BlockPlan<T>& plan) {
  const std::vector<int> radices = radices_of(plan.n);
  const Roots roots(plan.n);
  std::vector<size_t> twiddles, own;
  int64_t length = plan.n;
  for (const int radix : radices) {
    twiddles.push_back(plan.tables.size());
    for (int64_t p = 0; p < length / radix; ++p)
      for (int64_t j = 1; j < radix; ++j) append(plan.tables, roots(p * j * (plan.n / length)));
    own.push_back(plan.tables.size());
    for (int64_t k = 1; k <= radix / 2 && radix % 2; ++k)
      for (int64_t j = 1; j <= radix / 2; ++j) append(plan.tables, roots(j * k % radix * (plan.n / radix)));
    length /= radix;
  }
  for (const int radix : radices) {
    const int i = plan.passes.count++;
    plan.passes.radix[i] = radix;
    plan.passes.twiddles[i] = plan.tables.data() + twiddles[i];
    plan.passes.roots[i] = plan.tables.data() + own[i];
  }
}

// In double for either type, since the kernel's errors are those of every number.
std::vector<double> transformed(const std::vector<double>& line, int64_t m) {
  const auto plan = block_plan<double>(m);
  const FftLoops<double>& loops = fft_loops<double>();
  const Scratch z(plan->room() * 8), spare(plan->room() * 8);
  std::vector<double> out(line);
  double* lines[] = {out.data()};
  const FftLines<double> one{lines, 1, false, 1, m};
  loops.load_complex(one, z.as<double>());
  loops.store_complex(transform_block(*plan, false, z.as<double>(), spare.as<double>()), 1.0 / m, one);
  return out;
}

template <class T> void add_convolution(BlockPlan<T>& plan) {
  const int64_t m = convolution_length(plan.n);
  plan.convolution = block_plan<T>(m);
  plan.chirp = chirps<T>(plan.n);
  for (const double x : transformed(circle_of_chirps(plan.n, m), m)) plan.kernel.push_back(static_cast<T>(x));
}

}  // namespace

template <class T> std::shared_ptr<const BlockPlan<T>> block_plan(int64_t n) {
  return kept_plan<BlockPlan<T>>(n, [n] {
    auto plan = std::make_shared<BlockPlan<T>>();
    plan->n = n;
    if (is_smooth(n))
      add_passes(*plan);
    else
      add_convolution(*plan);
    return plan;
  });
}
template std::shared_ptr<const BlockPlan<float>> block_plan(int64_t);
template std::shared_ptr<const BlockPlan<double>> block_plan(int64_t);

template <class T> T* transform_block(const BlockPlan<T>& plan, bool inverse, T* z, T* spare) {
  const FftLoops<T>& loops = fft_loops<T>();
  if (!plan.convolution) return loops.transform(plan.passes, plan.n, inverse, z, spare);
  const BlockPlan<T>& longer = *plan.convolution;
  const int64_t used = 2 * loops.lanes * plan.n;
  loops.multiply(z, plan.chirp.data(), plan.n, inverse);
  std::fill(z + used, z + plan.room(), T(0));
  T* there = loops.transform(longer.passes, longer.n, inverse, z, spare);
  loops.multiply(there, plan.kernel.data(), longer.n, inverse);
  T* back = loops.transform(longer.passes, longer.n, !inverse, there, there == z ? spare : z);
  loops.multiply(back, plan.chirp.data(), plan.n, inverse);
  return back;
}
template float* transform_block(const BlockPlan<float>&, bool, float*, float*);
template double* transform_block(const BlockPlan<double>&, bool, double*, double*);

template <class T> std::shared_ptr<const PairPlan<T>> pair_plan(int64_t n) {
  return kept_plan<PairPlan<T>>(n, [n] {
    auto plan = std::make_shared<PairPlan<T>>();
    const Roots roots(n);
    for (int64_t k = 0; k <= n / 4; ++k) append(plan->twist, roots(k));
    return plan;
  });
}
template std::shared_ptr<const PairPlan<float>> pair_plan(int64_t);
template std::shared_ptr<const PairPlan<double>> pair_plan(int64_t);

}  // namespace flambeau
