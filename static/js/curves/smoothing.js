// Exponential smoothing with the bias of the first values taken out, so that the line starts where the numbers start.

export class Smoother {
  #weight;
  #mean = 0;
  #missing = 1; // weight^n: how much of the mean is still the zero it began with

  /** `weight` in [0, 1): 0 leaves every value as it is. */
  constructor(weight) {
    this.#weight = weight;
  }

  /** The smoothed value after one more; null where `value` is not finite, and the mean goes on without it. */
  push(value) {
    if (value === null || !Number.isFinite(value)) return null;
    this.#mean = this.#weight * this.#mean + (1 - this.#weight) * value;
    this.#missing *= this.#weight;
    return this.#mean / (1 - this.#missing);
  }
}

export function smoothed(values, weight) {
  const smoother = new Smoother(weight);
  return Array.from(values, (value) => smoother.push(value));
}
