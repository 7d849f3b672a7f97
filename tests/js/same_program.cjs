// Do the modules of two folders say the same program? `node --expose-internals same_program.cjs A B` prints how many it compared and
// which differ, as JSON. The parser is the one that node brings along for itself.

const { readdirSync, readFileSync } = require("node:fs");
const { join } = require("node:path");
const { parse } = require("internal/deps/acorn/acorn/dist/acorn");

const NOT_THE_PROGRAM = ["start", "end", "raw"]; // where it stood, and how it was spelled
const told = (key, value) => (NOT_THE_PROGRAM.includes(key) ? undefined : typeof value === "bigint" ? String(value) : value);
const program = (...path) => JSON.stringify(parse(readFileSync(join(...path), "utf8"), { ecmaVersion: "latest", sourceType: "module" }), told);

const [ours, theirs] = process.argv.slice(2);
const modules = readdirSync(ours, { recursive: true }).filter((name) => name.endsWith(".js"));
console.log(JSON.stringify({ compared: modules.length, differ: modules.filter((name) => program(ours, name) !== program(theirs, name)) }));
