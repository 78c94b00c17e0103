"""A module trained by the Trainer, saved and read back."""

import logging
import tempfile
import warnings

import lightning as L
import torch

warnings.simplefilter("ignore")
logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
L.seed_everything(0, verbose=False)


class Model(L.LightningModule):
    def __init__(self, width=8):
        super().__init__()
        self.save_hyperparameters()
        self.net = torch.nn.Sequential(torch.nn.Linear(4, width), torch.nn.ReLU(), torch.nn.Linear(width, 1))

    def training_step(self, batch, index):
        x, y = batch
        loss = torch.nn.functional.mse_loss(self.net(x), y)
        self.log("train_loss", loss)
        return loss

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), lr=0.01)


data = torch.utils.data.DataLoader(
    torch.utils.data.TensorDataset(torch.randn(64, 4), torch.randn(64, 1)), batch_size=16
)
folder = tempfile.mkdtemp()
quiet = {"enable_progress_bar": False, "enable_model_summary": False, "logger": False}
trainer = L.Trainer(max_epochs=3, default_root_dir=folder, accelerator="cpu", devices=1, **quiet)
model = Model()
trainer.fit(model, data)
print(round(trainer.callback_metrics["train_loss"].item(), 5), trainer.global_step)
trainer.save_checkpoint(f"{folder}/model.ckpt")
again = Model.load_from_checkpoint(f"{folder}/model.ckpt", weights_only=False)
print(torch.equal(again.net[0].weight, model.net[0].weight), again.hparams.width)
