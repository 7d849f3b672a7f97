// What a file carries of its runs: the very bytes that the server sends a page, and how each run stands. Read once.

const BLOCK = "carried";

/** {runs: [{key, hello, records, frames, …}], …} as playground/takeaway/replayed.py wrote it; bytes in base64. */
export const carried = JSON.parse(document.getElementById(BLOCK).textContent);

/** Fill a store with a run: all records, then all key frames. */
export function fill(store, key) {
  const run = carried.runs.find((one) => one.key === key);
  store.hello(run.hello);
  store.appendAll(bytesOf(run.records));
  store.addFrames(bytesOf(run.frames));
}

function bytesOf(text) {
  return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0)).buffer;
}
