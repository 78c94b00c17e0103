// Owns: the walk of attention over blocks of queries and keys, and over threads.
// Called by: the op layer.
#include "backend/cpu/attention.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "backend/cpu/isa.h"
#include "backend/cpu/isa/attention_loops.h"
#include "backend/cpu/matmul.h"
#include "backend/cpu/parallel.h"
#include "backend/cpu/space.h"
#include "memory/scratch.h"

namespace flambeau {

FLAMBEAU_DECLARE_ISA(extern const AttentionLoops attention_loops;)

namespace {

// The scores of one block of queries with one of keys stay in a core's second cache.
constexpr int64_t kQueries = 128, kKeys = 256;
constexpr int64_t kGrain = 1 << 16;  // multiplications per thread below which a second one costs more than it brings

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// A matrix of a stack, or rows of it.
struct Rows {
  char* data;
  DType dtype;
  int64_t row_stride, col_stride;

  Rows(const Operand& stack, int ndim, int64_t offset)
      : data(stack.data ? static_cast<char*>(stack.data) + offset * item_size(stack.dtype) : nullptr),
        dtype(stack.dtype),
        row_stride(data ? stack.strides[ndim] : 0),
        col_stride(data ? stack.strides[ndim + 1] : 0) {}
  Rows(void* contiguous, DType t, int64_t columns)
      : data(static_cast<char*>(contiguous)), dtype(t), row_stride(columns), col_stride(1) {}

  char* at(int64_t row, int64_t column = 0) const {
    return data ? data + (row * row_stride + column * col_stride) * item_size(dtype) : nullptr;
  }
  Rows from(int64_t row) const {
    Rows r = *this;
    r.data = at(row);
    return r;
  }
  Rows transposed() const {
    Rows r = *this;
    std::swap(r.row_stride, r.col_stride);
    return r;
  }
  operator Matrix() const { return {data, row_stride, col_stride}; }
};

// out (+)= a b, of as many rows and columns as told.
void multiply(const Rows& out, const Rows& a, const Rows& b, int64_t rows, int64_t cols, int64_t inner,
              bool accumulate) {
  matmul(out.dtype, {rows, cols, inner}, {out.data, out.row_stride, out.col_stride}, a, b, {.accumulate = accumulate});
}

// What one thread needs for a block of queries.
class Workspace {
 public:
  Workspace(const Attention& a, DType dtype, int blocks)
      : loops(FLAMBEAU_PICK_ISA(attention_loops).real[dtype == DType::Float64]),
        a_(a),
        item_(item_size(dtype)),
        rows_(std::min(kQueries, a.queries)),
        cols_(std::min(kKeys, a.keys)),
        scratch_((blocks * rows_ * cols_ + rows_ * a.width + cols_) * item_),
        scores(scratch_.data(), dtype, cols_),
        grads(scores.at(blocks > 1 ? rows_ : 0), dtype, cols_),
        query(scores.at(blocks * rows_), dtype, a.width),
        mask_(query.at(rows_)) {}

  // The block's queries, scaled.
  void load(const Rows& from, int64_t rows) {
    for (int64_t r = 0; r < rows; ++r) loops.scale(query.at(r), from.at(r), a_.width, a_.scale);
  }
  // How many of `n` keys from `first` on a query sees.
  int64_t seen(int64_t row, int64_t first, int64_t n) const {
    return a_.causal ? std::clamp<int64_t>(row + 1 - first, 0, n) : n;
  }
  // Part of a row of the mask, side by side; null without one.
  const void* mask_row(const Rows& mask, int64_t row, int64_t first, int64_t n) {
    if (!mask.data || mask.col_stride == 1 || n == 0) return mask.at(row, first);
    for (int64_t j = 0; j < n; ++j) std::memcpy(mask_ + j * item_, mask.at(row, first + j), static_cast<size_t>(item_));
    return mask_;
  }
  void clear(const Rows& block, int64_t row, int64_t begin, int64_t end) const {
    std::memset(block.at(row, begin), 0, static_cast<size_t>((end - begin) * item_));
  }

  const RealAttentionLoops& loops;

 private:
  const Attention& a_;
  const int64_t item_, rows_, cols_;
  const Scratch scratch_;

 public:
  const Rows scores, grads, query;

