"""Document 003, a chapter on automatic differentiation.

The interpreter sessions of its reference part run as cells, one per value shown.

The last cell's table was made on a machine with a CUDA device: here it has no columns for one. Where the document's
PyTorch and today's differ: ``optimizer.zero_grad()`` now drops gradients instead of filling them with zeros, so the
last line of that cell raises a TypeError in both libraries; ``zero_grad(set_to_none=False)`` prints the document's
zeros.
"""

import re

import pytest


@pytest.fixture
def one_layer(notebook):
    """The notebook after the chapter's first network."""
    notebook.prints(
        """
import torch

x = torch.ones(5)  # 输入张量
y = torch.zeros(3)  # 预期输出
w = torch.randn(5, 3, requires_grad=True)
b = torch.randn(3, requires_grad=True)
z = torch.matmul(x, w)+b
loss = torch.nn.functional.binary_cross_entropy_with_logits(z, y)
""",
        "",
    )
    return notebook


@pytest.fixture
def figures(notebook):
    """The notebook after the imports of the part with plots, which go nowhere."""
    pytest.importorskip("matplotlib").use("Agg")
    notebook.run(
        """
# %matplotlib inline

import torch

import matplotlib.pyplot as plt
import matplotlib.ticker as ticker
import math
"""
    )
    yield notebook
    notebook.run("plt.close('all')")


def test_no_grad_session(notebook):
    notebook.run("import torch\nx = torch.tensor([1.], requires_grad=True)")
    notebook.prints(
        """
with torch.no_grad():
  y = x * 2

y.requires_grad
""",
        "False",
    )
    notebook.prints(
        """
@torch.no_grad()
def doubler(x):
    return x * 2

z = doubler(x)
z.requires_grad
""",
        "False",
    )


def test_enable_grad_session(notebook):
    notebook.run("import torch\nx = torch.tensor([1.], requires_grad=True)")
    notebook.prints(
        """
with torch.no_grad():
  with torch.enable_grad():
    y = x * 2

y.requires_grad
""",
        "True",
    )
    notebook.prints("y.backward()\nx.grad", "tensor([2.])")
    notebook.prints(
        """
@torch.enable_grad()
def doubler(x):
    return x * 2

with torch.no_grad():
    z = doubler(x)

z.requires_grad
""",
        "True",
    )


def test_set_grad_enabled_session(notebook):
    notebook.run("import torch\nx = torch.tensor([1.], requires_grad=True)")
    notebook.prints(
        """
is_train = False
with torch.set_grad_enabled(is_train):
  y = x * 2

y.requires_grad
""",
        "False",
    )
    notebook.run("torch.set_grad_enabled(True)")
    notebook.prints("y = x * 2\ny.requires_grad", "True")
    notebook.run("torch.set_grad_enabled(False)")
    notebook.prints("y = x * 2\ny.requires_grad", "False")


def test_inference_mode_session(notebook):
    notebook.prints(
        """
import torch
x = torch.ones(1, 2, 3, requires_grad=True)
with torch.inference_mode():
  y = x * x

y.requires_grad
""",
        "False",
    )
    with pytest.raises(RuntimeError, match=r"Inference tensors do not track version counter\."):
        notebook.run("y._version")
    notebook.prints(
        """
@torch.inference_mode()
def func(x):
  return x * x

out = func(x)
out.requires_grad
""",
        "False",
    )


def test_a_function_with_its_own_backward(notebook):
    notebook.run("import torch\nFunction = torch.autograd.Function\ninput = torch.rand(3, requires_grad=True)")
    notebook.run(
        """
class Exp(Function):
    @staticmethod
    def forward(ctx, i):
        result = i.exp()
        ctx.save_for_backward(result)
        return result

    @staticmethod
    def backward(ctx, grad_output):
        result, = ctx.saved_tensors
        return grad_output * result

# 通过调用apply方法使用它：
output = Exp.apply(input)
"""
    )
    notebook.prints("output.sum().backward()\ntorch.equal(input.grad, output)", "True")


