"""Synthetic signals: noisy sines of five frequencies, one a class (EdgeINT8-ArchKit, "synthetic signal" workload)."""

import numpy as np

CLASSES = 5
POINTS = 128
SAMPLES = 5000
TRAINING = 4000  # the first 80 %
NOISE = 0.3


def make_signals(seed):
    """x [5000, 1, 128] float32, labels [5000]: sample i has class c = i % 5 and is sin(2 pi (2 + 3 c) t) with noise."""
    random = np.random.default_rng(seed)
    labels = np.arange(SAMPLES) % CLASSES
    time = np.linspace(0, 1, POINTS)
    clean = np.sin(2 * np.pi * (2 + 3 * labels[:, None]) * time)
    noisy = clean + NOISE * random.standard_normal((SAMPLES, POINTS))
    return noisy[:, None, :].astype(np.float32), labels.astype(np.int64)
