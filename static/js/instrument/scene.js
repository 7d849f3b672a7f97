// What the instrument shows: a set-up's picture, the run on it, and the moment being looked at. Islands listen and draw.

import { ofRun } from "../live/addresses.js";
import { RunSocket } from "../live/socket.js";
import { RunStore } from "../live/store.js";
import { Painter } from "../maps/painter.js";
import { trainedOf } from "../network/trained.js";
import { onTheme, theme } from "../theme.js";
import { named } from "../words.js";
import { withEdits } from "./edits.js";
import { haunted } from "./ghosts.js";
import { Past } from "./past.js";
import { Showing } from "./showing.js";

/**
 * Events: `picture` (new set-up drawn), `recipe` (checked set-up), `run` (another run or none), `records`, `frame`, `state`,
 * `connection`, `look` (another moment), `hover` (crosshair), `shown` (a neuron fills the map), `links`, `curve`, `painted`, `theme`,
 * `quantity` (of the X-ray), `view` (how the map is drawn), `edits` (of the run), `picked` (a link or bias), `trial` (a value tried on),
 * `hint` (another one stands, or none), `starting` (a start was asked for, or answered), `drawing` (points or the pen moved).
 */
export class Scene extends Showing {
  picture = null; // what /data/points answered
  recipe = null; // {query, values, spec} of the last good check
  run = null; // {id, number, bytes, socket}
  starting = false; // Train was pressed, the server has not answered yet
  watching = false; // through a link: somebody else's run, to look at only
  store = null;
  lookingAt = null; // an epoch of the past, or null: the newest
  drawing = null; // {train, test} of points being drawn, ahead of the picture: {points, targets} each
  pen = null; // draws on the map where the keyboard would put a point: (context, place)
  ghosts = []; // [{label, epochs, test}] of the runs before, nearest first
  connection = { status: "live" };
  asked = null; // when a single batch was asked for here, by performance.now()
  revealed = 0; // step of the single batch whose weights are on show
  line = null; // {training, before, seconds} while the run waits longer than a moment
  #socket = new RunSocket();
  #past = null; // key frames of epochs gone by
  #followed = null; // ends what is heard of the store on show

