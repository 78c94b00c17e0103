"""A classifier with scikit-learn's interface: fitted, searched, scored."""

import numpy as np
import torch
from sklearn.datasets import make_classification
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from skorch import NeuralNetClassifier

X, y = make_classification(200, 20, n_informative=10, random_state=0)
X, y = X.astype(np.float32), y.astype(np.int64)


class Net(torch.nn.Module):
    def __init__(self, units=10):
        super().__init__()
        self.net = torch.nn.Sequential(torch.nn.Linear(20, units), torch.nn.ReLU(), torch.nn.Linear(units, 2))

    def forward(self, x):
        return self.net(x).softmax(-1)


torch.manual_seed(0)
net = NeuralNetClassifier(Net, max_epochs=5, lr=0.1, verbose=0, iterator_train__shuffle=True)
pipeline = make_pipeline(StandardScaler(), net).fit(X, y)
print(round(pipeline.score(X, y), 4), np.round(pipeline.predict_proba(X[:2]), 4).tolist())
print([round(row["train_loss"], 4) for row in pipeline[-1].history])
search = GridSearchCV(net, {"lr": [0.01, 0.1], "module__units": [5, 10]}, cv=2, refit=False).fit(X, y)
print(search.best_params_)
