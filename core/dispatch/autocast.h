// Owns: autocast: which dtype an op computes in within a block of it, and the casts of its operands.
// Called by: call_op and the calls of composites, while a block is open in some thread.
#pragma once

#include <utility>

#include "autograd/modes.h"
#include "dispatch/op.h"

namespace flambeau {

// Whether this thread's block of autocast has something to say about calls of `op`.
inline bool autocast_chooses(const Op& op) { return modes.autocast && op.autocast != Autocast::None; }

// Within an op whose dtype was chosen, and within calls with out=, nothing more is chosen.
class WithoutAutocast {
 public:
  WithoutAutocast() : before_(std::exchange(modes.autocast, false)) {}
  ~WithoutAutocast() { modes.autocast = before_; }
  WithoutAutocast(const WithoutAutocast&) = delete;
  WithoutAutocast& operator=(const WithoutAutocast&) = delete;

 private:
  bool before_;
};

// The operand as an op with that list gets it: itself, or cast. Records the cast; for Widest, `widest` says which dtype
// that is.
TensorRef autocast_operand(Tensor& t, Autocast list, DType widest);

void call_in_autocast(Call& call);  // call_op on the operands so cast

void forget_casts() noexcept;  // those of parameters, which are kept until this thread's outermost block ends

}  // namespace flambeau
