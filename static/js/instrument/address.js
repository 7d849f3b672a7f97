// The address bar holds the set-up and the run; what a teacher put there beside them (which controls show, the stage view) stays.

const KEPT = ["show", "view", "tab", "x"]; // parameters that say how the page looks, not what it trains

/** Put a set-up's query and a run's id into the address, without a new entry in the history. */
export function goTo(query, runId) {
  history.replaceState(history.state, "", addressOf(query, runId));
}

/** The playground's address of a set-up's query and a run's id, either may be empty; looks like this page. */
export function addressOf(query, runId) {
  const here = new URLSearchParams(location.search);
  const kept = KEPT.filter((name) => here.has(name)).map((name) => `${name}=${encodeURIComponent(here.get(name)).replaceAll("%2C", ",")}`);
  const whole = [query, runId ? `run=${runId}` : "", ...kept].filter(Boolean).join("&");
  return whole ? `/?${whole}` : "/";
}

/** Set (or with null remove) one of the parameters that say how the page looks; the path stays. */
export function setLook(name, value) {
  if (location.protocol === "file:") return; // a run somebody took away has no address to keep
  const url = new URL(location.href);
  if (value === null) url.searchParams.delete(name);
  else url.searchParams.set(name, value);
  history.replaceState(history.state, "", `${url.pathname}${url.search.replaceAll("%2C", ",")}`);
}
