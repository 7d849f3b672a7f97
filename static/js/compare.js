// The comparison's page: the scene first, then the islands that draw it.

import "./popovers.js";
import "./islands/comparison.js";
import "./islands/compared-charts.js";
import "./islands/compared-values.js";
import "./islands/compared-groups.js";
import "./islands/compared-settings.js";
import "./islands/compared-strips.js";
import "./islands/compared-maps.js";
