// The same bytes over HTTP, for what the socket does not send: key frames of the past.

/**
 * Fetch the key frames with from ≤ seq ≤ to into the store, page by page. Resolves to how many requests it took.
 * `bytes`: the address below which the run's bytes are (addresses.js).
 */
export async function loadFrames(bytes, store, from, to, fetcher = fetch) {
  let requests = 0;
  for (let next = from; next !== null; requests += 1) {
    const answer = await fetcher(`${bytes}frames?attempt=${store.attempt}&from=${next}&to=${to}`);
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    store.addFrames(await answer.arrayBuffer());
    const more = answer.headers.get("X-Next-Seq");
    next = more === null ? null : Number(more);
  }
  return requests;
}

/** Fetch the records that the store lacks, page by page. Throws where another attempt has taken over meanwhile. */
export async function loadRecords(bytes, store, fetcher = fetch) {
  for (let next = store.length; next !== null; ) {
    const answer = await fetcher(`${bytes}records?attempt=${store.attempt}&from=${next}`);
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    store.appendAll(await answer.arrayBuffer());
    const more = answer.headers.get("X-Next-Seq");
    next = more === null ? null : Number(more);
  }
}
