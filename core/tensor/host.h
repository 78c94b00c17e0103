// Owns: the seam to the host language: opaque objects, their reference counts, and all that the core asks of its host.
// Called by: the layers that hold host objects without knowing the language. What stands here without a body is
// implemented in cpython/, and nothing else is: the linker connects both sides, so that what an operation runs through
// is inlined. What the core calls that is written in the host language itself stands in `host::Library`.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace flambeau {

struct Tensor;
struct Node;
struct Op;
struct Value;
class Dims;
class Generator;

// Any object of the host language. Tensor, Node and Op begin with the host's own header and are such objects too.
struct HostObject;

void retain(HostObject* object) noexcept;
void release(HostObject* object) noexcept;  // null is allowed
int64_t reference_count(const HostObject* object) noexcept;

inline HostObject* as_host(Tensor* t) { return reinterpret_cast<HostObject*>(t); }
inline HostObject* as_host(Node* n) { return reinterpret_cast<HostObject*>(n); }
inline HostObject* as_host(HostObject* o) { return o; }

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
    if (p) retain(as_host(p));
    return steal(p);
  }
  Ref(const Ref& other) : p_(other.p_) {
    if (p_) retain(as_host(p_));
  }
  Ref(Ref&& other) noexcept : p_(std::exchange(other.p_, nullptr)) {}
  Ref& operator=(Ref other) noexcept {
    std::swap(p_, other.p_);
    return *this;
  }
  ~Ref() {
    if (p_) release(as_host(p_));
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
Node* allocate_node(HostObject* type);

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

namespace host {

// ---- values ----

HostObject* none() noexcept;         // borrowed
HostRef object_of(const Value& v);   // the argument as the host wrote it; what merely converts to a number, as that
HostObject* truth(bool b) noexcept;  // borrowed
HostRef integer(int64_t i);
HostRef shape(const Dims& sizes);
HostRef tuple(const std::vector<HostRef>& items);

bool is_tuple(HostObject* o) noexcept;
Tensor* tensor_in(HostObject* o) noexcept;  // the object itself, where it is a tensor; else null
int64_t integer_in(HostObject* o);
std::string text_of(HostObject* o);                                         // how the host writes it
std::vector<HostRef> items(HostObject* sequence, const char* what = "it");  // TypeError `what` if it is none
std::vector<HostRef> values_in(HostObject* table);                          // of a dict, as they stand now
std::string name_of(HostObject* function);                                  // "<unknown>" when it has none
Generator& generator_of(const Value& v);  // the default one for None; a TypeError for what is no generator

// ---- types ----

HostObject* type_of(HostObject* o) noexcept;          // borrowed
std::string name_of_type(HostObject* o);              // the type's, as errors tell it
HostObject* make_node_type(const std::string& name);  // a type of nodes; it lives as long as the process

// ---- calls ----

// function(*args); throws HostError when it raised.
HostRef call(HostObject* function, HostObject* const* args, int n);
inline HostRef call(HostObject* function, std::initializer_list<HostObject*> args) {
  return call(function, args.begin(), static_cast<int>(args.size()));
}
// function(argument) beside an exception that may be in flight and stays: what it answers, as text; "" when it raised.
std::string ask_aside(HostObject* function, HostObject* argument) noexcept;

const Op& op_named(const char* name);  // throws when no entry has that name

// Functions of the library that are written in the host language: each is given once, at import, by `_core._connect`.
struct Library {
  HostObject* op_named;        // (name) -> the op
  HostObject* batch;           // (op, level, arguments, in place) -> results: runs the op's batching rule
  HostObject* sparse;          // (op, arguments, in place) -> results: a call on sparse tensors, or the refusal of one
  HostObject* seen_through;    // (tensor, geometry) -> the tensor, looked at as a view of that slice_geometry is
  HostObject* copy_slices;     // (gradient, node of the write, geometry) -> the gradients of the node's inputs
  HostObject* strong_zero;     // (node, op or None, gradients, found) -> found, with zeros
  HostObject* strong_tangent;  // (op, arguments, tangents, found) -> found, with zeros
  HostObject* known_as;        // (tensor) -> what the user's program calls it, "parameter 'fc1.weight' of Net", or ""
  HostObject* note_traceback;  // (node, the node that runs or None): notes in its metadata where the program stands
  HostObject* report_anomaly;  // (node): warns, with what was noted
  HostObject* carry_state;     // () -> a function that gives the caller's thread state to the thread that calls it
  HostObject* explain;         // (function, args, kwargs, error) -> the exception to raise instead, or None
  HostObject* show;            // (tensor) -> its repr
  HostObject* as_tensor;       // (array) -> a tensor
  HostObject* warn;            // (text, once): warns at the user's line
};
extern Library library;

// ---- the program ----

// Warns the user; where the program turned warnings into exceptions, throws.
void warn(const std::string& text);
void warn_once(const std::string& text);  // …the first time only that anything warns with this text
// Has the program been asked to stop? Its signal handlers run here, in the main thread; throws HostError when one
// raised.
void check_signals();
// Calls f in a new host thread, which has a stack of its own, and waits; what f throws is thrown here.
void on_another_stack(const std::function<void()>& f);
// Bytes of a mapped file that it no longer has were asked for: raises in the main thread, soon. For signal handlers.
void report_lost_bytes() noexcept;

}  // namespace host

}  // namespace flambeau
