// A few numbers together: mean, spread, quantiles, and whether two groups of them differ by more than their own noise.

export function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Standard deviation of a sample (n − 1); NaN for fewer than two values. */
export function deviation(values) {
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1));
}

/** Quantile of ascending values, between two of them in proportion. */
export function quantile(sorted, share) {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  return sorted[below] + (place - below) * ((sorted[below + 1] ?? sorted[below]) - sorted[below]);
}

/** Half the width of the 95 % confidence interval of a mean, by Student's t; NaN for fewer than two values. */
export function halfInterval(values) {
  return (studentQuantile(0.975, values.length - 1) * deviation(values)) / Math.sqrt(values.length);
}

/**
 * Welch's t-test of two samples with variances of their own: {t, freedom, p}, two-sided. NaN where a sample has fewer than two
 * values, or where neither varies and both have the same mean.
 */
export function welch(a, b) {
  const [va, vb] = [deviation(a) ** 2 / a.length, deviation(b) ** 2 / b.length];
  const t = (mean(a) - mean(b)) / Math.sqrt(va + vb);
  const freedom = (va + vb) ** 2 / (va ** 2 / (a.length - 1) + vb ** 2 / (b.length - 1));
  if (Math.abs(t) === Infinity) return { t, freedom: a.length + b.length - 2, p: 0 }; // they never vary, and differ
  return { t, freedom, p: 2 * studentTail(Math.abs(t), freedom) };
}

/** P(T > t) of Student's t with `freedom` degrees of freedom, t ≥ 0. */
export function studentTail(t, freedom) {
  return 0.5 * incompleteBeta(freedom / 2, 0.5, freedom / (freedom + t * t));
}

/** The t that a share `share` ≥ 0.5 lies below. Bisection on the tail: exact enough for any picture, and short. */
export function studentQuantile(share, freedom) {
  if (!(freedom > 0)) return NaN;
  let [low, high] = [0, 1];
  while (studentTail(high, freedom) > 1 - share) high *= 2;
  for (let turn = 0; turn < 60; turn += 1) {
    const middle = (low + high) / 2;
    if (studentTail(middle, freedom) > 1 - share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Regularized incomplete beta function, by Lentz's continued fraction: Press et al., Numerical Recipes (2007), 6.4. */
export function incompleteBeta(a, b, x) {
  if (Number.isNaN(x)) return NaN;
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  return x < (a + 1) / (a + b + 2) ? (front * fraction(a, b, x)) / a : 1 - (front * fraction(b, a, 1 - x)) / b;
}

const TINY = 1e-300;

function fraction(a, b, x) {
  const safe = (value) => (Math.abs(value) < TINY ? TINY : value);
  let c = 1;
  let d = 1 / safe(1 - ((a + b) * x) / (a + 1));
  let found = d;
  for (let m = 1; m <= 300; m += 1) {
    for (const step of [(m * (b - m) * x) / ((a - 1 + 2 * m) * (a + 2 * m)), (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 1 + 2 * m))]) {
      d = 1 / safe(1 + step * d);
      c = safe(1 + step / c);
      found *= c * d;
    }
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return found;
}

const LANCZOS = [76.18009172947146, -86.50532032941677, 24.01409824083091, -1.231739572450155, 0.1208650973866179e-2, -0.5395239384953e-5];

/** ln Γ(x) for x > 0. */
function logGamma(x) {
  const base = x + 5.5;
  const series = LANCZOS.reduce((sum, weight, at) => sum + weight / (x + 1 + at), 1.000000000190015);
  return (x + 0.5) * Math.log(base) - base + Math.log((2.5066282746310005 * series) / x);
}
