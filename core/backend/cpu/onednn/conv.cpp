// Owns: convolutions through oneDNN, which chooses its own layouts.
// Called by: backend/cpu/conv, from outside any parallel region.
#include "backend/cpu/onednn/conv.h"

#if FLAMBEAU_HAS_ONEDNN
#include <cstring>

#include "backend/cpu/onednn/library.h"
#include "memory/scratch.h"
#endif

namespace flambeau::onednn {

#if FLAMBEAU_HAS_ONEDNN
namespace {

using dnnl::memory;

// One tensor of the convolution: as the caller holds it, as the kernel wants it, and the copy between if they differ.
struct Side {
  memory::desc held, wanted;
  dnnl::reorder reorder;  // empty when held == wanted
};

struct Entry {
  dnnl::primitive primitive;  // empty when there is no fast kernel
  Side x, weight, out;
  memory::desc bias, scratchpad;
};

memory::dims extents(const int64_t (&values)[3], int dims, int64_t less = 0) {
  memory::dims result(values, values + dims);
  for (auto& value : result) value -= less;
  return result;
}

// Dense strides of (first..., channels, spatial...), where `last` puts the channels innermost.
memory::dims dense_strides(const memory::dims& shape, size_t channel_axis, bool last) {
  memory::dims strides(shape.size());
  int64_t step = 1;
  if (last) {
    strides[channel_axis] = step;
    step *= shape[channel_axis];
  }
  for (size_t i = shape.size(); i-- > 0;) {
    if (last && i == channel_axis) continue;
    strides[i] = step;
    step *= shape[i];
  }
  return strides;
}

struct Shapes {
  memory::dims x, weight, out;
};
Shapes shapes_of(const Convolution& c) {
  Shapes s{{c.batch, c.in_channels}, {}, {c.batch, c.out_channels}};
  if (c.groups > 1) s.weight.push_back(c.groups);
  s.weight.insert(s.weight.end(), {c.out_channels / c.groups, c.in_channels / c.groups});
  for (int i = 0; i < c.dims; ++i) {
    s.x.push_back(c.input[i]);
    s.weight.push_back(c.kernel[i]);
    s.out.push_back(c.output[i]);
  }
  return s;
}

// Channels-last tensors are used as they are, and what meets them is laid out so; oneDNN may put others in a layout of
// its own.
memory::desc asked(const memory::dims& shape, memory::data_type type, bool last) {
  if (last) return {shape, type, dense_strides(shape, 1, true)};
  return {shape, type, memory::format_tag::any};
}

template <class Description> bool is_fast(const Description& d) { return d && !std::strstr(d.impl_info_str(), "ref"); }

std::shared_ptr<const Entry> make_entry(const Convolution& c) {
  const Shapes shapes = shapes_of(c);
  const memory::data_type type = data_type(c.dtype);
  auto entry = std::make_shared<Entry>();
  entry->x.held = {shapes.x, type, dense_strides(shapes.x, 1, c.x_last)};
  entry->weight.held = {shapes.weight, type, dense_strides(shapes.weight, c.groups > 1 ? 2 : 1, c.weight_last)};
  entry->out.held = {shapes.out, type, dense_strides(shapes.out, 1, c.out_last)};
  if (c.bias) entry->bias = {{c.out_channels}, type, memory::format_tag::x};

  const bool last = c.x_last || c.out_last;
  const memory::desc x = asked(shapes.x, type, last), out = asked(shapes.out, type, last);
  const memory::desc weight = {shapes.weight, type, memory::format_tag::any};
  const memory::dims stride = extents(c.stride, c.dims), padding = extents(c.padding, c.dims);
  const memory::dims dilation = extents(c.dilation, c.dims, 1);
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  const auto algorithm = dnnl::algorithm::convolution_direct;
  const auto kind = c.pass == Pass::Forward ? dnnl::prop_kind::forward_inference : dnnl::prop_kind::forward_training;

  const dnnl::convolution_forward::primitive_desc forward(engine(), kind, algorithm, x, weight, entry->bias, out,
                                                          stride, dilation, padding, padding, attributes, true);
  if (!forward) return entry;
  const auto finish = [&](const auto& d, const memory::desc& x_is, const memory::desc& weight_is,
                          const memory::desc& out_is) {
    entry->x.wanted = x_is;
    entry->weight.wanted = weight_is;
    entry->out.wanted = out_is;
    entry->scratchpad = d.scratchpad_desc();
  };
  if (c.pass == Pass::Forward) {
    if (!is_fast(forward)) return entry;
    finish(forward, forward.src_desc(), forward.weights_desc(), forward.dst_desc());
    entry->primitive = dnnl::convolution_forward(forward);
  } else if (c.pass == Pass::BackwardInput) {
    const dnnl::convolution_backward_data::primitive_desc d(engine(), algorithm, x, weight, out, stride, dilation,
                                                            padding, padding, forward, attributes, true);
    if (!is_fast(d)) return entry;
    finish(d, d.diff_src_desc(), d.weights_desc(), d.diff_dst_desc());
    entry->primitive = dnnl::convolution_backward_data(d);
  } else {
    const dnnl::convolution_backward_weights::primitive_desc d(engine(), algorithm, x, weight, out, stride, dilation,
                                                               padding, padding, forward, attributes, true);
    if (!is_fast(d)) return entry;
    finish(d, d.src_desc(), d.diff_weights_desc(), d.diff_dst_desc());
    entry->primitive = dnnl::convolution_backward_weights(d);
  }
  const auto connect = [](Side& side, bool written) {
    if (side.held == side.wanted) return;
    const memory::desc& from = written ? side.wanted : side.held;
    const memory::desc& to = written ? side.held : side.wanted;
    side.reorder = dnnl::reorder(dnnl::reorder::primitive_desc(engine(), from, engine(), to));
  };
  connect(entry->x, c.pass == Pass::BackwardInput);
  connect(entry->weight, c.pass == Pass::BackwardWeight);
  connect(entry->out, c.pass == Pass::Forward);
  return entry;
}

// A side during one execution: reordered on the way in (read) or on the way out (written).
class Bound {
 public:
  Bound(const Side& side, void* data) : side_(side), held_(side.held, engine(), data), used_(held_) {
    if (!side.reorder) return;
    buffer_ = Scratch(static_cast<int64_t>(side.wanted.get_size()));
    used_ = memory(side.wanted, engine(), buffer_.data());
  }
  const memory& used() const { return used_; }
  void bring_in() {
    if (side_.reorder) side_.reorder.execute(stream(), held_, used_);
  }
  void take_out() {
    if (side_.reorder) side_.reorder.execute(stream(), used_, held_);
  }

