#!/usr/bin/python3
"""Computes the shipped networks on the shipped data in numpy alone, in float64: accuracies and distance from PyTorch's
logits. Independent of train.py and of PyTorch.

    /usr/bin/python3 workloads/zoo/check.py
"""

import pathlib

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
EPSILON = 1e-5  # of batch norm


def convolve(x, weight, bias):
    """Stride 1 and as much zero padding as keeps the size, over one or two axes."""
    kernel = weight.shape[2:]
    padded = np.pad(x, [(0, 0), (0, 0)] + [(k // 2, k // 2) for k in kernel])
    axes = tuple(range(2, x.ndim))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel, axes)
    letters = "xy"[: len(kernel)], "uv"[: len(kernel)]
    sums = np.einsum(f"nc{letters[0]}{letters[1]},oc{letters[1]}->no{letters[0]}", windows, weight, optimize=True)
    return sums + bias.reshape(1, -1, *[1] * len(kernel))


def normalise(x, weights, name):
    mean, variance, gamma, beta = (
        weights[f"{name}.{key}"].reshape(1, -1, 1, 1) for key in ("running_mean", "running_var", "weight", "bias")
    )
    return (x - mean) / np.sqrt(variance + EPSILON) * gamma + beta


def halve(x):
    n, c, h, w = x.shape
    return x.reshape(n, c, h // 2, 2, w // 2, 2).max((3, 5))


def logits_of(x, weights):
    for i in (1, 2, 3):
        x = convolve(x, weights[f"conv{i}.weight"], weights[f"conv{i}.bias"])
        if f"bn{i}.weight" in weights:
            x = normalise(x, weights, f"bn{i}")
        x = np.maximum(x, 0)
        if x.ndim == 4 and i < 3:
            x = halve(x)
    x = x.mean(tuple(range(2, x.ndim)))
    return x @ weights["fc.weight"].T + weights["fc.bias"]


def real(data):
    return (data["x"] - data.get("x.zero_point", 0.0)) * data.get("x.scale", 1.0)


def load(name):
    with np.load(HERE / name) as file:
        return {key: file[key].astype(np.float64) for key in file}


def main():
    for name in ("signal_cnn_1d", "tiny_cnn_2d"):
        weights, expected = load(f"{name}.weights.npz"), load(f"{name}.logits.npz")["logits"]
        for part in ("data", "calibration"):
            data = load(f"{name}.{part}.npz")
            x = real(data)
            logits = np.concatenate([logits_of(x[i : i + 50], weights) for i in range(0, len(x), 50)])
            lead = np.median(np.diff(np.sort(logits, 1)[:, -2:]))
            right = int((logits.argmax(1) == data["labels"]).sum())
            print(f"{name}.{part}: {right} of {len(x)} right, median lead of the largest logit {lead:.2f}")
            if part == "data":
                difference = np.abs(logits[: len(expected)] - expected).max()
                print(f"  largest difference from PyTorch's logits {difference:.1e}")


if __name__ == "__main__":
    main()
