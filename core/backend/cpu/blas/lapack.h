// Owns: LAPACK's routines for the four types it computes in, with one name for each and their workspaces explained.
// Called by: the kernels of linear algebra, each for one matrix at a time; matrices are column-major.
#pragma once

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdint>
#include <limits>
#include <string>

#include "backend/cpu/blas/openblas.h"
#include "tensor/error.h"

namespace flambeau::lapack {

template <class T> struct RealOf {
  using type = T;
};
template <class T> struct RealOf<std::complex<T>> {
  using type = T;
};
template <class T> using Real = typename RealOf<T>::type;
template <class T> inline constexpr bool is_complex = !std::is_same_v<T, Real<T>>;

// Calls f.template operator()<T>() with the C++ type of one of these four.
template <class F> void visit(DType t, F&& f) {
  switch (t) {
    case DType::Float32: return f.template operator()<float>();
    case DType::Float64: return f.template operator()<double>();
    case DType::Complex64: return f.template operator()<complex64>();
    case DType::Complex128: return f.template operator()<complex128>();
    default: fail(ErrorKind::NotImplemented, "LAPACK does not compute in ", name_of(t));
  }
}

template <size_t N> struct Name {
  char text[N];
  constexpr Name(const char (&s)[N]) { std::copy_n(s, N, text); }
};

// Calls scipy_<letter><name>_, where the letter stands for T; some routines have another name for complex numbers.
// Fortran passes everything by address, and behind all else the lengths of texts.
template <class T, Name real, Name complex = real, class... Arguments> void call(Arguments... arguments) {
  static const auto routine = [] {
    const char letter = is_complex<T> ? (sizeof(T) == 8 ? 'c' : 'z') : (sizeof(T) == 4 ? 's' : 'd');
    const std::string name = std::string("scipy_") + letter + (is_complex<T> ? complex.text : real.text) + "_";
    return reinterpret_cast<void (*)(Arguments...)>(blas::function(name));
  }();
  routine(arguments...);
}
inline constexpr size_t kOne = 1;  // the length of a text of one letter

// What a routine answers when it is asked for its workspace: a number of elements, in the type it computes in.
template <class T> int work_size(T answer) {
  const Real<T> size = std::real(answer);
  // A float holds no odd number beyond 2^24: the next one up is enough.
  const double enough = sizeof(size) == 4 ? std::nextafter(size, std::numeric_limits<Real<T>>::infinity()) : size;
  if (!(enough < std::numeric_limits<int>::max()))
    fail(ErrorKind::Runtime, "linalg: LAPACK would need ", enough,
         " elements of workspace | it takes at most 2^31 - 1");
  return std::max(1, static_cast<int>(std::ceil(enough)));
}

inline char triangle(bool upper) { return upper ? 'U' : 'L'; }
// How Fortran programs name op(A): A itself, its transpose, its conjugate transpose.
enum class Form : char { Plain = 'N', Transposed = 'T', Adjoint = 'C' };

// ---- Cholesky: info is k where the leading minor of order k is not positive definite ----

template <class T> int potrf(bool upper, int n, T* a) {
  const char uplo = triangle(upper);
  const int ld = std::max(1, n);
  int info = 0;
  call<T, "potrf">(&uplo, &n, a, &ld, &info, kOne);
  return info;
}
template <class T> int potrs(bool upper, int n, int k, const T* factor, int ld, T* b) {
  const char uplo = triangle(upper);
  const int ldb = std::max(1, n);
  int info = 0;
  call<T, "potrs">(&uplo, &n, &k, factor, &ld, b, &ldb, &info, kOne);
  return info;
}
template <class T> int potri(bool upper, int n, T* a) {
  const char uplo = triangle(upper);
  const int ld = std::max(1, n);
  int info = 0;
  call<T, "potri">(&uplo, &n, a, &ld, &info, kOne);
  return info;
}

// ---- LU: info is k where U[k, k] is 0, counted from 1, as pivots are ----

template <class T> int getrf(int m, int n, T* a, int32_t* pivots) {
  const int ld = std::max(1, m);
  int info = 0;
  call<T, "getrf">(&m, &n, a, &ld, pivots, &info);
  return info;
}
template <class T> void getrs(Form form, int n, int k, const T* lu, int ld, const int32_t* pivots, T* b) {
  const char trans = static_cast<char>(form);
  const int ldb = std::max(1, n);
  int info = 0;
  call<T, "getrs">(&trans, &n, &k, lu, &ld, pivots, b, &ldb, &info, kOne);
}
template <class T> int getri(int n, T* lu, const int32_t* pivots, T* work, int size) {
  const int ld = std::max(1, n);
  int info = 0;
  call<T, "getri">(&n, lu, &ld, pivots, work, &size, &info);
  return info;
}
template <class T> int getri_size(int n) {
  T answer{}, nothing{};
  const int32_t pivot = 0;
  getri(n, &nothing, &pivot, &answer, -1);
  return work_size(answer);
}

// ---- Triangles: b becomes X with op(A) X = b, or X op(A) = b from the right ----

template <class T>
void trsm(bool left, bool upper, Form form, bool unit, int m, int n, const T* a, int ld, T* b, int ldb) {
  const char side = left ? 'L' : 'R', uplo = triangle(upper), trans = static_cast<char>(form), diag = unit ? 'U' : 'N';
  const T one{1};
  call<T, "trsm">(&side, &uplo, &trans, &diag, &m, &n, &one, a, &ld, b, &ldb, kOne, kOne, kOne, kOne);
}

// ---- LDL of symmetric or Hermitian matrices, the lower triangle ----

template <class T> int sytrf(bool hermitian, int n, T* a, int32_t* pivots, T* work, int size) {
  const char uplo = 'L';
  const int ld = std::max(1, n);
  int info = 0;
  if (hermitian)
    call<T, "sytrf", "hetrf">(&uplo, &n, a, &ld, pivots, work, &size, &info, kOne);
  else
    call<T, "sytrf">(&uplo, &n, a, &ld, pivots, work, &size, &info, kOne);
  return info;
}
template <class T> int sytrf_size(bool hermitian, int n) {
  T answer{}, nothing{};
  int32_t pivot = 0;
  sytrf(hermitian, n, &nothing, &pivot, &answer, -1);
  return work_size(answer);
}
template <class T> void sytrs(bool hermitian, int n, int k, const T* ld_factor, int ld, const int32_t* pivots, T* b) {
  const char uplo = 'L';
  const int ldb = std::max(1, n);
  int info = 0;
  if (hermitian)
    call<T, "sytrs", "hetrs">(&uplo, &n, &k, ld_factor, &ld, pivots, b, &ldb, &info, kOne);
  else
    call<T, "sytrs">(&uplo, &n, &k, ld_factor, &ld, pivots, b, &ldb, &info, kOne);
}

// ---- QR ----

template <class T> void geqrf(int m, int n, T* a, T* tau, T* work, int size) {
  const int ld = std::max(1, m);
  int info = 0;
  call<T, "geqrf">(&m, &n, a, &ld, tau, work, &size, &info);
}
template <class T> int geqrf_size(int m, int n) {
  T answer{}, nothing{};
  geqrf(m, n, &nothing, &nothing, &answer, -1);
  return work_size(answer);
}
// The first n columns of the product of k reflections.
template <class T> void orgqr(int m, int n, int k, T* a, const T* tau, T* work, int size) {
  const int ld = std::max(1, m);
  int info = 0;
  call<T, "orgqr", "ungqr">(&m, &n, &k, a, &ld, tau, work, &size, &info);
}
template <class T> int orgqr_size(int m, int n, int k) {
  T answer{}, nothing{};
  orgqr(m, n, k, &nothing, &nothing, &answer, -1);
  return work_size(answer);
}
// c, of m rows and n columns, times that product or its adjoint, from the left or the right.
template <class T>
void ormqr(bool left, bool adjoint, int m, int n, int k, const T* a, int ld, const T* tau, T* c, T* work, int size) {
  const char side = left ? 'L' : 'R', trans = !adjoint ? 'N' : is_complex<T> ? 'C' : 'T';
  const int ldc = std::max(1, m);
  int info = 0;
  call<T, "ormqr", "unmqr">(&side, &trans, &m, &n, &k, a, &ld, tau, c, &ldc, work, &size, &info, kOne, kOne);
}
template <class T> int ormqr_size(bool left, bool adjoint, int m, int n, int k) {
  T answer{}, nothing{};
  ormqr(left, adjoint, m, n, k, &nothing, std::max(1, left ? m : n), &nothing, &nothing, &answer, -1);
  return work_size(answer);
}

// ---- Eigenvalues ----

struct EighSizes {
  int work, reals, ints;
};
// Of a Hermitian matrix: `values` in ascending order; `a` becomes the vectors.
template <class T>
int syevd(bool vectors, bool upper, int n, T* a, Real<T>* values, T* work, Real<T>* reals, int* ints,
          const EighSizes& size) {
  const char jobz = vectors ? 'V' : 'N', uplo = triangle(upper);
  const int ld = std::max(1, n);
  int info = 0;
  if constexpr (is_complex<T>) {
    call<T, "syevd", "heevd">(&jobz, &uplo, &n, a, &ld, values, work, &size.work, reals, &size.reals, ints, &size.ints,
                              &info, kOne, kOne);
  } else {
    call<T, "syevd">(&jobz, &uplo, &n, a, &ld, values, work, &size.work, ints, &size.ints, &info, kOne, kOne);
  }
  return info;
}
template <class T> EighSizes syevd_sizes(bool vectors, bool upper, int n) {
  T answer{}, nothing{};
  Real<T> reals{}, value{};
  int ints = 0;
  syevd(vectors, upper, n, &nothing, &value, &answer, &reals, &ints, {-1, -1, -1});
  return {work_size(answer), is_complex<T> ? work_size(reals) : 1, std::max(1, ints)};
}

// Of any matrix, which is overwritten; `vectors` null for values only. In real types a complex pair is two values: in
// `values` are the real parts and then the imaginary ones, and of the vectors of a pair the first holds the real part.
template <class T> int geev(int n, T* a, T* values, T* vectors, T* work, int size, Real<T>* reals) {
  const char none = 'N', jobvr = vectors ? 'V' : 'N';
  const int ld = std::max(1, n);
  T nothing{};
  T* const right = vectors ? vectors : &nothing;
  int info = 0;
  if constexpr (is_complex<T>) {
    call<T, "geev">(&none, &jobvr, &n, a, &ld, values, &nothing, &ld, right, &ld, work, &size, reals, &info, kOne,
                    kOne);
  } else {
    call<T, "geev">(&none, &jobvr, &n, a, &ld, values, values + n, &nothing, &ld, right, &ld, work, &size, &info, kOne,
                    kOne);
  }
  return info;
}
template <class T> int geev_size(int n, bool vectors) {
  T answer{}, nothing[2]{};
  Real<T> real{};
  geev(n, nothing, nothing, vectors ? nothing : nullptr, &answer, -1, &real);
  return work_size(answer);
}

// ---- Singular values ----

// job: 'A' all of U and Vᴴ, 'S' their first min(m, n) columns and rows, 'N' neither. `a` is overwritten.
template <class T>
int gesdd(char job, int m, int n, T* a, Real<T>* s, T* u, T* vh, T* work, int size, Real<T>* reals, int* ints) {
  const int ld = std::max(1, m), ldv = std::max(1, job == 'A' ? n : std::min(m, n));
  int info = 0;
  if constexpr (is_complex<T>)
    call<T, "gesdd">(&job, &m, &n, a, &ld, s, u, &ld, vh, &ldv, work, &size, reals, ints, &info, kOne);
  else
    call<T, "gesdd">(&job, &m, &n, a, &ld, s, u, &ld, vh, &ldv, work, &size, ints, &info, kOne);
  return info;
}
template <class T> int gesdd_size(char job, int m, int n) {
  T answer{}, nothing{};
  Real<T> real{};
  int ints = 0;
  gesdd(job, m, n, &nothing, &real, &nothing, &nothing, &answer, -1, &real, &ints);
  return work_size(answer);
}
template <class T> int64_t gesdd_reals(char job, int64_t m, int64_t n) {
  if (!is_complex<T>) return 1;
  const int64_t low = std::min(m, n), high = std::max(m, n);
  return job == 'N' ? 7 * low : std::max(5 * low * low + 5 * low, 2 * high * low + 2 * low * low + low);
}

// ---- Least squares: b, of max(m, n) rows, becomes the solution ----

enum class Driver { Gels, Gelsy, Gelsd, Gelss };
struct LstsqSizes {
  int work, reals, ints;
};
template <class T>
int least_squares(Driver driver, int m, int n, int k, T* a, T* b, Real<T>* s, int* order, double cut, int* rank,
                  T* work, Real<T>* reals, int* ints, int size) {
  const int lda = std::max(1, m), ldb = std::max({1, m, n});
  const Real<T> rcond = static_cast<Real<T>>(cut);
  int info = 0;
  if (driver == Driver::Gels) {
    const char trans = 'N';
    call<T, "gels">(&trans, &m, &n, &k, a, &lda, b, &ldb, work, &size, &info, kOne);
  } else if (driver == Driver::Gelsy) {
    if constexpr (is_complex<T>)
      call<T, "gelsy">(&m, &n, &k, a, &lda, b, &ldb, order, &rcond, rank, work, &size, reals, &info);
    else
      call<T, "gelsy">(&m, &n, &k, a, &lda, b, &ldb, order, &rcond, rank, work, &size, &info);
  } else if (driver == Driver::Gelsd) {
    if constexpr (is_complex<T>)
      call<T, "gelsd">(&m, &n, &k, a, &lda, b, &ldb, s, &rcond, rank, work, &size, reals, ints, &info);
    else
      call<T, "gelsd">(&m, &n, &k, a, &lda, b, &ldb, s, &rcond, rank, work, &size, ints, &info);
  } else {
    if constexpr (is_complex<T>)
      call<T, "gelss">(&m, &n, &k, a, &lda, b, &ldb, s, &rcond, rank, work, &size, reals, &info);
    else
      call<T, "gelss">(&m, &n, &k, a, &lda, b, &ldb, s, &rcond, rank, work, &size, &info);
  }
  return info;
}
template <class T> LstsqSizes least_squares_sizes(Driver driver, int m, int n, int k) {
  T answer{}, nothing{};
  Real<T> reals{}, s{};
  int ints = 0, order = 0, rank = 0;
  least_squares(driver, m, n, k, &nothing, &nothing, &s, &order, 0, &rank, &answer, &reals, &ints, -1);
  const int most = std::max({1, 5 * std::min(m, n), 2 * n});  // gelss and gelsy; gelsd tells
  return {work_size(answer), is_complex<T> && driver == Driver::Gelsd ? work_size(reals) : most, std::max(1, ints)};
}

}  // namespace flambeau::lapack
