// Owns: the compute functions of the optimisers' updates, which write lists of tensors in place.
// Called by: call_op.
#include "autograd/inplace.h"
#include "autograd/watch.h"
#include "backend/cpu/optim.h"
#include "dispatch/operands.h"

namespace flambeau {
namespace {

// The lists of an update: first the arrays, parameters and their gradients ahead, then the counters, as many tensors in
// each. A list in `absent` (a bit per argument) may be empty: then nothing of that sort is kept.
class Lists {
 public:
  static constexpr int kGrads = 1;  // the one list that is only read

  Lists(const Call& call, int arrays, int counters, uint32_t absent)
      : call_(call), arrays_(arrays), counters_(counters), count_(list(0).size()) {
    for (int i = 1; i < arrays + counters; ++i) {
      if (list(i).size() == count_ || (list(i).empty() && (absent >> i & 1u))) continue;
      fail(ErrorKind::Runtime, call.op.name, ": ", name(i), " has ", list(i).size(), " tensors and params ", count_,
           " | they need as many");
    }
    for (size_t k = 0; k < count_; ++k) check(k);
  }

  size_t count() const { return count_; }
  // Of the k-th parameter; null where nothing of that sort is kept.
  Tensor* at(int i, size_t k) const { return list(i).empty() ? nullptr : list(i)[k]; }

  // Whether there is anything to do for the k-th parameter: it has bytes, or else its counters do.
  bool can_count(size_t k) const {
    if (!at(0, k)->is_meta()) return true;
    for (int i = arrays_; i < arrays_ + counters_; ++i)
      if (at(i, k)->is_meta()) return false;
    return counters_ > 0;
  }

  template <class F> void for_written(F&& f) const {
    for (int i = 0; i < arrays_ + counters_; ++i)
      for (Tensor* t : list(i))
        if (i != kGrads) f(*t);
  }

 private:
  const TensorList& list(int i) const { return *call_.arg(i).tensors; }
  const std::string& name(int i) const { return call_.op.params[static_cast<size_t>(i)].name; }
  std::string name(int i, size_t k) const { return concat(name(i), '[', k, ']'); }

  void check(size_t k) const {
    const Tensor& param = *at(0, k);
    if (!is_inexact(param.dtype)) not_implemented(call_.op.name.c_str(), param.dtype);
    for (int i = 0; i < arrays_ + counters_; ++i) {
      Tensor* const t = at(i, k);
      if (!t) continue;
      i < arrays_ ? check_array(*t, param, i, k) : check_counter(*t, param, i, k);
      if (i != kGrads && ((t->flags & kInference) || repeats_elements(*t)))
        check_in_place(*t, false, call_.op.name.substr(0, call_.op.name.size() - 1));
    }
  }

  void check_device(const Tensor& t, const Tensor& param, int i, size_t k) const {
    if (t.is_meta() == param.is_meta()) return;
    const std::string param_name = name(0, k), t_name = name(i, k);
    fail(ErrorKind::Runtime,
         "Expected all tensors to be on the same device, but found at least two devices, cpu and meta! (",
         call_.op.name, ": argument '", t.is_meta() ? param_name : t_name, "' is on cpu, '",
         t.is_meta() ? t_name : param_name, "' on meta | move one of them with .to())");
  }

  void check_array(const Tensor& t, const Tensor& param, int i, size_t k) const {
    check_device(t, param, i, k);
    if (!same_shape(t, param)) {
      fail(ErrorKind::Runtime, call_.op.name, ": ", name(i, k), " has shape ", t.shape(), " and params[", k, "] ",
           param.shape(), " | they must agree");
    }
    if (!is_inexact(t.dtype) || is_complex(t.dtype) != is_complex(param.dtype)) {
      fail(ErrorKind::Runtime, call_.op.name, ": ", name(i, k), " has dtype ", name_of(t.dtype), " and params[", k,
           "] ", name_of(param.dtype), " | both must be real, or both complex");
    }
  }

  // Those of a parameter on the meta device may be on the CPU.
  void check_counter(const Tensor& t, const Tensor& param, int i, size_t k) const {
    if (!param.is_meta()) check_device(t, param, i, k);
    if (t.numel == 1 && !is_complex(t.dtype)) return;
    fail(ErrorKind::Runtime, call_.op.name, ": ", name(i, k), " has shape ", t.shape(), " and dtype ", name_of(t.dtype),
         " | it must be one real number");
  }

  const Call& call_;
  const int arrays_, counters_;
  const size_t count_;
};

// The kernels take arrays that lie in memory as the parameter does, without gaps, and have its dtype. Of other tensors
// they get copies, which are put back where they were written.
class Copies {
 public:
  const Tensor& laid_out(Tensor& t, DType dtype, const Dims& strides, bool written) {
    TensorRef copy = empty_strided(t.shape(), strides, dtype, device_of(t));
    copy_into(*copy, t);
    const Tensor& taken = *copy;
    copies_.push_back({written ? &t : nullptr, std::move(copy)});
    return taken;
  }
  void put_back() const {
    for (const auto& [to, copy] : copies_)
      if (to) copy_into(*to, *copy);
  }

