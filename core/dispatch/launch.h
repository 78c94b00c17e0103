// Owns: launch, the one door to the kernels, and what a kernel call is made of.
// Called by: compute functions, copies and fills, the optimisers' steps.
#pragma once

#include <initializer_list>
#include <span>
#include <type_traits>

#include "backend/cpu/elementwise.h"
#include "profiler/recorder.h"
#include "tensor/long_work.h"
#include "tensor/tensor.h"

namespace flambeau {

// What a kernel reads or writes: an operand, and the storage that its elements lie in.
struct Access : Operand {
  Storage* storage;  // null: `data` is one number that belongs to the launch itself, or null as well for no operand
  int ndim;          // how many strides there are
  bool written;
};

inline Access reads(const Tensor& t) { return {{t.data(), t.dtype, t.strides()}, t.storage, t.ndim, false}; }
inline Access writes(const Tensor& t) { return {{t.data(), t.dtype, t.strides()}, t.storage, t.ndim, true}; }
// The same through other strides than the tensor's own.
inline Access reads(const Tensor& t, const int64_t* strides, int ndim) {
  return {{t.data(), t.dtype, strides}, t.storage, ndim, false};
}
inline Access writes(const Tensor& t, const int64_t* strides, int ndim) {
  return {{t.data(), t.dtype, strides}, t.storage, ndim, true};
}
// An operand that may be absent: its data is null then.
inline Access reads(const Tensor* t) {
  return t ? reads(*t) : Access{{nullptr, DType::Bool, nullptr}, nullptr, 0, false};
}
// A number, `element` of `dtype`, which the launch copies.
inline Access number(const void* element, DType dtype, const int64_t* strides, int ndim) {
  return {{const_cast<void*>(element), dtype, strides}, nullptr, ndim, false};
}

struct ShapeView {
  int ndim = 0;
  const int64_t* sizes = nullptr;

