// The run that the one on show was taken from: its curve stays behind, as the nearest ghost.

import { ofRun } from "../live/addresses.js";
import { RunSocket } from "../live/socket.js";
import { RunStore } from "../live/store.js";
import { haunted } from "./ghosts.js";

const LONGEST = 10_000; // ms to wait for records that may have been thinned away

/** Read the records of run `id` once, and let them join the ghosts. `recipe`: what it began with, for the ghost's label. */
export function bringGhost(scene, { id, number, recipe }) {
  const [store, socket] = [new RunStore(), new RunSocket()];
  const done = () => {
    clearTimeout(late);
    socket.close();
  };
  const late = setTimeout(done, LONGEST);
  const look = () => {
    if (!store.state || store.length < store.state.seq) return;
    done();
    const metricName = store.column("test_accuracy") ? "test_accuracy" : "test_r2";
    const column = (name) => store.column(name) ?? new Float32Array(0);
    scene.ghosts = haunted(scene.ghosts, { length: store.length, run: { id, number, recipe }, column, metricName, recipe });
    scene.tell("ghosts");
  };
  store.addEventListener("records", look);
  store.addEventListener("hello", look);
  store.addEventListener("connection", ({ detail }) => detail.status === "stopped" && done());
  socket.connect(ofRun(id).socket, store);
}
