"""A graph convolution trained on a small graph, messages passed in plain Python."""

import torch
from torch_geometric.data import Data
from torch_geometric.nn import GATConv, GCNConv, MessagePassing, global_mean_pool

torch.manual_seed(0)
edges = torch.tensor([[0, 1, 1, 2, 2, 3, 3, 0], [1, 0, 2, 1, 3, 2, 0, 3]])
graph = Data(x=torch.randn(4, 3), edge_index=edges, y=torch.tensor([0, 1, 0, 1]))


class Sum(MessagePassing):
    def __init__(self):
        super().__init__(aggr="add")

    def forward(self, x, edge_index):
        return self.propagate(edge_index, x=x)


first, second, heads = GCNConv(3, 8), GCNConv(8, 2), GATConv(3, 2, heads=2)
optimizer = torch.optim.Adam([*first.parameters(), *second.parameters()], lr=0.05)
for _ in range(5):
    optimizer.zero_grad()
    scores = second(first(graph.x, graph.edge_index).relu(), graph.edge_index)
    loss = torch.nn.functional.cross_entropy(scores, graph.y)
    loss.backward()
    optimizer.step()
    print(round(loss.item(), 5))
print(Sum()(graph.x, graph.edge_index)[0].tolist(), heads(graph.x, graph.edge_index).shape)
print(global_mean_pool(graph.x, torch.zeros(4, dtype=torch.long)).tolist())
