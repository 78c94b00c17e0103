// Owns: the choice of loop or library for a matrix product, operand packing and the split between threads.
// Called by: the contraction ops, convolution's im2col path and linear layers.
#include "backend/cpu/matmul.h"

#include <algorithm>
#include <string>
#include <utility>

#include "backend/cpu/accumulate.h"
#include "backend/cpu/blas/openblas.h"
#include "backend/cpu/copy.h"
#include "backend/cpu/isa.h"
#include "backend/cpu/matmul_small.h"
#include "backend/cpu/onednn/matmul.h"
#include "backend/cpu/parallel.h"
#include "memory/scratch.h"
#include "tensor/error.h"

namespace flambeau {
namespace {

// Where our loops stop winning over OpenBLAS, in multiplications; measured on Zen 3 (AVX2).
constexpr int64_t kSmallRows = 20 * 20 * 20;  // b by rows
constexpr int64_t kSmallDots = 16 * 16 * 16;  // both operands contiguous along the sum
constexpr int64_t kThin = 8;                  // rows or columns up to which packing costs more than it saves
constexpr int64_t kTinyGeneric = 6 * 6 * 6;   // any strides
constexpr int64_t kGrain = 1 << 18;           // multiplications worth a second thread
constexpr int64_t kTileStep = 48;             // tiles end on multiples of every OpenBLAS register block

int64_t ceil_div(int64_t a, int64_t b) { return (a + b - 1) / b; }

// One matrix product of type `dtype`; never empty once it is built.
struct Product {
  DType dtype;
  int64_t rows, cols, inner;
  Matrix a, b;
  MutableMatrix out;
  const void* bias;
  bool accumulate;

