import fs from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { expect } from "vitest";
import { knownRules } from "../../src/check/known-rules.ts";
import { addWaivers } from "../../src/config/add-waiver.ts";
import { loadConfig } from "../../src/config/load.ts";
import { RULES } from "../../src/rules/index.ts";
import { fuzz, inTime } from "./fuzz.ts";
import { bytesOf, mutatedTexts, randomBytes, textOfBytes } from "./mutate.ts";
import { expectPlaced } from "./places.ts";
import { YAML_WORDS } from "./yaml-texts.ts";

const KNOWN = knownRules(RULES);
const EXAMPLES = path.join(import.meta.dirname, "../../examples");
const SEEDS = [
  ...["config.yaml", "author/config.yaml", "gateway-api/.github/crd-upgrade-guard/config.yaml"].map((file) =>
    fs.readFileSync(path.join(EXAMPLES, file)),
  ),
  "waivers:\n  - rule: crd-removed\n    crd: a.example.com\n    reason: r\n    owner: o\n    expires: 2027-01-31\n",
  "waivers: [] # none\napply: helm\n",
  "manifests:\n  include: ['**/*.yaml']\n  exclude:\n    - a/**\nrules:\n  crd-removed: off\n",
].map((text) => textOfBytes(text));
const WORDS = [
  ...YAML_WORDS,
  ...[
    "waivers:",
    "rules:\n",
    "  crd-removed: error\n",
    "targets:\n",
    "- clusters: [a]\n",
    "expires: 2027-02-30\n",
    "'**/*'",
    "[!a",
    "{a,b}",
    "../x",
    "/x",
  ],
];
const WAIVER = { rule: "crd-removed", crd: "a.example.com", reason: 'a "b": # c', owner: "o", expires: "2027-01-31" };

fuzz({
  name: "config",
  inputs: fc.oneof({ weight: 9, arbitrary: mutatedTexts(SEEDS, WORDS) }, { weight: 1, arbitrary: randomBytes }),
  cases: 300,
  check(input) {
    const bytes = bytesOf(input);
    const loading = inTime(() => loadConfig("config.yaml", bytes, KNOWN));
    if (!loading.ok) {
      expectPlaced(loading.problems, input);
      return;
    }
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    const added = inTime(() => addWaivers(text, [WAIVER]));
    if (added === null) return;
    const again = loadConfig("config.yaml", new TextEncoder().encode(added), KNOWN);
    if (!again.ok) expect.fail(`a waiver spoils it: ${JSON.stringify(again.problems[0])}`);
    const { waivers, ...rest } = loading.value.config;
    expect(again.value.config).toEqual({ ...rest, waivers: [...waivers, WAIVER] });
  },
});
