// Owns: the launches of a Recording and how they are run again.
// Called by: see recording.h.
#include "dispatch/recording.h"

#include <array>
#include <cstring>

namespace flambeau {

Recording* recording = nullptr;

// A launch whose operands, strides, shape and numbers are its own.
struct Recording::Kept {
  struct alignas(16) Number {
    char bytes[16];
  };
  Launch launch;
  std::unique_ptr<Number[]> kernel;  // the bytes of the function object, aligned
  std::vector<Access> operands;
  std::vector<ptrdiff_t> offsets;  // of each operand in its storage, in bytes
  std::vector<Number> numbers;     // one place per operand
  std::vector<int64_t> dims;       // the shape, then each operand's strides

  explicit Kept(const Launch& l) : launch(l), operands(l.operands.begin(), l.operands.end()), numbers(operands.size()) {
    kernel = std::make_unique<Number[]>((l.kernel_bytes + sizeof(Number) - 1) / sizeof(Number));
    std::memcpy(static_cast<void*>(kernel.get()), l.kernel, l.kernel_bytes);
    dims.assign(l.shape.sizes, l.shape.sizes + l.shape.ndim);
    for (const Access& o : operands) {
      if (o.strides) dims.insert(dims.end(), o.strides, o.strides + o.ndim);
      offsets.push_back(o.storage ? static_cast<char*>(o.data) - static_cast<char*>(o.storage->data) : 0);
    }
    const int64_t* at = dims.data() + l.shape.ndim;
    for (size_t i = 0; i < operands.size(); ++i) {
      Access& o = operands[i];
      if (o.strides) {
        o.strides = at;
        at += o.ndim;
      }
      if (o.storage) {
        retain(o.storage);
      } else if (o.data) {
        std::memcpy(numbers[i].bytes, o.data, static_cast<size_t>(item_size(o.dtype)));
        o.data = numbers[i].bytes;
      }
    }
    launch.kernel = kernel.get();
    launch.shape.sizes = dims.data();
  }
  ~Kept() {
    for (const Access& o : operands) release(o.storage);
  }
  Kept(const Kept&) = delete;
  Kept& operator=(const Kept&) = delete;

  void run() {
    for (size_t i = 0; i < operands.size(); ++i) {
      Access& o = operands[i];
      if (o.storage) o.data = static_cast<char*>(o.storage->data) + offsets[i];
    }
    launch.call(launch.kernel, operands.data(), launch.shape);
  }
};

Recording::Recording() = default;
Recording::~Recording() = default;

void Recording::add(const Launch& launch) { kept_.push_back(std::make_unique<Kept>(launch)); }

void Recording::add(HostObject* kept_alive) { alive_.push_back(HostRef::share(kept_alive)); }

void Recording::run() const {
  for (const std::unique_ptr<Kept>& kept : kept_) kept->run();
}

void keep(const Launch& launch) { recording->add(launch); }
void keep_alive(HostObject* object) {
  if (object) recording->add(object);
}

void refuse_recording(const char* op) {
  fail(ErrorKind::Runtime, op,
       ": what follows depends on the values of elements, which a recording does not know | leave it out of what is "
       "recorded");
}

}  // namespace flambeau
