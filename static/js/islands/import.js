// <pg-import>: a run out of a file. The file is sent as it is; what is wrong with it is said beside the button.

import { sendRun } from "../instrument/requests.js";
import { say } from "../words.js";
import { write } from "./island.js";

const LARGEST = 8; // MiB; the server counts too

class Import extends HTMLElement {
  connectedCallback() {
    this.file = this.querySelector("input[type=file]");
    this.file.addEventListener("change", () => this.file.files.length && this.#send(this.file.files[0]));
  }

  async #send(file) {
    if (file.size > LARGEST * 2 ** 20) return this.#refuse(say("The file is larger than {most} MiB, the most that is taken.", { most: LARGEST }));
    this.#refuse("");
    try {
      const { run } = await sendRun(this.dataset.address, file);
      location.assign(`/runs/${run}/`);
    } catch (error) {
      this.#refuse(error.name === "Refusal" ? error.message : say("The server does not answer. What is on the screen stays."));
    }
    this.file.value = ""; // so that the same file, mended, can be chosen again
  }

  #refuse(words) {
    const problem = this.querySelector(".problem");
    write(problem, words);
    problem.hidden = !words;
  }
}

customElements.define("pg-import", Import);