 private:
  char* const mask_;
};

int64_t blocks_of(int64_t n, int64_t size) { return (n + size - 1) / size; }

// Calls keys(first, n) for the blocks of keys that the last of the queries sees.
template <class F> void for_keys(const Attention& a, int64_t end_query, F&& keys) {
  const int64_t end = a.causal ? std::min(a.keys, end_query) : a.keys;
  for (int64_t first = 0; first < end; first += kKeys) keys(first, std::min(kKeys, end - first));
}

int64_t grain_for(const Attention& a, int64_t queries) {
  const double work =
      static_cast<double>(queries) * static_cast<double>(a.keys) * static_cast<double>(a.width + a.results + 16);
  return std::max<int64_t>(1, static_cast<int64_t>(static_cast<double>(kGrain) / std::max(1.0, work)));
}

double read(const void* p, DType t) {
  return t == DType::Float64 ? *static_cast<const double*>(p) : static_cast<double>(*static_cast<const float*>(p));
}
void write(void* p, DType t, double v) {
  if (t == DType::Float64)
    *static_cast<double*>(p) = v;
  else
    *static_cast<float*>(p) = static_cast<float>(v);
}

// One block of queries, from `first` on, with all keys that they see.
void attend(const Attention& a, Workspace& w, const Rows& out, char* logsumexp, int64_t logsumexp_step,
            const Rows& query, const Rows& key, const Rows& value, const Rows& mask, int64_t first, int64_t rows) {
  double top[kQueries], total[kQueries];
  std::fill_n(top, rows, -kInfinity);
  std::fill_n(total, rows, 0.0);
  w.load(query.from(first), rows);
  const Rows block = out.from(first);
  for_keys(a, first + rows, [&](int64_t k, int64_t n) {
    multiply(w.scores, w.query, key.from(k).transposed(), rows, n, a.width, false);
    for (int64_t r = 0; r < rows; ++r) {
      const double before = top[r];
      const int64_t seen = w.seen(first + r, k, n);
      const double sum = w.loops.weigh(w.scores.at(r), w.mask_row(mask, first + r, k, seen), seen, top[r]);
      w.clear(w.scores, r, seen, n);
      if (k > 0 && top[r] > before) {
        const double shrink = std::exp(before - top[r]);
        total[r] *= shrink;
        w.loops.scale(block.at(r), block.at(r), a.results, shrink);
      }
      total[r] += sum;
    }
    multiply(block, w.scores, value.from(k), rows, a.results, n, k > 0);
  });
  for (int64_t r = 0; r < rows; ++r) {
    const bool blind = total[r] == 0;  // it sees nothing: its result is 0
    w.loops.scale(block.at(r), block.at(r), a.results, blind ? 0.0 : 1 / total[r]);
    write(logsumexp + (first + r) * logsumexp_step * item_size(out.dtype), out.dtype,
          blind ? kInfinity : top[r] + std::log(total[r]));
  }
}

// The backward pass of one head, which a block of queries and one of keys meet in.
class Backward {
 public:
  struct Operands {
    Rows grad_query, grad_key, grad_value, grad, query, key, value, mask, out;
    const char* logsumexp;
    int64_t logsumexp_step;
  };
  enum class For : uint8_t { Queries, Keys, All };

  Backward(const Attention& a, Workspace& w, const Operands& o) : a_(a), w_(w), o_(o) {}

  // The gradients of one block of queries, from `first` on, and what it adds to those of keys and values.
  void queries(int64_t first, int64_t rows, For wanted) {
    load(first, rows);
    for_keys(a_, first + rows, [&](int64_t k, int64_t n) { meet(k, n, wanted); });
    for (int64_t r = 0; r < rows; ++r)
      w_.loops.scale(o_.grad_query.at(first + r), o_.grad_query.at(first + r), a_.width, a_.scale);
  }
  // Those of one block of keys, from `k` on, and of their values.
  void keys(int64_t k, int64_t n) {
    for (int64_t first = 0; first < a_.queries; first += kQueries) {
      const int64_t rows = std::min(kQueries, a_.queries - first);
      const int64_t seen = a_.causal ? std::min(n, first + rows - k) : n;
      if (seen <= 0) continue;
      load(first, rows);
      meet(k, seen, For::Keys);
    }
  }

 private:
  void load(int64_t first, int64_t rows) {
    first_ = first;
    rows_ = rows;
    for (int64_t r = 0; r < rows; ++r) {
      log_sum_[r] = read(o_.logsumexp + (first + r) * o_.logsumexp_step * item_size(o_.out.dtype), o_.out.dtype);
      mean_[r] = w_.loops.dot(o_.grad.at(first + r), o_.out.at(first + r), a_.results);
    }
    w_.load(o_.query.from(first), rows);
  }
  void meet(int64_t k, int64_t n, For wanted) {
    const Rows g = o_.grad.from(first_);
    multiply(w_.scores, w_.query, o_.key.from(k).transposed(), rows_, n, a_.width, false);
    multiply(w_.grads, g, o_.value.from(k).transposed(), rows_, n, a_.results, false);
    for (int64_t r = 0; r < rows_; ++r) {
      const int64_t seen = w_.seen(first_ + r, k, n);
      w_.loops.differentiate(w_.scores.at(r), w_.grads.at(r), w_.mask_row(o_.mask, first_ + r, k, seen), seen,
                             log_sum_[r], mean_[r]);
      w_.clear(w_.scores, r, seen, n);
      w_.clear(w_.grads, r, seen, n);
    }
    if (wanted != For::Queries) {
      multiply(o_.grad_value.from(k), w_.scores.transposed(), g, n, a_.results, rows_, true);
      multiply(o_.grad_key.from(k), w_.grads.transposed(), w_.query, n, a_.width, rows_, true);
    }
    if (wanted != For::Keys) multiply(o_.grad_query.from(first_), w_.grads, o_.key.from(k), rows_, a_.width, n, k > 0);
  }

