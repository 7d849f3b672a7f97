// a = f(z), as the engine writes it (engine/activations); tests hold each to vectors the engine computed.

const ELU_ALPHA = 1; // elu's α, PyTorch's default
const LEAK = 0.01; // leaky relu's slope below 0, PyTorch's default

/** By the engine's names. Applied in place over `values`. */
export const ACTIVATIONS = {
  identity: (z) => z,
  relu: (z) => (z > 0 ? z : 0),
  leaky_relu: (z) => (z > 0 ? z : LEAK * z),
  elu: (z) => (z > 0 ? z : ELU_ALPHA * Math.expm1(z)),
  gelu: (z) => 0.5 * z * (1 + erf(z / Math.SQRT2)),
  silu: (z) => z / (1 + Math.exp(-z)),
  softplus: (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))),
  tanh: Math.tanh,
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
};

/** Names whose values stay within −1…1: their maps need no scaling. */
export const BOUNDED = new Set(["tanh", "sigmoid"]);

/** The error function to 1.2e-7 relative (W. J. Cody's bound; form of Press et al., "Numerical Recipes", erfc Chebyshev). */
export function erf(x) {
  const t = 1 / (1 + 0.5 * Math.abs(x));
  const polynomial = COEFFICIENTS.reduceRight((sum, c) => sum * t + c, 0);
  const tail = t * Math.exp(-x * x + polynomial);
  return x >= 0 ? 1 - tail : tail - 1;
}

const COEFFICIENTS = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277,
];