 private:
  std::vector<std::pair<Tensor*, TensorRef>> copies_;
};

bool lies_as(const Tensor& t, const Tensor& param) {
  return t.is_contiguous() ? param.is_contiguous() : t.stride_dims() == param.stride_dims();
}

// Whether the kernels can take all arrays of the k-th parameter as they are.
bool are_alike(const Lists& lists, size_t k, int arrays) {
  const Tensor& param = *lists.at(0, k);
  if (!is_dense(param)) return false;
  for (int i = 1; i < arrays; ++i) {
    const Tensor* const t = lists.at(i, k);
    if (t && (t->dtype != param.dtype || !lies_as(*t, param))) return false;
  }
  return true;
}

void add_array(const Tensor& t, bool written, std::vector<Access>& operands) {
  operands.push_back(written ? writes(t) : reads(t));
}

// Of arrays that are not alike: copies in the widest of their dtypes.
void add_copies(const Lists& lists, size_t k, int arrays, Copies& copies, std::vector<Access>& operands) {
  const Dims strides = dense_strides_like(*lists.at(0, k));
  DType dtype = lists.at(0, k)->dtype;
  for (int i = 1; i < arrays; ++i)
    if (const Tensor* t = lists.at(i, k)) dtype = promote(dtype, t->dtype);
  for (int i = 0; i < arrays; ++i) {
    const bool written = i != Lists::kGrads;
    if (Tensor* t = lists.at(i, k))
      add_array(copies.laid_out(*t, dtype, strides, written), written, operands);
    else
      operands.push_back(reads(nullptr));
  }
}

// Adds the operands of one parameter: the counters, then the arrays.
void add_operands(const Lists& lists, size_t k, int arrays, int counters, Copies& copies,
                  std::vector<Access>& operands) {
  for (int i = arrays; i < arrays + counters; ++i) {
    Tensor& t = *lists.at(i, k);
    const bool taken = t.dtype == DType::Float32 || t.dtype == DType::Float64;
    operands.push_back(writes(taken ? t : copies.laid_out(t, DType::Float64, t.stride_dims(), true)));
  }
  const bool without_bytes = lists.at(0, k)->is_meta();
  if (!without_bytes && !are_alike(lists, k, arrays)) return add_copies(lists, k, arrays, copies, operands);
  for (int i = 0; i < arrays; ++i) {
    const Tensor* const t = without_bytes ? nullptr : lists.at(i, k);
    t ? add_array(*t, i != Lists::kGrads, operands) : operands.push_back(reads(nullptr));
  }
}

// The operands are those of each parameter in turn; the shape, how many real numbers its arrays have.
template <class Settings> struct RunUpdate {
  Settings settings;

  void operator()(const Access* o, ShapeView sizes) const {
    std::vector<UpdateTensor> tensors(static_cast<size_t>(sizes.ndim));
    for (int k = 0; k < sizes.ndim; ++k) {
      UpdateTensor& t = tensors[static_cast<size_t>(k)];
      for (int i = 0; i < Settings::kCounters; ++i, ++o) t.counters[i] = {o->data, o->dtype};
      t.n = sizes[k];
      t.dtype = real_type(o->dtype);
      for (int i = 0; i < Settings::kArrays; ++i, ++o) t.arrays[i] = o->data;
    }
    run_update(tensors, settings);
  }
};

// A parameter on the meta device has no elements to update; its updates are counted, where the counters have bytes.
template <class Settings> void update(Call& call, const Settings& settings, uint32_t absent = 0) {
  constexpr int kArrays = Settings::kArrays, kCounters = Settings::kCounters;
  const Lists lists(call, kArrays, kCounters, absent);
  if (watching) lists.for_written([](Tensor& t) { before_write(t); });
  std::vector<Access> operands;
  operands.reserve(lists.count() * (kArrays + kCounters));
  std::vector<int64_t> sizes;
  sizes.reserve(lists.count());
  Copies copies;
  int64_t elements = 1;
  for (size_t k = 0; k < lists.count(); ++k) {
    if (!lists.can_count(k)) continue;
    add_operands(lists, k, kArrays, kCounters, copies, operands);
    const Tensor& param = *lists.at(0, k);
    sizes.push_back(param.is_meta() ? 0 : is_complex(param.dtype) ? 2 * param.numel : param.numel);
    elements += sizes.back();
  }
  if (sizes.empty()) return;
  launch(elements, operands, {static_cast<int>(sizes.size()), sizes.data()}, RunUpdate<Settings>{settings});
  copies.put_back();
  Origin here = current_origin();
  lists.for_written([&](Tensor& t) { note_write(version_of(t), here); });
  drop_origin(here);
}

// The options of an update, which follow its lists, in order.
class Options {
 public:
  Options(const Call& call, int first) : call_(call), next_(first) {}
  double number() { return call_.arg(next_++).as_double(); }
  bool truth() { return call_.arg(next_++).truth(); }

