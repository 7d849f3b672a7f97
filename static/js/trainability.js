// The page of a trainability map.

import "./pictures/asked.js";
import "./popovers.js";
import "./islands/trainability.js";
