// Contrast as WCAG 2 defines it, and how far apart colours are for eyes without one kind of cone.

const channels = (colour) => [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16) / 255);
const linear = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

function luminance(colour) {
  const [r, g, b] = channels(colour).map(linear);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** 1 to 21. */
export function contrast(a, b) {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

// Machado, Oliveira and Fernandes 2009, severity 1, on linear light.
const eyes = {
  all: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};

/** Oklab of linear light. */
function oklab([r, g, b]) {
  const [l, m, s] = [
    0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b, 0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b,
    0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b,
  ].map((value) => Math.cbrt(Math.max(0, value)));
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s, 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

const seenBy = (matrix, colour) => {
  const light = channels(colour).map(linear);
  return oklab(matrix.map((row) => row.reduce((sum, weight, i) => sum + weight * light[i], 0)));
};

/** Pairs of named colours that some eyes hardly tell apart: closer than 0.055 in Oklab. */
export function clashes(colours) {
  const found = [];
  for (const [eye, matrix] of Object.entries(eyes)) {
    colours.forEach(([nameA, a], i) => colours.slice(i + 1).forEach(([nameB, b]) => {
      const [p, q] = [seenBy(matrix, a), seenBy(matrix, b)];
      const distance = Math.hypot(...p.map((value, k) => value - q[k]));
      if (distance < 0.055) found.push(`${eye}: ${nameA} and ${nameB}, ${distance.toFixed(3)}`);
    }));
  }
  return found;
}
