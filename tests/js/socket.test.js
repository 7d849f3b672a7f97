import assert from "node:assert/strict";
import { test } from "node:test";

import { RunSocket, delayAfter } from "../../static/js/live/socket.js";
import { RunStore } from "../../static/js/live/store.js";
import { chunk, frame, hello } from "./making.js";

class FakeServer {
  sockets = [];
  open = (path) => {
    const socket = { path, readyState: 1, sent: [], send: (text) => socket.sent.push(text), close: () => (socket.left = true) };
    this.sockets.push(socket);
    return socket;
  };
  get last() {
    return this.sockets.at(-1);
  }
  say(message) {
    this.last.onmessage({ data: message instanceof ArrayBuffer ? message : JSON.stringify(message) });
  }
}

class FakeTimers {
  waits = [];
  beats = [];
  setTimeout = (run, delay) => this.waits.push({ run, delay });
  clearTimeout = (handle) => handle && this.waits.splice(handle - 1, 1, null);
  setInterval = (run, delay) => this.beats.push({ run, delay });
  clearInterval = (handle) => handle && (this.beats[handle - 1].stopped = true);
  pass() {
    const { run, delay } = this.waits.at(-1);
    run();
    return delay;
  }
}

function following() {
  const [server, timers, store] = [new FakeServer(), new FakeTimers(), new RunStore()];
  const told = [];
  store.addEventListener("connection", ({ detail }) => told.push(detail));
  const socket = new RunSocket({ open: server.open, random: () => 0.5, timers });
  socket.connect("/live/runs/some%20id/", store);
  server.say({ type: "hello", ...hello() });
  return { server, timers, store, told, socket };
}

test("asks for the first missing record and the known attempt", () => {
  const { server, timers, store } = following();
  assert.equal(server.last.path, "/live/runs/some%20id/?from=0&attempt=0");
  server.say(chunk(0, 10));
  server.say(frame(8));
  server.last.onclose({ code: 1006 });
  timers.pass();
  assert.equal(server.last.path, "/live/runs/some%20id/?from=10&attempt=1");
  server.say({ type: "hello", ...hello() });
  server.say(chunk(8, 6));
  assert.deepEqual([store.length, store.frame().seq], [14, 8]);
});

