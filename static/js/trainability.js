// The page of a trainability map.

import "./popovers.js";
import "./islands/trainability.js";
