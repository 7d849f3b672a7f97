// The arena's page.

import "./popovers.js";
import "./numbers.js";
import "./dragging.js";
import "./islands/arena.js";
import "./islands/trails.js";
