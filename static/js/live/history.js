// The same bytes over HTTP, for what the socket does not send: key frames of the past, and records without a socket.

import { decodeChunks } from "./chunk.js";

/** Fetch the key frames with from ≤ seq ≤ to into the store, page by page. Resolves to how many requests it took. */
export function loadFrames(runId, store, from, to, fetcher = fetch) {
  return pages((next) => `/runs/${runId}/frames?attempt=${store.attempt}&from=${next}&to=${to}`, from, fetcher, (bytes) =>
    store.addFrames(bytes),
  );
}

/** Fetch all records the store does not hold yet, page by page. */
export function loadRecords(runId, store, fetcher = fetch) {
  return pages((next) => `/runs/${runId}/records?attempt=${store.attempt}&from=${next}`, store.length, fetcher, (bytes) => {
    let offset = 0;
    for (const { end } of decodeChunks(store.schema, bytes)) {
      store.append(bytes, offset);
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
