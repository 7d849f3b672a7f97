// The list of runs.

import "./popovers.js";
import "./islands/presets-picture.js";
import "./islands/thumb.js";
import "./islands/runs.js";
import "./islands/import.js";
