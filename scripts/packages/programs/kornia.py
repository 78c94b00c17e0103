"""Filters, colours and geometry that gradients pass through."""

import kornia
import torch

torch.manual_seed(0)
image = torch.rand(1, 3, 16, 16, requires_grad=True)
blurred = kornia.filters.gaussian_blur2d(image, (5, 5), (1.5, 1.5))
gray = kornia.color.rgb_to_grayscale(blurred)
turned = kornia.geometry.transform.rotate(gray, torch.tensor([30.0]))
edges = kornia.filters.sobel(turned)
edges.mean().backward()
print(round(edges.mean().item(), 5), round(image.grad.abs().sum().item(), 5))
print(kornia.color.rgb_to_hsv(image.detach())[0, :, 0, 0].tolist())
points = torch.tensor([[[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0]]])
print(kornia.geometry.transform.get_perspective_transform(points, points * 2 + 1)[0].tolist())
