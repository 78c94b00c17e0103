// Owns: looking kernels up by name and running them over operands: casts, broadcasting, threads.
// Called by: dispatch.
#include "backend/cpu/elementwise.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>

#include "backend/cpu/copy.h"
#include "backend/cpu/isa.h"
#include "backend/cpu/loop_nest.h"
#include "backend/cpu/parallel.h"
#include "tensor/error.h"

namespace flambeau {

// Each table ends with an entry whose name is null.
FLAMBEAU_DECLARE_ISA(extern const ElementwiseKernel arithmetic_kernels[], compare_kernels[], bitwise_kernels[],
                     elementary_kernels[], special_kernels[], bessel_kernels[], polynomial_kernels[],
                     activation_kernels[];)

namespace {

constexpr int64_t kBlock = 512;  // elements per cast block: at most 8 KiB per operand, so that all stay in L1
constexpr int64_t kMaxItem = 16;

int64_t grain_of(const ElementwiseKernel& kernel) { return kernel.costly ? 8192 : 32768; }

DType wanted_dtype(const ElementwiseKernel& kernel, DType compute, int operand) {
  if (operand == 0) return kernel.bool_output ? DType::Bool : kernel.real_output ? real_type(compute) : compute;
  return operand == 1 && kernel.bool_first_input ? DType::Bool : compute;
}

// How an operand lies over the shape: 1 contiguous, 0 one element throughout, -1 neither.
int flat_step(const int64_t* strides, int ndim, const int64_t* shape) {
  int64_t expected = 1;
  bool contiguous = true, repeated = true;
  for (int d = ndim - 1; d >= 0; --d) {
    if (shape[d] == 1) continue;
    contiguous &= strides[d] == expected;
    repeated &= strides[d] == 0;
    expected *= shape[d];
  }
  return contiguous ? 1 : repeated ? 0 : -1;
}

// One loop over n elements, all operands contiguous or scalar.
void run_flat(const ElementwiseKernel& kernel, Loop loop, char* const* data, const int64_t* strides, int count,
              int64_t n) {
  const int64_t grain = grain_of(kernel);
  if (n <= grain) return loop(data, strides, n, 1, nullptr);
  parallel_for(n, grain, [&](int64_t begin, int64_t end) {
    char* at[kMaxOperands];
    for (int o = 0; o < count; ++o) at[o] = data[o] + begin * strides[o];
    loop(at, strides, end - begin, 1, nullptr);
  });
}

// A call that one loop cannot do: operands with strides, or of other dtypes than the loop's.
struct Job {
  const ElementwiseKernel& kernel;
  Loop loop;
  int count;
  const DType* wanted;
  const Operand* operands;
};

// How one operand reaches the loop: directly, or through a block that holds it in the loop's dtype, contiguously.
struct Path {
  Cast cast;  // null: directly
  int64_t item;
};

Path path_of(const Job& job, int o, int64_t inner_stride) {
  const DType dtype = job.operands[o].dtype, wanted = job.wanted[o];
  const int64_t item = item_size(wanted);
  const bool gather = job.kernel.costly && inner_stride != 0 && inner_stride != item;
  if (dtype == wanted && !gather) return {nullptr, item};
  return {o == 0 ? find_cast(dtype, wanted) : find_cast(wanted, dtype), item};
}

// One row in blocks: inputs cast in, the loop, the output cast out.
void run_blocks(const Job& job, const Path* paths, char* const* row, const int64_t* row_strides, int64_t n) {
  alignas(64) char blocks[kMaxOperands][kBlock * kMaxItem];
  char* data[kMaxOperands];
  int64_t strides[kMaxOperands];
  for (int64_t begin = 0; begin < n; begin += kBlock) {
    const int64_t length = std::min(kBlock, n - begin);
    for (int o = 0; o < job.count; ++o) {
      const Path& path = paths[o];
      data[o] = row[o] + begin * row_strides[o];
      strides[o] = row_strides[o];
      if (path.cast == nullptr) continue;
      const bool repeated = o > 0 && row_strides[o] == 0;
      if (o > 0 && (!repeated || begin == 0)) {
        path.cast(blocks[o], path.item, data[o], strides[o], repeated ? 1 : length);
      }
      data[o] = blocks[o];
      strides[o] = repeated ? 0 : path.item;
    }
    job.loop(data, strides, length, 1, nullptr);
    if (paths[0].cast) paths[0].cast(row[0] + begin * row_strides[0], row_strides[0], blocks[0], paths[0].item, length);
  }
}

[[gnu::noinline]] void run_nest(const Job& job, int ndim, const int64_t* shape) {
  const LoopNest nest(job.operands, job.count, ndim, shape);
  Path paths[kMaxOperands];
  bool direct = true;
  for (int o = 0; o < job.count; ++o) {
    paths[o] = path_of(job, o, nest.strides[0][o]);
    direct = direct && paths[o].cast == nullptr;
  }
  const int64_t* strides = nest.strides[0];
  parallel_for(nest.elements, grain_of(job.kernel), [&](int64_t begin, int64_t end) {
    if (direct) {
      nest.for_planes(begin, end, [&](char* const* at, int64_t n, int64_t rows) {
        job.loop(at, strides, n, rows, nest.strides[1]);
      });
    } else {
      nest.for_rows(begin, end, [&](char* const* row, int64_t n) { run_blocks(job, paths, row, strides, n); });
    }
  });
}

[[noreturn]] void refuse(const ElementwiseKernel& kernel, DType compute, int count) {
  fail(ErrorKind::NotImplemented, kernel.name, ": not implemented for ", count - 1, " operands of dtype ",
       name_of(compute));
}

}  // namespace

const std::vector<const ElementwiseKernel*>& all_elementwise() {
  static const std::vector<const ElementwiseKernel*> all = [] {
    std::vector<const ElementwiseKernel*> kernels;
    for (const ElementwiseKernel* table :
         {FLAMBEAU_PICK_ISA(arithmetic_kernels), FLAMBEAU_PICK_ISA(compare_kernels), FLAMBEAU_PICK_ISA(bitwise_kernels),
          FLAMBEAU_PICK_ISA(elementary_kernels), FLAMBEAU_PICK_ISA(special_kernels), FLAMBEAU_PICK_ISA(bessel_kernels),
          FLAMBEAU_PICK_ISA(polynomial_kernels), FLAMBEAU_PICK_ISA(activation_kernels)}) {
      for (; table->name; ++table) kernels.push_back(table);
    }
    return kernels;
  }();
  return all;
}

const ElementwiseKernel* find_elementwise(const char* name) {
  for (const ElementwiseKernel* kernel : all_elementwise()) {
    if (std::strcmp(kernel->name, name) == 0) return kernel;
  }
  return nullptr;
}

void run_elementwise(const ElementwiseKernel& kernel, DType compute, const Operand* operands, int count, int ndim,
                     const int64_t* shape) {
  compute = compute_type(compute);
  const Loop loop = kernel.loops[static_cast<int>(compute)];
  if (loop == nullptr || count != kernel.inputs + 1) refuse(kernel, compute, count);
  int64_t n = 1;
  for (int d = 0; d < ndim; ++d) n *= shape[d];
  if (n == 0) return;

  // First pass: the layout that one loop can do, in which most calls are.
  DType wanted[kMaxOperands];
  char* data[kMaxOperands];
  int64_t strides[kMaxOperands];
  alignas(kMaxItem) char scalars[kMaxOperands][kMaxItem];
  bool flat = true;
  for (int o = 0; o < count; ++o) {
    const Operand& operand = operands[o];
    wanted[o] = wanted_dtype(kernel, compute, o);
    const int step = flat_step(operand.strides, ndim, shape);
    data[o] = static_cast<char*>(operand.data);
    strides[o] = step * item_size(wanted[o]);
    if (operand.dtype == wanted[o] && (step == 1 || (step == 0 && o > 0))) continue;
    if (o == 0 || (step != 0 && n != 1)) {
      flat = false;
      continue;
    }
    find_cast(wanted[o], operand.dtype)(scalars[o], 0, data[o], 0, 1);
    data[o] = scalars[o];
  }
  if (flat) return run_flat(kernel, loop, data, strides, count, n);

  Operand ready[kMaxOperands];
  for (int o = 0; o < count; ++o) {
    ready[o] = operands[o];
    if (data[o] == scalars[o]) ready[o] = {scalars[o], wanted[o], operands[o].strides};
  }
  run_nest({kernel, loop, count, wanted, ready}, ndim, shape);
}

bool any_zero(const Operand& operand, int ndim, const int64_t* shape) {
  const LoopNest nest(&operand, 1, ndim, shape);
  if (nest.elements == 0) return false;
  const Cast to_bool = find_cast(DType::Bool, operand.dtype);
  std::atomic<bool> found{false};
  parallel_for(nest.elements, 32768, [&](int64_t begin, int64_t end) {
    bool nonzero[kBlock];
    nest.for_rows(begin, end, [&](char* const* row, int64_t n) {
      const int64_t stride = nest.strides[0][0];
      for (int64_t i = 0; i < n && !found.load(std::memory_order_relaxed); i += kBlock) {
        const int64_t length = std::min(kBlock, n - i);
        to_bool(reinterpret_cast<char*>(nonzero), 1, row[0] + i * stride, stride, length);
        if (std::memchr(nonzero, 0, static_cast<size_t>(length))) found.store(true, std::memory_order_relaxed);
      }
    });
  });
  return found.load();
}

namespace {

// The bits of the neighbour of x on the way to y: those of one sign are ordered as the magnitudes are.
uint16_t next_bits(uint16_t x, uint16_t y, float from, float to) {
  if (std::isnan(from)) return x;
  if (std::isnan(to) || from == to) return y;
  if (from == 0) return static_cast<uint16_t>((y & 0x8000u) | 1u);
  return static_cast<uint16_t>((from < to) == (from > 0) ? x + 1 : x - 1);
}
template <class T> void step_reduced(void* out, const void* from, const void* to, int64_t n) {
  T* results = static_cast<T*>(out);
  const T *x = static_cast<const T*>(from), *y = static_cast<const T*>(to);
  for (int64_t i = 0; i < n; ++i) results[i] = {next_bits(x[i].bits, y[i].bits, to_float(x[i]), to_float(y[i]))};
}

}  // namespace

void run_nextafter_reduced(DType dtype, void* out, const void* x, const void* y, int64_t n) {
  (dtype == DType::Float16 ? step_reduced<Half> : step_reduced<BFloat16>)(out, x, y, n);
}

}  // namespace flambeau
