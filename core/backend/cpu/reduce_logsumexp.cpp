// Owns: log-sum-exp over dimensions: sums of exponentials about the largest element so far.
// Called by: the op layer.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "backend/cpu/copy.h"
#include "backend/cpu/isa.h"
#include "backend/cpu/isa/softmax_loops.h"
#include "backend/cpu/reduce.h"
#include "backend/cpu/reduce_blocks.h"
#include "memory/scratch.h"

namespace flambeau {

FLAMBEAU_DECLARE_ISA(extern const SoftmaxLoops softmax_loops;)

using namespace blockwise;

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
  static const SoftmaxLoops& rows = FLAMBEAU_PICK_ISA(softmax_loops);
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

}  // namespace flambeau
