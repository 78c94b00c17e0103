// Owns: the seam to the host language: opaque objects, their reference counts, and where a program stands.
// Called by: the layers that hold host objects without knowing the language; implemented in cpython/.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace flambeau {

struct Tensor;
struct Node;

// Any object of the host language. Tensor, Node and Op begin with the host's own header and are such objects too.
struct HostObject;

void retain(HostObject* object) noexcept;
void release(HostObject* object) noexcept;  // null is allowed
int64_t reference_count(const HostObject* object) noexcept;

inline HostObject* host(Tensor* t) { return reinterpret_cast<HostObject*>(t); }
inline HostObject* host(Node* n) { return reinterpret_cast<HostObject*>(n); }
inline HostObject* host(HostObject* o) { return o; }

// Thrown when a call into the host language failed: the host already holds the exception.
struct HostError {};

// Sixteen bytes that belong to the host's object header.
struct alignas(8) HostHeader {
  char bytes[16];
};

// An owning pointer to a host object (a tensor, a node, anything else).
template <class T> class Ref {
 public:
  Ref() = default;
  Ref(std::nullptr_t) {}
  static Ref steal(T* p) {
    Ref r;
    r.p_ = p;
    return r;
  }
  static Ref share(T* p) {
    if (p) retain(host(p));
    return steal(p);
  }
  Ref(const Ref& other) : p_(other.p_) {
    if (p_) retain(host(p_));
  }
  Ref(Ref&& other) noexcept : p_(std::exchange(other.p_, nullptr)) {}
  Ref& operator=(Ref other) noexcept {
    std::swap(p_, other.p_);
    return *this;
  }
  ~Ref() {
    if (p_) release(host(p_));
  }
  T* get() const { return p_; }
  T* operator->() const { return p_; }
  T& operator*() const { return *p_; }
  explicit operator bool() const { return p_ != nullptr; }
  T* give() { return std::exchange(p_, nullptr); }

 private:
  T* p_ = nullptr;
};

using TensorRef = Ref<Tensor>;
using NodeRef = Ref<Node>;
using HostRef = Ref<HostObject>;

// Where the user's program stood: a code object and the offset of an instruction in it.
struct Origin {
  HostObject* code = nullptr;  // owned
  int32_t instruction = -1;
};
Origin current_origin() noexcept;      // the innermost frame that is not the library's own
const void* current_frame() noexcept;  // the innermost of all, to be told from others only; null where that is unknown
inline Origin share_origin(const Origin& o) {
  if (o.code) retain(o.code);
  return o;
}
inline void drop_origin(Origin& o) {
  if (o.code) release(o.code);
  o.code = nullptr;
}

// What the user's program calls a tensor that a module owns, "parameter 'fc1.weight' of Net", or "": for errors, since
// it looks at every object there is.
std::string known_as(const Tensor& t) noexcept;

std::string describe(const Origin& o);  // "train.py:41, in step" or "" when unknown

// A place in the list of objects that the host's collector shall see, but only when it looks at everything: a graph of
// a million nodes must not be walked again and again by its frequent small rounds.
struct CollectorLink {
  CollectorLink* previous;
  CollectorLink* next;
};
// From now on the object may be part of a reference cycle.
void track(Tensor& t) noexcept;
void track(Node& n) noexcept;

// Blank host objects; the caller fills every field of the core part.
Tensor* allocate_tensor();

// Calls f in a new host thread, which has a stack of its own, and waits; what f throws is thrown here.
void on_another_stack(const std::function<void()>& f);

// Warns the user; where the program turned warnings into exceptions, throws.
void warn(const std::string& text);

// Lets other host threads run while this object lives.
class WithoutHostLock {
 public:
  WithoutHostLock();
  ~WithoutHostLock();
  WithoutHostLock(const WithoutHostLock&) = delete;
  WithoutHostLock& operator=(const WithoutHostLock&) = delete;

 private:
  void* state_;
};

}  // namespace flambeau