  ShapeView() = default;
  ShapeView(int n, const int64_t* s) : ndim(n), sizes(s) {}
  ShapeView(const Dims& d) : ndim(d.size()), sizes(d.data()) {}
  ShapeView(const Tensor& t) : ndim(t.ndim), sizes(t.sizes()) {}
  int64_t operator[](int d) const { return sizes[d]; }
};

// A kernel call as a value: `call` knows the kernel's type, `kernel` are its plain parameters.
struct Launch {
  void (*call)(const void* kernel, const Access* operands, ShapeView shape);
  const void* kernel;
  size_t kernel_bytes;
  std::span<const Access> operands;
  ShapeView shape;
};

class Recording;
extern Recording* recording;  // what launches are kept in (recording.h), nearly always null
void keep(const Launch& launch);
template <class Kernel> void keep(const Kernel& kernel, std::span<const Access> operands, ShapeView shape);
void keep_alive(HostObject* object);  // for as long as the recording; null is allowed
[[noreturn]] void refuse_recording(const char* op);

// `count` steps of `each` elements, as launch takes it: no more than an int64 holds.
inline int64_t steps_of(int64_t count, int64_t each) {
  int64_t n;
  return __builtin_mul_overflow(count, each, &n) ? INT64_MAX : n;
}

namespace detail {
template <class Kernel>
[[gnu::always_inline]] inline void call(const Kernel& kernel, const Access* operands, ShapeView shape) {
  if constexpr (std::is_invocable_v<const Kernel&, const Access*, ShapeView>)
    kernel(operands, shape);
  else
    kernel(operands);
}
template <class Kernel> void call_kept(const void* kernel, const Access* operands, ShapeView shape) {
  call(*static_cast<const Kernel*>(kernel), operands, shape);
}
}  // namespace detail

// Out of the way of calls that nobody records.
template <class Kernel>
[[gnu::noinline]] void keep(const Kernel& kernel, std::span<const Access> operands, ShapeView shape) {
  static_assert(std::is_trivially_copyable_v<Kernel>, "capture plain values only: a recording keeps their bytes");
  keep(Launch{detail::call_kept<Kernel>, &kernel, sizeof kernel, operands, shape});
}

// A launch as the profiler is told of it, within the event of its op. Out of the way of calls that nobody profiles.
template <class Run> [[gnu::noinline]] auto run_profiled(int64_t steps, const Run& run) {
  struct Told {
    profiler::Scope event{profiler::Kind::Launch, profiler::log().current_op()};
    uint64_t done = 0;
    ~Told() { event.close(done); }
  } told;
  const LongWork unlocked(steps);
  struct Stop {  // before the lock is waited for
    uint64_t& at;
    ~Stop() { at = profiler::now(); }
  } const stop{told.done};
  return run();
}
// Calls a kernel. Long work lets other host threads run.
template <class Run> inline auto run_kernel(int64_t steps, const Run& run) {
  if (profiler::launches) [[unlikely]]
    return run_profiled(steps, run);
  const LongWork unlocked(steps);
  return run();
}

// What every launch does, and nothing else calls a kernel. Of itself it is for the elementwise kind, whose calls are so
// short that making operands would be felt: run() calls the kernel, kept() keeps the same call as a value.
template <class Run, class Kept>
inline void launch_directly(int64_t steps, const Storage& first, const Run& run, const Kept& kept) {
  if (steps == 0 || first.device == DeviceType::Meta) return;
  run_kernel(steps, run);
  if (recording) [[unlikely]]
    kept();
}

// Calls kernel(operands, shape), or kernel(operands), unless there is nothing to do: `steps`, about how many elements
// are visited or multiplied, is 0, or the first operand is on the meta device, as all of them are then. Long work lets
// other host threads run. The kernel is a function object that holds plain values: what it knows of memory, it knows
// from its operands, since a recording calls it again with others.
template <class Kernel>
inline void launch(int64_t steps, std::span<const Access> operands, ShapeView shape, const Kernel& kernel) {
  launch_directly(
      steps, *operands[0].storage, [&] { detail::call(kernel, operands.data(), shape); },
      [&] { keep(kernel, operands, shape); });
}
template <class Kernel>
inline void launch(int64_t steps, std::initializer_list<Access> operands, ShapeView shape, const Kernel& kernel) {
  launch(steps, std::span(operands.begin(), operands.size()), shape, kernel);
}
template <class Kernel>
inline void launch(int64_t steps, std::initializer_list<Access> operands, const Kernel& kernel) {
  launch(steps, std::span(operands.begin(), operands.size()), ShapeView(), kernel);
}

// What the program does next depends on the values of elements: no recording can go on after that.
inline void require_values(const char* op) {
  if (recording) [[unlikely]]
    refuse_recording(op);
}
// A kernel's answer that the program goes on from: a count, or whether something holds.
// It asks for the elements of `of`, which are nowhere on the meta device.
template <class Kernel> inline auto ask(const char* op, const Tensor& of, int64_t steps, const Kernel& kernel) {
  if (of.is_meta()) fail(ErrorKind::NotImplemented, op, ": the result's size depends on data a meta tensor lacks");
  require_values(op);
  return run_kernel(steps, kernel);
}

// to = from over `shape`, converted; and every element of `t` = *element, one of its dtype.
void launch_copy(int64_t numel, const Access& to, const Access& from, ShapeView shape);
void launch_fill(const Tensor& t, const void* element);

// operands[0] = kernel(operands[1], …) over `shape`, computed as `compute`.
void launch_elementwise(const ElementwiseKernel& kernel, DType compute, std::span<const Access> operands,
                        ShapeView shape);
inline void launch_elementwise(const ElementwiseKernel& kernel, DType compute, std::initializer_list<Access> operands,
                               ShapeView shape) {
  launch_elementwise(kernel, compute, std::span(operands.begin(), operands.size()), shape);
}

}  // namespace flambeau
