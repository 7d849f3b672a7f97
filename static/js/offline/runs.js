// A comparison out of a file, on the page's own figures.

import "../popovers.js";
import "../islands/comparison.js";
import "../islands/compared-charts.js";
import "../islands/compared-values.js";
import "../islands/compared-groups.js";
import "../islands/compared-strips.js";
import "../islands/compared-maps.js";
