// What the page asks about the links of a run, and the one thing only this browser knows: the link itself. The server keeps its hash.

import { inPageLanguage, say } from "../words.js";
import { Refusal } from "./requests.js";

const KEPT = "share "; // + run id, in this browser's storage

/**
 * {links: [id], watching, made: {id, token, link} | null, listed: the same, until, name, named} of a run. `act`: "make", "list",
 * "unlist", "name" or "stop"; without one it is only asked. `lasts`: days, or "" for good; `named`: whether the name is shown.
 */
export async function sharesOf(runId, act = null, { lasts = "", named = false } = {}) {
  const options = { headers: { ...inPageLanguage(), Accept: "application/json" } };
  if (act) {
    options.method = "POST";
    options.headers["X-CSRFToken"] = document.querySelector("[name=csrfmiddlewaretoken]").value;
    options.body = new URLSearchParams({ share: act, lasts, named: named ? "1" : "" });
  }
  const answer = await fetch(`/runs/${encodeURIComponent(runId)}/shares/`, options);
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refusal(said.message ?? say("The server answered {status}.", { status: answer.status }));
  if (act === "make" && said.made) keep(runId, said.made);
  if (act === "stop") keep(runId, null);
  return said;
}

/** The link this browser made for a run, if it is one of the open ones: {id, token}, or null. */
export function known(runId, open) {
  const kept = recall(runId);
  return kept && open.includes(kept.id) ? kept : null;
}

function keep(runId, made) {
  try {
    if (made) localStorage.setItem(KEPT + runId, JSON.stringify({ id: made.id, token: made.token }));
    else localStorage.removeItem(KEPT + runId);
  } catch {
    // No storage here: the next copy makes another link.
  }
}

function recall(runId) {
  try {
    return JSON.parse(localStorage.getItem(KEPT + runId));
  } catch {
    return null;
  }
}
