// Owns: the loading of OpenBLAS, its threads, and its matrix products in row-major terms.
// Called by: backend/cpu/matmul, which splits the work between threads; lapack.h.
#include "backend/cpu/blas/openblas.h"

#include <dlfcn.h>

#include <atomic>
#include <cstdlib>
#include <optional>
#include <string>

#include "tensor/error.h"

#ifndef FLAMBEAU_OPENBLAS_FILE
#define FLAMBEAU_OPENBLAS_FILE "libscipy_openblas.so"
#endif

namespace flambeau::blas {
namespace {

constexpr int kRowMajor = 101, kNoTranspose = 111, kTranspose = 112;

template <class T, class Scalar>
using Gemm = void (*)(int, int, int, int, int, int, Scalar, const T*, int, const T*, int, Scalar, T*, int);
template <class T, class Scalar>
using Gemv = void (*)(int, int, int, int, Scalar, const T*, int, const T*, int, Scalar, T*, int);

// Sets an environment variable while OpenBLAS starts, so that programs started later do not inherit it.
class ScopedVariable {
 public:
  ScopedVariable(const char* name, const char* value) : name_(name) {
    if (const char* old = std::getenv(name)) old_ = old;
    setenv(name, value, 1);
  }
  ~ScopedVariable() {
    if (old_) {
      setenv(name_, old_->c_str(), 1);
    } else {
      unsetenv(name_);
    }
  }
  ScopedVariable(const ScopedVariable&) = delete;
  ScopedVariable& operator=(const ScopedVariable&) = delete;

 private:
  const char* name_;
  std::optional<std::string> old_;
};

// Newer AVX-512 processors are taken for Haswell, at half the speed, unless OpenBLAS is told.
bool wants_skylake_kernels() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  return __builtin_cpu_is("intel") && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") && !std::getenv("OPENBLAS_CORETYPE");
#else
  return false;
#endif
}

// Opened at the first product rather than linked: OpenBLAS reads its environment while it is loaded, and a program
// that needs no product need not wait for 25 MB of library. Found through the run path of the object this is in.
void* open_library() {
  // Threads are ours: a second pool would spin against OpenMP's team.
  ScopedVariable one_thread("OPENBLAS_NUM_THREADS", "1");
  std::optional<ScopedVariable> family;
  if (wants_skylake_kernels()) family.emplace("OPENBLAS_CORETYPE", "SkylakeX");
  void* library = dlopen(FLAMBEAU_OPENBLAS_FILE, RTLD_NOW | RTLD_LOCAL);
  if (!library) fail(ErrorKind::Runtime, "OpenBLAS could not be loaded: ", dlerror(), " | reinstall the package");
  return library;
}

template <class Function> Function symbol(void* library, const char* name) {
  void* address = dlsym(library, name);
  if (!address) fail(ErrorKind::Runtime, "OpenBLAS has no function ", name, " | reinstall the package");
  return reinterpret_cast<Function>(address);
}

struct Library {
  void* handle = open_library();
  Gemm<float, float> sgemm = symbol<Gemm<float, float>>(handle, "scipy_cblas_sgemm");
  Gemm<double, double> dgemm = symbol<Gemm<double, double>>(handle, "scipy_cblas_dgemm");
  Gemm<void, const void*> cgemm = symbol<Gemm<void, const void*>>(handle, "scipy_cblas_cgemm");
  Gemm<void, const void*> zgemm = symbol<Gemm<void, const void*>>(handle, "scipy_cblas_zgemm");
  Gemv<float, float> sgemv = symbol<Gemv<float, float>>(handle, "scipy_cblas_sgemv");
  Gemv<double, double> dgemv = symbol<Gemv<double, double>>(handle, "scipy_cblas_dgemv");
  Gemv<void, const void*> cgemv = symbol<Gemv<void, const void*>>(handle, "scipy_cblas_cgemv");
  Gemv<void, const void*> zgemv = symbol<Gemv<void, const void*>>(handle, "scipy_cblas_zgemv");
  void (*set_threads)(int) = symbol<void (*)(int)>(handle, "scipy_openblas_set_num_threads");
  const char* (*core_name)() = symbol<const char* (*)()>(handle, "scipy_openblas_get_corename");
};

const Library& library() {
  static const Library instance;
  return instance;
}

template <class T, class Scalar>
void call(Gemm<T, Scalar> function, const int (&extent)[3], Scalar one, Scalar beta, const Operand& a, const Operand& b,
          void* out, int leading) {
  function(kRowMajor, a.transposed ? kTranspose : kNoTranspose, b.transposed ? kTranspose : kNoTranspose, extent[0],
           extent[1], extent[2], one, static_cast<const T*>(a.data), static_cast<int>(a.leading),
           static_cast<const T*>(b.data), static_cast<int>(b.leading), beta, static_cast<T*>(out), leading);
}

// BLAS names the stored matrix: a transposed operand of shape (rows, inner) is stored as (inner, rows).
template <class T, class Scalar>
void call(Gemv<T, Scalar> function, int rows, int inner, Scalar one, Scalar beta, const Operand& a, const void* x,
          int x_stride, void* out, int out_stride) {
  function(kRowMajor, a.transposed ? kTranspose : kNoTranspose, a.transposed ? inner : rows,
           a.transposed ? rows : inner, one, static_cast<const T*>(a.data), static_cast<int>(a.leading),
           static_cast<const T*>(x), x_stride, beta, static_cast<T*>(out), out_stride);
}

void check_extents(std::initializer_list<int64_t> extents) {
  for (int64_t extent : extents) {
    if (extent < 0 || extent > kLargestExtent) {
      fail(ErrorKind::Runtime, "matmul: an extent or stride of ", extent, " reached OpenBLAS | it takes 0 to ",
           kLargestExtent);
    }
  }
}

}  // namespace

