"""The networks of workloads/networks/{signal_cnn_1d,tiny_cnn_2d}.yaml in PyTorch, with the layers' names there."""

from collections import OrderedDict

from torch import nn


def signal_cnn_1d():
    return nn.Sequential(
        OrderedDict(
            conv1=nn.Conv1d(1, 16, 7, padding=3),
            relu1=nn.ReLU(),
            conv2=nn.Conv1d(16, 32, 5, padding=2),
            relu2=nn.ReLU(),
            conv3=nn.Conv1d(32, 64, 3, padding=1),
            relu3=nn.ReLU(),
            gap=nn.AdaptiveAvgPool1d(1),
            flatten=nn.Flatten(),
            fc=nn.Linear(64, 5),
        )
    )


def tiny_cnn_2d():
    layers = OrderedDict()
    for i, (inputs, outputs) in enumerate([(3, 32), (32, 64), (64, 128)], start=1):
        layers[f"conv{i}"] = nn.Conv2d(inputs, outputs, 3, padding=1)
        layers[f"bn{i}"] = nn.BatchNorm2d(outputs)
        layers[f"relu{i}"] = nn.ReLU()
        if i < 3:
            layers[f"pool{i}"] = nn.MaxPool2d(2)
    layers["gap"] = nn.AdaptiveAvgPool2d(1)
    layers["flatten"] = nn.Flatten()
    layers["fc"] = nn.Linear(128, 10)
    return nn.Sequential(layers)