  constructor({ worker, points }) {
    super();
    this.pointsAddress = points;
    this.painter = new Painter(worker, (painting) => {
      this.painting = painting;
      this.tell("painted");
    });
    for (const type of ["picture", "frame", "run", "look", "theme", "view", "edits", "trial"]) this.addEventListener(type, () => this.#paint());
    onTheme(() => this.tell("theme"));
  }

  // -- set-up ----------------------------------------------------------------------------------------------------------

  /** Fetch and show the points, layout and first weights of a set-up; a later call wins. */
  async draw(query) {
    this.#drawing?.abort();
    const drawing = (this.#drawing = new AbortController());
    try {
      const answer = await fetch(`${this.pointsAddress}${query ? `?${query}` : ""}`, { signal: drawing.signal });
      if (!answer.ok) return;
      const picture = await answer.json();
      this.picture = { ...picture, classes: picture.classes.map(named) };
      this.view.axes = null; // columns of other data
      this.tell("picture");
    } catch (error) {
      if (error.name !== "AbortError") this.tell("connection");
    }
  }
  #drawing = null;

  setRecipe(recipe) {
    this.recipe = recipe;
    this.tell("recipe");
    if (!this.run) this.tell("edits");
  }

  // -- run -------------------------------------------------------------------------------------------------------------

  /** Show a run: replay what is stored, then follow. The run before becomes a ghost. `addresses`: {bytes, socket} of it. */
  attach(id, number, addresses = ofRun(id)) {
    this.#haunt();
    this.#socket.close();
    const store = new RunStore();
    Object.assign(this, { run: { id, number, recipe: this.recipe, ...addresses }, store, lookingAt: null, shown: null, trial: null });
    this.#past = new Past(addresses.bytes, store);
    this.#followed?.abort(); // key frames asked for before may still reach the store we leave
    this.#followed = new AbortController();
    const on = (type, hear) => store.addEventListener(type, hear, { signal: this.#followed.signal });
    on("records", () => this.tell("records"));
    on("frame", () => this.#framed());
    on("hello", () => this.tell("state"));
    on("state", () => this.#stateMoved());
    on("probe", () => this.tell("state"));
    on("audience", () => this.tell("audience"));
    on("reset", () => this.#forget());
    on("connection", ({ detail }) => {
      this.connection = detail;
      this.tell("connection");
    });
    this.#socket.connect(addresses.socket, store);
    this.tell("run");
  }

  /** Back to epoch 0 of the set-up: the run stays saved, the page lets go of it. */
  detach() {
    if (!this.run) return;
    this.#haunt();
    this.#followed.abort();
    this.#socket.close();
    Object.assign(this, { run: null, store: null, lookingAt: null, trial: null, connection: { status: "live" } });
    this.tell("run");
  }

  close() {
    this.#socket.close();
    this.painter.close();
  }

  #forget() {
    this.#past = new Past(this.run.bytes, this.store);
    this.lookingAt = null;
    this.tell("records");
  }

  #framed() {
    if (this.store.frameSeqs.length === 1) {
      this.#past.forget();
      if (this.lookingAt !== null) this.#past.fetchAround(this.index);
    }
    this.tell("frame");
  }

  #stateMoved() {
    this.tell("state");
    const edits = JSON.stringify(this.store.state.edits ?? []);
    if (edits === this.#edits) return;
    this.#edits = edits;
    this.tell("edits");
  }
  #edits = "[]"; // as last told of

  #haunt() {
    this.ghosts = haunted(this.ghosts, this);
  }

  // -- what is known ---------------------------------------------------------------------------------------------------

  /** "new" before there is a run, else the run's state. */
  get state() {
    return this.store?.state?.state ?? (this.run ? "waiting" : "new");
  }

  /** The epochs that are planned: the width of every time axis. */
  get planned() {
    return this.store?.state?.epochs ?? Number(this.recipe?.values?.["training.epochs"] ?? 300);
  }

  get length() {
    return this.store?.length ?? 0;
  }

  column(name) {
    return this.store?.column(name) ?? EMPTY;
  }

  /** Layers of the network on show, hidden ones first; the last is the output. */
  get layers() {
    return this.picture?.layers ?? [];
  }

  /** Those of them that have parameters: the rows of records and key frames, the output last. */
  get trained() {
    if (this.#trainedOf !== this.picture) [this.#trainedOf, this.#trained] = [this.picture, trainedOf(this.layers)];
    return this.#trained;
  }
  #trainedOf = null;
  #trained = [];

  /** Column of the headline metric on unseen points. */
  get metricName() {
    return this.picture?.task === "regression" ? "test_r2" : "test_accuracy";
  }

  /** The newest recorded epoch; 0 before there is any. */
  get newest() {
    return this.column("epoch").at(-1) ?? 0;
  }

  // -- the moment being looked at --------------------------------------------------------------------------------------

  get epoch() {
    return this.lookingAt ?? this.newest;
  }

  /** Record at or before an epoch; −1 where there is none. */
  recordAt(epoch) {
    const epochs = this.column("epoch");
    let [low, high] = [0, epochs.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (epochs[middle] <= epoch) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** Record on show; −1 before the first. */
  get index() {
    return this.lookingAt === null ? this.length - 1 : this.recordAt(this.lookingAt);
  }

  /** Key frame on show: {seq, sections}, or null. */
  get frame() {
    return this.store?.frame(this.lookingAt === null ? Infinity : this.index) ?? null;
  }

  /** Look at an epoch (null: the newest). Training never notices. */
  look(epoch) {
    const past = epoch === null || epoch >= this.newest ? null : Math.max(0, Math.round(epoch));
    if (past === this.lookingAt) return;
    this.lookingAt = past;
    if (past !== null) this.#past.fetchAround(this.index);
    this.tell("look");
  }

  /** Key frames of all epochs so far, fetched where they are missing; `covers(from, to)` tells whether they are all here. */
  get past() {
    return this.#past;
  }

  // -- maps ------------------------------------------------------------------------------------------------------------

  /** What the last single batch told, {step, batch, loss, points, …}; null once a record has overtaken it. */
  get probe() {
    const probe = this.store?.probe;
    return probe && probe.step > (this.column("step").at(-1) ?? -1) ? probe : null;
  }

  /** Show the weights after a single batch. */
  reveal(probe) {
    if (this.revealed === probe.step) return;
    this.revealed = probe.step;
    if (probe.weights) probe.weights = Float32Array.from(probe.weights);
    this.tell("frame");
  }

  /** Flat weights on show: the key frame's, or the set-up's first ones; with what was set since. */
  get weights() {
    const { probe } = this;
    if (probe?.weights && this.lookingAt === null && this.revealed === probe.step) return probe.weights;
    return withEdits(this, this.frame?.sections.weights ?? (this.run && this.length ? null : this.picture?.weights) ?? null);
  }

  /** Running statistics that go with those weights; null where no layer keeps any. */
  get buffers() {
    const { probe } = this;
    if (probe?.buffers && this.lookingAt === null && this.revealed === probe.step) return probe.buffers;
    return this.frame?.sections.buffers ?? this.picture?.buffers ?? null;
  }

  get theme() {
    return theme();
  }

  #paint() {
    const { picture, weights } = this;
    if (picture && (picture.shape.length > 1 || !picture.plain)) return; // nothing to paint over two of many pixels or moments
    const size = picture ? picture.layers.at(-1).start + (picture.layers.at(-1).fan_in + 1) * picture.layers.at(-1).fan_out : 0;
    if (weights && weights.length === size) this.painter.paint(picture, { weights, buffers: this.buffers }, this.theme, this.view);
  }
}

const EMPTY = new Float32Array(0);
