"""Document 000, an introduction to autograd around a pretrained network.

Not covered here: cell 4 (a shell command). Cells 5, 6, 7, 9, 10, 18, 19 and 20, which need torchvision's ResNet-18, are
in test_resnet_cells.py.
"""


def test_gradient_of_a_vector(notebook):
    notebook.run("import torch")
    notebook.prints(
        """
a = torch.tensor([2., 3.], requires_grad=True)
b = torch.tensor([6., 4.], requires_grad=True)
Q = 3*a**3 - b**2

external_grad = torch.tensor([1., 1.])
Q.backward(gradient= external_grad)
""",
        "",
    )
    notebook.prints(
        """
# check if collected gradients are correct
print(9*a**2 == a.grad)
print(-2*b == b.grad)
""",
        """
tensor([True, True])
tensor([True, True])
""",
    )


def test_requires_grad_spreads(notebook):
    notebook.run("import torch")
    notebook.prints(
        """
x = torch.rand(5, 5)
y = torch.rand(5, 5)
z = torch.rand((5, 5), requires_grad=True)

a = x + y
print(f"Does `a` require gradients? : {a.requires_grad}")
b = x + z
print(f"Does `b` require gradients?: {b.requires_grad}")
""",
        """
Does `a` require gradients? : False
Does `b` require gradients?: True
""",
    )
