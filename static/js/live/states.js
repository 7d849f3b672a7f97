// Where a run may stand, as playground/runs/states.py has it: what moves by itself, what leads nowhere.

export const MOVING = new Set(["waiting", "training"]);
export const FINAL = new Set(["diverged", "stopped", "failed"]);

/** Glyphs of the states, and of a set-up that has no run yet. */
export const GLYPHS = { new: "○", waiting: "◌", training: "●", paused: "❚❚", finished: "✓", diverged: "✕", stopped: "■", failed: "⚠" };

/** Whether it has not come to an end: it trains, waits, or rests until somebody lets it go on. */
export const goesOn = (state) => MOVING.has(state) || state === "paused";
