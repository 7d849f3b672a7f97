// What stays of the runs before: their curves, behind the present one's.

const MOST = 3;
const SHORTEST = 5; // records; less than that was a try, not a run

/** The ghosts, nearest first, after the run on `scene` has joined them. */
export function haunted(ghosts, scene) {
  if (scene.length < SHORTEST) return ghosts;
  const kept = (name) => scene.column(name).slice();
  return [{ number: scene.run.number, epochs: kept("epoch"), test: kept("test_loss"), metric: kept(scene.metricName) }, ...ghosts].slice(0, MOST);
}
