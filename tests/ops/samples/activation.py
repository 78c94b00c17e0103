"""The samples of ops/activation.py."""

from __future__ import annotations

from operands import call, val

from .table import OPS, OpSamples, of, unary, wide

of(
    "relu nn.functional.relu6 nn.functional.leaky_relu nn.functional.silu nn.functional.mish nn.functional.hardtanh",
    *unary(wide),
    complex=False,
)
of(
    "nn.functional.hardswish nn.functional.hardsigmoid nn.functional.logsigmoid nn.functional.softsign "
    "nn.functional.tanhshrink",
    *unary(wide),
    complex=False,
)
of(
    "hardshrink nn.functional.softshrink nn.functional.softplus nn.functional.elu selu celu",
    *unary(wide),
    complex=False,
)
OPS["nn.functional.leaky_relu"] = OpSamples([*unary(wide), call(wide(3), 0.3)], complex=False)
OPS["nn.functional.softplus"] = OpSamples([*unary(wide), call(wide(5), 2.0, 3.0)], complex=False)
OPS["nn.functional.elu"] = OpSamples([*unary(wide), call(wide(5), 0.7)], complex=False)
of(
    "nn.functional.gelu",
    *unary(wide),
    call(wide(5), approximate="tanh"),
    call(wide(), approximate="tanh"),
    complex=False,
)
of("threshold", *[call(wide(*s), 0.1, 3.0) for s in ((3, 4), (), (0,))], complex=False)
of("hardtanh_backward", call(val(3, 4), wide(3, 4), -1, 1), call(val(), val(), -0.5, 6), complex=False)
of("threshold_backward", call(val(3, 4), wide(3, 4), 0), call(val(), val(), 0.5), complex=False)
of("leaky_relu_backward", call(val(3, 4), wide(3, 4), 0.1), call(val(), val(), 0.1), complex=False)
of("scaled_elu", call(wide(3, 4), 1.5, 1.2, 0.7), call(wide(), 1.0, 1.0, 1.0), complex=False)
of("gelu_backward", call(val(3, 4), wide(3, 4)), call(val(3), wide(3), approximate="tanh"), complex=False)
of("silu_backward", call(val(3, 4), wide(3, 4)), call(val(), val()), complex=False)
of("softplus_backward", call(val(3, 4), wide(3, 4), 2.0, 5.0), call(val(), val(), 1.0, 20.0), complex=False)
of("prelu_elements", call(wide(2, 3, 4), val(3, 1)), call(wide(2, 3), val(2, 3)), call(wide(3), val()), complex=False)
of("prelu", call(wide(2, 3, 4), val(3)), call(wide(3, 2), val(1)), call(wide(), val(1)), complex=False)
of("rrelu", call(wide(3, 4)), call(wide(3, 4), training=True), complex=False)
of("nn.functional.glu", call(val(3, 4)), call(val(4, 3), 0), call(val(0, 2)), complex=False)
