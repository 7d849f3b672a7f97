// <pg-compared-groups>: what groups of runs came to, and whether they differ by more than the seeds' noise, in a sentence and a table.

import { titleOf } from "../compare/columns.js";
import { rivals, summed, verdict } from "../compare/groups.js";
import { swatch } from "../compare/palette.js";
import { welch } from "../compare/statistics.js";
import { readout } from "../format.js";
import { joined, say } from "../words.js";
import { Island, make, write } from "./island.js";

class ComparedGroups extends Island {
  start() {
    this.redrawOn("records look runs state");
    this.sentence = make("p", { className: "verdict-words" });
    this.sentence.setAttribute("role", "status");
    this.note = make("p", { className: "aside" });
    this.body = make("tbody");
    const head = [say("Group"), say("Runs"), say("Mean at the end"), say("Standard deviation"), say("95 % interval"), say("p against the best")];
    const table = make("table", { className: "group-table" }, make("thead", {}, make("tr", {}, ...head.map((textContent) => make("th", { textContent, scope: "col" })))), this.body);
    this.append(this.sentence, make("div", { className: "scrolls", tabIndex: 0 }, table), this.note);
  }

  draw() {
    const { scene } = this;
    const groups = scene.groups;
    this.hidden = !scene.look.group;
    if (this.hidden) return;
    const [column] = scene.look.columns;
    const sums = groups.map((group) => summed(group, column));
    const pinned = scene.base ? groups.findIndex(({ runs }) => runs.includes(scene.base)) : -1;
    const pair = rivals(sums, column, pinned);
    const tries = pinned >= 0 ? Math.max(1, groups.length - 1) : Math.max(1, (groups.length * (groups.length - 1)) / 2);
    let text = say("All runs are in one group: there is nothing to tell apart.");
    if (pair.length === 2) text = `${titleOf(column)}: ${verdict(pair[0], pair[1], column, tries)}`;
    const judged = pair.length === 2 && pair.every(({ values }) => values.length > 1); // one run a group: there is no p to speak of
    if (judged && tries > 1) text = joined(text, say("p is taken {tries} times: so many pairs might have been chosen.", { tries }));
    write(this.sentence, text);
    const against = pinned >= 0 ? sums[pinned] : pair[0];
    this.body.replaceChildren(...sums.map((sum, place) => this.#row(sum, place, against)));
    const mixed = [...new Set(groups.flatMap((group) => group.mixed))];
    const broken = sums.reduce((all, sum) => all + sum.broken, 0);
    const notes = [];
    if (mixed.length) notes.push(say("Runs of a group differ in {settings} too: their spread is not the seeds' alone.", { settings: mixed.slice(0, 4).join(say(", ")) }));
    if (broken) notes.push(say("{count} did not end in a finite number and are left out.", { count: broken }));
    notes.push(say("The mean goes as far as the shortest run of its group."));
    write(this.note, joined(...notes));
  }

  #row(sum, place, against) {
    const { p } = against && sum !== against && sum.values.length > 1 && against.values.length > 1 ? welch(sum.values, against.values) : { p: NaN };
    const interval = Number.isFinite(sum.half) ? `${readout(sum.mean - sum.half)} … ${readout(sum.mean + sum.half)}` : "–";
    const cells = [String(sum.values.length), readout(sum.mean), Number.isFinite(sum.std) ? readout(sum.std) : "–", interval, Number.isNaN(p) ? "–" : p < 0.001 ? "< 0.001" : p.toPrecision(2)];
    return make("tr", {}, make("th", { scope: "row" }, swatch(place), ` ${sum.name}`), ...cells.map((textContent) => make("td", { textContent })));
  }
}

customElements.define("pg-compared-groups", ComparedGroups);
