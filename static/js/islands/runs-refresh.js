// Rows of runs that wait or train are fetched again every few seconds, while somebody looks; all others are left alone.

import { inPageLanguage } from "../words.js";

const EVERY = 3000; // ms
const ACTIVE = '.run[data-state="waiting"], .run[data-state="training"]';

/** Keep the active rows of `list` up to date until the returned function is called. */
export function keepFresh(list) {
  const timer = setInterval(() => {
    if (!document.hidden && list.querySelector(ACTIVE)) refresh(list).catch(() => {}); // the next look may find the network back
  }, EVERY);
  return () => clearInterval(timer);
}

async function refresh(list) {
  const answer = await fetch(location.href, { headers: { ...inPageLanguage(), "HX-Request": "true" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const row of list.querySelectorAll(ACTIVE)) {
    const now = fresh.getElementById(idOf(row))?.closest(".run");
    // Not under somebody's hands: a ticked box, an open menu, a name being typed.
    if (now && !row.querySelector("input:checked, [popover]:popover-open, .rename") && !row.contains(document.activeElement)) replace(row, now);
  }
}

/** Put the words, numbers and picture of `now` in place; buttons and menu stay, htmx knows them. */
function replace(row, now) {
  row.dataset.state = now.dataset.state;
  for (const part of ["pg-thumb", ".marks", ".metric", ".loss", ".when"]) row.querySelector(part).replaceWith(document.adoptNode(now.querySelector(part)));
}

function idOf(row) {
  return row.querySelector(".star").id;
}