test("a gap is an error: nothing after it counts, and the refill has no hole", () => {
  const { server, timers, store, told } = following();
  server.say(chunk(0, 4));
  const cut = server.last;
  server.say(chunk(6, 4));
  assert.deepEqual([store.length, cut.left, cut.onmessage], [4, true, null]);
  assert.equal(told.at(-1).error.name, "Gap");
  timers.pass();
  assert.match(server.last.path, /from=4&/);
  server.say({ type: "hello", ...hello() });
  server.say(chunk(4, 6));
  assert.deepEqual([...store.column("epoch")], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test("damaged bytes and damaged words are cuts too", () => {
  for (const damage of [new ArrayBuffer(5), chunk(0, 4).slice(0, 50)]) {
    const { server, timers, store } = following();
    server.say(damage);
    assert.equal(store.length, 0);
    timers.pass();
    assert.equal(server.sockets.length, 2);
  }
  const { server, timers } = following();
  server.last.onmessage({ data: "{" });
  timers.pass();
  assert.equal(server.sockets.length, 2);
});

test("accidents reconnect with full jitter between 0.2 and 5 s (F29)", () => {
  for (const code of [1000, 1006, 1011, 1012, 1013]) {
    const { server, timers, told } = following();
    server.last.onclose({ code });
    const waited = timers.pass();
    assert.ok(waited >= 200 && waited <= 5000, `${code}: ${waited}`);
    assert.equal(server.sockets.length, 2);
    assert.equal(told.filter(({ status }) => status === "waiting").length, 1);
  }
  for (const failures of [1, 2, 3, 5, 8, 100]) {
    const [least, most] = [delayAfter(failures, () => 0), delayAfter(failures, () => 1)];
    assert.equal(least, 200);
    assert.equal(most, Math.min(5000, 200 * 2 ** failures));
  }
});

test("waits grow while nothing is gained, and shrink again with the first new record", () => {
  const { server, timers } = following();
  const waits = [];
  for (let i = 0; i < 8; i += 1) {
    server.last.onclose({ code: 1006 });
    waits.push(timers.pass());
    server.say({ type: "hello", ...hello() });
  }
  assert.deepEqual(waits.slice(-2), [2600, 2600]);
  assert.ok(waits[0] < waits[3]);
  server.say(chunk(0, 1));
  server.last.onclose({ code: 1006 });
  assert.equal(timers.pass(), waits[0]);
});

test("greets with the page's token as soon as it is open, each time", () => {
  const [server, timers] = [new FakeServer(), new FakeTimers()];
  new RunSocket({ open: server.open, timers, token: () => "secret" }).connect("/live/runs/id/", new RunStore());
  for (let i = 0; i < 2; i += 1) {
    assert.deepEqual(server.last.sent, []);
    server.last.onopen();
    assert.deepEqual(server.last.sent.map(JSON.parse), [{ type: "hello", token: "secret" }]);
    server.last.onclose({ code: 1006 });
    timers.pass();
  }
  new RunSocket({ open: server.open, timers }).connect("/live/runs/id/", new RunStore());
  server.last.onopen();
  assert.equal(JSON.parse(server.last.sent[0]).token, "", "a page without a token says so and learns why not");
});

test("a greeting that came too late is tried again three times (a tab was asleep), then it stops", () => {
  const { server, timers, told } = following();
  for (let i = 0; i < 3; i += 1) {
    server.last.onclose({ code: 4408 });
    assert.equal(told.at(-1).status, "waiting");
    timers.pass();
  }
  server.last.onclose({ code: 4408 });
  assert.equal(told.at(-1).status, "stopped");
});

test("codes 44xx stop and say why", () => {
  for (const code of [4400, 4401, 4403, 4404, 4410]) {
    const { server, timers, told } = following();
    server.last.onclose({ code });
    assert.equal(timers.waits.length, 0);
    assert.equal(told.at(-1).status, "stopped");
    assert.ok(told.at(-1).why.length > 20);
  }
});

test("too many sockets: a page that never came in stops, one that was in waits for its own ghost, a minute at most", () => {
  const [server, timers, store] = [new FakeServer(), new FakeTimers(), new RunStore()];
  new RunSocket({ open: server.open, timers }).connect("/live/runs/id/", store);
  server.last.onclose({ code: 4429 });
  assert.equal(timers.waits.length, 0);
  const page = following();
  for (let i = 0; i < 12; i += 1) {
    page.server.last.onclose({ code: 4429 });
    assert.equal(page.timers.pass(), 5000);
  }
  page.server.last.onclose({ code: 4429 });
  assert.deepEqual([page.timers.waits.length, page.told.at(-1).status], [12, "stopped"]);
});

test("a reset truncates from its record on and the new attempt is asked for next time", () => {
  const { server, timers, store } = following();
  server.say(chunk(0, 10));
  server.say({ type: "reset", from: 6, attempt: 2 });
  server.say(chunk(6, 2));
  assert.deepEqual([store.length, store.attempt], [8, 2]);
  server.last.onclose({ code: 1012 });
  timers.pass();
  assert.match(server.last.path, /from=8&attempt=2/);
});

test("silence after a ping is a cut, any answer is life (F28)", () => {
  const { server, timers } = following();
  const beat = timers.beats.at(-1);
  beat.run();
  assert.deepEqual(server.last.sent, ['{"type":"ping"}']);
  server.say({ type: "pong" });
  beat.run();
  assert.equal(server.last.sent.length, 2);
  beat.run();
  assert.equal(beat.stopped, true);
  timers.pass();
  assert.equal(server.sockets.length, 2);
});

test("close() ends everything", () => {
  const { server, timers, socket } = following();
  socket.close();
  assert.equal(server.last.left, true);
  assert.ok(timers.beats.every(({ stopped }) => stopped));
  server.last.onclose?.({ code: 1006 });
  assert.equal(timers.waits.length, 0);
});
