"""A network learns to catch balls: deep Q-learning (Mnih et al. 2015) in a small world of its own.

python examples/dqn.py [episodes]

A ball falls through a field of 6 x 6, straight or aslant; at the bottom a paddle moves left, right or not at all. The
reward is 1 for a catch and -1 for a miss, at the end. Draws dqn.png: how often it catches.
"""

import copy
import random
import sys
from collections import deque

from matplotlib.figure import Figure
from tqdm import trange

import flambeau as torch
from flambeau import nn

EPISODES = int(sys.argv[1]) if len(sys.argv) > 1 else 600
SIDE, ACTIONS, DISCOUNT, BATCH = 6, 3, 0.95, 64


class Catch:
    """The world. A state is (row and column of the ball, its drift, the paddle's column)."""

    def reset(self):
        self.row, self.column, self.drift = 0, random.randrange(SIDE), random.choice((-1, 0, 1))
        self.paddle = random.randrange(SIDE)
        return self.state()

    def state(self):
        return [float(self.row), float(self.column), float(self.drift), float(self.paddle)]

    def step(self, action):
        """Moves by action - 1; returns the new state, the reward, and whether it is over."""
        self.paddle = min(max(self.paddle + action - 1, 0), SIDE - 1)
        if not 0 <= self.column + self.drift < SIDE:
            self.drift = -self.drift  # off the wall
        self.row, self.column = self.row + 1, self.column + self.drift
        over = self.row == SIDE - 1
        return self.state(), (1.0 if self.paddle == self.column else -1.0) if over else 0.0, over


random.seed(0)
torch.manual_seed(0)
world = Catch()
network = nn.Sequential(nn.Linear(4, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, ACTIONS))
target = copy.deepcopy(network)
optimizer = torch.optim.Adam(network.parameters(), lr=2e-3)
memory = deque(maxlen=5000)


def choose(state, exploring):
    """The best action by the network, or now and then any."""
    if random.random() < exploring:
        return random.randrange(ACTIONS)
    with torch.no_grad():
        return network(torch.tensor(state)).argmax().item()


def learn():
    """One step towards r + discount * max Q(next), with the Q of the target network."""
    states, actions, rewards, after, over = zip(*random.sample(memory, BATCH), strict=True)
    with torch.no_grad():
        best = target(torch.tensor(after)).max(1).values
        wanted = torch.tensor(rewards) + DISCOUNT * best * ~torch.tensor(over)
    found = network(torch.tensor(states)).gather(1, torch.tensor(actions).unsqueeze(1)).squeeze(1)
    loss = nn.functional.smooth_l1_loss(found, wanted)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


caught = []
bar = trange(EPISODES)
for episode in bar:
    state, over = world.reset(), False
    exploring = max(0.05, 1 - 2 * episode / EPISODES)
    while not over:
        action = choose(state, exploring)
        after, reward, over = world.step(action)
        memory.append((state, action, reward, after, over))
        state = after
        if len(memory) >= BATCH:
            learn()
    caught.append(reward > 0)
    if episode % 10 == 0:
        target.load_state_dict(network.state_dict())
        bar.set_postfix_str(f"{sum(caught[-50:]) / len(caught[-50:]):.0%} caught")


def share(episodes):
    """How many of so many balls it catches when it does not explore."""
    hits = 0
    for _ in range(episodes):
        state, over = world.reset(), False
        while not over:
            state, reward, over = world.step(choose(state, 0.0))
        hits += reward > 0
    return hits / episodes


print(f"caught {sum(caught[:50]) / 50:.0%} of the first 50 balls; now {share(200):.0%}")

figure = Figure(figsize=(7, 3), layout="constrained")
axes = figure.subplots()
axes.plot([sum(caught[k : k + 50]) / 50 for k in range(len(caught) - 50)], color="#3f7cac")
axes.set(xlabel="episode", ylabel="caught of the next 50", ylim=(0, 1), title="Deep Q-learning catches balls")
figure.savefig("dqn.png", dpi=110)