def test_gradient_functions(one_layer):
    one_layer.prints(
        """
print(f"Gradient function for z = {z.grad_fn}")
print(f"Gradient function for loss = {loss.grad_fn}")
""",
        """
Gradient function for z = <AddBackward0 object at 0x7f0b0156d8d0>
Gradient function for loss = <BinaryCrossEntropyWithLogitsBackward0 object at 0x7f0b014a76d0>
""",
    )


def test_gradients(one_layer):
    one_layer.prints_in_form(
        """
loss.backward()
print(w.grad)
print(b.grad)
""",
        """
tensor([[0.2397, 0.3227, 0.0753],
        [0.2397, 0.3227, 0.0753],
        [0.2397, 0.3227, 0.0753],
        [0.2397, 0.3227, 0.0753],
        [0.2397, 0.3227, 0.0753]])
tensor([0.2397, 0.3227, 0.0753])
""",
    )


def test_switching_recording_off(one_layer):
    one_layer.prints(
        """
z = torch.matmul(x, w)+b
print(z.requires_grad)

with torch.no_grad():
    z = torch.matmul(x, w)+b
print(z.requires_grad)
""",
        """
True
False
""",
    )
    one_layer.prints(
        """
z = torch.matmul(x, w)+b
z_det = z.detach()
print(z_det.requires_grad)
""",
        """
False
""",
    )


def test_accumulation(one_layer):
    one_layer.prints(
        r"""
inp = torch.eye(5, requires_grad=True)
out = (inp+1).pow(2)
out.backward(torch.ones_like(inp), retain_graph=True)
print(f"First call\n{inp.grad}")

out.backward(torch.ones_like(inp), retain_graph=True)
print(f"\nSecond call\n{inp.grad}")

inp.grad.zero_()
out.backward(torch.ones_like(inp), retain_graph=True)
print(f"\nCall after zeroing gradients\n{inp.grad}")
""",
        """
First call
tensor([[4., 2., 2., 2., 2.],
        [2., 4., 2., 2., 2.],
        [2., 2., 4., 2., 2.],
        [2., 2., 2., 4., 2.],
        [2., 2., 2., 2., 4.]])

Second call
tensor([[8., 4., 4., 4., 4.],
        [4., 8., 4., 4., 4.],
        [4., 4., 8., 4., 4.],
        [4., 4., 4., 8., 4.],
        [4., 4., 4., 4., 8.]])

Call after zeroing gradients
tensor([[4., 2., 2., 2., 2.],
        [2., 4., 2., 2., 2.],
        [2., 2., 4., 2., 2.],
        [2., 2., 2., 4., 2.],
        [2., 2., 2., 2., 4.]])
""",
    )


