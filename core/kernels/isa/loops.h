// Owns: the shapes of inner loop (contiguous, scalar operand, strided) that turn a function of values into a Loop.
// Called by: the elementwise_*.cpp files; compiled once per ISA level, so everything here has internal linkage.
#pragma once

#include <cstdint>
#include <type_traits>
#include <utility>

#include "kernels/elementwise.h"
#include "kernels/isa/complex.h"

namespace flambeau::FLAMBEAU_ISA {
namespace {

// An input of a vectorised loop: read per element, or once.
template <class T, bool Repeated> struct Input {
  const T* p;
  T operator[](int64_t i) const { return p[i]; }
};
template <class T> struct Input<T, true> {
  T value;
  explicit Input(const char* p) : value(*reinterpret_cast<const T*>(p)) {}
  T operator[](int64_t) const { return value; }
};

// The output may be one of the inputs: no iteration reads what another writes.
template <class F, class Out, class... Inputs> [[gnu::flatten]] void dense_loop(char* out, int64_t n, Inputs... in) {
  Out* y = reinterpret_cast<Out*>(out);
#pragma omp simd
  for (int64_t i = 0; i < n; ++i) y[i] = F{}(in[i]...);
}

// F{}(inputs…) per element. The dense forms that vectorise: every input contiguous, all but the last, only the first,
// only the last (scalar op tensor), and for three inputs all but the second (where with a number). The rest is strided.
template <class F, class Out, class... In> struct MapLoop {
  static constexpr unsigned kInputs = sizeof...(In);
  static constexpr unsigned kAll = (1u << kInputs) - 1;

  static void run(char* const* data, const int64_t* strides, int64_t n) {
    run(data, strides, n, std::make_index_sequence<kInputs>{});
  }

 private:
  template <size_t... I>
  static void run(char* const* data, const int64_t* strides, int64_t n, std::index_sequence<I...> inputs) {
    constexpr int64_t items[] = {sizeof(In)...};
    unsigned repeated = 0;
    bool dense = strides[0] == sizeof(Out);
    for (unsigned i = 0; i < kInputs; ++i) {
      if (strides[i + 1] == 0) repeated |= 1u << i;
      dense = dense && (strides[i + 1] == 0 || strides[i + 1] == items[i]);
    }
    if (dense) {
      if (repeated == 0) return dense_with<0>(data, n, inputs);
      if constexpr (kInputs >= 2) {
        if (repeated == 1u << (kInputs - 1)) return dense_with<1u << (kInputs - 1)>(data, n, inputs);
        if (repeated == (kAll & ~1u)) return dense_with<kAll & ~1u>(data, n, inputs);
        if (repeated == (kAll >> 1)) return dense_with<(kAll >> 1)>(data, n, inputs);
      }
      if constexpr (kInputs == 3) {
        if (repeated == 2u) return dense_with<2u>(data, n, inputs);
      }
    }
    for (int64_t i = 0; i < n; ++i) {
      *reinterpret_cast<Out*>(data[0] + i * strides[0]) =
          F{}(*reinterpret_cast<const In*>(data[I + 1] + i * strides[I + 1])...);
    }
  }

  template <unsigned Repeated, size_t... I>
  static void dense_with(char* const* data, int64_t n, std::index_sequence<I...>) {
    dense_loop<F, Out>(data[0], n, make_input<In, (Repeated >> I & 1u) != 0>(data[I + 1])...);
  }
  template <class T, bool Repeated> static Input<T, Repeated> make_input(const char* p) {
    if constexpr (Repeated) {
      return Input<T, true>(p);
    } else {
      return {reinterpret_cast<const T*>(p)};
    }
  }
};

// The storage type of each dtype inside a loop: bool as a byte that is 0 or 1, complex as our own pair.
template <class T> struct LoopType { using type = T; };
template <> struct LoopType<complex64> { using type = Complex<float>; };
template <> struct LoopType<complex128> { using type = Complex<double>; };
template <class T> using loop_type = typename LoopType<T>::type;

template <class... T> struct Types {};
using Bool = Types<bool>;
using Ints = Types<uint8_t, int8_t, int16_t, int32_t, int64_t>;
using Floats = Types<float, double>;
using Complexes = Types<complex64, complex128>;

template <class T> struct RealOf { using type = T; };
template <class T> struct RealOf<Complex<T>> { using type = T; };

// What a kernel writes and reads, for compute type T.
enum class Form { Plain, ToBool, ToReal, BoolFirst };

template <Form form, class F, class T, size_t... I> constexpr Loop make_loop(std::index_sequence<I...>) {
  if constexpr (form == Form::ToBool) {
    return MapLoop<F, bool, std::enable_if_t<(I < 99), T>...>::run;
  } else if constexpr (form == Form::ToReal) {
    return MapLoop<F, typename RealOf<T>::type, std::enable_if_t<(I < 99), T>...>::run;
  } else if constexpr (form == Form::BoolFirst) {
    return MapLoop<F, T, std::conditional_t<I == 0, bool, T>...>::run;
  } else {
    return MapLoop<F, T, std::enable_if_t<(I < 99), T>...>::run;
  }
}

template <Form form, class F, int inputs, class... T> constexpr void add_loops(Loop (&loops)[kDTypes], Types<T...>) {
  ((loops[static_cast<int>(type_of<T>)] = make_loop<form, F, loop_type<T>>(std::make_index_sequence<inputs>{})), ...);
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
