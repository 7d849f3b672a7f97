// <pg-upload>: a table of one's own. A file is sent as it is, its first rows come back under a choice for each column, and
// "Use this table" writes digest and roles into the form's hidden fields.

import { sendTable } from "../instrument/requests.js";
import { inPageLanguage, say } from "../words.js";
import { Island, write } from "./island.js";

const LARGEST = 1024 * 1024; // bytes; the server counts too

class Upload extends Island {
  #asked = 0; // only the newest file counts

  start() {
    const part = (selector) => this.querySelector(selector);
    Object.assign(this, { dialog: part("dialog"), file: part("input[type=file]"), problem: part("dialog > .problem"), preview: part(".preview") });
    this.form = this.closest("form");
    this.#tellShare();
    const locked = this.scene.watching || this.closest("pg-instrument").hasAttribute("data-replay") || this.hasAttribute("data-plain");
    if (locked) {
      part(".upload-deeds").hidden = true;
      return;
    }
    this.on(this, "click", ({ target }) => this.#clicked(target.closest("[data-upload]")?.dataset.upload));
    this.on(this, "change", (event) => this.#changed(event));
    this.on(this.dialog, "dragover", (event) => event.preventDefault());
    this.on(this.dialog, "drop", (event) => {
      event.preventDefault();
      if (event.dataTransfer.files.length) this.#send(event.dataTransfer.files[0]);
    });
  }

  stop() {
    const note = document.getElementById("share-own-table");
    if (note) note.hidden = true;
  }

  #field(name) {
    return this.form.querySelector(`[name="data.${name}"]`);
  }

  #clicked(deed) {
    const deeds = { open: () => this.#open(false), columns: () => this.#open(true), close: () => this.dialog.close(), use: () => this.#use() };
    deeds[deed]?.();
  }

  #open(present) {
    this.#refuse("");
    this.dialog.showModal();
    if (present) this.#show(this.#field("digest").value, true);
  }

  /** What is changed in the sheet is not yet part of the set-up. */
  #changed(event) {
    event.stopPropagation();
    if (event.target === this.file && this.file.files.length) this.#send(this.file.files[0]);
    else if (event.target.dataset.column) this.#oneTarget(event.target);
  }

  async #send(file) {
    if (file.size > LARGEST) return this.#refuse(say("The file is larger than {most} MiB, the most that is taken.", { most: 1 }));
    const asked = (this.#asked += 1);
    this.#refuse("");
    write(this.preview, say("Reading {file}…", { file: file.name }));
    try {
      const { digest } = await sendTable(this.dataset.address, file);
      if (asked === this.#asked) await this.#show(digest, false);
    } catch (error) {
      if (asked !== this.#asked) return;
      write(this.preview, "");
      this.#refuse(error.name === "Refusal" ? error.message : say("The server does not answer. What is on the screen stays."));
    }
    this.file.value = ""; // so that the same file, mended, can be chosen again
  }

  #refuse(words) {
    write(this.problem, words);
    this.problem.hidden = !words;
  }

  /** The first rows of a table; `present`: with the roles that the form has now. */
  async #show(digest, present) {
    const answer = await fetch(`${this.dataset.address}${digest || "example"}/`, { headers: inPageLanguage() });
    if (!answer.ok) return this.#refuse(say("This table is not here any more."));
    this.preview.innerHTML = await answer.text(); // our own template: every name and cell in it is escaped
    if (!present) return undefined;
    const inputs = this.#field("input_columns").value.split(",");
    for (const select of this.preview.querySelectorAll("[data-column]")) {
      const { column } = select.dataset;
      select.value = column === this.#field("target_column").value ? "target" : inputs.includes(column) ? "input" : "ignore";
    }
    this.preview.querySelector("[data-target-as]").value = this.#field("target_as").value;
    return undefined;
  }

  /** There is one target: the one before becomes what it can be. */
  #oneTarget(chosen) {
    if (chosen.value !== "target") return;
    for (const select of this.preview.querySelectorAll("[data-column]")) {
      if (select !== chosen && select.value === "target") select.value = select.querySelector("[value=input]").disabled ? "ignore" : "input";
    }
  }

  #use() {
    const selects = [...this.preview.querySelectorAll("[data-column]")];
    const of = (role) => selects.filter((select) => select.value === role).map((select) => select.dataset.column);
    if (!of("target").length) return this.#refuse(say("Say which column is the target."));
    if (!of("input").length) return this.#refuse(say("Say which columns are inputs; at least one."));
    this.#field("input_columns").value = of("input").join(",");
    this.#field("target_column").value = of("target")[0];
    this.#field("target_as").value = this.preview.querySelector("[data-target-as]").value;
    const digest = this.#field("digest");
    digest.value = this.preview.querySelector("table").dataset.digest;
    this.dialog.close();
    this.#tellShare();
    digest.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** A link to a set-up brings no table along: the share menu says so. */
  #tellShare() {
    const note = document.getElementById("share-own-table");
    if (note) note.hidden = !this.#field("digest")?.value;
  }
}

customElements.define("pg-upload", Upload);