 private:
  const Side& side_;
  memory held_;
  Scratch buffer_;
  memory used_;
};

Key key_of(const Convolution& c, int threads) {
  Key key;
  for (int64_t value :
       {static_cast<int64_t>(c.pass), static_cast<int64_t>(c.dtype), int64_t{c.dims}, c.batch, c.in_channels,
        c.out_channels, c.groups, int64_t{threads},
        int64_t{c.x_last} | int64_t{c.weight_last} << 1 | int64_t{c.out_last} << 2 | int64_t{c.bias != nullptr} << 3}) {
    key.add(value);
  }
  for (int i = 0; i < c.dims; ++i) {
    for (int64_t value : {c.input[i], c.output[i], c.kernel[i], c.stride[i], c.padding[i], c.dilation[i]}) {
      key.add(value);
    }
  }
  return key;
}

void execute(const Entry& entry, const Convolution& c) {
  Bound x(entry.x, c.x), weight(entry.weight, c.weight), out(entry.out, c.out);
  const Scratch scratch(static_cast<int64_t>(entry.scratchpad.get_size()));
  std::unordered_map<int, memory> arguments = {
      {DNNL_ARG_SCRATCHPAD, memory(entry.scratchpad, engine(), scratch.data())}};
  switch (c.pass) {
    case Pass::Forward:
      x.bring_in();
      weight.bring_in();
      arguments.insert({{DNNL_ARG_SRC, x.used()}, {DNNL_ARG_WEIGHTS, weight.used()}, {DNNL_ARG_DST, out.used()}});
      if (c.bias) arguments.emplace(DNNL_ARG_BIAS, memory(entry.bias, engine(), const_cast<void*>(c.bias)));
      break;
    case Pass::BackwardInput:
      out.bring_in();
      weight.bring_in();
      arguments.insert(
          {{DNNL_ARG_DIFF_SRC, x.used()}, {DNNL_ARG_WEIGHTS, weight.used()}, {DNNL_ARG_DIFF_DST, out.used()}});
      break;
    case Pass::BackwardWeight:
      x.bring_in();
      out.bring_in();
      arguments.insert(
          {{DNNL_ARG_SRC, x.used()}, {DNNL_ARG_DIFF_WEIGHTS, weight.used()}, {DNNL_ARG_DIFF_DST, out.used()}});
      break;
  }
  entry.primitive.execute(stream(), arguments);
  if (c.pass == Pass::Forward) out.take_out();
  if (c.pass == Pass::BackwardInput) x.take_out();
  if (c.pass == Pass::BackwardWeight) weight.take_out();
  stream().wait();
}

}  // namespace

bool is_available() { return preference() != Preference::Never; }

bool convolve(const Convolution& c, int threads) {
  if (preference() == Preference::Never || !has_kernels(c.dtype)) return false;
  use_threads(threads);
  static Cache<Entry> cache;
  bool done = false;
  checked("convolution", [&] {
    const auto entry = cache.get(key_of(c, threads), [&] { return make_entry(c); });
    if (!entry->primitive) return;
    execute(*entry, c);
    done = true;
  });
  return done;
}

#else  // built without oneDNN

bool is_available() { return false; }
bool convolve(const Convolution&, int) { return false; }

#endif

}  // namespace flambeau::onednn
