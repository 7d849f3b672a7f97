// The pages of sweeps.

import "./popovers.js";
import "./pictures/asked.js";
import "./islands/sweep.js";
import "./islands/sweep-figures.js";
import { countWhileTyping } from "./sweeps/counting.js";

const form = document.getElementById("sweep-form");
if (form) countWhileTyping(form);
