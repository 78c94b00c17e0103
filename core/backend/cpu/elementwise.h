// Owns: the elementwise driver, which runs a kernel's inner loop over strided, broadcast, mixed-dtype operands.
// Called by: dispatch (elementwise and comparison kinds) and fused block programs.
#pragma once

#include <cstdint>
#include <vector>

#include "tensor/dims.h"
#include "tensor/dtype.h"

namespace flambeau {

inline constexpr int kMaxOperands = 6;  // one output and up to five inputs

// `rows` rows of n elements. data[0] is the output, data[1..] the inputs; strides (within a row) and steps (from row to
// row, read only if there are several) in bytes; 0 repeats one element. All operands are of the compute dtype, except
// where the kernel's flags say otherwise. data[0] may equal an input exactly.
using Loop = void (*)(char* const* data, const int64_t* strides, int64_t n, int64_t rows, const int64_t* steps);

struct ElementwiseKernel {
  const char* name;
  int inputs;
  bool bool_output;       // comparisons and predicates: the loop writes bool
  bool bool_first_input;  // where: input 0 is bool
  bool real_output;       // abs, angle: a complex loop writes the real type
  bool costly;            // threaded sooner; strided operands are gathered into blocks so that the loop vectorises
  Loop loops[kDTypes];    // null: not implemented; the 16-bit floats go through Float32, block by block
};

// Every kernel, at the active ISA level.
const std::vector<const ElementwiseKernel*>& all_elementwise();

// The kernel of that name at the active ISA level, or null when there is none. A linear search: call it once per op.
const ElementwiseKernel* find_elementwise(const char* name);

// Strides in elements, one per dim; 0 broadcasts. `data` includes the offset.
struct Operand {
  void* data;
  DType dtype;
  const int64_t* strides;
};

// Computes operands[0] = kernel(operands[1], …) over `shape`. The loop runs in `compute` (a 16-bit float is accepted
// and means Float32); operands of another dtype are cast block by block in cache, and so is the output, once. The
// output may be one of the inputs (same data and strides); no other overlap is allowed.
void run_elementwise(const ElementwiseKernel& kernel, DType compute, const Operand* operands, int count, int ndim,
                     const int64_t* shape);

// Whether any element is zero (for integer division, whose caller raises ZeroDivisionError).
bool any_zero(const Operand& operand, int ndim, const int64_t* shape);

// The next of n contiguous float16 or bfloat16 numbers on the way from x to y. The kernel of that name computes in
// float, whose neighbours are too near: this steps through their own bits.
void run_nextafter_reduced(DType dtype, void* out, const void* x, const void* y, int64_t n);

}  // namespace flambeau
