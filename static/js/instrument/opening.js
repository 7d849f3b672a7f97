// The moment an address asks for: a link that names an epoch opens the page looking at it.

/**
 * Look at `epoch` as soon as it is there. A run that has not come so far yet is watched live instead: nobody wants to be
 * thrown into the past the moment it gets there. Whoever looks around meanwhile stays where they are.
 */
export function openAt(scene, epoch) {
  const run = scene.run;
  const stop = new AbortController();
  const settle = () => {
    const state = scene.store?.state;
    if (scene.run !== run || scene.lookingAt !== null) return stop.abort();
    if (!state) return;
    if (scene.newest > epoch) scene.look(epoch);
    if (scene.newest > epoch || state.epoch <= epoch) stop.abort();
  };
  for (const type of ["records", "state", "look", "run"]) scene.addEventListener(type, settle, { signal: stop.signal });
}