void gemm(DType dtype, int64_t rows, int64_t cols, int64_t inner, const Operand& a, const Operand& b, void* out,
          int64_t leading, bool accumulate) {
  check_extents({rows, cols, inner, a.leading, b.leading, leading});
  const Library& lib = library();
  const int extent[3] = {static_cast<int>(rows), static_cast<int>(cols), static_cast<int>(inner)};
  const int ld = static_cast<int>(leading);
  const float one_f = 1, beta_f = accumulate ? 1 : 0;
  const double one_d = 1, beta_d = accumulate ? 1 : 0;
  const complex64 one_c = 1, beta_c = beta_f;
  const complex128 one_z = 1, beta_z = beta_d;
  switch (dtype) {
    case DType::Float32: return call(lib.sgemm, extent, one_f, beta_f, a, b, out, ld);
    case DType::Float64: return call(lib.dgemm, extent, one_d, beta_d, a, b, out, ld);
    case DType::Complex64: return call<void, const void*>(lib.cgemm, extent, &one_c, &beta_c, a, b, out, ld);
    case DType::Complex128: return call<void, const void*>(lib.zgemm, extent, &one_z, &beta_z, a, b, out, ld);
    default: fail(ErrorKind::NotImplemented, "matmul: OpenBLAS has no product of ", name_of(dtype));
  }
}

void gemv(DType dtype, int64_t rows, int64_t inner, const Operand& a, const void* x, int64_t x_stride, void* out,
          int64_t out_stride, bool accumulate) {
  check_extents({rows, inner, a.leading, x_stride, out_stride});
  const Library& lib = library();
  const int m = static_cast<int>(rows), k = static_cast<int>(inner);
  const int xs = static_cast<int>(x_stride), os = static_cast<int>(out_stride);
  const float one_f = 1, beta_f = accumulate ? 1 : 0;
  const double one_d = 1, beta_d = accumulate ? 1 : 0;
  const complex64 one_c = 1, beta_c = beta_f;
  const complex128 one_z = 1, beta_z = beta_d;
  switch (dtype) {
    case DType::Float32: return call(lib.sgemv, m, k, one_f, beta_f, a, x, xs, out, os);
    case DType::Float64: return call(lib.dgemv, m, k, one_d, beta_d, a, x, xs, out, os);
    case DType::Complex64: return call<void, const void*>(lib.cgemv, m, k, &one_c, &beta_c, a, x, xs, out, os);
    case DType::Complex128: return call<void, const void*>(lib.zgemv, m, k, &one_z, &beta_z, a, x, xs, out, os);
    default: fail(ErrorKind::NotImplemented, "matmul: OpenBLAS has no product of ", name_of(dtype));
  }
}

const char* core_name() { return library().core_name(); }

void* function(const std::string& name) { return symbol<void*>(library().handle, name.c_str()); }

namespace {
std::atomic<bool> team_at_work{false};  // OpenBLAS has one number of threads for all that call it
}

Team::Team(int threads) : leads_(threads > 1 && !team_at_work.exchange(true)) {
  if (leads_) library().set_threads(threads);
}
Team::~Team() {
  if (!leads_) return;
  library().set_threads(1);
  team_at_work = false;
}

}  // namespace flambeau::blas
