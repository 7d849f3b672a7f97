// The same bytes over HTTP, for what the socket does not send: key frames of the past, and records without a socket.

import { decodeChunks } from "./chunk.js";

/**
 * Fetch the key frames with from ≤ seq ≤ to into the store, page by page. Resolves to how many requests it took.
 * `bytes`: the address below which the run's bytes are (addresses.js).
 */
export function loadFrames(bytes, store, from, to, fetcher = fetch) {
  return pages((next) => `${bytes}frames?attempt=${store.attempt}&from=${next}&to=${to}`, from, fetcher, (frames) =>
    store.addFrames(frames),
  );
}

/** Fetch all records the store does not hold yet, page by page. */
export function loadRecords(bytes, store, fetcher = fetch) {
  return pages((next) => `${bytes}records?attempt=${store.attempt}&from=${next}`, store.length, fetcher, (records) => {
    let offset = 0;
    for (const { end } of decodeChunks(store.schema, records)) {
      store.append(records, offset);
      offset = end;
    }
  });
}

async function pages(address, from, fetcher, take) {
  let requests = 0;
  for (let next = from; next !== null; requests += 1) {
    const answer = await fetcher(address(next));
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    take(await answer.arrayBuffer());
    const more = answer.headers.get("X-Next-Seq");
    next = more === null ? null : Number(more);
  }
  return requests;
}
