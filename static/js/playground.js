// The instrument's page: the scene first, then the islands that draw it.

import "./popovers.js";
import "./numbers.js";
import "./dragging.js";
import "./islands/instrument.js";
import "./islands/recipe.js";
import "./islands/transport.js";
import "./islands/state.js";
import "./islands/line.js";
import "./islands/thumbnail.js";
import "./islands/network.js";
import "./islands/batch-step.js";
import "./islands/map.js";
import "./islands/readouts.js";
import "./islands/curves.js";
import "./islands/schedule.js";
import "./islands/xray.js";
import "./islands/verdict.js";
import "./islands/link-tip.js";
import "./islands/link-editor.js";
import "./islands/hints.js";
import "./islands/time.js";
import "./islands/first-cards.js";
import "./islands/presets-picture.js";
import "./islands/presets-sheet.js";
import "./islands/flags.js";
import "./islands/past.js";
import "./islands/fork.js";
import "./islands/stage.js";
import "./islands/share.js";
import { keepGhosts } from "./instrument/haunting.js";
import { listenForKeys } from "./instrument/keys.js";
import { layOutSettings } from "./sheets.js";

const instrument = document.getElementById("instrument");
listenForKeys(instrument);
keepGhosts(instrument);
layOutSettings(instrument);