  int64_t multiplications() const { return rows * cols * inner; }
};

const char* advance(const void* p, int64_t elements, DType t) {
  return static_cast<const char*>(p) + elements * item_size(t);
}
char* advance(void* p, int64_t elements, DType t) { return static_cast<char*>(p) + elements * item_size(t); }

// A stride along an extent of one is never used: give it the value of a contiguous matrix.
template <class P> void normalize(MatrixView<P>& m, int64_t rows, int64_t cols) {
  if (cols == 1) m.col_stride = 1;
  if (rows == 1) m.row_stride = std::max<int64_t>(cols * m.col_stride, 1);
}

Product transposed(const Product& p) {
  Product q = p;
  std::swap(q.rows, q.cols);
  q.a = {p.b.data, p.b.col_stride, p.b.row_stride};
  q.b = {p.a.data, p.a.col_stride, p.a.row_stride};
  q.out = {p.out.data, p.out.col_stride, p.out.row_stride};
  normalize(q.a, q.rows, q.inner);
  normalize(q.b, q.inner, q.cols);
  normalize(q.out, q.rows, q.cols);
  return q;
}

// Out starts as bias and its old contents, whichever are wanted, else as zero.
template <class T> void fill_start(const Product& p, int64_t row_begin, int64_t row_end) {
  using A = Accumulate<T>;
  const T* bias = static_cast<const T*>(p.bias);
  for (int64_t i = row_begin; i < row_end; ++i) {
    T* out = static_cast<T*>(p.out.data) + i * p.out.row_stride;
    for (int64_t j = 0; j < p.cols; ++j) {
      T& element = out[j * p.out.col_stride];
      if (!bias) {
        if (!p.accumulate) element = T{};
      } else if (p.accumulate) {
        element = A::narrow(add(A::widen(element), A::widen(bias[j])));
      } else {
        element = bias[j];
      }
    }
  }
}
void start_from_bias(Product& p) {
  parallel_for(p.rows, std::max<int64_t>(1, kGrain / p.cols),
               [&](int64_t begin, int64_t end) { visit(p.dtype, [&]<class T>() { fill_start<T>(p, begin, end); }); });
  p.bias = nullptr;
  p.accumulate = true;
}

// Any type and any strides: rows of b are scaled and summed into one line of sums.
template <class T> void generic_rows(const Product& p, int64_t row_begin, int64_t row_end) {
  using A = Accumulate<T>;
  using Sum = typename A::Sum;
  constexpr int64_t kLine = 256;
  Sum line[kLine];
  const T* a = static_cast<const T*>(p.a.data);
  const T* b = static_cast<const T*>(p.b.data);
  const T* bias = static_cast<const T*>(p.bias);
  for (int64_t i = row_begin; i < row_end; ++i) {
    T* out = static_cast<T*>(p.out.data) + i * p.out.row_stride;
    for (int64_t j0 = 0; j0 < p.cols; j0 += kLine) {
      const int64_t width = std::min(kLine, p.cols - j0);
      for (int64_t j = 0; j < width; ++j) {
        line[j] = bias ? A::widen(bias[j0 + j]) : Sum{};
        if (p.accumulate) line[j] = add(line[j], A::widen(out[(j0 + j) * p.out.col_stride]));
      }
      for (int64_t k = 0; k < p.inner; ++k) {
        const Sum factor = A::widen(a[i * p.a.row_stride + k * p.a.col_stride]);
        const T* run = b + k * p.b.row_stride + j0 * p.b.col_stride;
        for (int64_t j = 0; j < width; ++j) {
          line[j] = add(line[j], multiply(factor, A::widen(run[j * p.b.col_stride])));
        }
      }
      for (int64_t j = 0; j < width; ++j) out[(j0 + j) * p.out.col_stride] = A::narrow(line[j]);
    }
  }
}
void generic_product(const Product& p) {
  const int64_t per_row = p.cols * std::max<int64_t>(1, p.inner);
  parallel_for(p.rows, std::max<int64_t>(1, kGrain / 4 / per_row),
               [&](int64_t begin, int64_t end) { visit(p.dtype, [&]<class T>() { generic_rows<T>(p, begin, end); }); });
}

// ---- our vectorised loops -------------------------------------------------------------------------------------------

const SmallMatmulTable& small_table() {
  static const SmallMatmulTable& table = FLAMBEAU_PICK_ISA(small_matmul_table);
  return table;
}

// The rectangle of the product that starts at (row, col), as the loops want it.
template <class T> SmallProduct<T> small_part(const Product& p, int64_t row, int64_t rows, int64_t col, int64_t cols) {
  const T* bias = static_cast<const T*>(p.bias);
  return {rows,
          cols,
          p.inner,
          static_cast<const T*>(p.a.data) + row * p.a.row_stride,
          p.a.row_stride,
          p.a.col_stride,
          static_cast<const T*>(p.b.data) + col * p.b.col_stride,
          p.b.row_stride,
          p.b.col_stride,
          static_cast<T*>(p.out.data) + row * p.out.row_stride + col,
          p.out.row_stride,
          bias ? bias + col : nullptr,
          p.accumulate};
}

template <class T, class Loop> void run_small(const Product& p, Loop loop) {
  if (p.rows >= p.cols) {
    const int64_t grain = ceil_div(kGrain, p.cols * std::max<int64_t>(1, p.inner));
    parallel_for(p.rows, grain,
                 [&](int64_t begin, int64_t end) { loop(small_part<T>(p, begin, end - begin, 0, p.cols)); });
  } else {
    const int64_t grain = std::max<int64_t>(16, ceil_div(kGrain, p.rows * std::max<int64_t>(1, p.inner)));
    parallel_for(p.cols, grain,
                 [&](int64_t begin, int64_t end) { loop(small_part<T>(p, 0, p.rows, begin, end - begin)); });
  }
}

// Does the product with one of our loops if one of them suits it.
template <class T> bool try_small(const Product& p) {
  const SmallMatmulTable& table = small_table();
  const int64_t work = p.multiplications();
  const bool dots = (p.a.col_stride == 1 || p.inner == 1) && (p.b.row_stride == 1 || p.inner == 1);
  const bool by_rows = p.b.col_stride == 1;
  const bool thin = std::min(p.rows, p.cols) <= kThin;
  if (dots && (work <= kSmallDots || thin) && !(by_rows && p.cols > 1)) {
    if constexpr (std::is_same_v<T, float>)
      run_small<T>(p, table.dots_f32);
    else
      run_small<T>(p, table.dots_f64);
    return true;
  }
  if (by_rows && (work <= kSmallRows || (p.rows <= kThin && p.rows > 1 && p.cols <= 512))) {
    if constexpr (std::is_same_v<T, float>)
      run_small<T>(p, table.rows_f32);
    else
      run_small<T>(p, table.rows_f64);
    return true;
  }
  return false;
}

// ---- OpenBLAS -------------------------------------------------------------------------------------------------------

// An operand as BLAS takes it, with the copy it may have needed.
struct Packed {
  blas::Operand operand;
  Scratch copy;
};

bool fits_blas(int64_t rows, int64_t cols, int64_t row_stride, int64_t col_stride) {
  return col_stride == 1 && row_stride >= std::max<int64_t>(1, cols) && row_stride <= blas::kLargestExtent &&
         rows <= blas::kLargestExtent;
}

// Copies to contiguous lines along the smaller stride (by columns when the matrix is stored so), as type `to`.
Packed pack(DType to, DType from, const Matrix& m, int64_t rows, int64_t cols) {
  const bool by_columns = m.row_stride < m.col_stride && m.row_stride != 0;
  const int64_t lines = by_columns ? cols : rows, length = by_columns ? rows : cols;
  const int64_t line_stride = by_columns ? m.col_stride : m.row_stride;
  const int64_t step = by_columns ? m.row_stride : m.col_stride;
  Packed packed{{nullptr, length, by_columns}, Scratch(rows * cols * item_size(to))};
  packed.operand.data = packed.copy.data();
  const Cast cast = find_cast(to, from);
  parallel_for(lines, std::max<int64_t>(1, kGrain / length), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      cast(advance(packed.copy.data(), i * length, to), item_size(to), advance(m.data, i * line_stride, from),
           step * item_size(from), length);
    }
  });
  return packed;
}

