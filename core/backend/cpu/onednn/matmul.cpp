// Owns: matrix products through oneDNN.
// Called by: backend/cpu/matmul, from outside any parallel region.
#include "backend/cpu/onednn/matmul.h"

#if FLAMBEAU_HAS_ONEDNN
#include <cstring>

#include "backend/cpu/onednn/library.h"
#include "memory/scratch.h"
#endif

namespace flambeau::onednn {

#if FLAMBEAU_HAS_ONEDNN
namespace {

struct Entry {
  dnnl::matmul primitive;  // empty when there is no fast kernel
  dnnl::memory::desc a, b, bias, out, scratchpad;
};

std::shared_ptr<const Entry> make_entry(const Product& p) {
  using dnnl::memory;
  const memory::data_type type = data_type(p.dtype);
  auto entry = std::make_shared<Entry>();
  entry->a = {{p.rows, p.inner}, type, memory::dims{p.a_row, p.a_col}};
  entry->b = {{p.inner, p.cols}, type, memory::dims{p.b_row, p.b_col}};
  entry->out = {{p.rows, p.cols}, type, memory::dims{p.out_row, 1}};
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);  // so that threads may share the primitive
  if (p.accumulate) {
    dnnl::post_ops operations;
    operations.append_sum(1.0f);
    attributes.set_post_ops(operations);
  }
  dnnl::matmul::primitive_desc description;
  if (p.bias) {
    entry->bias = {{1, p.cols}, type, memory::dims{p.cols, 1}};
    description = {engine(), entry->a, entry->b, entry->bias, entry->out, attributes, true};
  } else {
    description = {engine(), entry->a, entry->b, entry->out, attributes, true};
  }
  if (description && !std::strstr(description.impl_info_str(), "ref")) {
    entry->scratchpad = description.scratchpad_desc();
    entry->primitive = dnnl::matmul(description);
  }
  return entry;
}

// oneDNN wants one contiguous direction and no repeated elements.
bool is_plain(int64_t rows, int64_t cols, int64_t row_stride, int64_t col_stride) {
  return (col_stride == 1 && row_stride >= cols) || (row_stride == 1 && col_stride >= rows);
}

}  // namespace

bool prefers_matmul(DType dtype) {
  switch (preference()) {
    case Preference::Never: return false;
    case Preference::Always: return has_kernels(dtype);
    case Preference::Measured: return has_avx512() && has_kernels(dtype);
  }
  return false;
}

bool matmul(const Product& p, int threads) {
  if (!is_plain(p.rows, p.inner, p.a_row, p.a_col) || !is_plain(p.inner, p.cols, p.b_row, p.b_col)) return false;
  use_threads(threads);
  Key key;
  for (int64_t value : {static_cast<int64_t>(p.dtype), int64_t{threads}, p.rows, p.cols, p.inner, p.a_row, p.a_col,
                        p.b_row, p.b_col, p.out_row, int64_t{p.bias != nullptr}, int64_t{p.accumulate}}) {
    key.add(value);
  }
  static Cache<Entry> cache;
  bool done = false;
  checked("matmul", [&] {
    const auto entry = cache.get(key, [&] { return make_entry(p); });
    if (!entry->primitive) return;
    const auto memory = [](const dnnl::memory::desc& d, const void* data) {
      return dnnl::memory(d, engine(), const_cast<void*>(data));
    };
    std::unordered_map<int, dnnl::memory> arguments = {{DNNL_ARG_SRC, memory(entry->a, p.a)},
                                                       {DNNL_ARG_WEIGHTS, memory(entry->b, p.b)},
                                                       {DNNL_ARG_DST, memory(entry->out, p.out)}};
    const Scratch scratch(static_cast<int64_t>(entry->scratchpad.get_size()));
    arguments.emplace(DNNL_ARG_SCRATCHPAD, memory(entry->scratchpad, scratch.data()));
    if (p.bias) arguments.emplace(DNNL_ARG_BIAS, memory(entry->bias, p.bias));
    entry->primitive.execute(stream(), arguments);
    stream().wait();
    done = true;
  });
  return done;
}

std::string description() {
  if (preference() == Preference::Never) return {};
  const dnnl_version_t* v = dnnl_version();
  return concat("oneDNN ", v->major, ".", v->minor, ".", v->patch, has_avx512() ? " (AVX-512)" : " (AVX2 or less)");
}

#else  // built without oneDNN

bool prefers_matmul(DType) { return false; }
bool matmul(const Product&, int) { return false; }
std::string description() { return {}; }

#endif

}  // namespace flambeau::onednn