def test_the_graph_behind_a_plot(figures):
    figures.prints(
        """
a = torch.linspace(0., 2. * math.pi, steps=25, requires_grad=True)
print(a)
""",
        """
tensor([0.0000, 0.2618, 0.5236, 0.7854, 1.0472, 1.3090, 1.5708, 1.8326, 2.0944,
        2.3562, 2.6180, 2.8798, 3.1416, 3.4034, 3.6652, 3.9270, 4.1888, 4.4506,
        4.7124, 4.9742, 5.2360, 5.4978, 5.7596, 6.0214, 6.2832],
       requires_grad=True)
""",
    )
    figures.prints(
        """
b = torch.sin(a)
plt.plot(a.detach(), b.detach())
""",
        """
[<matplotlib.lines.Line2D object at 0x7f6291c6b390>]
""",
    )
    figures.prints(
        """
print(b)
""",
        """
tensor([ 0.0000e+00,  2.5882e-01,  5.0000e-01,  7.0711e-01,  8.6603e-01,
         9.6593e-01,  1.0000e+00,  9.6593e-01,  8.6603e-01,  7.0711e-01,
         5.0000e-01,  2.5882e-01, -8.7423e-08, -2.5882e-01, -5.0000e-01,
        -7.0711e-01, -8.6603e-01, -9.6593e-01, -1.0000e+00, -9.6593e-01,
        -8.6603e-01, -7.0711e-01, -5.0000e-01, -2.5882e-01,  1.7485e-07],
       grad_fn=<SinBackward0>)
""",
    )
    figures.prints(
        """
c = 2 * b
print(c)

d = c + 1
print(d)
""",
        """
tensor([ 0.0000e+00,  5.1764e-01,  1.0000e+00,  1.4142e+00,  1.7321e+00,
         1.9319e+00,  2.0000e+00,  1.9319e+00,  1.7321e+00,  1.4142e+00,
         1.0000e+00,  5.1764e-01, -1.7485e-07, -5.1764e-01, -1.0000e+00,
        -1.4142e+00, -1.7321e+00, -1.9319e+00, -2.0000e+00, -1.9319e+00,
        -1.7321e+00, -1.4142e+00, -1.0000e+00, -5.1764e-01,  3.4969e-07],
       grad_fn=<MulBackward0>)
tensor([ 1.0000e+00,  1.5176e+00,  2.0000e+00,  2.4142e+00,  2.7321e+00,
         2.9319e+00,  3.0000e+00,  2.9319e+00,  2.7321e+00,  2.4142e+00,
         2.0000e+00,  1.5176e+00,  1.0000e+00,  4.8236e-01, -3.5763e-07,
        -4.1421e-01, -7.3205e-01, -9.3185e-01, -1.0000e+00, -9.3185e-01,
        -7.3205e-01, -4.1421e-01,  4.7684e-07,  4.8236e-01,  1.0000e+00],
       grad_fn=<AddBackward0>)
""",
    )
    figures.prints(
        """
out = d.sum()
print(out)
""",
        """
tensor(25., grad_fn=<SumBackward0>)
""",
    )
    figures.prints(
        r"""
print('d:')
print(d.grad_fn)
print(d.grad_fn.next_functions)
print(d.grad_fn.next_functions[0][0].next_functions)
print(d.grad_fn.next_functions[0][0].next_functions[0][0].next_functions)
print(d.grad_fn.next_functions[0][0].next_functions[0][0].next_functions[0][0].next_functions)
print('\nc:')
print(c.grad_fn)
print('\nb:')
print(b.grad_fn)
print('\na:')
print(a.grad_fn)
""",
        """
d:
<AddBackward0 object at 0x7f6291cd5d50>
((<MulBackward0 object at 0x7f6291cd58d0>, 0), (None, 0))
((<SinBackward0 object at 0x7f6291cd58d0>, 0), (None, 0))
((<AccumulateGrad object at 0x7f6291cd5110>, 0),)
()

c:
<MulBackward0 object at 0x7f6291cd5590>

b:
<SinBackward0 object at 0x7f6291cd58d0>

a:
None
""",
    )
    figures.prints(
        """
out.backward()
print(a.grad)
""",
        """
tensor([ 2.0000e+00,  1.9319e+00,  1.7321e+00,  1.4142e+00,  1.0000e+00,
         5.1764e-01, -8.7423e-08, -5.1764e-01, -1.0000e+00, -1.4142e+00,
        -1.7321e+00, -1.9319e+00, -2.0000e+00, -1.9319e+00, -1.7321e+00,
        -1.4142e+00, -1.0000e+00, -5.1764e-01,  2.3850e-08,  5.1764e-01,
         1.0000e+00,  1.4142e+00,  1.7321e+00,  1.9319e+00,  2.0000e+00])
""",
    )
    figures.prints(
        """
plt.plot(a.detach(), a.grad.detach())
""",
        """
[<matplotlib.lines.Line2D object at 0x7f6290e0e6d0>]
""",
    )
    figures.prints(
        """
a = torch.linspace(0., 2. * math.pi, steps=25, requires_grad=True)
b = torch.sin(a)
c = 2 * b
d = c + 1
out = d.sum()
""",
        "",
    )
    with pytest.warns(UserWarning, match="not a leaf Tensor"):
        assert figures.names["c"].grad is None


