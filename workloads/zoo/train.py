#!/usr/bin/python3
"""Trains a network of the zoo and writes its weights, test data, calibration data and PyTorch's logits beside itself.

    /usr/bin/python3 workloads/zoo/train.py --workload signal_cnn_1d
    /usr/bin/python3 workloads/zoo/train.py --workload tiny_cnn_2d

One thread and deterministic algorithms: the same machine and libraries give the same files. The checkpoint that is kept
is the best one (accuracy, then loss) on a tenth of the training data; the test data take no part in that.
"""

import argparse
import copy
import pathlib
import time
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional

import archive
import images
import networks
import signals

HERE = pathlib.Path(__file__).resolve().parent
LOGITS = 16  # of so many test samples are shipped


@dataclass
class Data:
    """Codes as they are shipped; real = (code - zero_point) * scale. Signals are real numbers already."""

    training: tuple
    test: tuple
    calibration: tuple
    scale: float = 1.0
    zero_point: int = 0

    def real(self, x):
        return torch.from_numpy(((x.astype(np.float64) - self.zero_point) * self.scale).astype(np.float32))


def signal_data(seed):
    x, labels = signals.make_signals(seed)
    train = slice(0, signals.TRAINING)
    test = slice(signals.TRAINING, signals.SAMPLES)
    return Data((x[train], labels[train]), (x[test], labels[test]), (x[:100], labels[:100]))


def image_data(seed):
    """Training, test and calibration images come from three seeds; calibration images are as new as test images."""
    return Data(
        images.make_images(seed, 20000),
        images.make_images(seed + 1, 1000),
        images.make_images(seed + 2, 100),
        images.SCALE,
        images.ZERO_POINT,
    )


# Data, network and the usual epochs, batch and learning rate of each workload.
WORKLOADS = {
    "signal_cnn_1d": (signal_data, networks.signal_cnn_1d, 20, 64, 0.001),
    "tiny_cnn_2d": (image_data, networks.tiny_cnn_2d, 12, 64, 0.01),
}


def train_one_epoch(network, x, labels, batch, optimizer, schedule, generator):
    network.train()
    for chosen in torch.randperm(len(x), generator=generator).split(batch):
        optimizer.zero_grad()
        functional.cross_entropy(network(x[chosen]), labels[chosen]).backward()
        optimizer.step()
        schedule.step()


@torch.no_grad()
def logits_of(network, x):
    network.eval()
    return torch.cat([network(part) for part in x.split(100)])


def evaluate(network, x, labels):
    """Share of samples whose largest logit is their label's, and the mean cross-entropy."""
    logits = logits_of(network, x)
    return (logits.argmax(1) == labels).double().mean().item(), functional.cross_entropy(logits, labels).item()


def train(network, data, options):
    """Adam under a one-cycle learning rate; leaves the network with the best checkpoint's weights."""
    x, labels = data.real(data.training[0]), torch.from_numpy(data.training[1])
    kept = len(x) * 9 // 10
    optimizer = torch.optim.Adam(network.parameters(), lr=options.lr)
    steps = options.epochs * -(-kept // options.batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, options.lr, total_steps=steps)
    generator = torch.Generator().manual_seed(options.seed)
    best, checkpoint = (-1.0, 0.0), None
    for epoch in range(options.epochs):
        start = time.monotonic()
        train_one_epoch(network, x[:kept], labels[:kept], options.batch, optimizer, schedule, generator)
        accuracy, loss = evaluate(network, x[kept:], labels[kept:])
        seconds = time.monotonic() - start
        print(f"epoch {epoch + 1}: validation {accuracy:.2%}, loss {loss:.4f}, {seconds:.0f} s", flush=True)
        if (accuracy, -loss) > best:
            best, checkpoint = (accuracy, -loss), copy.deepcopy(network.state_dict())
    network.load_state_dict(checkpoint)


def save_data(path, x, labels, data):
    arrays = {"x": x, "labels": labels}
    if x.dtype == np.uint8:
        arrays["x.scale"] = np.float64(data.scale)
        arrays["x.zero_point"] = np.int64(data.zero_point)
    archive.save(path, arrays)


def save(folder, name, network, data):
    weights = {key: value.numpy() for key, value in network.state_dict().items() if not key.endswith("batches_tracked")}
    archive.save(folder / f"{name}.weights.npz", weights)
    save_data(folder / f"{name}.data.npz", *data.test, data)
    save_data(folder / f"{name}.calibration.npz", *data.calibration, data)
    logits = logits_of(network, data.real(data.test[0][:LOGITS]))
    archive.save(folder / f"{name}.logits.npz", {"logits": logits.numpy()})


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--workload", choices=WORKLOADS, required=True)
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--batch", type=int)
    parser.add_argument("--lr", type=float)
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--out", type=pathlib.Path, default=HERE)
    options = parser.parse_args()
    make_data, make_network, epochs, batch, rate = WORKLOADS[options.workload]
    options.epochs = options.epochs or epochs
    options.batch = options.batch or batch
    options.lr = options.lr or rate

    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    torch.manual_seed(options.seed)
    data = make_data(options.seed)
    network = make_network()
    train(network, data, options)
    accuracy, _ = evaluate(network, data.real(data.test[0]), torch.from_numpy(data.test[1]))
    print(f"{options.workload}: test {accuracy:.2%}")
    save(options.out, options.workload, network, data)


if __name__ == "__main__":
    main()
