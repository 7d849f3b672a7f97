// The pages of sweeps.

import "./popovers.js";
import "./islands/sweep.js";
import "./islands/sweep-figures.js";
