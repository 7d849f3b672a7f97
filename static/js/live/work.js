// What the page's main thread spends on following a run: decoding, storing and drawing, from the message to the last canvas.
// Benchmarks read `globalThis.pgWork` before and after; nothing on the page depends on it.

/** messages: all that came over the socket; chunks: those with records; ms: main-thread time all of them caused. */
export const work = { messages: 0, chunks: 0, ms: 0 };
globalThis.pgWork = work;

let billing = false;

/** Whether what runs now was caused by a message: what it puts off to a later frame belongs on the bill too. */
export function onTheBill() {
  return billing;
}

/** Run `act` at the expense of the messages; inside another such act its time is already counted. */
export function bill(act) {
  if (billing) return act();
  billing = true;
  const began = performance.now();
  try {
    return act();
  } finally {
    work.ms += performance.now() - began;
    billing = false;
  }
}
