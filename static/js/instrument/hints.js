// Which hint is due: at most one, in this order, each until its action was done, then never again. Pure: facts in, name out.

import { MOVING } from "../live/states.js";

const TO_TRY = ["0.3", "10"]; // of the four rates of the menu, which tell four stories on First light

/** What a newcomer has done so far: `done` names of hints, `tried` rates, `off` once hints are hidden for good. */
export const NOTHING_YET = { done: [], tried: [], off: false };

/**
 * "train", "rates", "deep" or null. `facts`: {state: as the scene tells it, first: First light but for its rate, rates: they may
 * be chosen here, deep: the set-up of six sigmoid layers}.
 */
export function due(facts, memory) {
  const open = (name) => !memory.done.includes(name);
  if (memory.off) return null;
  if (open("train")) return facts.state === "new" ? "train" : null;
  if (open("rates")) return facts.first && facts.rates && (facts.state === "finished" || memory.tried.length) ? "rates" : null;
  return open("deep") && !facts.deep && facts.state !== "new" ? "deep" : null;
}

/** The memory after what the facts say was done. `rate`: the rate of the run on show, if it is First light's otherwise. */
export function remembered(facts, memory) {
  const done = new Set(memory.done);
  const tried = new Set(memory.tried);
  if (facts.state !== "new") done.add("train");
  if (facts.state !== "new" && done.has("train") && TO_TRY.includes(facts.rate)) tried.add(facts.rate);
  if (TO_TRY.every((rate) => tried.has(rate)) && !MOVING.has(facts.state)) done.add("rates"); // seen to its end
  if (facts.deep) done.add("deep");
  return { ...memory, done: [...done], tried: [...tried] };
}
