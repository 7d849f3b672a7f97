// A figure's numbers as a table, for those who do not see the picture or want the digits.

import { say } from "../words.js";
import { make } from "./island.js";

const MOST_ROWS = 120;

/** A button that opens `rows()` = {head: [text…], rows: [[cell…]…]} in a dialog; long tables are thinned evenly. */
export function figureTable(figure, title, rows) {
  const button = make("button", { type: "button", className: "small figure-table", textContent: say("Table"), title });
  button.setAttribute("aria-label", say("{title}: table", { title }));
  button.addEventListener("click", () => open(title, rows()));
  return button;
}

function open(title, { head, rows }) {
  const step = Math.max(1, Math.ceil(rows.length / MOST_ROWS));
  const kept = rows.filter((_, index) => index % step === 0 || index === rows.length - 1);
  const row = (cells, tag) => make("tr", {}, ...cells.map((text) => make(tag, { textContent: String(text) })));
  const close = make("button", { type: "button", className: "small", textContent: say("Close") });
  const table = make("table", {}, make("caption", { className: "unseen", textContent: title }), make("thead", {}, row(head, "th")), make("tbody", {}, ...kept.map((cells) => row(cells, "td"))));
  const dialog = make("dialog", { className: "table-sheet" }, make("h3", { textContent: title }), close, table);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
