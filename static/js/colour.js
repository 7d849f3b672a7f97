// The two colour scales: diverging for every signed thing, "film" for the size of a gradient. Interpolated in OKLab.

const DIVERGING = {
  light: ["#D97700", "#E09559", "#E4B28C", "#E7CEBC", "#E8EAEB", "#B7CEE1", "#87B1D6", "#5494CA", "#0877BD"],
  dark: ["#FFA033", "#C98744", "#956D4A", "#635449", "#343B44", "#3D556C", "#437096", "#488BC2", "#4AA8F0"],
};
const FILM = ["#1A1029", "#19265E", "#014971", "#04697D", "#098B88", "#00AF87", "#79C87E", "#C4DA94", "#F6F0CA"];
const STEPS = 256;

/** Exponents at the ends of the X-ray's scale, the same for every run. */
export const FILM_FROM = -5;
export const FILM_TO = 1;

const tables = new Map();

/** 256 colours from −1 to 1 as Uint32 pixels (little-endian RGBA) of "light" or "dark". */
export function divergingTable(theme) {
  return table(`diverging ${theme}`, DIVERGING[theme]);
}

/** 256 colours from faint to strong, as Uint32 pixels. */
export function filmTable() {
  return table("film", FILM);
}

/** CSS colour of a signed value in −1…1; outside is the end's colour. */
export function signed(value, theme) {
  return css(divergingTable(theme)[place((clamp(value, -1, 1) + 1) / 2)]);
}

/** CSS colour of a gradient's log₁₀ on the fixed scale. */
export function film(log10, from = FILM_FROM, to = FILM_TO) {
  return css(filmTable()[place(clamp((log10 - from) / (to - from), 0, 1))]);
}

function place(share) {
  return Math.round(share * (STEPS - 1));
}

function clamp(value, low, high) {
  return value < low ? low : value > high ? high : value;
}

function table(name, stops) {
  if (!tables.has(name)) tables.set(name, interpolate(stops));
  return tables.get(name);
}

function interpolate(stops) {
  const labs = stops.map(oklab);
  return Uint32Array.from({ length: STEPS }, (_, index) => {
    const at = (index / (STEPS - 1)) * (stops.length - 1);
    const below = Math.min(Math.floor(at), stops.length - 2);
    const part = at - below;
    const lab = labs[below].map((value, axis) => value + (labs[below + 1][axis] - value) * part);
    const [r, g, b] = fromOklab(lab);
    return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
  });
}

function css(pixel) {
  return `rgb(${pixel & 255} ${(pixel >> 8) & 255} ${(pixel >> 16) & 255})`;
}

// OKLab: Björn Ottosson, "A perceptual color space for image processing" (2020).
function oklab(hex) {
  const [r, g, b] = [1, 3, 5].map((at) => linear(parseInt(hex.slice(at, at + 2), 16) / 255));
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromOklab([L, a, b]) {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ].map((value) => Math.round(255 * Math.min(1, Math.max(0, encoded(value)))));
}

function linear(value) {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function encoded(value) {
  return value <= 0.0031308 ? 12.92 * value : 1.055 * Math.max(0, value) ** (1 / 2.4) - 0.055;
}
