// From which value to which an axis runs, and where its ticks stand.

const HEADROOM = 1.08;
const HIGHEST = 4; // × the first loss: a run that explodes leaves through the top instead of flattening all else

/** [0, top] of a linear loss axis: `most` is the largest value in sight, `first` the first loss, `ghosts` the first of each ghost. */
export function linearLoss(most, first, ghosts = []) {
  const cap = HIGHEST * (Number.isFinite(first) && first > 0 ? first : 1);
  return [0, HEADROOM * Math.min(cap, Math.max(most ?? 0, ...ghosts.filter(Number.isFinite), 0.01) || 1)];
}

/** Beyond this a value is so far above a linear axis that nobody asks how far. */
export function linearLimit(first) {
  return 1000 * HIGHEST * (Number.isFinite(first) && first > 0 ? first : 1);
}

/** [low, high] of a metric's axis: 0…1, and below 0 where R² is. */
export function linearMetric(least) {
  return [Math.min(0, Math.max(-1, Math.floor((least ?? 0) * 2) / 2)), 1];
}

/** Whole decades around positive values from `least` to `most`: at least one. */
export function decades(least, most) {
  if (!(most > 0) || !(least > 0) || !Number.isFinite(most)) return [0.1, 1];
  const from = Math.floor(Math.log10(least) + 1e-9);
  return [10 ** from, 10 ** Math.max(from + 1, Math.ceil(Math.log10(most) - 1e-9))];
}

/** Whole powers of ten between two ends, thinned to at most `most` of them. */
export function decadeTicks(low, high, most = 4) {
  const [from, to] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  const step = Math.max(1, Math.ceil((to - from + 1) / most));
  return Array.from({ length: Math.max(0, Math.floor((to - from) / step) + 1) }, (_, index) => 10 ** (from + index * step));
}

/** Epochs between two places of a drag, in order and inside the run; null for less than `least` epochs. */
export function zoomed(a, b, planned, least = 2) {
  const [from, to] = [Math.max(0, Math.round(Math.min(a, b))), Math.min(planned, Math.round(Math.max(a, b)))];
  return to - from >= least ? [from, to] : null;
}