  const Attention& a_;
  Workspace& w_;
  const Operands o_;
  int64_t first_ = 0, rows_ = 0;
  double log_sum_[kQueries], mean_[kQueries];
};

}  // namespace

void run_attention(const Attention& a, const Operand& out, const Operand& logsumexp, const Operand& query,
                   const Operand& key, const Operand& value, const Operand& mask, int ndim, const int64_t* shape) {
  const Operand no_mask{nullptr, out.dtype, query.strides};
  const Operand& added = mask.data ? mask : no_mask;
  const Space<6> space = make_space<6>({&out, &logsumexp, &query, &key, &value, &added}, ndim, shape, -1);
  const int64_t blocks = blocks_of(a.queries, kQueries);
  parallel_for(space.elements * blocks, grain_for(a, kQueries), [&](int64_t begin, int64_t end) {
    const OneThread only;
    Workspace w(a, out.dtype, 1);
    for (int64_t task = begin; task < end; ++task) {
      const Cursor<6> at(space, task / blocks);
      const int64_t first = task % blocks * kQueries;
      attend(a, w, Rows(out, ndim, at[0]), static_cast<char*>(logsumexp.data) + at[1] * item_size(logsumexp.dtype),
             logsumexp.strides[ndim], Rows(query, ndim, at[2]), Rows(key, ndim, at[3]), Rows(value, ndim, at[4]),
             Rows(added, ndim, at[5]), first, std::min(kQueries, a.queries - first));
    }
  });
}

void run_attention_backward(const Attention& a, const Operand& grad_query, const Operand& grad_key,
                            const Operand& grad_value, const Operand& grad, const Operand& query, const Operand& key,
                            const Operand& value, const Operand& mask, const Operand& out, const Operand& logsumexp,
                            int ndim, const int64_t* shape) {
  const Operand no_mask{nullptr, out.dtype, query.strides};
  const Operand& added = mask.data ? mask : no_mask;
  const Space<10> space = make_space<10>(
      {&grad_query, &grad_key, &grad_value, &grad, &query, &key, &value, &added, &out, &logsumexp}, ndim, shape, -1);
  const auto on_head = [&](int64_t head, auto&& run) {
    const OneThread only;
    const Cursor<10> at(space, head);
    const auto rows = [&](const Operand& o, int place) { return Rows(o, ndim, at[place]); };
    Workspace w(a, out.dtype, 2);
    Backward backward(
        a, w,
        {rows(grad_query, 0), rows(grad_key, 1), rows(grad_value, 2), rows(grad, 3), rows(query, 4), rows(key, 5),
         rows(value, 6), rows(added, 7), rows(out, 8),
         static_cast<const char*>(logsumexp.data) + at[9] * item_size(logsumexp.dtype), logsumexp.strides[ndim]});
    run(backward);
  };
  const auto for_blocks = [](int64_t count, int64_t size, auto&& run) {
    for (int64_t first = 0; first < count; first += size) run(first, std::min(size, count - first));
  };
  std::memset(grad_key.data, 0, static_cast<size_t>(space.elements * a.keys * a.width * item_size(out.dtype)));
  std::memset(grad_value.data, 0, static_cast<size_t>(space.elements * a.keys * a.results * item_size(out.dtype)));
  if (space.elements >= num_threads() || a.queries <= kQueries) {
    parallel_for(space.elements, grain_for(a, a.queries), [&](int64_t begin, int64_t end) {
      for (int64_t head = begin; head < end; ++head)
        on_head(head, [&](Backward& backward) {
          for_blocks(a.queries, kQueries,
                     [&](int64_t first, int64_t rows) { backward.queries(first, rows, Backward::For::All); });
        });
    });
    return;
  }
  // Scores twice, so that there is work for all threads: the same sums in the same order.
  const int64_t query_blocks = blocks_of(a.queries, kQueries), key_blocks = blocks_of(a.keys, kKeys);
  parallel_for(space.elements * query_blocks, 1, [&](int64_t begin, int64_t end) {
    for (int64_t task = begin; task < end; ++task)
      on_head(task / query_blocks, [&](Backward& backward) {
        const int64_t first = task % query_blocks * kQueries;
        backward.queries(first, std::min(kQueries, a.queries - first), Backward::For::Queries);
      });
  });
  parallel_for(space.elements * key_blocks, 1, [&](int64_t begin, int64_t end) {
    for (int64_t task = begin; task < end; ++task)
      on_head(task / key_blocks, [&](Backward& backward) {
        const int64_t k = task % key_blocks * kKeys;
        backward.keys(k, std::min(kKeys, a.keys - k));
      });
  });
}

}  // namespace flambeau
