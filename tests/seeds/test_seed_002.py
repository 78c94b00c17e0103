"""Document 002, automatic differentiation step by step.

The cells that need torchvision's ResNet-18 are in test_resnet_cells.py.
"""


def test_gradient_of_a_vector(notebook):
    notebook.prints(
        """
import torch
a = torch.tensor([2., 3.], requires_grad=True)
b = torch.tensor([6., 4.], requires_grad=True)
print(a)
print(b)
""",
        """
tensor([2., 3.], requires_grad=True)
tensor([6., 4.], requires_grad=True)
""",
    )
    notebook.prints(
        """
Q = 3*a**3 - b**2
print(Q)
""",
        "tensor([-12.,  65.], grad_fn=<SubBackward0>)",
    )
    notebook.prints(
        """
external_grad = torch.tensor([1., 1.])
Q.backward(gradient=external_grad)
""",
        "",
    )
    notebook.prints(
        """
print(9*a**2  == a.grad)
print(-2*b == b.grad)
""",
        """
tensor([True, True])
tensor([True, True])
""",
    )