Packed blas_operand(DType t, const Matrix& m, int64_t rows, int64_t cols) {
  if (fits_blas(rows, cols, m.row_stride, m.col_stride)) return {{m.data, m.row_stride, false}, {}};
  if (fits_blas(cols, rows, m.col_stride, m.row_stride)) return {{m.data, m.col_stride, true}, {}};
  return pack(t, t, m, rows, cols);
}

blas::Operand shifted(const blas::Operand& m, int64_t row, int64_t col, DType t) {
  const int64_t offset = m.transposed ? col * m.leading + row : row * m.leading + col;
  return {advance(m.data, offset, t), m.leading, m.transposed};
}

// Splits rows x cols into a grid of about `parts` tiles, as square as the step allows.
struct Grid {
  int64_t across = 1, down = 1;  // tiles along the columns, along the rows

  Grid(int64_t rows, int64_t cols, int64_t parts) {
    const int64_t most_down = ceil_div(rows, kTileStep), most_across = ceil_div(cols, kTileStep);
    double least = -1;
    for (int64_t d = 1; d <= std::min(parts, most_down); ++d) {
      const int64_t a = std::min(parts / d, most_across);
      // What a thread packs (a side of each operand), weighed with the tiles left idle.
      const double cost =
          (static_cast<double>(rows) / static_cast<double>(d) + static_cast<double>(cols) / static_cast<double>(a)) *
          static_cast<double>(parts) / static_cast<double>(d * a);
      if (least < 0 || cost < least) {
        least = cost;
        down = d;
        across = a;
      }
    }
  }
};
// Where part `i` of `parts` begins in an extent of n, on a multiple of kTileStep.
int64_t part_begin(int64_t n, int64_t parts, int64_t i) {
  const int64_t steps = ceil_div(n, kTileStep);
  return std::min(n, steps * i / parts * kTileStep);
}

int threads_for(const Product& p) {
  return static_cast<int>(std::clamp<int64_t>(p.multiplications() / kGrain, 1, num_threads()));
}

