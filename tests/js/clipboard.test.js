import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { copyFrom } from "../../static/js/clipboard.js";

const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");

afterEach(() => {
  if (before) Object.defineProperty(globalThis, "navigator", before);
  delete globalThis.document;
});

/** A read-only field, a document, and a browser with or without a clipboard. */
function page({ clipboard, execCommand }) {
  const said = [];
  const focused = { focus: () => said.push("focus back") };
  const field = {
    value: "https://here/s/token/",
    hidden: true,
    focus: () => said.push(`focus ${field.hidden ? "hidden" : "shown"}`),
    setSelectionRange: (from, to) => said.push(`select ${from}–${to}`),
  };
  Object.defineProperty(globalThis, "navigator", { value: { clipboard }, configurable: true });
  globalThis.document = { activeElement: focused, execCommand: (name) => (said.push(name), execCommand()) };
  return { field, said };
}

test("with a clipboard the text goes there and nothing moves", async () => {
  const written = [];
  const { field, said } = page({ clipboard: { writeText: async (text) => written.push(text) } });
  assert.equal(await copyFrom(field), true);
  assert.deepEqual([written, said, field.hidden], [["https://here/s/token/"], [], true]);
});

test("without one, as on plain http, the field is selected and copied, and things are as before", async () => {
  const { field, said } = page({ clipboard: undefined, execCommand: () => true });
  assert.equal(await copyFrom(field), true);
  assert.deepEqual(said, ["focus shown", "select 0–21", "copy", "focus back"]);
  assert.equal(field.hidden, true);
});

test("a clipboard that refuses is gone round in the same way", async () => {
  const refuse = async () => {
    throw new Error("NotAllowedError");
  };
  const { field, said } = page({ clipboard: { writeText: refuse }, execCommand: () => true });
  assert.equal(await copyFrom(field), true);
  assert.ok(said.includes("copy"));
});

test("where nothing copies, the link stands there selected", async () => {
  const broken = () => {
    throw new Error("no");
  };
  for (const execCommand of [() => false, broken]) {
    const { field, said } = page({ clipboard: undefined, execCommand });
    assert.equal(await copyFrom(field), false);
    assert.deepEqual([field.hidden, said.at(-1)], [false, "copy"], "still selected: Ctrl+C does it");
  }
});
