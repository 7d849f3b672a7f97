// Histograms of a layer as key frames hold them: 32 fixed signed logarithmic bins (docs/architecture.md, "Histogram bins").

import { powerOfTen, size } from "../format.js";
import { say } from "../words.js";

export const SIDE = 16; // bins a sign
/** Per section: exponents of two where the positive bins begin, and how many octaves each is wide. */
export const BINS = { grad_histogram: { low: -24, width: 2 }, weight_histogram: { low: -11, width: 1 } };

/** A bin's sign and the exponents of two between which its sizes lie; the innermost begins at 0, the outermost has no end. */
export function binOf(index, { low, width }) {
  const negative = index < SIDE;
  const step = negative ? SIDE - 1 - index : index - SIDE;
  const from = step === 0 ? -Infinity : low + width * step;
  const to = step === SIDE - 1 ? Infinity : low + width * (step + 1);
  return { sign: negative ? -1 : 1, from, to };
}

/** A bin in words: "−0.016 to −0.0039". */
export function binWords(index, scale) {
  const { sign, from, to } = binOf(index, scale);
  const edge = (exponent) => `${sign < 0 && exponent > -Infinity ? "−" : ""}${size(2 ** exponent)}`;
  if (to === Infinity) return sign < 0 ? say("{edge} and below", { edge: edge(from) }) : say("{edge} and above", { edge: edge(from) });
  const [low, high] = sign < 0 ? [to, from] : [from, to];
  return say("{low} to {high}", { low: edge(low), high: edge(high) });
}

/** Places (in bins from the left, between edges too: bins are whole octaves) and words of the axis: −1, −10⁻³, 0, 10⁻³, 1. */
export function axisTicks({ low, width }) {
  const ticks = [{ at: SIDE, text: "0" }];
  for (const exponent of width === 2 ? [-3, 0] : [-2, 0]) {
    const step = (exponent * Math.log2(10) - low) / width;
    const text = exponent === 0 ? "1" : powerOfTen(exponent);
    ticks.push({ at: SIDE + step, text }, { at: SIDE - step, text: `−${text}` });
  }
  return ticks.sort((a, b) => a.at - b.at);
}

/** What a histogram says: {total, negative, positive, half: exponent of two below which at least half of the sizes are}. */
export function summary(counts, { low, width }) {
  const sum = (values) => values.reduce((total, one) => total + one, 0);
  const [negative, positive] = [sum(counts.slice(0, SIDE)), sum(counts.slice(SIDE))];
  const total = negative + positive;
  let step = 0;
  for (let seen = 0; step < SIDE; step += 1) {
    seen += counts[SIDE + step] + counts[SIDE - 1 - step];
    if (seen * 2 >= total) break;
  }
  return { total, negative, positive, half: step >= SIDE - 1 ? Infinity : low + width * (step + 1) };
}

/** The summary as a sentence. */
export function summaryWords(counts, scale) {
  const { total, negative, positive, half } = summary(counts, scale);
  if (!total) return say("No finite values.");
  const words = { total, negative, positive };
  if (half === Infinity) return say("{total} values: {negative} negative, {positive} positive or 0; half of them beyond the last bin.", words);
  return say("{total} values: {negative} negative, {positive} positive or 0; half of them smaller than {edge}.", { ...words, edge: size(2 ** half) });
}
