// What a rule keeps from step to step, in words. A name that is not here stands for itself.

import { say } from "../words.js";

/** The words of a slot of a racer, and the letter it has in the rule. */
export function keptWords(slot, racer) {
  if (slot === racer.judged) return say("Mean of all places");
  const words = {
    m: say("Average of gradients, m"),
    v: say("Average of squared gradients, v"),
    momentum: say("Velocity"),
    square: say("Average of squared gradients"),
    mean: say("Average of gradients"),
    sum: say("Sum of squared gradients"),
    step_square: say("Average of squared steps"),
    u: say("Largest gradient lately, u"),
    largest: say("Largest average so far"),
    direction: say("Direction"),
    before: say("Gradient before"),
  };
  return words[slot] ?? slot;
}
