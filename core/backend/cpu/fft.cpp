// Owns: walking the lines of a tensor for Fourier transforms, several at once or one by one.
// Called by: the op layer.
#include "backend/cpu/fft.h"

#include <algorithm>
#include <cstring>

#include "backend/cpu/fft_block.h"
#include "backend/cpu/fft_line.h"
#include "backend/cpu/parallel.h"
#include "backend/cpu/space.h"
#include "memory/scratch.h"

namespace flambeau {
namespace {

constexpr int64_t kGrain = 1 << 14;        // numbers per thread
constexpr int64_t kLongestInLanes = 8192;  // beyond, a block leaves the caches
constexpr int64_t kShortestAlone = 256;    // contiguous lines from here on may be transformed one by one
constexpr int64_t kBlockBytes = 1 << 19;   // of a block and its spare that the second cache of a processor holds
constexpr int kMostLanes = 16;

template <class T> struct Task {
  FftKind kind;
  bool inverse;
  T scale;
  int64_t n;  // the longer side
  Space<2> rest;
  T *out, *in;
  int64_t out_step, in_step;

  bool complex_in() const { return kind != FftKind::RealToComplex; }
  bool complex_out() const { return kind != FftKind::ComplexToReal; }
  bool pairs() const { return kind != FftKind::Complex && n % 2 == 0; }  // two real numbers make a complex one
  int64_t length() const { return pairs() ? n / 2 : n; }                 // of the complex transform
  int64_t in_items() const { return kind == FftKind::ComplexToReal ? n / 2 + 1 : n; }
  int64_t out_items() const { return kind == FftKind::RealToComplex ? n / 2 + 1 : n; }
  T* out_at(int64_t offset) const { return out + offset * (complex_out() ? 2 : 1); }
  T* in_at(int64_t offset) const { return in + offset * (complex_in() ? 2 : 1); }
};

// ---- a line in each lane
// ---------------------------------------------------------------------------------------------

// n vectors become n numbers whose imaginary parts are zeros, and numbers become their real parts.
template <class T> void widen(T* z, int64_t n, int64_t lanes) {
  for (int64_t k = n - 1; k >= 0; --k) {
    std::copy_n(z + k * lanes, lanes, z + 2 * k * lanes);
    std::fill_n(z + (2 * k + 1) * lanes, lanes, T(0));
  }
}
template <class T> void narrow(T* z, int64_t n, int64_t lanes) {
  for (int64_t k = 1; k < n; ++k) std::copy_n(z + 2 * k * lanes, lanes, z + k * lanes);
}
// Of the numbers 0 to n / 2, n being odd, the rest are conjugates; the first one is real.
template <class T> void mirror(T* z, int64_t n, int64_t lanes) {
  std::fill_n(z + lanes, lanes, T(0));
  for (int64_t k = 1; k <= n / 2; ++k) {
    const T* from = z + 2 * k * lanes;
    T* to = z + 2 * (n - k) * lanes;
    for (int64_t l = 0; l < lanes; ++l) {
      to[l] = from[l];
      to[lanes + l] = -from[lanes + l];
    }
  }
}

template <class T>
void run_block(const Task<T>& t, const BlockPlan<T>& plan, const T* twist, const FftLines<T>& from,
               const FftLines<T>& to, T* z, T* spare) {
  const FftLoops<T>& loops = fft_loops<T>();
  T* const buffers[] = {z, spare};
  const auto other = [&](const T* p) { return p == buffers[0] ? buffers[1] : buffers[0]; };
  switch (t.kind) {
    case FftKind::Complex:
      loops.load_complex(from, z);
      return loops.store_complex(transform_block(plan, t.inverse, z, spare), t.scale, to);
    case FftKind::RealToComplex: {
      loops.load_real(from, z);
      if (!twist) widen(z, t.n, loops.lanes);
      T* done = transform_block(plan, false, z, spare);
      if (!twist) return loops.store_complex(done, t.scale, to);
      loops.unpack_pairs(done, other(done), t.n / 2, twist);
      return loops.store_complex(other(done), t.scale / 2, to);
    }
    case FftKind::ComplexToReal: {
      loops.load_complex(from, twist ? spare : z);
      if (twist)
        loops.pack_pairs(spare, z, t.n / 2, twist);
      else
        mirror(z, t.n, loops.lanes);
      T* done = transform_block(plan, true, z, spare);
      if (!twist) narrow(done, t.n, loops.lanes);
      return loops.store_real(done, t.scale, to);
    }
  }
}

template <class T> void run_in_lanes(const Task<T>& t) {
  const int64_t lanes = fft_loops<T>().lanes;
  const auto plan = block_plan<T>(t.length());
  const auto pairs = t.pairs() ? pair_plan<T>(t.n) : nullptr;
  const T* twist = pairs ? pairs->twist.data() : nullptr;
  // Groups end with a row of lines where these lie side by side, so that vectors can be read as they lie.
  const int64_t inner = t.rest.inner_size();
  const bool side_by_side = inner >= lanes && t.in_step != 1 && t.rest.inner_stride(1) == 1;
  const int64_t row = side_by_side ? inner : t.rest.elements, per_row = (row + lanes - 1) / lanes;
  const int64_t room = std::max(plan->room(), 2 * lanes * (t.n / 2 + 1)) + 2 * lanes;
  parallel_for(
      t.rest.elements / row * per_row, std::max<int64_t>(1, kGrain / (lanes * t.n)), [&](int64_t begin, int64_t end) {
        const Scratch buffers(2 * room * static_cast<int64_t>(sizeof(T)));
        T *in[kMostLanes], *out[kMostLanes];
        for (; begin < end; ++begin) {
          const int64_t first = begin / per_row * row + begin % per_row * lanes;
          const int width = static_cast<int>(std::min(lanes, row - begin % per_row * lanes));
          Cursor<2> at(t.rest, first);
          bool in_adjacent = true, out_adjacent = true;
          for (int l = 0; l < width; ++l, at.advance(1)) {
            out[l] = t.out_at(at[0]);
            in[l] = t.in_at(at[1]);
            in_adjacent &= in[l] == in[0] + l * (t.complex_in() ? 2 : 1);
            out_adjacent &= out[l] == out[0] + l * (t.complex_out() ? 2 : 1);
          }
          run_block<T>(t, *plan, twist, {in, width, in_adjacent, t.in_step, t.in_items()},
                       {out, width, out_adjacent, t.out_step, t.out_items()}, buffers.as<T>(), buffers.as<T>() + room);
        }
      });
}

// ---- one line at a time
// ------------------------------------------------------------------------------------------------

// Copies `count` items of one or two numbers each.
template <class T> void copy_items(T* to, int64_t to_step, const T* from, int64_t from_step, int64_t count, bool two) {
  for (int64_t k = 0; k < count; ++k) {
    if (two) {
      to[2 * k * to_step] = from[2 * k * from_step];
      to[2 * k * to_step + 1] = from[2 * k * from_step + 1];
    } else {
      to[k * to_step] = from[k * from_step];
    }
  }
}

// A line that lies contiguous in memory on both sides.
template <class T>
void run_line(const Task<T>& t, const LinePlan<T>& plan, const T* twist, const T* in, T* out) {
  const FftLoops<T>& loops = fft_loops<T>();
  const int64_t h = t.n / 2;
  if (t.kind == FftKind::Complex) return transform_line(plan, t.inverse, in, out, t.scale);
  if (twist && t.kind == FftKind::RealToComplex) {
    transform_line(plan, false, in, out, T(1));
    return loops.unpack_line(out, out, h, twist, t.scale / 2);
  }
  const Scratch buffer(2 * plan.n * static_cast<int64_t>(sizeof(T)));
  T* line = buffer.as<T>();
  if (twist) {
    loops.pack_line(in, line, h, twist);
    return transform_line(plan, true, line, out, t.scale);
  }
  if (t.kind == FftKind::RealToComplex) {
    std::copy_n(in, t.n, line);
    widen(line, t.n, 1);
    transform_line(plan, false, line, line, t.scale);
    std::copy_n(line, 2 * (h + 1), out);
  } else {
    std::copy_n(in, 2 * (h + 1), line);
    mirror(line, t.n, 1);
    transform_line(plan, true, line, line, t.scale);
    for (int64_t k = 0; k < t.n; ++k) out[k] = line[2 * k];
  }
}

template <class T> void run_by_line(const Task<T>& t) {
  const auto plan = line_plan<T>(t.length());
  const auto pairs = t.pairs() ? pair_plan<T>(t.n) : nullptr;
  const T* twist = pairs ? pairs->twist.data() : nullptr;
  auto lines = [&](int64_t begin, int64_t end) {
    const int64_t room = 2 * (t.n + 1) * static_cast<int64_t>(sizeof(T));
    const Scratch gathered(t.in_step == 1 ? 0 : room), scattered(t.out_step == 1 ? 0 : room);
    for (Cursor<2> at(t.rest, begin); begin < end; ++begin, at.advance(1)) {
      const T* in = t.in_at(at[1]);
      T* out = t.out_at(at[0]);
      if (t.in_step != 1) {
        copy_items(gathered.as<T>(), 1, in, t.in_step, t.in_items(), t.complex_in());
        in = gathered.as<T>();
      }
      run_line(t, *plan, twist, in, t.out_step == 1 ? out : scattered.as<T>());
      if (t.out_step != 1) copy_items(out, t.out_step, scattered.as<T>(), 1, t.out_items(), t.complex_out());
    }
  };
  if (t.rest.elements < num_threads())
    lines(0, t.rest.elements);  // threads share each line instead
  else
    parallel_for(t.rest.elements, std::max<int64_t>(1, kGrain / t.n), lines);
}

template <class T> void run(const Task<T>& t) {
  const int64_t lanes = fft_loops<T>().lanes, length = t.length();
  const bool contiguous = t.in_step == 1 && t.out_step == 1;
  const int64_t taken = (t.rest.elements + lanes - 1) / lanes * lanes;
  const bool blocks_suit =
      4 * lanes * static_cast<int64_t>(sizeof(T)) * length <= kBlockBytes && 4 * t.rest.elements >= 3 * taken;
  const bool alone = length > kLongestInLanes || 2 * t.rest.elements < lanes ||
                     (contiguous && length >= kShortestAlone && !blocks_suit);
  if (alone && fits_a_line<T>(length))
    run_by_line(t);
  else
    run_in_lanes(t);
}

template <class T>
void run_as(FftKind kind, bool inverse, double scale, const Operand& out, const Operand& in, int ndim,
            const int64_t* sizes, int dim, int64_t n) {
  run(Task<T>{kind, inverse, static_cast<T>(scale), n, make_space<2>({&out, &in}, ndim, sizes, dim),
              static_cast<T*>(out.data), static_cast<T*>(in.data), out.strides[dim], in.strides[dim]});
}

}  // namespace

void run_fft(FftKind kind, bool inverse, double scale, const Operand& out, const Operand& in, int ndim,
             const int64_t* sizes, int dim, int64_t n) {
  if (real_type(out.dtype) == DType::Float32)
    run_as<float>(kind, inverse, scale, out, in, ndim, sizes, dim, n);
  else
    run_as<double>(kind, inverse, scale, out, in, ndim, sizes, dim, n);
}

}  // namespace flambeau
