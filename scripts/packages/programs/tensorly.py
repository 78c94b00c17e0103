"""A tensor taken apart and put together again."""

import tensorly as tl
import torch
from tensorly.decomposition import parafac, tucker

tl.set_backend("pytorch")
torch.manual_seed(0)
factors = [torch.rand(n, 2, dtype=torch.float64) for n in (5, 4, 3)]
whole = tl.cp_to_tensor((None, factors))
decomposition = parafac(whole, rank=2, init="random", random_state=0, n_iter_max=200, tol=1e-12)
print(bool((tl.cp_to_tensor(decomposition) - whole).norm() / whole.norm() < 1e-3))
print(bool((tl.tucker_to_tensor(tucker(whole, rank=[2, 2, 2])) - whole).norm() < 1e-6))
