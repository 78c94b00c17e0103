// Owns: the compute functions of contractions: products of vectors, matrices and stacks of matrices.
// Called by: call_op.
#include <utility>

#include "backend/cpu/matmul.h"
#include "backend/cpu/matmul_lists.h"
#include "dispatch/numbers.h"
#include "dispatch/operands.h"

namespace flambeau {
namespace {

struct Pair {
  int64_t first, second;
};
std::ostream& operator<<(std::ostream& out, const Pair& p) { return out << p.first << 'x' << p.second; }

// A tensor as a matrix, or a stack of them.
struct Factor {
  const Tensor& tensor;
  int64_t row_stride, col_stride;
  const int64_t* batch_strides;
};
// The last two dimensions of `t`; a stack's batch strides are the strides before them.
Factor matrix(const Tensor& t) { return {t, t.stride(t.ndim - 2), t.stride(t.ndim - 1), t.strides()}; }
Factor row_vector(const Tensor& t) { return {t, 0, t.stride(0), nullptr}; }
Factor column_vector(const Tensor& t) { return {t, t.stride(0), 0, nullptr}; }

// Of one product: the matrices' size, and how many there are along each dimension of the stack.
struct Size {
  int64_t rows, cols, inner;
  ShapeView batch = {};
};

// What is added to a product.
struct Summand {
  const Tensor* bias = nullptr;  // `cols` contiguous elements, for every row
  bool accumulate = false;       // what the result holds
};

// `out` is dense, with rows and columns in its last dimensions.
void multiply(const Tensor& out, const Size& size, const Factor& a, const Factor& b, const Summand& summand = {}) {
  if (out.dtype == DType::Bool && size.inner && out.numel) not_implemented("matmul", out.dtype);
  const int n = size.batch.ndim;
  launch(steps_of(out.numel, std::max<int64_t>(size.inner, 1)),
         {writes(out, out.strides(), n), reads(a.tensor, a.batch_strides, n), reads(b.tensor, b.batch_strides, n),
          reads(summand.bias)},
         size.batch,
         [dtype = out.dtype, rows = size.rows, cols = size.cols, inner = size.inner, a_row = a.row_stride,
          a_col = a.col_stride, b_row = b.row_stride, b_col = b.col_stride,
          accumulate = summand.accumulate](const Access* o, ShapeView batch) {
           matmul(dtype, {rows, cols, inner, {batch.sizes, static_cast<size_t>(batch.ndim)}},
                  {o[0].data, cols, 1, o[0].strides}, {o[1].data, a_row, a_col, o[1].strides},
                  {o[2].data, b_row, b_col, o[2].strides}, {o[3].data, accumulate});
         });
}

[[noreturn]] void fail_inner(const char* op, Pair a, Pair b) {
  fail(ErrorKind::Runtime, "mat1 and mat2 shapes cannot be multiplied (", a, " and ", b, ") | ", op,
       ": the columns of the first must be as many as the rows of the second (", a.second, " != ", b.first, ")",
       a.second == b.second ? " | did you mean the second one transposed?" : "");
}

void require_same_dtype(const char* op, const Tensor& a, const Tensor& b) {
  if (a.dtype != b.dtype) {
    fail(ErrorKind::Runtime, "expected m1 and m2 to have the same dtype, but got: ", c_name(a.dtype),
         " != ", c_name(b.dtype), " | ", op, " | convert one of them with .to()");
  }
}

// The same of a product that is added to something.
void require_dtypes(const char* op, const Tensor& a, const Tensor& b, const Tensor& self) {
  const bool factors = a.dtype != b.dtype;
  if (factors || self.dtype != b.dtype) {
    fail(ErrorKind::Runtime, factors ? "mat1" : "self", " and mat2 must have the same dtype, but got ",
         scalar_type_name(factors ? a.dtype : self.dtype), " and ", scalar_type_name(b.dtype), " | ", op,
         " | convert one of them with .to()");
  }
}

// ---- products without a summand -------------------------------------------------------------------------------------

TensorRef product_of_matrices(const char* op, const Tensor& a, const Tensor& b) {
  require_same_dtype(op, a, b);
  const int64_t rows = a.size(0), inner = a.size(1), cols = b.size(1);
  if (inner != b.size(0)) fail_inner(op, {rows, inner}, {b.size(0), cols});
  const int64_t shape[] = {rows, cols};
  TensorRef out = empty(shape, 2, a.dtype, a.storage->device);
  multiply(*out, {rows, cols, inner}, matrix(a), matrix(b));
  return out;
}

TensorRef product_of_vectors(const char* op, const Tensor& a, const Tensor& b) {
  if (a.dtype != b.dtype) {
    fail(ErrorKind::Runtime, "dot : expected both vectors to have same dtype, but found ", scalar_type_name(a.dtype),
         " and ", scalar_type_name(b.dtype));
  }
  if (a.numel != b.numel) {
    fail(ErrorKind::Runtime, "inconsistent tensor size, expected tensor ", a.shape(), " and src ", b.shape(),
         " to have the same number of elements, but got ", a.numel, " and ", b.numel, " elements respectively | ", op);
  }
  TensorRef out = empty(nullptr, 0, a.dtype, a.storage->device);
  multiply(*out, {1, 1, a.numel}, row_vector(a), column_vector(b));
  return out;
}

TensorRef matrix_by_vector(const char* op, const Tensor& a, const Tensor& b) {
  require_same_dtype(op, a, b);
  const int64_t rows = a.size(0), inner = a.size(1);
  if (inner != b.numel) {
    fail(ErrorKind::Runtime, "size mismatch, got input (", rows, "), mat (", Pair{rows, inner}, "), vec (", b.numel,
         ") | ", op, " needs as many elements as the matrix has columns");
  }
  TensorRef out = empty(&rows, 1, a.dtype, a.storage->device);
  multiply(*out, {rows, 1, inner}, matrix(a), column_vector(b));
  return out;
}

void compute_mm(Call& call) {
  const Tensor &a = call.tensor(0), &b = call.tensor(1);
  if (a.ndim != 2) fail(ErrorKind::Runtime, "self must be a matrix | mm: self has shape ", a.shape());
  if (b.ndim != 2) fail(ErrorKind::Runtime, "mat2 must be a matrix | mm: mat2 has shape ", b.shape());
  deliver(call, product_of_matrices("mm", a, b));
}

void compute_mv(Call& call) {
  const Tensor &a = call.tensor(0), &b = call.tensor(1);
  if (a.ndim != 2 || b.ndim != 1) {
    fail(ErrorKind::Runtime, "vector + matrix @ vector expected, got 1, ", int{a.ndim}, ", ", int{b.ndim}, " | mv");
  }
  deliver(call, matrix_by_vector("mv", a, b));
}

void require_vectors(const char* op, const Tensor& a, const Tensor& b) {
  if (a.ndim != 1 || b.ndim != 1) {
    fail(ErrorKind::Runtime, "1D tensors expected, but got ", int{a.ndim}, "D and ", int{b.ndim}, "D tensors | ", op);
  }
}

void compute_dot(Call& call) {
  require_vectors("dot", call.tensor(0), call.tensor(1));
  deliver(call, product_of_vectors("dot", call.tensor(0), call.tensor(1)));
}

void compute_vdot(Call& call) {
  Tensor& a = call.tensor(0);
  require_vectors("vdot", a, call.tensor(1));
  if (!is_complex(a.dtype)) return deliver(call, product_of_vectors("vdot", a, call.tensor(1)));
  static const ElementwiseKernel* const conj = find_elementwise("conj");
  const TensorRef conjugate = empty_like(a, a.dtype);
  launch_elementwise(*conj, a.dtype, {writes(*conjugate), reads(a)}, a);
  deliver(call, product_of_vectors("vdot", *conjugate, call.tensor(1)));
}

void require_stacks(const char* op, const Tensor& a, const Tensor& b) {
  for (const auto& [t, name] : {std::pair{&a, "batch1"}, std::pair{&b, "batch2"}}) {
    if (t->ndim != 3) fail(ErrorKind::Runtime, name, " must be a 3D tensor | ", op, ": it has shape ", t->shape());
  }
  if (a.size(0) != b.size(0) || a.size(2) != b.size(1)) {
    fail(ErrorKind::Runtime, "Expected size for first two dimensions of batch2 tensor to be: [", a.size(0), ", ",
         a.size(2), "] but got: [", b.size(0), ", ", b.size(1), "]. | ", op, ": batch1 has shape ", a.shape());
  }
}

void compute_bmm(Call& call) {
  const Tensor &a = call.tensor(0), &b = call.tensor(1);
  require_stacks("bmm", a, b);
  if (a.dtype != b.dtype) {
    fail(ErrorKind::Runtime, "expected scalar type ", scalar_type_name(a.dtype), " but found ",
         scalar_type_name(b.dtype), " | bmm: both operands need one dtype");
  }
  const int64_t shape[] = {a.size(0), a.size(1), b.size(2)};
  TensorRef out = empty(shape, 3, a.dtype, a.storage->device);
  multiply(*out, {shape[1], shape[2], a.size(2), {1, shape}}, matrix(a), matrix(b));
  deliver(call, std::move(out));
}

// One side of a matmul: a vector is a matrix of one row (on the left) or one column (on the right).
struct Side {
  Factor view;
  Dims batch;
  int64_t rows, cols;
};
Side left_side(const Tensor& t) {
  if (t.ndim == 1) return {row_vector(t), {}, 1, t.size(0)};
  return {matrix(t), Dims(t.sizes(), t.ndim - 2), t.size(t.ndim - 2), t.size(t.ndim - 1)};
}
Side right_side(const Tensor& t) {
  if (t.ndim == 1) return {column_vector(t), {}, t.size(0), 1};
  return {matrix(t), Dims(t.sizes(), t.ndim - 2), t.size(t.ndim - 2), t.size(t.ndim - 1)};
}

// Strides along the broadcast batch dimensions.
Dims batch_strides(const Side& side, const Dims& batch) {
  const int extra = batch.size() - side.batch.size();
  Dims strides = Dims::repeat(0, batch.size());
  for (int i = extra; i < batch.size(); ++i) {
    if (side.batch[i - extra] != 1) strides[i] = side.view.batch_strides[i - extra];
  }
  return strides;
}

[[noreturn]] void fail_sides(const Tensor& a, const Tensor& b, const Side& left, const Side& right) {
  if (a.ndim > 2 && b.ndim == 1) {
    const int64_t rows = left.cols ? a.numel / left.cols : 0;
    fail(ErrorKind::Runtime, "size mismatch, got input (", rows, "), mat (", Pair{rows, left.cols}, "), vec (", b.numel,
         ") | matmul: self has shape ", a.shape());
  }
  if (b.ndim > 2) {
    fail(ErrorKind::Runtime, "Expected size for first two dimensions of batch2 tensor to be: [",
         b.numel / std::max<int64_t>(1, right.rows * right.cols), ", ", left.cols, "] but got: [",
         b.numel / std::max<int64_t>(1, right.rows * right.cols), ", ", right.rows, "]. | matmul: self has shape ",
         a.shape(), " and other ", b.shape(), "; self.shape[-1] must equal other.shape[-2]",
         left.cols == right.cols ? " | did you mean other.mT?" : "");
  }
  fail_inner("matmul", {left.cols ? a.numel / left.cols : left.rows, left.cols}, {right.rows, right.cols});
}

TensorRef product_of_stacks(const Tensor& a, const Tensor& b) {
  require_same_dtype("matmul", a, b);
  const Side left = left_side(a), right = right_side(b);
  if (left.cols != right.rows) fail_sides(a, b, left, right);
  const Dims batch = broadcast_shapes(left.batch, right.batch);
  Dims shape = batch;
  if (a.ndim > 1) shape.push(left.rows);
  if (b.ndim > 1) shape.push(right.cols);
  TensorRef out = empty(shape, a.dtype, a.storage->device);
  const Dims left_strides = batch_strides(left, batch), right_strides = batch_strides(right, batch);
  multiply(*out, {left.rows, right.cols, left.cols, batch},
           {a, left.view.row_stride, left.view.col_stride, left_strides.data()},
           {b, right.view.row_stride, right.view.col_stride, right_strides.data()});
  return out;
}

TensorRef product(const Tensor& a, const Tensor& b) {
  if (a.ndim == 2 && b.ndim == 2) return product_of_matrices("matmul", a, b);
  if (a.ndim == 0 || b.ndim == 0) {
    fail(ErrorKind::Runtime, "both arguments to matmul need to be at least 1D, but they are ", int{a.ndim}, "D and ",
         int{b.ndim}, "D | multiply by a 0-d tensor with *");
  }
  if (a.ndim == 1 && b.ndim == 1) return product_of_vectors("matmul", a, b);
  if (a.ndim == 2 && b.ndim == 1) return matrix_by_vector("matmul", a, b);
  return product_of_stacks(a, b);
}

void compute_matmul(Call& call) { deliver(call, product(call.tensor(0), call.tensor(1))); }

// ---- beta * self + alpha * product ----------------------------------------------------------------------------------

// The product of an addmm and its kin, checked but not yet computed.
struct Product {
  const char* op;
  const Tensor& a;
  const Tensor& b;
  Dims shape;
  Size size;
  Factor left, right;
};

bool equals(const Value& v, int64_t number) {
  if (v.tag == Tag::Complex && v.imag != 0) return false;
  return v.as_double() == static_cast<double>(number);
}

// Strides of `self` seen with the product's shape.
Dims summand_strides(const Product& p, const Tensor& self) {
  const int extra = p.shape.size() - self.ndim;
  if (extra < 0) {
    fail(ErrorKind::Runtime, "expand(", self.shape(), ", size=", p.shape, "): the number of sizes provided (",
         p.shape.size(), ") must be greater or equal to the number of dimensions in the tensor (", int{self.ndim},
         ") | ", p.op);
  }
  Dims strides = Dims::repeat(0, p.shape.size());
  for (int i = extra; i < p.shape.size(); ++i) {
    const int64_t have = self.size(i - extra);
    if (have == p.shape[i]) {
      strides[i] = have == 1 ? 0 : self.stride(i - extra);
    } else if (have != 1) {
      fail(ErrorKind::Runtime, "The expanded size of the tensor (", p.shape[i], ") must match the existing size (",
           have, ") at non-singleton dimension ", i, ".  Target sizes: ", p.shape, ".  Tensor sizes: ", self.shape(),
           " | ", p.op);
    }
  }
  return strides;
}

// Is it one contiguous row, repeated? Then the kernel adds it while it multiplies.
bool is_bias(const Product& p, const Dims& strides) {
  if (strides.size() < 2 || (strides.back() != 1 && p.size.cols != 1)) return false;
  return std::all_of(strides.begin(), strides.end() - 1, [](int64_t stride) { return stride == 0; });
}

void run_product(const Product& p, Tensor& out, const Summand& summand = {}) {
  multiply(out, p.size, p.left, p.right, summand);
}

// beta * self + alpha * out, into out.
void scale_and_add(Tensor& out, const Tensor& self, const Dims& strides, const Value& beta, const Value& alpha) {
  static const ElementwiseKernel* const mul = find_elementwise("mul");
  static const ElementwiseKernel* const add_scaled = find_elementwise("add_scaled");
  const DType number_type = compute_type(out.dtype);
  const Dims none = Dims::repeat(0, out.ndim);
  alignas(16) char alpha_number[16], beta_number[16];
  write_number(alpha, number_type, alpha_number);
  write_number(beta, number_type, beta_number);
  const Access sum = writes(out), product = reads(out),
               by_alpha = number(alpha_number, number_type, none.data(), out.ndim);
  const Access summand = reads(self, strides.data(), out.ndim);
  if (equals(beta, 0)) return launch_elementwise(*mul, out.dtype, {sum, product, by_alpha}, out);
  if (equals(beta, 1)) return launch_elementwise(*add_scaled, out.dtype, {sum, summand, product, by_alpha}, out);
  const TensorRef scaled = empty_like(out, out.dtype);
  const Access by_beta = number(beta_number, number_type, none.data(), out.ndim);
  launch_elementwise(*mul, out.dtype, {writes(*scaled), summand, by_beta}, out);
  launch_elementwise(*add_scaled, out.dtype, {sum, reads(*scaled), product, by_alpha}, out);
}

// Arguments: self, the two factors, beta, alpha. With beta 0 self is not read, nor are the factors with `skip`.
void add_product(Call& call, const Product& p, bool skip_when_alpha_is_zero) {
  const Tensor& self = call.tensor(0);
  const Value &beta = call.arg(3), &alpha = call.arg(4);
  if (p.a.dtype == DType::Bool) not_implemented(p.op, p.a.dtype);
  for (const Value* factor : {&beta, &alpha}) check_fits(*factor, p.b.ndim == 1 ? p.a.dtype : compute_type(p.a.dtype));
  if (call.target && !has_shape(*call.target, p.shape)) {
    fail(ErrorKind::Runtime, "Bad in-place call: input tensor size ", call.target->shape(), " and output tensor size ",
         p.shape, " should match | ", p.op, '_');
  }
  const Dims strides = summand_strides(p, self);
  const bool adds = equals(alpha, 1), keeps_self = equals(beta, 1);
  const bool factors_aside = call.target && p.a.storage != self.storage && p.b.storage != self.storage;
  if (factors_aside && call.target == &self && adds && keeps_self && self.is_contiguous()) {
    run_product(p, *call.target, {.accumulate = true});
    call.out[0] = TensorRef::share(call.target);
    return;
  }
  TensorRef out = empty(p.shape, p.a.dtype, self.storage->device);
  if (adds && equals(beta, 0)) {
    run_product(p, *out);
  } else if (adds && keeps_self && is_bias(p, strides)) {
    run_product(p, *out, {.bias = &self});
  } else if (adds && keeps_self) {
    copy_into(*out, self);
    run_product(p, *out, {.accumulate = true});
  } else {
    if (skip_when_alpha_is_zero && equals(alpha, 0))
      zero_fill(*out);
    else
      run_product(p, *out);
    scale_and_add(*out, self, strides, beta, alpha);
  }
  deliver(call, std::move(out));
}

void compute_addmm(Call& call) {
  const Tensor &self = call.tensor(0), &a = call.tensor(1), &b = call.tensor(2);
  if (a.ndim != 2) fail(ErrorKind::Runtime, "mat1 must be a matrix, got ", int{a.ndim}, "-D tensor | addmm");
  if (b.ndim != 2) fail(ErrorKind::Runtime, "mat2 must be a matrix, got ", int{b.ndim}, "-D tensor | addmm");
  require_dtypes("addmm", a, b, self);
  const int64_t rows = a.size(0), inner = a.size(1), cols = b.size(1);
  if (inner != b.size(0)) fail_inner("addmm", {rows, inner}, {b.size(0), cols});
  add_product(call, {"addmm", a, b, {rows, cols}, {rows, cols, inner}, matrix(a), matrix(b)}, true);
}

void compute_addmv(Call& call) {
  const Tensor &self = call.tensor(0), &a = call.tensor(1), &b = call.tensor(2);
  if (a.ndim != 2 || b.ndim != 1 || self.ndim > 1) {
    fail(ErrorKind::Runtime, "vector + matrix @ vector expected, got ", int{self.ndim}, ", ", int{a.ndim}, ", ",
         int{b.ndim}, " | addmv");
  }
  const int64_t rows = a.size(0), inner = a.size(1);
  if (inner != b.numel || (self.numel != rows && self.numel != 1)) {
    fail(ErrorKind::Runtime, "size mismatch, got input (", self.numel, "), mat (", Pair{rows, inner}, "), vec (",
         b.numel, ") | addmv");
  }
  if (a.dtype != b.dtype || self.dtype != b.dtype) {
    fail(ErrorKind::Runtime, "addmv input tensors must have the same dtype, but got ", scalar_type_name(self.dtype),
         ", ", scalar_type_name(a.dtype), ", and ", scalar_type_name(b.dtype));
  }
  add_product(call, {"addmv", a, b, {rows}, {rows, 1, inner}, matrix(a), column_vector(b)}, true);
}

void compute_baddbmm(Call& call) {
  const Tensor &self = call.tensor(0), &a = call.tensor(1), &b = call.tensor(2);
  require_stacks("baddbmm", a, b);
  if (a.dtype != b.dtype || self.dtype != b.dtype) {
    fail(ErrorKind::Runtime, "Input dtypes must be the same, got: input ", name_of(self.dtype),
         ", batch1: ", name_of(a.dtype), ", batch2: ", name_of(b.dtype), " | baddbmm");
  }
  const int64_t rows = a.size(1), cols = b.size(2), batch = a.size(0);
  add_product(call,
              {"baddbmm", a, b, {batch, rows, cols}, {rows, cols, a.size(2), {1, a.sizes()}}, matrix(a), matrix(b)},
              false);
}

// ---- linear ---------------------------------------------------------------------------------------------------------

// input (..., n) by weight (m, n): the weight is read through its strides as (n, m), never copied.
void compute_linear(Call& call) {
  const Tensor &x = call.tensor(0), &weight = call.tensor(1);
  const Tensor* bias = call.arg(2).is_none() ? nullptr : &call.tensor(2);
  if (x.ndim == 0 || weight.ndim == 0) {
    fail(ErrorKind::Runtime, "both arguments to linear need to be at least 1D, but they are ", int{x.ndim}, "D and ",
         int{weight.ndim}, "D");
  }
  if (weight.ndim > 2) {
    fail(ErrorKind::Runtime, "t() expects a tensor with <= 2 dimensions, but self is ", int{weight.ndim},
         "D | linear: weight has shape ", weight.shape(), ", it must be (m, n)");
  }
  if (weight.ndim == 1) {
    if (bias) fail(ErrorKind::Runtime, "mat2 must be a matrix, got 1-D tensor | linear: a bias needs a weight (m, n)");
    return deliver(call, product(x, weight));
  }
  bias ? require_dtypes("linear", x, weight, *bias) : require_same_dtype("linear", x, weight);
  const int64_t inner = weight.size(1), cols = weight.size(0);
  const int last = x.ndim - 1;
  int64_t shape[kMaxDims], count = 1;
  for (int i = 0; i < last; ++i) count *= shape[i] = x.size(i);
  shape[last] = cols;
  if (x.size(last) != inner) fail_inner("linear", {count, x.size(last)}, {inner, cols});

  TensorRef out = empty(shape, x.ndim, x.dtype, x.storage->device);
  Summand summand;
  if (bias && bias->numel == cols && bias->ndim == 1 && (cols == 1 || bias->stride(0) == 1)) {
    summand.bias = bias;
  } else if (bias) {
    copy_into(*out, *bias);
    summand.accumulate = true;
  }
  const Factor w{weight, weight.stride(1), weight.stride(0), nullptr};
  if (x.is_contiguous() || last == 0) {
    multiply(*out, {count, cols, inner}, {x, inner, x.stride(last), nullptr}, w, summand);
  } else {
    multiply(*out, {x.size(last - 1), cols, inner, {last - 1, shape}}, matrix(x), w, summand);
  }
  deliver(call, std::move(out));
}

// A matrix of lists, or its transpose, times a dense one.
void compute_compressed_product(Call& call) {
  Tensor &begins = call.tensor(0), &indices = call.tensor(1), &values = call.tensor(2), &dense = call.tensor(3);
  const int64_t size = call.arg(4).as_int();
  const bool transposed = call.arg(5).truth();
  if (begins.ndim != 1 || begins.numel < 1 || indices.ndim != 1 || !has_shape(values, indices.shape()) ||
      dense.ndim != 2 || size < 0 || (transposed ? dense.size(0) : size) != begins.numel - 1) {
    fail(ErrorKind::Runtime, "compressed_product: begins has shape ", begins.shape(), ", indices ", indices.shape(),
         ", values ", values.shape(), ", dense ", dense.shape(), " and the result ", size,
         " rows | these must be (n + 1,), (nnz,), (nnz,), a matrix, and n rows of the matrix that n is an extent of");
  }
  if (begins.dtype != DType::Int64 || indices.dtype != DType::Int64)
    fail(ErrorKind::Runtime, "compressed_product: begins and indices must be int64");
  require_same_dtype("compressed_product", values, dense);
  const int64_t columns = dense.size(1);
  TensorRef out = empty(Dims{size, columns}, dense.dtype, dense.storage->device);
  const TensorRef b = contiguous(begins), i = contiguous(indices), v = contiguous(values), d = contiguous(dense);
  launch(steps_of(v->numel + size, columns), {writes(*out), reads(*b), reads(*i), reads(*v), reads(*d)},
         [lines = b->numel - 1, count = v->numel, width = transposed ? size : d->size(0), columns,
          transposed](const Access* o) {
           const auto position = [](const Access& a) { return static_cast<const int64_t*>(a.data); };
           const Compressed lists{position(o[1]), position(o[2]), lines, count, width, o[3].data};
           run_compressed_product(o[0].dtype, o[0].data, lists, o[4].data, columns, transposed);
         });
  deliver(call, std::move(out));
}

constexpr ComputeEntry kEntries[] = {
    {"matmul", compute_matmul, "self: Tensor, other: Tensor"},
    {"mm", compute_mm, "self: Tensor, mat2: Tensor"},
    {"bmm", compute_bmm, "self: Tensor, mat2: Tensor"},
    {"mv", compute_mv, "self: Tensor, vec: Tensor"},
    {"dot", compute_dot, "self: Tensor, tensor: Tensor"},
    {"vdot", compute_vdot, "self: Tensor, other: Tensor"},
    {"addmm", compute_addmm, "self: Tensor, mat1: Tensor, mat2: Tensor, beta: Number, alpha: Number"},
    {"addmv", compute_addmv, "self: Tensor, mat: Tensor, vec: Tensor, beta: Number, alpha: Number"},
    {"baddbmm", compute_baddbmm, "self: Tensor, batch1: Tensor, batch2: Tensor, beta: Number, alpha: Number"},
    {"compressed_product", compute_compressed_product,
     "begins: Tensor, indices: Tensor, values: Tensor, dense: Tensor, size: int, transposed: bool"},
    {"linear", compute_linear, "input: Tensor, weight: Tensor, bias: Tensor | None"},
};

}  // namespace

const ComputeTable kMatmulComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
