"""PilotNet in TensorFlow's layout: pictures NHWC, ImageNet's mean and deviation, Keras' start values, and the
dense layer's inputs in the order in which TensorFlow flattens."""
import torch
from torch import nn

from networks.network import Network, start_glorot
from networks.pilotnet import HEIGHT, WIDTH, convolutions, dense_layers

IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_STD = (0.229, 0.224, 0.225)


class PilotNetTf(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.features = convolutions()
        self.head = dense_layers()
        start_glorot(self)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        """N x 3 x H x W, as the trainer gives it to every network."""
        return self.head(self.features(image).permute(0, 2, 3, 1).flatten(1))


class FromNhwc(nn.Module):
    """The same network from N x H x W x 3."""

    def __init__(self, model: PilotNetTf) -> None:
        super().__init__()
        self.features = model.features
        self.head = model.head

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        features = self.features(image.permute(0, 3, 1, 2))
        return self.head(features.permute(0, 2, 3, 1).flatten(1))


NETWORK = Network(name="pilotnet_tf", architecture="PilotNet (TensorFlow layout)", view="pilotnet", height=HEIGHT,
                  width=WIDTH, make=PilotNetTf, deployed=lambda model: FromNhwc(model).eval(), layout="NHWC",
                  mean=IMAGENET_MEAN, std=IMAGENET_STD)
