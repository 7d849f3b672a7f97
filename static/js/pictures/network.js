// The network as a file: its links as lines as thick as their weights, its neurons' little maps as they are, and what stands beside them.

import { fit } from "../islands/island.js";
import { theme, token } from "../theme.js";
import { say } from "../words.js";
import { painted } from "./map.js";
import { take } from "./taken.js";

/** Save what <pg-network> shows. */
export function takeNetwork(kind, island) {
  const family = getComputedStyle(island).fontFamily;
  const { epoch } = island.scene;
  return take(kind, (canvas) => sketchNetwork(island, canvas, family), { title: `${say("Network")} · ${say("epoch {epoch}", { epoch })}`, family, name: `${say("network")}-${epoch}` });
}

/** Draw it: its tiles are painted in the colours wanted here, and before anybody sees them back in the page's. */
export function sketchNetwork(island, canvas, family) {
  island.paintTiles(painted(island.scene));
  queueMicrotask(() => island.paintTiles(island.scene.painting));
  const columns = island.querySelector(".columns");
  const context = fit(canvas, columns.offsetWidth, columns.offsetHeight);
  island.paint(context, theme());
  const origin = columns.getBoundingClientRect();
  const placeOf = (element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return [left - origin.left, top - origin.top, width, height];
  };
  Object.assign(context, { strokeStyle: token("--edge"), lineWidth: 1 });
  for (const tile of columns.querySelectorAll(".neurons canvas")) {
    if (!tile.offsetParent || unused(tile)) continue;
    context.drawImage(tile, ...placeOf(tile));
    context.strokeRect(...placeOf(tile));
  }
  Object.assign(context, { font: `12px ${family}`, fillStyle: token("--text-2"), textAlign: "center", textBaseline: "middle" });
  for (const [element, text] of words(columns)) {
    const [x, y, width, height] = placeOf(element);
    context.fillText(text, x + width / 2, y + height / 2);
  }
}

/** An input that was not chosen: the page only offers it. */
const unused = (element) => Boolean(element.closest("label")?.querySelector("input:not(:checked)"));

/** [element, its words] of all that is written in the columns. */
function words(columns) {
  const plain = [...columns.querySelectorAll("h3, .inputs .title, .neuron.more, .layer-shape")].map((one) => [one, one.textContent.trim()]);
  const heads = [...columns.querySelectorAll(".layer")].map((layer) => {
    const head = layer.querySelector(".layer-head");
    const kind = head.querySelector("select")?.selectedOptions[0].textContent ?? head.querySelector(".plain-value")?.textContent ?? head.querySelector(".layer-kind").firstChild.textContent;
    const units = layer.querySelector(".units input")?.value;
    return [head, [kind.trim(), units].filter(Boolean).join(" · ")];
  });
  return [...plain, ...heads].filter(([element]) => element.offsetParent && !element.closest(".layer-card") && !unused(element));
}