void blas_tiles(const Product& p, const blas::Operand& a, const blas::Operand& b) {
  const int64_t parts = in_parallel() ? 1 : threads_for(p);
  const Grid grid(p.rows, p.cols, parts);
  // Counted in multiplications, for parallel_for to know large tiles from small ones; a tile belongs to the range that
  // its first one falls into.
  const int64_t tiles = grid.down * grid.across, size = std::max<int64_t>(1, ceil_div(p.multiplications(), tiles));
  parallel_for(tiles * size, size, [&](int64_t begin, int64_t end) {
    for (int64_t tile = ceil_div(begin, size); tile < ceil_div(end, size); ++tile) {
      const int64_t d = tile / grid.across, s = tile % grid.across;
      const int64_t row = part_begin(p.rows, grid.down, d), rows = part_begin(p.rows, grid.down, d + 1) - row;
      const int64_t col = part_begin(p.cols, grid.across, s), cols = part_begin(p.cols, grid.across, s + 1) - col;
      if (rows == 0 || cols == 0) continue;
      blas::gemm(p.dtype, rows, cols, p.inner, shifted(a, row, 0, p.dtype), shifted(b, 0, col, p.dtype),
                 advance(p.out.data, row * p.out.row_stride + col, p.dtype), p.out.row_stride, p.accumulate);
    }
  });
}

// out (rows, 1) = a @ x; the rows are split between threads.
void blas_vector(const Product& p, const blas::Operand& a) {
  const int64_t grain = std::max<int64_t>(64, ceil_div(kGrain, p.inner));
  parallel_for(p.rows, grain, [&](int64_t begin, int64_t end) {
    blas::gemv(p.dtype, end - begin, p.inner, shifted(a, begin, 0, p.dtype), p.b.data, p.b.row_stride,
               advance(p.out.data, begin * p.out.row_stride, p.dtype), p.out.row_stride, p.accumulate);
  });
}

void blas_product(Product p) {
  if (p.rows == 1 && p.cols > 1 && !p.bias) p = transposed(p);
  if (p.bias) start_from_bias(p);
  const Packed a = blas_operand(p.dtype, p.a, p.rows, p.inner);
  const bool vector_fits = p.b.row_stride >= 1 && p.b.row_stride <= blas::kLargestExtent && p.out.row_stride >= 1 &&
                           p.out.row_stride <= blas::kLargestExtent;
  if (p.cols == 1 && vector_fits) return blas_vector(p, a.operand);
  const Packed b = blas_operand(p.dtype, p.b, p.inner, p.cols);
  blas_tiles(p, a.operand, b.operand);
}

// ---- choice ---------------------------------------------------------------------------------------------------------

onednn::Product for_onednn(const Product& p) {
  return {p.dtype,  p.rows,         p.cols,         p.inner,    p.a.data,         p.a.row_stride, p.a.col_stride,
          p.b.data, p.b.row_stride, p.b.col_stride, p.out.data, p.out.row_stride, p.bias,         p.accumulate};
}
// oneDNN makes its own team, so it is never called from inside ours.
bool try_onednn(const Product& p) {
  if (!onednn::prefers_matmul(p.dtype) || in_parallel()) return false;
  bool done = false;
  run_with_team([&] { done = onednn::matmul(for_onednn(p), threads_for(p)); });
  return done;
}

// Runs `compute` on a contiguous buffer of type `sum` in place of out, then stores it with out's type and strides.
template <class Compute> void through_buffer(const Product& p, DType sum, Compute compute) {
  const Scratch buffer(p.rows * p.cols * item_size(sum));
  Product q = p;
  q.dtype = sum;
  q.out = {buffer.data(), p.cols, 1};
  const auto convert_rows = [&](const MutableMatrix& to, DType to_type, const MutableMatrix& from, DType from_type) {
    const Cast cast = find_cast(to_type, from_type);
    parallel_for(p.rows, std::max<int64_t>(1, kGrain / p.cols), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        cast(advance(to.data, i * to.row_stride, to_type), to.col_stride * item_size(to_type),
             advance(from.data, i * from.row_stride, from_type), from.col_stride * item_size(from_type), p.cols);
      }
    });
  };
  if (p.accumulate) convert_rows(q.out, sum, p.out, p.dtype);
  Scratch bias;
  if (p.bias && sum != p.dtype) {
    bias = Scratch(p.cols * item_size(sum));
    find_cast(sum, p.dtype)(bias.as<char>(), item_size(sum), static_cast<const char*>(p.bias), item_size(p.dtype),
                            p.cols);
    q.bias = bias.data();
  }
  compute(q);
  convert_rows(p.out, p.dtype, q.out, sum);
}

