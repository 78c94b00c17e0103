"""The samples of ops/view_copy.py."""

from __future__ import annotations

from operands import COMPLEX, call, val

from .table import of, unary

of("alias_copy", *unary())
of("detach_copy", call(val(3, 4, grad=False)), call(val(grad=False)), judged=False)
of("as_strided_copy", call(val(3, 4, reorder=False), (2, 2), (4, 1), 1))
of("diagonal_copy", call(val(2, 3)), call(val(3, 2, 3), 1, 0, 2))
of("expand_copy", call(val(1, 3), (2, 3)), call(val(), (2,)))
of("narrow_copy", call(val(4, 3), 0, 1, 2), call(val(2, 5), 1, 3, 2))
of("permute_copy", call(val(2, 3, 4), (2, -3, 1)), call(val(), ()))
of("select_copy", call(val(2, 3), 1, -1))
of("slice_copy", call(val(5, 2), 0, 1, 5, 2), call(val(2, 3), 1))
of("squeeze_copy", call(val(2, 1, 3, 1)), call(val(2, 1, 3, 1), 1))
of("t_copy", call(val(2, 3)), call(val()))
of("transpose_copy", call(val(2, 3, 4), 0, -1))
of("unfold_copy", call(val(5, 2), 0, 3, 2))
of("unsqueeze_copy", call(val(2, 3), -1))
of("view_as_complex_copy", call(val(3, 2, reorder=False, grad=False), dtypes=("float32", "float64")), judged=False)
of("view_as_real_copy", call(val(3), dtypes=COMPLEX))
of("view_copy", call(val(2, 6, reorder=False), (3, 4)))
of("split_copy", call(val(5, 2), 2))
of("split_with_sizes_copy", call(val(5, 2), (2, 3)))
of("unbind_copy", call(val(2, 3), 1))
