import assert from "node:assert/strict";
import { test } from "node:test";

import { loadFrames } from "../../static/js/live/history.js";
import { RunStore } from "../../static/js/live/store.js";
import { frame, hello, joined } from "./making.js";

function answering(pages) {
  const asked = [];
  const fetcher = async (path) => {
    asked.push(path);
    const [bytes, next] = pages[asked.length - 1];
    return new Response(bytes, { headers: next === null ? {} : { "X-Next-Seq": String(next) } });
  };
  return { asked, fetcher };
}

test("key frames of the past come in pages", async () => {
  const store = new RunStore();
  store.hello(hello({ attempt: 3 }));
  const frames = answering([[joined(frame(0), frame(2)), 3], [frame(4), null]]);
  assert.equal(await loadFrames("/runs/r/", store, 0, 4, frames.fetcher), 2);
  assert.deepEqual(frames.asked, ["/runs/r/frames?attempt=3&from=0&to=4", "/runs/r/frames?attempt=3&from=3&to=4"]);
  assert.deepEqual(store.frameSeqs, [0, 2, 4]);
});

test("a refusal is an error", async () => {
  const store = new RunStore();
  store.hello(hello());
  await assert.rejects(loadFrames("/runs/r/", store, 0, 4, async () => new Response("", { status: 404 })), /404/);
});
