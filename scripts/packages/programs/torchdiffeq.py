"""A neural differential equation: solved, differentiated by the adjoint, one step of training."""

import torch
from torchdiffeq import odeint, odeint_adjoint

torch.manual_seed(0)


class Field(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.net = torch.nn.Sequential(torch.nn.Linear(2, 16), torch.nn.Tanh(), torch.nn.Linear(16, 2))

    def forward(self, t, y):
        return self.net(y**3)


field, start, times = Field(), torch.tensor([[2.0, 0.0]]), torch.linspace(0.0, 2.0, 5)
for method in ("dopri5", "rk4", "euler", "adaptive_heun"):
    print(method, [round(v, 4) for v in odeint(field, start, times, method=method)[-1, 0].tolist()])
optimizer = torch.optim.RMSprop(field.parameters(), lr=1e-2)
for _ in range(3):
    optimizer.zero_grad()
    loss = odeint_adjoint(field, start, times).abs().mean()
    loss.backward()
    optimizer.step()
    print(round(loss.item(), 5))