template <class T> void library_product(const Product& p) {
  if (p.out.col_stride != 1) {
    if (p.bias && p.out.row_stride == 1) {
      Product q = p;
      start_from_bias(q);
      return library_product<T>(transposed(q));
    }
    if (p.out.row_stride == 1 || p.rows == 1) {
      if (!p.bias) return library_product<T>(transposed(p));
    }
    return through_buffer(p, p.dtype, library_product<T>);
  }
  if constexpr (std::is_same_v<T, float> || std::is_same_v<T, double>) {
    if (try_small<T>(p)) return;
  }
  if (p.multiplications() <= kTinyGeneric) return generic_rows<T>(p, 0, p.rows);
  if (try_onednn(p)) return;
  if (p.out.row_stride > blas::kLargestExtent) return through_buffer(p, p.dtype, library_product<T>);
  blas_product(p);
}

// 16-bit floats without a library kernel: converted to float, multiplied, rounded once.
void reduced_product(const Product& p) {
  if (p.out.col_stride == 1 && p.multiplications() > kSmallRows && try_onednn(p)) return;
  const Packed a = pack(DType::Float32, p.dtype, p.a, p.rows, p.inner);
  const Packed b = pack(DType::Float32, p.dtype, p.b, p.inner, p.cols);
  const auto view = [](const blas::Operand& m) -> Matrix {
    return m.transposed ? Matrix{m.data, 1, m.leading} : Matrix{m.data, m.leading, 1};
  };
  through_buffer(p, DType::Float32, [&](Product q) {
    q.a = view(a.operand);
    q.b = view(b.operand);
    normalize(q.a, q.rows, q.inner);
    normalize(q.b, q.inner, q.cols);
    library_product<float>(q);
  });
}

// Changes strides of p that nobody looks at. Not a copy of it: that would wait until it is written.
void multiply_one(Product& p) {
  normalize(p.a, p.rows, p.inner);
  normalize(p.b, p.inner, p.cols);
  normalize(p.out, p.rows, p.cols);
  if (p.inner == 0) return generic_product(p);
  switch (p.dtype) {
    case DType::Float16:
    case DType::BFloat16: return reduced_product(p);
    case DType::Float32: return library_product<float>(p);
    case DType::Float64: return library_product<double>(p);
    case DType::Complex64: return library_product<complex64>(p);
    case DType::Complex128: return library_product<complex128>(p);
    default: return generic_product(p);
  }
}

// BLAS counts in 32 bits: a longer extent is worked through in pieces of this many.
constexpr int64_t kPiece = int64_t{1} << 30;

// A product of more than this many multiplications, about a second, is done some rows at a time and can be interrupted.
constexpr double kLongProduct = 0x1p36;
constexpr int64_t kShort = int64_t{1} << 12;  // sizes up to this, whose cube is kLongProduct, make no such product

