"""Proximal policy optimisation on the balancing pole, a few hundred steps."""

import torch
from stable_baselines3 import DQN, PPO

model = PPO("MlpPolicy", "CartPole-v1", n_steps=128, batch_size=64, n_epochs=2, seed=0, device="cpu", verbose=0)
model.learn(total_timesteps=256)
observation = model.env.reset()
print(observation.shape, model.predict(observation, deterministic=True)[0].shape, model.num_timesteps)
with torch.no_grad():
    print(round(sum(p.abs().sum().item() for p in model.policy.parameters()), 3))
other = DQN("MlpPolicy", "CartPole-v1", learning_starts=50, seed=0, device="cpu").learn(120)
print(other.num_timesteps)
