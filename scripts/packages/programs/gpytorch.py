"""A Gaussian process fitted to a sine and asked for its confidence."""

import math

import gpytorch
import torch

torch.manual_seed(0)
x = torch.linspace(0, 1, 30)
y = torch.sin(x * (2 * math.pi)) + torch.randn(x.size()) * 0.2


class Model(gpytorch.models.ExactGP):
    def __init__(self, x, y, likelihood):
        super().__init__(x, y, likelihood)
        self.mean_module = gpytorch.means.ConstantMean()
        self.covar_module = gpytorch.kernels.ScaleKernel(gpytorch.kernels.RBFKernel())

    def forward(self, x):
        return gpytorch.distributions.MultivariateNormal(self.mean_module(x), self.covar_module(x))


likelihood = gpytorch.likelihoods.GaussianLikelihood()
model = Model(x, y, likelihood).train()
optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
loss_of = gpytorch.mlls.ExactMarginalLogLikelihood(likelihood, model)
for step in range(20):
    optimizer.zero_grad()
    loss = -loss_of(model(x), y)
    loss.backward()
    optimizer.step()
    if step % 5 == 0:
        print(round(loss.item(), 4), round(model.covar_module.base_kernel.lengthscale.item(), 4))
model.eval(), likelihood.eval()
with torch.no_grad(), gpytorch.settings.fast_pred_var():
    told = likelihood(model(torch.linspace(0, 1, 5)))
    lower, upper = told.confidence_region()
print([round(v, 3) for v in told.mean.tolist()], [round(v, 3) for v in (upper - lower).tolist()])
