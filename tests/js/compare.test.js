import assert from "node:assert/strict";
import { test } from "node:test";

import { queryOf, spelled } from "../../static/js/compare/address.js";
import { Following, SOCKETS } from "../../static/js/compare/following.js";
import { groupsOf, rivals, summed, verdict } from "../../static/js/compare/groups.js";
import { strokeOf, MOST_LINES } from "../../static/js/compare/palette.js";
import { at, banded, gridOf, less, onGrid, valueAt } from "../../static/js/compare/resampled.js";
import { welch } from "../../static/js/compare/statistics.js";
import { trace } from "../../static/js/compare/tracing.js";
import { scaled, shifted } from "../../static/js/compare/zooming.js";
import { RunStore } from "../../static/js/live/store.js";
import { chunk, hello, joined, loss } from "./making.js";

const PLAIN = { columns: ["test_loss"], x: "epoch", smooth: 0, logx: false, logy: false, zoom: null, base: "", delta: false, group: "", band: "std", order: "value", quantity: "size", epoch: null, every: false };
const runs = (...keys) => keys.map((key, slot) => ({ key, slot, hidden: false }));

test("an address holds the runs in order, and what is not as usual", () => {
  assert.equal(spelled(queryOf(runs("a", "s:b"), PLAIN)), "run=a&run=s:b");
  const [one, other] = runs("a", "b");
  const look = { ...PLAIN, columns: ["lr", "test_loss"], x: "step", smooth: 0.5, logy: true, base: "b", delta: true, group: "optimizer.lr", zoom: [10, 20.5], epoch: 3 };
  const query = queryOf([{ ...other, hidden: true }, one], look);
  assert.deepEqual(query.getAll("run"), ["b", "a"]);
  assert.deepEqual([query.get("colours"), query.get("hidden"), query.get("zoom"), query.get("base")], ["1,0", "0", "10,20.5", "b"]);
  assert.deepEqual(query.getAll("column"), ["lr", "test_loss"]);
  for (const [name, value] of [["x", "step"], ["smooth", "0.5"], ["logy", "1"], ["delta", "1"], ["group", "optimizer.lr"], ["epoch", "3"]]) assert.equal(query.get(name), value);
  assert.equal(query.get("logx"), null);
});

test("forty lines have forty looks", () => {
  const looks = new Set(Array.from({ length: MOST_LINES }, (_, slot) => JSON.stringify(strokeOf(slot))));
  assert.equal(looks.size, 40);
});

test("a line is read between its records in proportion, and nowhere else", () => {
  const line = { x: [0, 10, 20], y: [0, 1, NaN] };
  assert.deepEqual([-1, 0, 5, 10, 21].map((place) => valueAt(line, place)), [NaN, 0, 0.5, 1, NaN]);
  assert.ok(Number.isNaN(valueAt(line, 15)));
  assert.deepEqual([...onGrid({ x: [2, 4], y: [1, 3] }, [0, 2, 3, 4, 5])], [NaN, 1, 2, 3, NaN]);
  assert.equal(at([1, 2, 2, 5], 2), 2);
  assert.deepEqual([...less({ x: [0, 1, 2], y: [5, 5, 5] }, { x: [0, 2], y: [1, 3] }).y], [4, 3, 2]);
  assert.deepEqual([...gridOf(1, 100, 3, true)].map((value) => Math.round(value)), [1, 10, 100]);
});

test("a band goes as far as the shortest run, and leaves out who broke", () => {
  const x = [0, 1, 2, 3];
  const lines = [{ x, y: [1, 2, 3, 4] }, { x: [0, 1, 2], y: [3, 4, 5] }, { x, y: [2, 3, Infinity, NaN] }];
  const { middle, low, high, count } = banded(lines, [0, 1, 2, 3], "range");
  assert.deepEqual([...middle], [2, 3, 4, NaN]);
  assert.deepEqual([...low], [1, 2, 3, NaN]);
  assert.deepEqual([...high], [3, 4, 5, NaN]);
  assert.deepEqual([...count], [3, 3, 2, 0]);
  const spread = banded(lines.slice(0, 2), [0], "std");
  assert.ok(Math.abs(spread.high[0] - spread.middle[0] - Math.SQRT2) < 1e-12);
  assert.deepEqual([...banded([lines[0]], [0], "ci").low], [1]);
  const quarters = banded(lines.slice(0, 2), [0], "quartiles");
  assert.deepEqual([quarters.middle[0], quarters.inner.low[0], quarters.low[0], quarters.high[0]], [2, 1.5, 1, 3]);
});

