import assert from "node:assert/strict";
import { test } from "node:test";

import { loadFrames, loadRecords } from "../../static/js/live/history.js";
import { RunStore } from "../../static/js/live/store.js";
import { chunk, frame, hello, joined } from "./making.js";

function answering(pages) {
  const asked = [];
  const fetcher = async (path) => {
    asked.push(path);
    const [bytes, next] = pages[asked.length - 1];
    return new Response(bytes, { headers: next === null ? {} : { "X-Next-Seq": String(next) } });
  };
  return { asked, fetcher };
}

test("records and key frames of the past come in pages", async () => {
  const store = new RunStore();
  store.hello(hello({ attempt: 3 }));
  const records = answering([[joined(chunk(0, 3), chunk(3, 2)), 5], [chunk(5, 1), null]]);
  assert.equal(await loadRecords("/runs/r/", store, records.fetcher), 2);
  assert.deepEqual([...store.column("epoch")], [0, 1, 2, 3, 4, 5]);
  assert.deepEqual(records.asked, ["/runs/r/records?attempt=3&from=0", "/runs/r/records?attempt=3&from=5"]);
  const frames = answering([[joined(frame(0), frame(2)), null]]);
  await loadFrames("/runs/r/", store, 0, 4, frames.fetcher);
  assert.deepEqual([frames.asked, store.frameSeqs], [["/runs/r/frames?attempt=3&from=0&to=4"], [0, 2]]);
});

test("a refusal is an error", async () => {
  const store = new RunStore();
  store.hello(hello());
  await assert.rejects(loadRecords("/runs/r/", store, async () => new Response("", { status: 404 })), /404/);
});
