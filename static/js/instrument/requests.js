// What the page asks of the server: start a run, order something of it. Failures come back as sentences.

import { inPageLanguage, say } from "../words.js";

/** An answer that says no, in words; `problems` name fields. */
export class Refusal extends Error {
  name = "Refusal";

  constructor(message, problems = []) {
    super(message);
    this.problems = problems;
  }
}

const headers = () => ({ ...inPageLanguage(), Accept: "application/json", "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value });

/** Start a run of a form's set-up: {run, number, query}. `paused`: records epoch 0 and waits. */
export async function start(form, { paused = false } = {}) {
  const body = new FormData(form);
  body.set("do", paused ? "hold" : "train");
  body.set("token", token());
  body.delete("run");
  return answered(await fetch(form.action, { method: "POST", body, headers: headers() }));
}

/** Order something of a run: pause, resume, step, stop, edit, speed, extend. */
export async function command(runId, kind, payload = {}) {
  const body = JSON.stringify({ kind, ...payload });
  return answered(await fetch(`/runs/${runId}/commands/`, { method: "POST", body, headers: { ...headers(), "Content-Type": "application/json" } }));
}

/** A new run that leaves `runId` after an epoch, with `changes` {path: value} from there on: {run, number, epoch, query}. */
export async function fork(runId, epoch, changes) {
  const body = new FormData();
  body.set("epoch", String(epoch));
  body.set("token", token());
  for (const [path, value] of Object.entries(changes)) body.set(`change.${path}`, String(value));
  return answered(await fetch(`/runs/${runId}/forks/`, { method: "POST", body, headers: headers() }));
}

/** Store a file as a table: {digest}. */
export async function sendTable(address, file) {
  const told = { ...headers(), "Content-Type": "text/csv" };
  return answered(await fetch(`${address}?${new URLSearchParams({ title: file.name })}`, { method: "POST", body: file, headers: told }));
}

/** Make a run of a file that was taken away as JSON: {run, number}. */
export async function sendRun(address, file) {
  return answered(await fetch(address, { method: "POST", body: file, headers: { ...headers(), "Content-Type": "application/json" } }));
}

async function answered(answer) {
  const said = await answer.json().catch(() => ({}));
  if (answer.ok) return said;
  throw new Refusal(said.message ?? said.notice ?? say("The server answered {status}.", { status: answer.status }), said.problems ?? []);
}

/** 128 random bits: the same start sent twice is one run. */
function token() {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16)))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