const run = (lr, seed, last) => ({ settings: { "optimizer.lr": [String(lr), String(lr)], seed: [String(seed), String(seed)] }, recipe: `r${lr}`, length: 1, last: () => last });
const LABELS = { "optimizer.lr": "Learning rate", seed: "Seed" };

test("runs are taken together by a setting, in the order of its numbers, or by all but the seeds", () => {
  const all = [run(10, 1, 1), run(0.3, 1, 2), run(10, 2, 3)];
  assert.deepEqual(groupsOf(all, "optimizer.lr", LABELS).map(({ name, runs: own }) => [name, own.length]), [["Learning rate 0.3", 1], ["Learning rate 10", 2]]);
  assert.deepEqual(groupsOf(all, "settings", LABELS).map(({ name, runs: own }) => [name, own.length]), [["Learning rate 10", 2], ["Learning rate 0.3", 1]]);
  assert.deepEqual(groupsOf(all, "seed", LABELS).map(({ mixed }) => mixed), [["Learning rate"], []]);
});

test("the verdict tells a difference from noise", () => {
  const sums = (...groups) => groups.map((values, place) => summed({ name: `g${place}`, runs: values.map((value) => run(1, 1, value)) }, "test_loss"));
  const [good, bad] = sums([0.1, 0.11, 0.12], [0.5, 0.51, 0.52]);
  assert.match(verdict(good, bad, "test_loss"), /^g0 is better than g1: 0\.110 against 0\.510/);
  assert.match(verdict(good, bad, "test_accuracy"), /^g0 is worse than g1/);
  assert.match(verdict(...sums([0.1, 0.5], [0.2, 0.6]), "test_loss"), /no more than the seeds' noise/);
  assert.match(verdict(...sums([0.1], [0.2, 0.6]), "test_loss"), /One run says nothing about noise/);
  assert.match(verdict(...sums([0.1, 0.1], [0.1, 0.1]), "test_loss"), /same number/);
  assert.match(verdict(...sums([NaN], [0.2, 0.6]), "test_loss"), /nothing to compare/);
  const { p } = welch(good.values, bad.values);
  assert.match(verdict(good, bad, "test_loss", Math.ceil(0.05 / p) + 1), /no more than/); // asked so often, chance alone finds as much
  assert.equal(sums([1, Infinity])[0].broken, 1);
  assert.deepEqual(rivals(sums([3], [1], [2]), "test_loss").map(({ name }) => name), ["g1", "g2"]);
  assert.deepEqual(rivals(sums([3], [1], [2]), "test_loss", 1).map(({ name }) => name), ["g2", "g1"]);
});

test("a drawn line keeps its peaks and its gaps with few points", () => {
  const heard = [];
  const paper = { moveTo: (x, y) => heard.push(["move", x, y]), lineTo: (x, y) => heard.push(["line", x, y]) };
  const count = 10_000;
  const line = { x: Float64Array.from({ length: count }, (_, i) => i), y: Float64Array.from({ length: count }, (_, i) => (i === 4321 ? 900 : i === 7000 ? NaN : 10)) };
  trace(paper, line, { x: (place) => place / 100, y: (value) => value, logX: false, logY: false }, 0, count - 1, 1);
  assert.ok(heard.length < 120);
  assert.ok(heard.some(([, , y]) => y === 900));
  assert.equal(heard.filter(([act]) => act === "move").length, 2);
});

test("at rest each pixel column has its first, least, greatest and last record; in a hurry every third its least and greatest", () => {
  const count = 6000;
  const line = { x: Float64Array.from({ length: count }, (_, i) => i), y: Float64Array.from({ length: count }, (_, i) => 200 + 150 * Math.sin(i * i)) };
  const to = { x: (place) => place / 10, y: (value) => value, logX: false, logY: false };
  for (const [step, hasty] of [[1, false], [3, true]]) {
    const columns = new Map(); // pixel column → y of the points drawn in it
    const put = (x, y) => columns.set(Math.floor(x / step), [...(columns.get(Math.floor(x / step)) ?? []), y]);
    trace({ moveTo: () => {}, lineTo: put }, line, to, 0, count - 1, step, hasty);
    assert.equal(columns.size, count / (10 * step));
    for (const [column, drawn] of columns) {
      const read = line.y.subarray(column * 10 * step, (column + 1) * 10 * step);
      const [least, most] = [Math.min(...read), Math.max(...read)];
      if (hasty) assert.deepEqual(drawn.toSorted((a, b) => a - b), [least, most]);
      else assert.deepEqual(drawn, [read[0], least, most, read.at(-1)]);
    }
  }
});

test("a zoom keeps what is under the pointer, and stays inside", () => {
  const bounds = { end: 100, grain: 1, log: false };
  assert.deepEqual(scaled([0, 100], 0.5, 0.5, bounds), [25, 75]);
  assert.equal(scaled([25, 75], 0.5, 4, bounds), null);
  assert.deepEqual(shifted([25, 75], 0.2, bounds), [35, 85]);
  assert.deepEqual(shifted([25, 75], 9, bounds), [50, 100]);
  const [first, last] = scaled([1, 10_000], 0.5, 0.5, { end: 10_000, grain: 1, log: true });
  assert.deepEqual([first, last].map((value) => Math.round(value)), [10, 1000]);
});

function followed(state, seq, key) {
  const store = new RunStore();
  store.hello({ ...hello(), state, seq });
  return { key, bytes: `/runs/${key}/`, socket: `/live/${key}/`, store, get length() { return store.length; } };
}

/** As playground/compare/bundles.py puts it together. */
function bundle(...parts) {
  const bytes = new Uint8Array(parts.reduce((sum, [, buffer]) => sum + 8 + buffer.byteLength, 0));
  let at = 0;
  for (const [place, buffer] of parts) {
    new DataView(bytes.buffer).setUint32(at, place, true);
    new DataView(bytes.buffer).setUint32(at + 4, buffer.byteLength, true);
    bytes.set(new Uint8Array(buffer), at + 8);
    at += 8 + buffer.byteLength;
  }
  return bytes.buffer;
}

test("what is stored is read together, and the rest in pages; the first that move get sockets, the others are asked for", async () => {
  const all = [followed("finished", 20, "a"), followed("finished", 4, "b"), ...Array.from({ length: SOCKETS + 2 }, (_, i) => followed("training", 0, `t${i}`))];
  const asked = [];
  const fetcher = async (address) => {
    asked.push(address);
    if (address.startsWith("/compare/")) return { ok: true, arrayBuffer: async () => bundle([0, joined(chunk(0, 3), chunk(3, 3))], [1, chunk(0, 4)]) };
    if (address.includes("from=6")) return { ok: true, arrayBuffer: async () => chunk(6, 6), headers: new Headers({ "X-Next-Seq": "12" }) };
    return { ok: true, arrayBuffer: async () => chunk(12, 8), headers: new Headers() };
  };
  const opened = [];
  const following = new Following(all, { open: () => ({ connect: (address) => opened.push(address), close() {} }), fetcher });
  await following.start();
  following.close();
  assert.deepEqual(asked, ["/compare/records?run=a&run=b", "/runs/a/records?attempt=1&from=6", "/runs/a/records?attempt=1&from=12"]);
  assert.equal(all[1].store.length, 4);
  assert.deepEqual(opened, ["/live/t0/", "/live/t1/", "/live/t2/", "/live/t3/"]);
  assert.equal(all[0].store.length, 20);
  assert.deepEqual([...all[0].store.column("train_loss")], Array.from({ length: 20 }, (_, i) => Math.fround(loss(i))));
});

test("runs without a socket are asked for together: what grew is read, another attempt takes over, what is gone is told", async () => {
  const all = Array.from({ length: SOCKETS + 3 }, (_, i) => followed("training", 0, `t${i}`));
  const [grown, again, gone] = all.slice(SOCKETS);
  again.store.append(chunk(0, 6));
  const asked = [];
  const states = { [grown.key]: { state: "training", seq: 6, attempt: 1 }, [again.key]: { state: "training", seq: 12, attempt: 2, attempt_from: 4 } };
  const fetcher = async (address) => {
    asked.push(address);
    if (address.startsWith("/compare/states")) return { ok: true, json: async () => ({ states }) };
    const from = Number(/from=(\d+)/.exec(address)[1]);
    return { ok: true, arrayBuffer: async () => (from === 0 ? chunk(0, 6) : chunk(from, 12 - from)), headers: new Headers() };
  };
  const following = new Following(all, { open: () => ({ connect() {}, close() {} }), fetcher });
  await following.start();
  asked.length = 0;
  await following.ask();
  assert.deepEqual(asked, [`/compare/states?run=t4&run=t5&run=t6`, "/runs/t4/records?attempt=1&from=0", "/runs/t5/records?attempt=2&from=4"]);
  assert.deepEqual([grown.store.length, again.store.length, again.store.attempt], [6, 12, 2]);
  assert.deepEqual([gone.gone, gone.store.state.state], [true, "gone"]);
  asked.length = 0;
  await following.ask();
  following.close();
  assert.deepEqual(asked, ["/compare/states?run=t4&run=t5"]);
});
