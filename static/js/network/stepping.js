// The step that a gradient makes, where that can be told from the gradient alone: plain SGD, with its clipping.

const norms = new WeakMap(); // gradients of a key frame → their norm, clipped by value if so set

/**
 * Change of parameter `index` by a step along `gradients` (all parameters') at rate `lr`, or null where the rule needs more than
 * that. `stepping`: {clip_value, clip_norm}, each a limit or null, as the server says it of a set-up; null: another rule.
 */
export function stepOf(stepping, gradients, lr, index) {
  if (!stepping || !gradients || lr === undefined) return null;
  const { clip_value: most, clip_norm: limit } = stepping;
  const clipped = (g) => (most === null ? g : Math.max(-most, Math.min(most, g)));
  if (limit === null) return -lr * clipped(gradients[index]);
  if (!norms.has(gradients)) norms.set(gradients, Math.sqrt(gradients.reduce((sum, g) => sum + clipped(g) ** 2, 0)));
  return -lr * clipped(gradients[index]) * Math.min(1, limit / (norms.get(gradients) + 1e-6)); // as the engine's Cohort._clip_norm
}
