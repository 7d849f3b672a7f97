// The figures of a run that is only looked at: what a file replays and what stands in a frame on somebody's page.

import "../islands/map.js";
import "../islands/readouts.js";
import "../islands/curves.js";
import "../islands/xray.js";
import "../islands/time.js";
import "../islands/flags.js";
import "../islands/verdict.js";
import "../pictures/asked.js";
