// What stays of the runs before: their curves, behind the present one's, called by what differed.

import { differences, inWords } from "./differences.js";

export const MOST = 3;
const SHORTEST = 5; // records; less than that was a try, not a run

/** The ghosts, nearest first, after the run on `scene` has joined them. A run haunts once, as it was when last seen. */
export function haunted(ghosts, scene) {
  if (scene.length < SHORTEST) return ghosts;
  const { id, number, recipe } = scene.run;
  const kept = (name) => scene.column(name).slice();
  const places = { step: kept("step"), gradient_evaluations: kept("gradient_evaluations"), ...(scene.run.seconds ? { seconds: scene.run.seconds.slice() } : {}) };
  const ghost = { id, number, values: recipe?.values ?? scene.recipe?.values ?? null, metricName: scene.metricName, left: Date.now(), epochs: kept("epoch"), places, test: kept("test_loss"), metric: kept(scene.metricName) };
  return [ghost, ...ghosts.filter((one) => !id || one.id !== id)].slice(0, MOST);
}

/** New ghosts, each with a `label`: in what it differed from the present values. `names` as differences.js asks. */
export function labelled(ghosts, present, names) {
  return ghosts.map((ghost) => ({ ...ghost, label: ghost.values && present ? inWords(differences(ghost.values, present, names)) : "" }));
}

/** Whether two set-ups' curves may stand in one picture: the same data set, the same loss, the same metric. What is not known may. */
export function comparable({ values, metricName }, present, presentMetric) {
  if (!values || !present) return true;
  return values["data.name"] === present["data.name"] && values["loss.name"] === present["loss.name"] && (!metricName || !presentMetric || metricName === presentMetric);
}

/** The address at which the run of a scene stands beside its ghosts; null where there are not two runs of one's own. */
export function beside({ run, ghosts }) {
  const ids = [...new Set([run?.id, ...ghosts.map(({ id }) => id)].filter(Boolean))];
  return ids.length < 2 ? null : `/compare/?${ids.map((id) => `run=${encodeURIComponent(id)}`).join("&")}`;
}
