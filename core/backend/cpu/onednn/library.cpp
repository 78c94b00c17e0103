// Owns: what all uses of oneDNN share: engine, streams, data types, error messages and the cache of primitives.
// Called by: the other files of this folder only.
#if FLAMBEAU_HAS_ONEDNN
#include "backend/cpu/onednn/library.h"

#include <omp.h>

#include <cstdlib>
#include <cstring>

namespace flambeau::onednn {

Preference preference() {
  static const Preference chosen = [] {
    const char* value = std::getenv("FLAMBEAU_ONEDNN");
    if (!value || !*value) return Preference::Measured;
    if (!std::strcmp(value, "0")) return Preference::Never;
    if (!std::strcmp(value, "1")) return Preference::Always;
    fail(ErrorKind::Value, "FLAMBEAU_ONEDNN is \"", value, "\" | it must be 0 (never) or 1 (wherever possible)");
  }();
  return chosen;
}

bool has_avx512() {
  static const bool found = dnnl::get_effective_cpu_isa() >= dnnl::cpu_isa::avx512_core;
  return found;
}

dnnl::engine& engine() {
  static dnnl::engine instance(dnnl::engine::kind::cpu, 0);
  return instance;
}

dnnl::stream& stream() {
  thread_local dnnl::stream instance(engine());
  return instance;
}

bool has_kernels(DType dtype) {
  switch (dtype) {
    case DType::Float32: return true;
    case DType::BFloat16: return has_avx512();
    case DType::Float16: return dnnl::get_effective_cpu_isa() >= dnnl::cpu_isa::avx512_core_fp16;
    default: return false;
  }
}

dnnl::memory::data_type data_type(DType dtype) {
  switch (dtype) {
    case DType::Float32: return dnnl::memory::data_type::f32;
    case DType::BFloat16: return dnnl::memory::data_type::bf16;
    case DType::Float16: return dnnl::memory::data_type::f16;
    default: fail(ErrorKind::NotImplemented, "oneDNN has no kernels for ", name_of(dtype));
  }
}

void use_threads(int n) {
  if (omp_get_max_threads() != n) omp_set_num_threads(n);
}

}  // namespace flambeau::onednn
#endif
