"""A fair coin? Variational inference and a Hamiltonian sampler."""

import pyro
import pyro.distributions as dist
import torch
from pyro.infer import MCMC, NUTS, SVI, Trace_ELBO
from pyro.optim import Adam

pyro.set_rng_seed(0)
data = torch.cat([torch.ones(6), torch.zeros(4)])


def model(data):
    fairness = pyro.sample("fairness", dist.Beta(10.0, 10.0))
    with pyro.plate("data", len(data)):
        pyro.sample("obs", dist.Bernoulli(fairness), obs=data)


def guide(data):
    a = pyro.param("a", torch.tensor(15.0), constraint=dist.constraints.positive)
    b = pyro.param("b", torch.tensor(15.0), constraint=dist.constraints.positive)
    pyro.sample("fairness", dist.Beta(a, b))


svi = SVI(model, guide, Adam({"lr": 0.005}), loss=Trace_ELBO())
losses = [svi.step(data) for _ in range(50)]
print(round(sum(losses) / 50, 4), round(pyro.param("a").item(), 4), round(pyro.param("b").item(), 4))
chain = MCMC(NUTS(model), num_samples=100, warmup_steps=50, disable_progbar=True)
chain.run(data)
print(0.4 < chain.get_samples()["fairness"].mean().item() < 0.65)
