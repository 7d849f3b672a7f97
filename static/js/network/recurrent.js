// Layers that go through a sequence step by step, as in engine/layers/{rnn,gru,lstm}.py. A sequence's units are its steps one after
// the other, each with all its numbers; each unit is a Float64Array over the points.

const sigma = (z) => 0.5 * (1 + Math.tanh(z / 2));
const GATES = { rnn: 1, gru: 3, lstm: 4 };

/** The last state, or every step's where the layer hands on all of them. */
export function recurrent(layer, below, weights) {
  const states = statesOf(layer, below, weights);
  return layer.out_shape.length === 2 ? states.flat() : states.at(-1);
}

/** h after each step: [step][unit]. The state before the first is 0. */
export function statesOf({ name, in_shape: [steps, features], out_shape: shape, nonlinearity, start }, below, weights) {
  const [units, points] = [shape.at(-1), below[0].length];
  const wide = GATES[name] * units;
  const hidden = start + (features + 1) * wide; // the second block: from the state before
  const zeros = () => Array.from({ length: units }, () => new Float64Array(points));
  const states = [];
  let [state, cell] = [zeros(), zeros()];
  for (let step = 0; step < steps; step += 1) {
    const p = affine(weights, start, wide, below.slice(step * features, (step + 1) * features));
    const q = affine(weights, hidden, wide, state);
    const before = state;
    state = zeros();
    for (let unit = 0; unit < units; unit += 1) {
      const gate = (number, at) => p[number * units + unit][at] + q[number * units + unit][at];
      for (let at = 0; at < points; at += 1) {
        if (name === "rnn") state[unit][at] = nonlinearity === "relu" ? Math.max(0, gate(0, at)) : Math.tanh(gate(0, at));
        else if (name === "gru") {
          const n = Math.tanh(p[2 * units + unit][at] + sigma(gate(0, at)) * q[2 * units + unit][at]);
          state[unit][at] = n + sigma(gate(1, at)) * (before[unit][at] - n);
        } else {
          cell[unit][at] = sigma(gate(1, at)) * cell[unit][at] + sigma(gate(0, at)) * Math.tanh(gate(2, at));
          state[unit][at] = sigma(gate(3, at)) * Math.tanh(cell[unit][at]);
        }
      }
    }
    states.push(state);
  }
  return states;
}

/** What each unit of a layer says at every step of the first test example: [unit][step]. */
export function timesOf(layer, stage, stages, { columnsOfExamples }, weights) {
  const units = layer.out_shape.at(-1);
  const first = (values) => values.slice(0, 1); // of the examples
  const sequence = layer.out_shape.length === 2; // else only the last state goes on, and the others are worked out again
  const steps = sequence ? null : statesOf(layer, (stage ? stages[stage - 1] : columnsOfExamples).map(first), weights);
  const at = sequence ? (step, unit) => stages[stage][step * units + unit][0] : (step, unit) => steps[step][unit][0];
  return Array.from({ length: units }, (_, unit) => Float64Array.from({ length: layer.in_shape[0] }, (_, step) => at(step, unit)));
}

/** Wᵀ·x + b of a block that begins at `start`: rows are inputs, the last one the biases. */
function affine(weights, start, wide, inputs) {
  return Array.from({ length: wide }, (_, to) => {
    const z = new Float64Array(inputs[0].length).fill(weights[start + inputs.length * wide + to]);
    inputs.forEach((x, from) => {
      const w = weights[start + from * wide + to];
      for (let at = 0; at < z.length; at += 1) z[at] += w * x[at];
    });
    return z;
  });
}
