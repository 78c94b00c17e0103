// Owns: vectors as wide as the level's registers, for loops that hold numbers there over several steps.
// Called by: the files of isa/ that include it, within the namespace of their level.
#pragma once

#include <cstring>

#if defined(__FMA__)
#include <immintrin.h>
#endif

namespace flambeau::FLAMBEAU_ISA {
namespace {

#if defined(__AVX512F__)
constexpr int kVectorBytes = 64;
#elif defined(__AVX2__)
constexpr int kVectorBytes = 32;
#else
constexpr int kVectorBytes = 16;
#endif

template <class T> struct VectorOf;
template <> struct VectorOf<float> {
  typedef float type __attribute__((vector_size(kVectorBytes)));
};
template <> struct VectorOf<double> {
  typedef double type __attribute__((vector_size(kVectorBytes)));
};
template <class T> using Vector = typename VectorOf<T>::type;
template <class T> constexpr int kLanes = kVectorBytes / sizeof(T);

template <class T> inline Vector<T> load(const T* p) {
  Vector<T> v;
  std::memcpy(&v, p, sizeof v);
  return v;
}
template <class T> inline void store(T* p, Vector<T> v) { std::memcpy(p, &v, sizeof v); }
template <class T> inline Vector<T> broadcast(T x) { return x - Vector<T>{}; }  // x - 0 keeps the sign of -0

// a * b + c, rounded once where the processor can (the compiler is told not to contract by itself).
#if defined(__AVX512F__)
inline Vector<float> fma(Vector<float> a, Vector<float> b, Vector<float> c) { return _mm512_fmadd_ps(a, b, c); }
inline Vector<double> fma(Vector<double> a, Vector<double> b, Vector<double> c) { return _mm512_fmadd_pd(a, b, c); }
#elif defined(__FMA__)
inline Vector<float> fma(Vector<float> a, Vector<float> b, Vector<float> c) { return _mm256_fmadd_ps(a, b, c); }
inline Vector<double> fma(Vector<double> a, Vector<double> b, Vector<double> c) { return _mm256_fmadd_pd(a, b, c); }
#else
template <class V> inline V fma(V a, V b, V c) { return a * b + c; }
#endif
// The same for one number.
template <class T> inline T fma_scalar(T a, T b, T c) {
#if defined(__FMA__)
  if constexpr (sizeof(T) == 4) return __builtin_fmaf(a, b, c);
  return __builtin_fma(a, b, c);
#else
  return a * b + c;
#endif
}

}  // namespace
}  // namespace flambeau::FLAMBEAU_ISA