 private:
  const Call& call_;
  int next_;
};

void compute_sgd_step(Call& call) {
  Options o(call, 3);
  const SgdSettings settings{o.number(), o.number(), o.number(), o.number(), o.truth(), o.truth(), o.truth()};
  update(call, settings, settings.momentum == 0 ? 1u << 2 : 0);
}

void compute_adam_step(Call& call) {
  Options o(call, 6);
  const AdamSettings settings{o.number(), o.number(), o.number(), o.number(), o.number(), o.truth(), o.truth()};
  update(call, settings, 1u << 4);
}

void compute_adadelta_step(Call& call) {
  Options o(call, 5);
  update(call, AdadeltaSettings{o.number(), o.number(), o.number(), o.number(), o.truth()});
}

void compute_adagrad_step(Call& call) {
  Options o(call, 4);
  update(call, AdagradSettings{o.number(), o.number(), o.number(), o.number(), o.truth()});
}

void compute_adamax_step(Call& call) {
  Options o(call, 5);
  update(call, AdamaxSettings{o.number(), o.number(), o.number(), o.number(), o.number(), o.truth()});
}

void compute_nadam_step(Call& call) {
  Options o(call, 6);
  update(call,
         NAdamSettings{o.number(), o.number(), o.number(), o.number(), o.number(), o.number(), o.truth(), o.truth()});
}

void compute_radam_step(Call& call) {
  Options o(call, 5);
  update(call, RAdamSettings{o.number(), o.number(), o.number(), o.number(), o.number(), o.truth(), o.truth()});
}

void compute_rmsprop_step(Call& call) {
  Options o(call, 6);
  const RMSpropSettings settings{o.number(), o.number(), o.number(), o.number(), o.number(), o.truth()};
  update(call, settings, 1u << 3 | (settings.momentum == 0 ? 1u << 4 : 0));
}

constexpr ComputeEntry kEntries[] = {
    {"sgd_step", compute_sgd_step,
     "params: list[Tensor], grads: list[Tensor], momentum_buffers: list[Tensor], lr: float, momentum: float, "
     "dampening: float, weight_decay: float, nesterov: bool, maximize: bool, first: bool"},
    {"adam_step", compute_adam_step,
     "params: list[Tensor], grads: list[Tensor], exp_avgs: list[Tensor], exp_avg_sqs: list[Tensor], "
     "max_exp_avg_sqs: list[Tensor], steps: list[Tensor], lr: float, beta1: float, beta2: float, eps: float, "
     "weight_decay: float, decoupled: bool, maximize: bool"},
    {"adadelta_step", compute_adadelta_step,
     "params: list[Tensor], grads: list[Tensor], square_avgs: list[Tensor], acc_deltas: list[Tensor], "
     "steps: list[Tensor], lr: float, rho: float, eps: float, weight_decay: float, maximize: bool"},
    {"adagrad_step", compute_adagrad_step,
     "params: list[Tensor], grads: list[Tensor], sums: list[Tensor], steps: list[Tensor], lr: float, "
     "lr_decay: float, eps: float, weight_decay: float, maximize: bool"},
    {"adamax_step", compute_adamax_step,
     "params: list[Tensor], grads: list[Tensor], exp_avgs: list[Tensor], exp_infs: list[Tensor], "
     "steps: list[Tensor], lr: float, beta1: float, beta2: float, eps: float, weight_decay: float, maximize: bool"},
    {"nadam_step", compute_nadam_step,
     "params: list[Tensor], grads: list[Tensor], exp_avgs: list[Tensor], exp_avg_sqs: list[Tensor], "
     "steps: list[Tensor], mu_products: list[Tensor], lr: float, beta1: float, beta2: float, eps: float, "
     "weight_decay: float, momentum_decay: float, decoupled: bool, maximize: bool"},
    {"radam_step", compute_radam_step,
     "params: list[Tensor], grads: list[Tensor], exp_avgs: list[Tensor], exp_avg_sqs: list[Tensor], "
     "steps: list[Tensor], lr: float, beta1: float, beta2: float, eps: float, weight_decay: float, decoupled: bool, "
     "maximize: bool"},
    {"rmsprop_step", compute_rmsprop_step,
     "params: list[Tensor], grads: list[Tensor], square_avgs: list[Tensor], grad_avgs: list[Tensor], "
     "momentum_buffers: list[Tensor], steps: list[Tensor], lr: float, alpha: float, eps: float, weight_decay: float, "
     "momentum: float, maximize: bool"},
};

}  // namespace

const ComputeTable kOptimComputes{std::begin(kEntries), std::end(kEntries)};

}  // namespace flambeau
