// A shared run in a frame on somebody's page: live, to look at only.

import "./popovers.js";
import "./islands/instrument.js";
import "./offline/figures.js";
import "./withdrawn.js";
