// Owns: the shapes of inner loop (contiguous, scalar operand, in blocks) that turn a function of values into a Loop.
// Called by: the elementwise_*.cpp files; compiled once per ISA level, so everything here has internal linkage.
#pragma once

#include <cstdint>
#include <type_traits>
#include <utility>

#include "backend/cpu/elementwise.h"
#include "backend/cpu/isa/blocks.h"
#include "backend/cpu/isa/complex.h"

namespace flambeau::FLAMBEAU_ISA {
namespace {

// An input of a vectorised loop: read per element, or once.
template <class T, bool Repeated> struct Input {
  const T* p;
  explicit Input(const char* data) : p(reinterpret_cast<const T*>(data)) {}
  T operator[](int64_t i) const { return p[i]; }
};
template <class T> struct Input<T, true> {
  T value;
  explicit Input(const char* data) : value(*reinterpret_cast<const T*>(data)) {}
  T operator[](int64_t) const { return value; }
};

template <class I> constexpr bool is_complex_input = false;
template <class T, bool repeated> constexpr bool is_complex_input<Input<Complex<T>, repeated>> = true;

// The output may be one of the inputs: no iteration reads what another writes.
template <class F, class Out, class... Inputs> [[gnu::flatten]] void dense_loop(char* out, int64_t n, Inputs... in) {
  Out* y = reinterpret_cast<Out*>(out);
  if constexpr (std::is_same_v<Out, bool> && (is_complex_input<Inputs> || ...)) {  // long shuffles for rare work
    for (int64_t i = 0; i < n; ++i) y[i] = F{}(in[i]...);
  } else {
#pragma omp simd
    for (int64_t i = 0; i < n; ++i) y[i] = F{}(in[i]...);
  }
}

template <int operands, class Row>
inline void for_each_row(char* const* data, int64_t rows, const int64_t* steps, Row&& row) {
  char* at[operands];
  for (int o = 0; o < operands; ++o) at[o] = data[o];
  for (;;) {
    row(at);
    if (--rows == 0) return;
    for (int o = 0; o < operands; ++o) at[o] += steps[o];
  }
}

// The Loop of a function that knows one row.
template <auto line, int operands>
void row_by_row(char* const* data, const int64_t* strides, int64_t n, int64_t rows, const int64_t* steps) {
  for_each_row<operands>(data, rows, steps, [&](char* const* row) { line(row, strides, n); });
}

// F{}(inputs…) per element. Only contiguous operands have a loop of their own, and for real floats a number beside
// tensors (scalar op tensor, tensor op scalar, the parameters after one tensor or two); everything else goes through
// blocks, which costs a copy within L1 and keeps thousands of loops out of the library.
template <class F, class Out, class... In> struct MapLoop {
  static constexpr int kInputs = sizeof...(In);
  static constexpr unsigned kAll = (1u << kInputs) - 1;
  static constexpr bool kScalarForms = kInputs >= 2 && (std::is_floating_point_v<In> && ...);
  static constexpr unsigned kLast = 1u << (kInputs - 1), kAllButOne = kAll & ~1u, kAllButTwo = kAll & ~3u;

  static void run(char* const* data, const int64_t* strides, int64_t n, int64_t rows = 1,
                  const int64_t* steps = nullptr) {
    constexpr int64_t items[] = {sizeof(Out), sizeof(In)...};
    unsigned contiguous = 0, repeated = 0;
    for (int i = 0; i < kInputs; ++i) {
      contiguous |= unsigned{strides[i + 1] == items[i + 1]}
                    << i;  // GCC 12 misreads an array under `?:` with sanitizers on
      repeated |= unsigned{strides[i + 1] == 0} << i;
    }
    if (strides[0] == items[0]) {
      if (contiguous == kAll) return dense<0>(data, n, rows, steps);
      if constexpr (kScalarForms) {
        if (repeated == kLast && contiguous == (kAll & ~kLast)) return dense<kLast>(data, n, rows, steps);
        if (kInputs == 2 && repeated == 1 && contiguous == 2)
          return dense<kInputs == 2 ? 1 : kLast>(data, n, rows, steps);
        if (kInputs > 2 && repeated == kAllButOne && contiguous == 1) {
          return dense<(kInputs > 2) ? kAllButOne : kLast>(data, n, rows, steps);
        }
        if (kInputs > 3 && repeated == kAllButTwo && contiguous == 3) {
          return dense<(kInputs > 3) ? kAllButTwo : kLast>(data, n, rows, steps);
        }
      }
    }
    for_each_row<kInputs + 1>(data, rows, steps, [&](char* const* row) {
      if (n <= kFew) return strided(row, strides, n, std::make_index_sequence<kInputs>{});
      run_in_blocks([](char* const* at, int64_t length) { dense<0>(at, length, 1, nullptr); }, items, kInputs + 1, row,
                    strides, n);
    });
  }

 private:
  template <unsigned repeated>
  [[gnu::noinline]] static void dense(char* const* data, int64_t n, int64_t rows, const int64_t* steps) {
    for_each_row<kInputs + 1>(data, rows, steps, [n](char* const* row) {
      dense_with<repeated>(row, n, std::make_index_sequence<kInputs>{});
    });
  }
  template <size_t... I>
  static void strided(char* const* data, const int64_t* strides, int64_t n, std::index_sequence<I...>) {
    for (int64_t i = 0; i < n; ++i) {
      *reinterpret_cast<Out*>(data[0] + i * strides[0]) =
          F{}(*reinterpret_cast<const In*>(data[I + 1] + i * strides[I + 1])...);
    }
  }
  template <unsigned repeated, size_t... I>
  static void dense_with(char* const* data, int64_t n, std::index_sequence<I...>) {
    dense_loop<F, Out>(data[0], n, Input<In, (repeated >> I & 1u) != 0>(data[I + 1])...);
  }
};

// The storage type of each dtype inside a loop: bool as a byte that is 0 or 1, complex as our own pair.
template <class T> struct LoopType {
  using type = T;
};
template <> struct LoopType<complex64> {
  using type = Complex<float>;
};
template <> struct LoopType<complex128> {
  using type = Complex<double>;
};
// What only looks at bits, or wraps around, is the same for unsigned integers.
template <> struct LoopType<uint16_t> {
  using type = int16_t;
};
template <> struct LoopType<uint32_t> {
  using type = int32_t;
};
template <> struct LoopType<uint64_t> {
  using type = int64_t;
};
template <class T> using loop_type = typename LoopType<T>::type;

template <class... T> struct Types {};
using Bool = Types<bool>;
using Ints = Types<uint8_t, int8_t, int16_t, int32_t, int64_t>;
using Unsigned = Types<uint16_t, uint32_t, uint64_t>;  // for storage; of a kernel that has Ints too
using Floats = Types<float, double>;
using Complexes = Types<complex64, complex128>;

template <class T> struct RealOf {
  using type = T;
};
template <class T> struct RealOf<Complex<T>> {
  using type = T;
};

// What a kernel writes and reads, for compute type T.
enum class Form { Plain, ToBool, ToReal, BoolFirst };

template <Form form, class F, class T, size_t... I> constexpr Loop make_loop(std::index_sequence<I...>) {
  if constexpr (form == Form::ToBool) {
    return MapLoop<F, bool, std::enable_if_t<(I < 99), T>...>::run;
  } else if constexpr (form == Form::ToReal) {
    return MapLoop<F, typename RealOf<T>::type, std::enable_if_t<(I < 99), T>...>::run;
  } else if constexpr (form == Form::BoolFirst) {
    return MapLoop<F, T, std::conditional_t<I == 0, uint8_t, T>...>::run;
  } else {
    return MapLoop<F, T, std::enable_if_t<(I < 99), T>...>::run;
  }
}

// A functor that only looks at bits may name the type that stands for T, so that dtypes share a loop.
template <class F, class T> struct RunAs {
  using type = T;
};
template <class F, class T>
  requires requires { typename F::template run_as<T>; }
struct RunAs<F, T> {
  using type = typename F::template run_as<T>;
};

template <Form form, class F, int inputs, class... T> constexpr void add_loops(Loop (&loops)[kDTypes], Types<T...>) {
  ((loops[static_cast<int>(type_of<T>)] =
        make_loop<form, F, typename RunAs<F, loop_type<T>>::type>(std::make_index_sequence<inputs>{})),
   ...);
}

// entry<F, inputs, Ints, Floats>("name"): a plain kernel whose loops exist for those dtypes.
template <Form form, class F, int inputs, class... Groups>
constexpr ElementwiseKernel entry_of(const char* name, bool costly = false) {
  ElementwiseKernel kernel{};
  kernel.name = name;
  kernel.inputs = inputs;
  kernel.bool_output = form == Form::ToBool;
  kernel.bool_first_input = form == Form::BoolFirst;
  kernel.real_output = form == Form::ToReal;
  kernel.costly = costly;
  (add_loops<form, F, inputs>(kernel.loops, Groups{}), ...);
  return kernel;
}
template <class F, int inputs, class... Groups> constexpr ElementwiseKernel entry(const char* name) {
  return entry_of<Form::Plain, F, inputs, Groups...>(name);
}
template <class F, int inputs, class... Groups> constexpr ElementwiseKernel costly_entry(const char* name) {
  return entry_of<Form::Plain, F, inputs, Groups...>(name, true);
}

}  // namespace
}  // namespace flambeau::FLAMBEAU_ISA
