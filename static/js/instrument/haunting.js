// Keeps the ghosts in order: called by what differs from the present set-up, those of other data or another loss out of sight, and all of them
// from page to page of one visit (in this tab, never on the server).

import { comparable, haunted, labelled, MOST } from "./ghosts.js";
import { namesOf } from "./form-names.js";
import { say } from "../words.js";

const KEY = "ghosts";
const POINTS = 240; // of a stored curve
const KEPT = 12; // runs remembered, on show or not

/** Take over the ghosts of an instrument's scene. Pages that only read a run neither show nor keep those of the visit. */
export function keepGhosts(instrument) {
  const { scene } = instrument;
  const reads = scene.watching || instrument.hasAttribute("data-replay");
  const names = namesOf(instrument.querySelector("form"));
  const haunt = { away: reads ? [] : recalled(), busy: false };
  for (const type of ["recipe", "run", "ghosts", "picture"]) scene.addEventListener(type, () => arrange(scene, haunt, names));
  if (!reads) addEventListener("pagehide", () => remember(haunted(newest([...scene.ghosts, ...haunt.away]), scene)));
  arrange(scene, haunt, names);
}

/** Bring those to the scene that may stand beside the present run, nearest first, with their labels. */
function arrange(scene, haunt, names) {
  if (haunt.busy) return; // we told of it ourselves
  if (scene.run) scene.run.recipe ??= scene.recipe; // a run opened by its address: the first set-up known is its own
  const present = (scene.run?.recipe ?? scene.recipe)?.values ?? null;
  const metric = scene.picture ? scene.metricName : null;
  const all = newest([...scene.ghosts, ...haunt.away]).filter(({ id }) => !id || id !== scene.run?.id);
  const fit = all.filter((ghost) => comparable(ghost, present, metric)).slice(0, MOST);
  haunt.away = all.filter((ghost) => !fit.includes(ghost)).slice(0, KEPT);
  const next = labelled(fit, present, names).map((ghost) => asParent(scene.run?.kin, ghost));
  if (same(next, scene.ghosts)) return;
  scene.ghosts = next;
  haunt.busy = true;
  scene.tell("ghosts");
  haunt.busy = false;
}

/** The parent of a fork whose set-up is the same still (a weight was edited, or nothing) is told by where they part. */
function asParent(kin, ghost) {
  if (!kin?.epoch || kin.id !== ghost.id || ghost.label !== say("same set-up")) return ghost;
  return { ...ghost, label: say("the same until epoch {epoch}", { epoch: kin.epoch }) };
}

/** The run left last comes first, each run once. */
function newest(ghosts) {
  const sorted = ghosts.toSorted((a, b) => (b.left ?? 0) - (a.left ?? 0));
  return sorted.filter((ghost, index) => !ghost.id || sorted.findIndex(({ id }) => id === ghost.id) === index);
}

function same(a, b) {
  return a.length === b.length && a.every((ghost, index) => ghost.epochs === b[index].epochs && ghost.label === b[index].label);
}

function mapped(lists, change) {
  return Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, change(list)]));
}

function recalled() {
  try {
    const numbers = (list) => Float32Array.from(list, (value) => value ?? NaN); // JSON has no NaN
    return JSON.parse(sessionStorage.getItem(KEY) ?? "[]").map((ghost) => ({ ...ghost, epochs: numbers(ghost.epochs), places: mapped(ghost.places ?? {}, (list) => Float64Array.from(list)), test: numbers(ghost.test), metric: numbers(ghost.metric) }));
  } catch {
    return []; // no storage, or not ours
  }
}

function remember(ghosts) {
  const stored = ghosts.slice(0, KEPT).map(({ label, ...ghost }) => {
    const step = Math.max(1, Math.ceil(ghost.epochs.length / POINTS));
    const thin = (values) => Array.from(values).filter((_, index) => index % step === 0 || index === values.length - 1).map((value) => (Number.isFinite(value) ? Number(value.toPrecision(5)) : null));
    return { ...ghost, epochs: thin(ghost.epochs), places: mapped(ghost.places ?? {}, thin), test: thin(ghost.test), metric: thin(ghost.metric) };
  });
  try {
    sessionStorage.setItem(KEY, JSON.stringify(stored));
  } catch {
    // a private window may refuse: the ghosts then last as long as the page
  }
}
