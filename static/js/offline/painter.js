// In the place of maps/painter.js: a file cannot start a worker from itself, so the page paints, at most once a frame, what was wanted last.

import { paintingOf } from "../maps/paintings.js";

export class Painter {
  #wanted = null;
  #frame = 0;
  #picture = null; // the one the grounds are laid out for
  #done;

  constructor(_address, done) {
    this.#done = done;
  }

  paint(picture, { weights, buffers }, theme, { axes, discretize }) {
    this.#wanted = { picture, weights, buffers, theme, axes, discretize };
    this.#frame ||= requestAnimationFrame(() => this.#paint());
  }

  close() {
    cancelAnimationFrame(this.#frame);
  }

  #paint() {
    this.#frame = 0;
    const { picture } = this.#wanted;
    const painting = paintingOf({ ...this.#wanted, picture: picture === this.#picture ? null : picture });
    this.#picture = picture;
    this.#done({ ...painting, picture });
  }
}