def test_training_a_small_model(notebook):
    notebook.run("import torch")
    notebook.prints(
        """
BATCH_SIZE = 16
DIM_IN = 1000
HIDDEN_SIZE = 100
DIM_OUT = 10

class TinyModel(torch.nn.Module):

    def __init__(self):
        super(TinyModel, self).__init__()

        self.layer1 = torch.nn.Linear(1000, 100)
        self.relu = torch.nn.ReLU()
        self.layer2 = torch.nn.Linear(100, 10)

    def forward(self, x):
        x = self.layer1(x)
        x = self.relu(x)
        x = self.layer2(x)
        return x

some_input = torch.randn(BATCH_SIZE, DIM_IN, requires_grad=False)
ideal_output = torch.randn(BATCH_SIZE, DIM_OUT, requires_grad=False)

model = TinyModel()
""",
        "",
    )
    notebook.prints_in_form(
        """
print(model.layer2.weight[0][0:10]) # 切片
print(model.layer2.weight.grad)
""",
        """
tensor([-0.0587,  0.0621, -0.0318, -0.0649, -0.0334, -0.0053,  0.0794,  0.0523,
        -0.0532, -0.0393], grad_fn=<SliceBackward0>)
None
""",
    )
    notebook.prints_in_form(
        """
optimizer = torch.optim.SGD(model.parameters(), lr=0.001)

prediction = model(some_input)

loss = (ideal_output - prediction).pow(2).sum()
print(loss)
""",
        """
tensor(151.6438, grad_fn=<SumBackward0>)
""",
    )
    notebook.prints_in_form(
        """
loss.backward()
print(model.layer2.weight[0][0:10])
print(model.layer2.weight.grad[0][0:10])
""",
        """
tensor([-0.0587,  0.0621, -0.0318, -0.0649, -0.0334, -0.0053,  0.0794,  0.0523,
        -0.0532, -0.0393], grad_fn=<SliceBackward0>)
tensor([ 6.5515,  3.1655, -2.0966,  1.2618, -1.1805,  4.0281, -0.8114,  0.6809,
        -2.2763,  2.2602])
""",
    )
    notebook.prints_in_form(
        """
optimizer.step()
print(model.layer2.weight[0][0:10])
print(model.layer2.weight.grad[0][0:10])
""",
        """
tensor([-0.0653,  0.0589, -0.0297, -0.0662, -0.0322, -0.0093,  0.0802,  0.0517,
        -0.0510, -0.0416], grad_fn=<SliceBackward0>)
tensor([ 6.5515,  3.1655, -2.0966,  1.2618, -1.1805,  4.0281, -0.8114,  0.6809,
        -2.2763,  2.2602])
""",
    )
    notebook.prints_in_form(
        """
print(model.layer2.weight.grad[0][0:10])

for i in range(0, 5):
    prediction = model(some_input)
    loss = (ideal_output - prediction).pow(2).sum()
    loss.backward()

print(model.layer2.weight.grad[0][0:10])
""",
        """
tensor([ 6.5515,  3.1655, -2.0966,  1.2618, -1.1805,  4.0281, -0.8114,  0.6809,
        -2.2763,  2.2602])
tensor([ 30.8026,  16.2615, -10.2112,  10.8270, -11.2397,  16.2089,  -8.4943,
         -9.6266, -16.9751,  -1.1449])
""",
    )
    # See this file's first lines.
    notebook.run("optimizer.zero_grad()")
    with pytest.raises(TypeError):
        notebook.run("print(model.layer2.weight.grad[0][0:10])")
    notebook.run("model(some_input).sum().backward()\noptimizer.zero_grad(set_to_none=False)")
    notebook.prints(
        """
print(model.layer2.weight.grad[0][0:10])
""",
        """
tensor([0., 0., 0., 0., 0., 0., 0., 0., 0., 0.])
""",
    )


