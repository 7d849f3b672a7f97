// How somebody likes the figures drawn, kept for this visit: never part of a set-up, a link or a run.

const PREFIX = "figures.";

/** What was chosen under `name`, or `fallback`; a stored value of another kind counts as none. */
export function recalled(name, fallback) {
  try {
    const value = JSON.parse(sessionStorage.getItem(PREFIX + name));
    return typeof value === typeof fallback && value !== null ? value : fallback;
  } catch {
    return fallback; // no storage (a private window may refuse it), or not ours
  }
}

export function remember(name, value) {
  try {
    sessionStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // the choice then lasts as long as the page
  }
}
