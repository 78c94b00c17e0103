// Owns: transforms of single lines and their plans.
// Called by: backend/cpu/fft.
#include "backend/cpu/fft_line.h"

#include "backend/cpu/fft_roots.h"
#include "backend/cpu/parallel.h"
#include "memory/scratch.h"

namespace flambeau {
namespace {

constexpr int64_t kGrain = 1 << 15;  // numbers per thread
constexpr int kMostLanes = 16;

int64_t groups_of(int64_t n, int64_t lanes) { return (n + lanes - 1) / lanes; }
int64_t grain_of(int64_t numbers) { return std::max<int64_t>(1, kGrain / numbers); }

// The number of rows for which the fewest lanes stay empty, and of those the one nearest to a square.
template <class T> int64_t best_rows(int64_t n) {
  const int64_t lanes = fft_loops<T>().lanes;
  int64_t best = 1, least = INT64_MAX;
  for (int64_t a = 1; a <= n / a; ++a) {
    if (n % a) continue;
    const int64_t b = n / a, work = groups_of(b, lanes) * lanes * a + groups_of(a, lanes) * lanes * b;
    if (work > least) continue;
    best = a;
    least = work;
  }
  return best;
}

template <class T> void add_matrix(LinePlan<T>& plan) {
  plan.a = best_rows<T>(plan.n);
  plan.b = plan.n / plan.a;
  plan.columns = block_plan<T>(plan.a);
  plan.rows = block_plan<T>(plan.b);
  const int64_t lanes = fft_loops<T>().lanes;
  const Roots roots(plan.n);
  plan.factors.resize(2 * lanes * plan.a * groups_of(plan.b, lanes));
  T* to = plan.factors.data();
  for (int64_t first = 0; first < plan.b; first += lanes) {
    for (int64_t k = 0; k < plan.a; ++k, to += 2 * lanes) {
      for (int64_t l = 0; l < lanes; ++l) {
        const Root root = roots(k * (first + l));
        to[l] = static_cast<T>(root.real());
        to[lanes + l] = static_cast<T>(root.imag());
      }
    }
  }
}

template <class T> void transform_matrix(const LinePlan<T>& plan, bool inverse, const T* in, T* out, T scale) {
  const FftLoops<T>& loops = fft_loops<T>();
  const int64_t lanes = loops.lanes, a = plan.a, b = plan.b, block = 2 * lanes;
  const Scratch turned(groups_of(a, lanes) * b * block * static_cast<int64_t>(sizeof(T)));
  const auto adjacent_lines = [](T* first, T** lines, int width) {
    for (int l = 0; l < width; ++l) lines[l] = first + 2 * l;
  };
  parallel_for(groups_of(b, lanes), grain_of(a * lanes), [&](int64_t begin, int64_t end) {
    const Scratch buffers(2 * a * block * static_cast<int64_t>(sizeof(T)));
    T *z = buffers.as<T>(), *spare = z + a * block, *lines[kMostLanes];
    for (; begin < end; ++begin) {
      const int64_t first = begin * lanes;
      const int width = static_cast<int>(std::min(lanes, b - first));
      adjacent_lines(const_cast<T*>(in) + 2 * first, lines, width);
      loops.load_complex({lines, width, true, b, a}, z);
      loops.twist_columns(transform_block(*plan.columns, inverse, z, spare), plan.factors.data() + first * a * 2, a, b,
                          first, width, inverse, turned.as<T>());
    }
  });
  parallel_for(groups_of(a, lanes), grain_of(b * lanes), [&](int64_t begin, int64_t end) {
    const Scratch buffer(b * block * static_cast<int64_t>(sizeof(T)));
    T* lines[kMostLanes];
    for (; begin < end; ++begin) {
      const int64_t first = begin * lanes;
      const int width = static_cast<int>(std::min(lanes, a - first));
      const T* done = transform_block(*plan.rows, inverse, turned.as<T>() + begin * b * block, buffer.as<T>());
      adjacent_lines(out + 2 * first, lines, width);
      loops.store_complex(done, scale, {lines, width, true, a, b});
    }
  });
}

template <class T> void add_convolution(LinePlan<T>& plan) {
  const int64_t m = convolution_length(plan.n);
  plan.convolution = line_plan<T>(m);
  plan.chirp = chirps<T>(plan.n);
  std::vector<double> circle = circle_of_chirps(plan.n, m);
  transform_line(*line_plan<double>(m), false, circle.data(), circle.data(), 1.0 / m);
  for (const double x : circle) plan.kernel.push_back(static_cast<T>(x));
}

}  // namespace

template <class T> bool fits_a_line(int64_t n) {
  const int64_t lanes = fft_loops<T>().lanes;
  if (n < 4 * lanes) return false;
  if (!is_smooth(n)) return true;
  const int64_t a = best_rows<T>(n);
  return a > 1 && groups_of(a, lanes) * lanes < 4 * a;
}
template bool fits_a_line<float>(int64_t);
template bool fits_a_line<double>(int64_t);

template <class T> std::shared_ptr<const LinePlan<T>> line_plan(int64_t n) {
  return kept_plan<LinePlan<T>>(n, [n] {
    auto plan = std::make_shared<LinePlan<T>>();
    plan->n = n;
    if (is_smooth(n))
      add_matrix(*plan);
    else
      add_convolution(*plan);
    return plan;
  });
}
template std::shared_ptr<const LinePlan<float>> line_plan(int64_t);
template std::shared_ptr<const LinePlan<double>> line_plan(int64_t);

template <class T> void transform_line(const LinePlan<T>& plan, bool inverse, const T* in, T* out, T scale) {
  if (!plan.convolution) return transform_matrix(plan, inverse, in, out, scale);
  const FftLoops<T>& loops = fft_loops<T>();
  const int64_t n = plan.n, m = plan.convolution->n;
  const Scratch buffer(2 * m * static_cast<int64_t>(sizeof(T)));
  T* line = buffer.as<T>();
  loops.multiply_line(in, plan.chirp.data(), line, n, inverse, T(1));
  std::fill(line + 2 * n, line + 2 * m, T(0));
  transform_line(*plan.convolution, false, line, line, T(1));
  loops.multiply_line(line, plan.kernel.data(), line, m, inverse, T(1));
  transform_line(*plan.convolution, true, line, line, T(1));
  loops.multiply_line(line, plan.chirp.data(), out, n, inverse, scale);
}
template void transform_line(const LinePlan<float>&, bool, const float*, float*, float);
template void transform_line(const LinePlan<double>&, bool, const double*, double*, double);

}  // namespace flambeau
