"""Document 004, notes on autograd and on training. Its one code cell, and what its text says of the names it uses."""


def test_requires_grad_in_place(notebook):
    notebook.run("import torch\na = torch.ones(2)")
    notebook.run("a.requires_grad_(True)")
    assert notebook.names["a"].requires_grad


def test_flag_is_off_at_first_and_gradients_add_up(notebook):
    notebook.prints(
        """
import torch
x = torch.ones(2)
print(x.requires_grad, x.grad_fn)
x.requires_grad = True
for _ in range(2):
    (x * 3).sum().backward()
print(x.grad)
(x * 3).backward(torch.tensor([1., 2.]))
print(x.grad)
with torch.no_grad():
    print((x * 3).requires_grad)
print((x * 3).detach().requires_grad)
""",
        """
False None
tensor([6., 6.])
tensor([ 9., 12.])
False
False
""",
    )


def test_a_training_step(notebook):
    notebook.prints(
        """
import torch
model = torch.nn.Linear(3, 1)
criterion = torch.nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.rand(8, 3), torch.randn(8, 1)
before = [p.detach().clone() for p in model.parameters()]
loss = criterion(model(x), y)
optimizer.zero_grad()
loss.backward()
optimizer.step()
print([torch.allclose(p, b - 0.1 * p.grad) for p, b in zip(model.parameters(), before)])
print(bool(criterion(model(x), y) < loss))
""",
        """
[True, True]
True
""",
    )