void multiply_pieces(Product& p) {
  if (std::max({p.rows, p.cols, p.inner}) <= kShort) return multiply_one(p);
  const double per_row = static_cast<double>(p.cols) * static_cast<double>(p.inner);
  const bool long_work = per_row * static_cast<double>(p.rows) > kLongProduct;
  if (std::max({p.rows, p.cols, p.inner}) <= kPiece && !long_work) return multiply_one(p);
  const int64_t rows =
      long_work ? static_cast<int64_t>(std::clamp(kLongProduct / 4 / per_row, 256.0, static_cast<double>(kPiece)))
                : kPiece;
  for (int64_t i = 0; i < p.rows; i += rows) {
    for (int64_t j = 0; j < p.cols; j += kPiece) {
      for (int64_t k = 0; k < p.inner; k += kPiece) {
        Product q = p;
        q.rows = std::min(rows, p.rows - i);
        q.cols = std::min(kPiece, p.cols - j);
        q.inner = std::min(kPiece, p.inner - k);
        q.a.data = advance(p.a.data, i * p.a.row_stride + k * p.a.col_stride, p.dtype);
        q.b.data = advance(p.b.data, k * p.b.row_stride + j * p.b.col_stride, p.dtype);
        q.out.data = advance(p.out.data, i * p.out.row_stride + j * p.out.col_stride, p.dtype);
        q.bias = p.bias && k == 0 ? advance(p.bias, j, p.dtype) : nullptr;
        q.accumulate = p.accumulate || k > 0;
        multiply_one(q);
        allow_interruption();
      }
    }
  }
}

// The stack as one tall matrix times one b, where the strides allow it: rows of all matrices follow one another.
bool fold_batch(Product& p, std::span<const int64_t> batch) {
  int64_t rows = p.rows;
  for (size_t d = batch.size(); d-- > 0;) {
    if (batch[d] == 1) continue;
    const int64_t a = p.a.batch_strides ? p.a.batch_strides[d] : 0;
    const int64_t b = p.b.batch_strides ? p.b.batch_strides[d] : 0;
    if (rows == 1 && p.rows == 1) {  // a single row has no stride of its own yet
      p.a.row_stride = a;
      p.out.row_stride = p.out.batch_strides[d];
    }
    if (b != 0 || a != rows * p.a.row_stride || p.out.batch_strides[d] != rows * p.out.row_stride) return false;
    rows *= batch[d];
  }
  p.rows = rows;
  return true;
}

void multiply_stack(const Product& p, std::span<const int64_t> batch, int64_t count) {
  const auto item = [&](int64_t index) {
    Product q = p;
    int64_t a = 0, b = 0, out = 0;
    for (size_t d = batch.size(); d-- > 0;) {
      const int64_t i = index % batch[d];
      index /= batch[d];
      if (p.a.batch_strides) a += i * p.a.batch_strides[d];
      if (p.b.batch_strides) b += i * p.b.batch_strides[d];
      out += i * p.out.batch_strides[d];
    }
    q.a.data = advance(p.a.data, a, p.dtype);
    q.b.data = advance(p.b.data, b, p.dtype);
    q.out.data = advance(p.out.data, out, p.dtype);
    multiply_pieces(q);
  };
  // Large matrices, too few to go round: each is split between the threads instead.
  const int64_t work = std::max<int64_t>(1, p.multiplications());
  const bool split_each = count < num_threads() && work > 4 * kGrain;
  parallel_for(count, split_each ? count : ceil_div(kGrain, work), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) item(i);
  });
}

}  // namespace

void matmul(DType dtype, const MatmulSize& size, const MutableMatrix& out, const Matrix& a, const Matrix& b,
            const MatmulExtras& extras) {
  int64_t count = 1;
  for (int64_t extent : size.batch) count *= extent;
  if (count == 0 || size.rows == 0 || size.cols == 0) return;
  const OneThreadIfDeterministic alone;
  Product p{dtype, size.rows, size.cols, size.inner, a, b, out, extras.bias, extras.accumulate};
  if (size.inner == 0) p.a.data = p.b.data = nullptr;
  if (count == 1) return multiply_pieces(p);
  Product folded = p;
  if (!fold_batch(folded, size.batch)) return multiply_stack(p, size.batch, count);
  multiply_pieces(folded);
}

const char* matmul_description() {
  static const std::string text = [] {
    std::string s = std::string("own loops (") + name_of(isa_level()) + "), OpenBLAS (" + blas::core_name() + ")";
    const std::string library = onednn::description();
    return library.empty() ? s : s + ", " + library;
  }();
  return text.c_str();
}

}  // namespace flambeau
