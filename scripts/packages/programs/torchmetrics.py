"""Metrics over batches, of classes, numbers and texts."""

import torch
from torchmetrics import MeanSquaredError, MetricCollection, PearsonCorrCoef
from torchmetrics.classification import (
    MulticlassAccuracy,
    MulticlassAUROC,
    MulticlassConfusionMatrix,
    MulticlassF1Score,
)
from torchmetrics.functional.text import word_error_rate
from torchmetrics.image import PeakSignalNoiseRatio, StructuralSimilarityIndexMeasure

torch.manual_seed(0)
metrics = MetricCollection([MulticlassAccuracy(5), MulticlassF1Score(5), MulticlassAUROC(5)])
confusion, error, correlation = MulticlassConfusionMatrix(5), MeanSquaredError(), PearsonCorrCoef()
for _ in range(3):
    scores, target = torch.randn(20, 5).softmax(-1), torch.randint(5, (20,))
    metrics.update(scores, target)
    confusion.update(scores, target)
    error.update(scores[:, 0], target.float())
    correlation.update(scores[:, 0], target.float())
print({name: round(value.item(), 6) for name, value in metrics.compute().items()})
print(confusion.compute().tolist(), round(error.compute().item(), 4), round(correlation.compute().item(), 5))
image = torch.rand(1, 3, 32, 32)
print(round(PeakSignalNoiseRatio(data_range=1.0)(image, image * 0.9).item(), 4))
print(round(StructuralSimilarityIndexMeasure(data_range=1.0)(image, image * 0.9).item(), 5))
print(word_error_rate(["this is the prediction"], ["this is the reference"]).item())
