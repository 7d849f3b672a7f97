// Runs taken together by a setting, or by all of them but the seeds; and whether groups differ by more than that.

import { readout } from "../format.js";
import { say } from "../words.js";
import { better } from "./columns.js";
import { deviation, halfInterval, mean, welch } from "./statistics.js";

export const SETTINGS = "settings";
const SEEDS = new Set(["seed", "data.seed"]);
const NOISE = 0.05; // chance of as large a difference between groups that are the same
const TOLD = 3; // settings in a group's name

/** [{name, short, runs, mixed}…] by the runs' values of a flat key, or by everything but the seeds; in the order of numbers, else as the runs come. */
export function groupsOf(runs, key, labels) {
  const found = new Map();
  for (const run of runs) {
    const value = key === SETTINGS ? run.recipe : run.settings[key]?.[0] ?? "";
    if (!found.has(value)) found.set(value, []);
    found.get(value).push(run);
  }
  const groups = [...found].map(([value, members]) => ({ value, runs: members }));
  const numeric = key !== SETTINGS && groups.every(({ value }) => value !== "" && Number.isFinite(Number(value)));
  if (numeric) groups.sort((a, b) => a.value - b.value);
  const telling = key === SETTINGS ? Object.keys(labels).filter((name) => !SEEDS.has(name)) : [key];
  return groups.map((group) => ({ ...group, name: nameOf(group.runs[0], telling, labels), short: telling.length === 1 ? group.runs[0].settings[key]?.[1] ?? "" : "", mixed: key === SETTINGS ? [] : mixed(group.runs, key, labels) }));
}

function nameOf(run, keys, labels) {
  const told = keys.filter((key) => key in run.settings).map((key) => `${labels[key]} ${run.settings[key][1]}`);
  return told.slice(0, TOLD).join(say(", ")) || say("same set-up");
}

/** Names of what else differs inside a group, seeds apart: its spread is then not the seeds' alone. */
function mixed(runs, key, labels) {
  return Object.keys(labels).filter((name) => name !== key && !SEEDS.has(name) && new Set(runs.map(({ settings }) => settings[name]?.[0])).size > 1).map((name) => labels[name]);
}

/** {name, values: what its runs came to, broken: how many are not finite, mean, std, half: of the 95 % interval} of a group's column. */
export function summed({ name, runs }, column) {
  const ends = runs.filter((run) => run.length).map((run) => run.last(column));
  const values = ends.filter(Number.isFinite);
  return { name, values, broken: ends.length - values.length, mean: values.length ? mean(values) : NaN, std: deviation(values), half: halfInterval(values) };
}

/**
 * The difference between two groups (of `summed`) in a sentence: is it more than the noise? `tries`: how many such questions are asked at once; each
 * then has to be surer (Bonferroni).
 */
export function verdict(one, other, column, tries = 1) {
  const words = { one: one.name, other: other.name, first: readout(one.mean), second: readout(other.mean), n: one.values.length, m: other.values.length };
  if (words.n === 0 || words.m === 0) return say("Of one group no run ended in a finite number: there is nothing to compare.");
  if (words.n < 2 || words.m < 2) return say("{one} ends at {first}, {other} at {second}. One run says nothing about noise: repeat both with other seeds.", words);
  const { p } = welch(one.values, other.values);
  const sure = Math.min(1, p * tries);
  if (Number.isNaN(sure)) return say("{one} and {other} end at the same number, {first}, in every run.", words);
  words.p = sure < 0.001 ? "< 0.001" : `= ${sure.toPrecision(2)}`;
  if (sure >= NOISE) return say("{one} ends at {first}, {other} at {second}: no more than the seeds' noise explains (Welch's t-test, p {p}; {n} and {m} runs).", words);
  const way = better(column) * Math.sign(one.mean - other.mean);
  if (way > 0) return say("{one} is better than {other}: {first} against {second}, more than the seeds' noise explains (Welch's t-test, p {p}; {n} and {m} runs).", words);
  if (way < 0) return say("{one} is worse than {other}: {first} against {second}, more than the seeds' noise explains (Welch's t-test, p {p}; {n} and {m} runs).", words);
  return say("{one} and {other} differ: {first} against {second}, more than the seeds' noise explains (Welch's t-test, p {p}; {n} and {m} runs).", words);
}

/** The two groups worth a sentence, of `summed` ones: the pinned one against the best other, else the best against the next. */
export function rivals(groups, column, pinned = -1) {
  const way = better(column) || -1;
  const place = [...groups.keys()].filter((at) => groups[at].values.length).sort((a, b) => way * (groups[b].mean - groups[a].mean));
  if (pinned >= 0) return [place.find((at) => at !== pinned), pinned].filter((at) => at !== undefined).map((at) => groups[at]);
  return place.slice(0, 2).map((at) => groups[at]);
}
