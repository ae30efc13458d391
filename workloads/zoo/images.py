"""Images of 32 x 32 pixels in ten classes, drawn by formula: six shapes and four textures.

An object of random place, size, rotation and colour lies on a background of two colours that fade into each other,
among strokes of other colours, under noise. Neither place nor colour nor mean brightness tells the class. Pixels have
32 levels (multiples of 8: five bits a colour), so that a thousand images compress well enough to be shipped.
"""

import numpy as np

CLASSES = ("disc", "ring", "square", "triangle", "plus", "cross", "horizontal", "vertical", "diagonal", "checkers")
SIZE = 32
SCALE = 1 / 64  # real = (code - ZERO_POINT) * SCALE: -2 .. 1.875
ZERO_POINT = 128
LEVELS = 32
STEP = 256 // LEVELS
CONTRAST = (0.25, 0.7)  # of the object: length of its difference from the background in RGB, brightness 0 .. 1
NOISE = (0.01, 0.07)  # standard deviation, another in each image


def box(u, v, width, height):
    """Signed distance to an axis-parallel box, negative inside (exact but for the corners, where it is smaller)."""
    return np.maximum(np.abs(u) - width, np.abs(v) - height)


def triangle(u, v):
    return np.maximum.reduce([v - 0.55, 0.866 * u - 0.5 * v - 0.55, -0.866 * u - 0.5 * v - 0.55])


def shape(name, u, v):
    """Signed distance in units of the object's half size."""
    if name == "disc":
        return np.hypot(u, v) - 0.9
    if name == "ring":
        return np.abs(np.hypot(u, v) - 0.72) - 0.2
    if name == "square":
        return box(u, v, 0.8, 0.8)
    if name == "triangle":
        return triangle(u, v)
    return np.minimum(box(u, v, 0.95, 0.27), box(u, v, 0.27, 0.95))  # plus; a cross is a plus that was turned


def texture(name, u, v, period, phase):
    """Stripes or checkers between 0 and 1, sharper than a sine; u, v, period in pixels."""
    wave = np.sin(2 * np.pi * v / period + phase[0])
    if name == "checkers":
        wave = wave * np.sin(2 * np.pi * u / period + phase[1])
    return np.clip(0.5 + 1.2 * wave, 0, 1)


def coverage(name, random, count):
    """How far each pixel belongs to the object: [count, 32, 32] of 0 .. 1."""
    y, x = np.mgrid[0:SIZE, 0:SIZE] + 0.5

    def draw(low, high):
        return random.uniform(low, high, (count, 1, 1))

    half = draw(4.5, 10)
    centre = [half + draw(0, 1) * (SIZE - 2 * half) for _ in range(2)]
    turn = draw(-0.3, 0.3)
    if name == "triangle":
        turn = draw(-np.pi, np.pi)
    elif name == "cross":
        turn = turn + np.pi / 4
    elif name == "vertical":
        turn = turn + np.pi / 2
    elif name == "diagonal":
        turn = turn + np.pi / 4 * np.where(draw(0, 1) < 0.5, 1, 3)
    dx, dy = x - centre[0], y - centre[1]
    u, v = np.cos(turn) * dx + np.sin(turn) * dy, np.cos(turn) * dy - np.sin(turn) * dx
    if CLASSES.index(name) < 6:
        return np.clip(0.5 - half * shape(name, u / half, v / half), 0, 1)
    window = np.where(draw(0, 1) < 0.5, np.hypot(u, v) - 0.95 * half, box(dx, dy, 0.85 * half, 0.85 * half))
    return np.clip(0.5 - window, 0, 1) * texture(name, u, v, draw(3.5, 7), (draw(0, 2 * np.pi), draw(0, 2 * np.pi)))


def strokes(random, count):
    """Coverage of one short thick line an image."""
    y, x = np.mgrid[0:SIZE, 0:SIZE] + 0.5

    def draw(low, high):
        return random.uniform(low, high, (count, 1, 1))

    turn, dx, dy = draw(0, np.pi), x - draw(0, SIZE), y - draw(0, SIZE)
    u, v = np.cos(turn) * dx + np.sin(turn) * dy, np.cos(turn) * dy - np.sin(turn) * dx
    return np.clip(0.5 - box(u, v, draw(0.5, 5), draw(0.4, 1.2)), 0, 1)


def paint(name, random, count):
    """Images of one class: [count, 3, 32, 32] of brightness 0 .. 1, not yet clipped."""

    def colour(low, high):
        return random.uniform(low, high, (count, 3, 1, 1))

    def one(low, high):
        return random.uniform(low, high, (count, 1, 1, 1))

    y, x = (np.mgrid[0:SIZE, 0:SIZE] + 0.5) / SIZE - 0.5
    slope = one(-1, 1) * x + one(-1, 1) * y
    background = colour(0.2, 0.8)
    image = background + slope * colour(-0.25, 0.25)
    direction = random.standard_normal((count, 3, 1, 1))
    direction = direction / np.linalg.norm(direction, axis=1, keepdims=True)
    layers = [(strokes(random, count), colour(-0.35, 0.35)) for _ in range(4)]
    layers.insert(2, (coverage(name, random, count), one(*CONTRAST) * direction))
    for mask, difference in layers:
        image = image + mask[:, None] * (background + difference - image)
    return image + one(*NOISE) * random.standard_normal((count, 3, SIZE, SIZE))


def make_images(seed, count):
    """x [count, 3, 32, 32] uint8 and labels [count]: image i has class i % 10."""
    random = np.random.default_rng(seed)
    labels = np.arange(count) % len(CLASSES)
    images = np.zeros((count, 3, SIZE, SIZE), np.uint8)
    for label, name in enumerate(CLASSES):
        mine = labels == label
        levels = np.round(paint(name, random, int(mine.sum())) * (LEVELS - 1))
        images[mine] = np.clip(levels, 0, LEVELS - 1).astype(np.uint8) * STEP
    return images, labels.astype(np.int64)
