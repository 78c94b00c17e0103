// Owns: the interface of what some programs ask to be watched: saved tensors (hooks), writes (their listener), values
// (anomaly mode), dtypes (autocast).
// Called by: dispatch and the engine, when `watching` says that anybody asked; cpython/ for the switches.
#pragma once

#include "autograd/node.h"

namespace flambeau {

// How many such requests are in force in the whole process. All that the hot path asks.
extern uint32_t watching;

// ---- saved tensors ----

struct SavedHooks {
  HostObject* pack;    // owned, as is the other: a thread that dies inside a context leaks them rather than
  HostObject* unpack;  // touching the host without its lock
};
std::vector<SavedHooks>& saved_hooks();  // in force in this thread, innermost last

// Hands the `i`-th thing that `node` saved, a tensor, to a pack hook and keeps what that returns. `detached`: the hook
// sees the values alone.
void pack_saved(Node& node, int i, const SavedHooks& hooks, bool detached);
void pack_all_saved(Node& node);  // in order, by the innermost hooks, what is not packed yet
TensorRef unpack_packed(Node& node, const Saved& saved);

// What a pack hook's answer is kept with.
struct Packed {
  HostRef unpack, value;
  NodeRef source;  // the edge of the tensor that was packed, where it was not a result of the node itself
  uint32_t nr = 0;
  bool is_alias = false;  // the hook returned the node's own result: kept as an alias outside the graph
};
Packed read_packed(HostObject* record);

// ---- writes ----

extern thread_local HostObject* write_listener;  // owned; called with a tensor before it is written to
inline void before_write(Tensor& t) {
  if (watching && write_listener) host::call(write_listener, {as_host(&t)});
}

// ---- values: anomaly mode, one setting for the process ----

struct Anomaly {
  bool on = false;
  bool check_nan = true;
};
extern Anomaly anomaly;

enum class Values : uint8_t { Finite, Infinite, NaN };
Values values_of(Tensor& t);  // the worst among the elements; tensors without elements of their own are finite

// What anomaly mode notes in the node of an operation with a result that is not finite: whether an input already was
// not.
enum Finding : uint8_t { kNothing, kMadeInfinite, kMadeNaN, kPassedOn };
// The operation outside any graph that first turned finite values into others, in this thread since anomaly mode was
// switched on; "" when there was none.
extern thread_local std::string first_unrecorded;

void note_traceback(Node& node);  // in its metadata: where the program stands, and what node made it, if one did
// Throws when a gradient that `node` returned has a NaN, naming what in the graph below `roots` first went wrong.
void check_gradients(Node& node, const TensorRef* out, int n, const std::vector<Node*>& roots);

}  // namespace flambeau