def test_recording_by_flag_mode_and_decorator(notebook):
    notebook.run("import torch")
    notebook.prints(
        """
a = torch.ones(2, 3, requires_grad=True)
print(a)

b1 = 2 * a
print(b1)

a.requires_grad = False
b2 = 2 * a
print(b2)
""",
        """
tensor([[1., 1., 1.],
        [1., 1., 1.]], requires_grad=True)
tensor([[2., 2., 2.],
        [2., 2., 2.]], grad_fn=<MulBackward0>)
tensor([[2., 2., 2.],
        [2., 2., 2.]])
""",
    )
    notebook.prints(
        """
a = torch.ones(2, 3, requires_grad=True) * 2
b = torch.ones(2, 3, requires_grad=True) * 3

c1 = a + b
print(c1)

with torch.no_grad():
    c2 = a + b

print(c2)

c3 = a * b
print(c3)
""",
        """
tensor([[5., 5., 5.],
        [5., 5., 5.]], grad_fn=<AddBackward0>)
tensor([[5., 5., 5.],
        [5., 5., 5.]])
tensor([[6., 6., 6.],
        [6., 6., 6.]], grad_fn=<MulBackward0>)
""",
    )
    notebook.prints(
        """
def add_tensors1(x, y):
    return x + y

@torch.no_grad()
def add_tensors2(x, y):
    return x + y


a = torch.ones(2, 3, requires_grad=True) * 2
b = torch.ones(2, 3, requires_grad=True) * 3

c1 = add_tensors1(a, b)
print(c1)

c2 = add_tensors2(a, b)
print(c2)
""",
        """
tensor([[5., 5., 5.],
        [5., 5., 5.]], grad_fn=<AddBackward0>)
tensor([[5., 5., 5.],
        [5., 5., 5.]])
""",
    )
    notebook.prints_in_form(
        """
x = torch.rand(5, requires_grad=True)
y = x.detach()

print(x)
print(y)
""",
        """
tensor([0.1062, 0.9442, 0.1957, 0.9032, 0.6612], requires_grad=True)
tensor([0.1062, 0.9442, 0.1957, 0.9032, 0.6612])
""",
    )


def test_profiler(notebook):
    printed = notebook.run(
        """
import torch
device = torch.device('cpu')
run_on_gpu = False
if torch.cuda.is_available():
    device = torch.device('cuda')
    run_on_gpu = True

x = torch.randn(2, 3, requires_grad=True)
y = torch.rand(2, 3, requires_grad=True)
z = torch.ones(2, 3, requires_grad=True)

with torch.autograd.profiler.profile(use_cuda=run_on_gpu) as prf:
    for _ in range(1000):
        z = (z / x) * y

print(prf.key_averages().table(sort_by='self_cpu_time_total'))
"""
    )
    title = "Name    Self CPU %      Self CPU   CPU total %     CPU total  CPU time avg    # of Calls"
    row = r" +aten::(div|mul) +\d+\.\d\d% +[\d.]+[um]s +\d+\.\d\d% +[\d.]+[um]s +[\d.]+us +1000"
    rule, titles, _, first, second, _, total, *rest = (line.rstrip() for line in printed.splitlines())
    assert set(rule) == {"-", " "}
    assert titles.strip() == title
    assert {re.fullmatch(row, first)[1], re.fullmatch(row, second)[1]} == {"div", "mul"}
    assert re.fullmatch(r"Self CPU time total: [\d.]+[um]s", total)  # 2,000 operations may take less than 1 ms here
    assert not any(rest)
