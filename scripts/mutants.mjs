// Changes the code in one small way after the other and says which changes no test sees: `npm run mutants -- src/rules`.
// A room is tried by its own tests (`test/refresh` for `src/refresh`). StrykerJS is fetched for it and not saved: it brings
// ninety packages that nothing else needs.
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { sampleOf } from "./mutants-sample.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const VERSION = "9.6.1";
const PACKAGES = ["core", "instrumenter", "vitest-runner"].map((name) => `@stryker-mutator/${name}@${VERSION}`);

/**
 * Survivors that are no gap in the tests: in `file`, one text became the other, and why nothing can be seen of it. A third
 * text of a change is on its line, where the first one is at several places.
 */
const KNOWN = [
  {
    file: "src/snapshots/succession.ts",
    why: "without a time both comparisons are with NaN, and false",
    changes: [
      ["recorded === null || reading === null", "false"],
      ["recorded === null || reading === null", "recorded === null && reading === null"],
      ["recorded === null", "false"],
      ["reading === null", "false"],
    ],
  },
  {
    file: "src/snapshots/next-snapshot.ts",
    why: "without a time the age is NaN, which is no age either",
    changes: [["old.capturedAt === null", "false"]],
  },
  {
    file: "src/snapshots/change-faults.ts",
    why: "no group has such a name",
    changes: [["[]", '["Stryker was here"]']],
  },
  {
    file: "src/snapshots/tool-version.ts",
    why: "null reads as a word that is no version; what is not 0 is greater or less",
    changes: [
      ["writer === null", "false"],
      ["difference > 0", "difference >= 0"],
    ],
  },
  {
    file: "src/snapshots/version-dump.ts",
    why: "null reads as a word that is no version",
    changes: [["version !== null", "true"]],
  },
  {
    file: "src/snapshots/crd-item.ts",
    why: "a guard for the compiler: what is no object has a fault that says so",
    changes: [["own === undefined", "false"]],
  },
  {
    file: "src/snapshots/from-dump.ts",
    why: "a dump alone was written by no tool",
    changes: [
      ['snapshot.origin.kind !== "dump"', "false"],
      ["snapshot.origin.tool !== null", "true"],
    ],
  },
  {
    file: "src/snapshots/snapshot-faults.ts",
    why: "what is no number is no integer; what is no text is no version",
    changes: [
      ['typeof format === "number"', "true"],
      ['typeof writer === "string"', "true"],
    ],
  },
  {
    file: "src/snapshots/snapshot-faults.ts",
    why: "past the return of what is wrong, all errors are about unknown keys, and only a newer tool leaves any",
    changes: [
      ['errors.filter((error) => error.keyword === "additionalProperties")', "errors"],
      ['error.keyword === "additionalProperties"', "true"],
      ["newer", "true"],
    ],
  },
  {
    file: "src/snapshots/snapshot-faults.ts",
    why: "a value without nothing is the same value, copied",
    changes: [
      ["unknown.length === 0", "false"],
      ["omission.below.size === 0", "false"],
      ["!isObject(value)", "false"],
    ],
  },
  {
    file: "src/snapshots/snapshot-faults.ts",
    why: "nobody asks whether all is left out",
    changes: [["false", "true"]],
  },
  {
    file: "src/snapshots/snapshot-faults.ts",
    why: "a guard for the compiler: the schema has answered before",
    changes: [
      ["!isSnapshot(known)", "false"],
      ["validateSnapshot(value).length === 0", "true"],
    ],
  },
  {
    file: "src/snapshots/snapshot-faults.ts",
    why: "a key that is not there has the place of what it is not in",
    changes: [
      ['fault.at === "name"', "false"],
      ["[]", '["Stryker was here"]'],
    ],
  },
  {
    file: "src/snapshots/snapshot-faults.ts",
    why: "no two keys are the same",
    changes: [["a < b", "a <= b"]],
  },
  {
    file: "src/snapshots/dump.ts",
    why: "a CRD that is read alone has its kind; a file that is an error has the place of its beginning",
    changes: [
      ["false", "true", "kindOptional"],
      ["[]", '["Stryker was here"]', "path: []"],
    ],
  },
  {
    file: "src/snapshots/profiles/next-profile.ts",
    why: "either way it tells what has objects from what has none",
    changes: [["objects > 0", "objects <= 0"]],
  },
  {
    file: "src/snapshots/assemble.ts",
    why: "a guard for the compiler: what does not fit has a problem that says so",
    changes: [["problems[0]?.message", "problems[0].message"]],
  },
  {
    file: "src/snapshots/fleet-reader.ts",
    why: "what is remembered anew or asked again says the same; a line feed more is left out above and below",
    changes: [
      ["same === undefined", "true", "reading.ok"],
      ["isAlone === undefined", "true"],
      ["at < 0", "true", "at + 1"],
      ["at < 0", "false", "at + 1"],
      ["start < 0", "false"],
    ],
  },
  {
    file: "src/snapshots/fleet-reader.ts",
    why: "today every key is required, alone or with another, so that what stands below the CRDs lacks above; one may not be",
    changes: [
      [
        "own !== null && hasOnlyCrdsBelow(first.snapshot, own)",
        "own !== null || hasOnlyCrdsBelow(first.snapshot, own)",
      ],
    ],
  },
  {
    file: "src/snapshots/profiles/read-profile.ts",
    why: "past the return of what is wrong, all errors are about unknown keys; what is no number is no integer",
    changes: [
      ['error.keyword === "additionalProperties"', "true"],
      ['typeof format === "number"', "true"],
    ],
  },
  {
    file: "src/snapshots/profiles/read-profile.ts",
    why: "a value without nothing is the same value, copied; a key that is not there has the place of what it is not in",
    changes: [
      ["unknown.length === 0", "false"],
      ["[]", '["Stryker was here"]', "path: []"],
    ],
  },
  {
    file: "src/snapshots/profiles/read-profile.ts",
    why: "a guard for the compiler: the schema has answered before",
    changes: [["!isProfile(known)", "false"]],
  },
  {
    file: "src/snapshots/profiles/write-profile.ts",
    why: "no two keys are the same",
    changes: [["a < b", "a <= b"]],
  },
  {
    file: "src/snapshots/profiles/write-profile.ts",
    why: "a guard for the compiler: a profile has the paths that this tool makes",
    changes: [["stepsOf(path)?.length", "stepsOf(path).length"]],
  },
  {
    file: "src/snapshots/read-source.ts",
    why: "a guard for the compiler: what cannot be read has a problem",
    changes: [["problem?.column", "problem.column"]],
  },
  {
    file: "src/snapshots/read.ts",
    why: "a key that is not there has the place of what it is not in",
    changes: [["[]", '["Stryker was here"]', "path: []"]],
  },
  {
    file: "src/snapshots/read.ts",
    why: "guards for the compiler: of a dump that was read only a CRD can be wrong, and where more are left there is a next one",
    changes: [
      ["crds.get(String(path[1]))?.path", "crds.get(String(path[1])).path"],
      ["next !== undefined", "true"],
    ],
  },
  {
    file: "src/snapshots/record.ts",
    why: "a guard for the compiler: what cannot be read has a problem",
    changes: [
      ["problem?.message", "problem.message"],
      ["problem?.line", "problem.line"],
    ],
  },
  {
    file: "src/snapshots/record.ts",
    why: "a file that is not there, or is written in another form, has not these bytes",
    changes: [["former !== path", "false"]],
  },
  {
    file: "src/snapshots/diff.ts",
    why: "a CRD and a server that are as they were answer as they did: asking again only takes time",
    changes: [
      ["own.length > 0 || old.serverVersion !== fresh.serverVersion", "true"],
      ["own.length > 0", "own.length >= 0"],
    ],
  },
  {
    file: "src/snapshots/diff.ts",
    why: "a guard for the compiler: the CRD is in one of the two",
    changes: [["before === null", "false"]],
  },
  {
    file: "src/snapshots/diff-text.ts",
    why: "a guard for the compiler: no group is empty",
    changes: [
      ["first === undefined", "false"],
      ["first?.words", "first.words"],
    ],
  },
  {
    file: "src/snapshots/diff-crd.ts",
    why: "a guard for the compiler: every live CRD has one storage version",
    changes: [["is !== undefined", "true"]],
  },
  {
    file: "src/snapshots/diff-crd.ts",
    why: "no two keys are the same",
    changes: [["one < other", "one <= other"]],
  },
  {
    file: "src/snapshots/diff-crd.ts",
    why: "two texts that are sorted backwards are as equal as before",
    changes: [["one < other", "one >= other"]],
  },
  {
    file: "src/snapshots/diff-manifests.ts",
    why: "the paths are not the same there",
    changes: [["a.path < b.path", "a.path <= b.path"]],
  },
  {
    file: "src/snapshots/diff-manifests.ts",
    why: "guards for the compiler: nothing is droppable of a CRD that is gone, a refusal has an error, a doubt a reason",
    changes: [
      ["after !== null", "true"],
      ["first === undefined", "false"],
      ["first?.reason", "first.reason"],
    ],
  },
  {
    file: "src/snapshots/diff-text.ts",
    why: "either way it tells the cluster's changes from those of CRDs",
    changes: [["change.crd === null", "change.crd !== null"]],
  },
  {
    file: "src/review/marker.ts",
    why: "what is not there is no JSON, and what is none has no scope",
    changes: [["json === undefined", "false"]],
  },
  {
    file: "src/review/marker.ts",
    why: "JSON in braces is an object",
    changes: [
      ['typeof value === "object" && value !== null', "true"],
      ['typeof value === "object" && value !== null', 'typeof value === "object" || value !== null'],
      ['typeof value === "object"', "true"],
      ["value !== null", "true"],
    ],
  },
  {
    file: "src/review/apply.ts",
    why: "an order asks only whether one comes in front of the other",
    changes: [
      ["a.anchor.path !== b.anchor.path", "true"],
      ["a.anchor.path !== b.anchor.path", "false"],
      ["a.anchor.path !== b.anchor.path", "a.anchor.path === b.anchor.path"],
    ],
  },
  {
    file: "src/review/line-map.ts",
    why: "what is behind no line shifts nothing; a guard for the compiler: what is looked at is there",
    changes: [
      ["[]", '["Stryker was here"]', "behind"],
      ["behind[middle]?.from", "behind[middle].from"],
    ],
  },
  {
    file: "src/review/threads.ts",
    why: "a guard for the compiler: no group is empty",
    changes: [
      ["kept === undefined", "false"],
      ["[]", '["Stryker was here"]', "kept === undefined ? [] :"],
    ],
  },
  {
    file: "src/review/diff-index.ts",
    why: "what is not remembered is computed again, and is the same",
    changes: [["found !== undefined", "false"]],
  },
  {
    file: "src/review/file-comments.ts",
    why: "no file has such a name",
    changes: [["[]", '["Stryker was here"]']],
  },
  {
    file: "src/review/placement.ts",
    why: "what has no path has no place",
    changes: [
      ["[]", '["Stryker was here"]', "lines = []"],
      ["[]", '["Stryker was here"]', "finding.removed ?? []"],
    ],
  },
  {
    file: "src/review/placement.ts",
    why: "undefined is not true, as nothing is",
    changes: [["inBase === true", "true", "{ inBase }"]],
  },
  {
    file: "src/review/placement.ts",
    why: "nobody asks for a version without a name",
    changes: [
      ["name === undefined", "false"],
      ["/[^A-Za-z0-9.-]+/", "/[^A-Za-z0-9.-]/"],
    ],
  },
  {
    file: "src/review/placement.ts",
    why: "nothing is at or behind a line without a number; a file that is not there has no lines",
    changes: [
      ['mapped.kind !== "line"', "false"],
      ['start.kind !== "line" || end.kind !== "line"', "false"],
      ['start.kind !== "line" || end.kind !== "line"', 'start.kind !== "line" && end.kind !== "line"'],
      ['start.kind !== "line"', "false"],
      ['end.kind !== "line"', "false"],
      ['file === undefined || start?.kind !== "line" || end?.kind !== "line"', "false"],
      ['file === undefined || start?.kind !== "line"', "false"],
      ['file === undefined || start?.kind !== "line"', 'file === undefined && start?.kind !== "line"'],
      ['start?.kind !== "line"', "false"],
      ["end?.kind", "end.kind"],
    ],
  },
  {
    file: "src/review/unified-diff.ts",
    why: "what takes all that is there reaches the end; behind the last line there is nothing to be read",
    changes: [
      [
        "/^(rename from|rename to|copy from|copy to|---|\\+\\+\\+|Binary files|new file mode|deleted file mode) (.*)$/s",
        "/^(rename from|rename to|copy from|copy to|---|\\+\\+\\+|Binary files|new file mode|deleted file mode) (.*)/s",
      ],
      ["header.end < lines.length", "header.end <= lines.length"],
    ],
  },
  {
    file: "src/review/unified-diff.ts",
    why: "git quotes a name with a tab in it",
    changes: [["/\\t$/", "/\\t/"]],
  },
  {
    file: "src/review/unified-diff.ts",
    why: "characters one by one are the same bytes",
    changes: [["/\\\\([0-7]{3})|\\\\(.)|([^\\\\]+)/gsu", "/\\\\([0-7]{3})|\\\\(.)|([^\\\\])/gsu"]],
  },
  {
    file: "src/refresh/commit-message.ts",
    why: "a guard for the compiler: no list that is asked is empty",
    changes: [["first?.kind", "first.kind"]],
  },
  {
    file: "src/refresh/deliver-files.ts",
    why: "nothing is proposed to a working tree, so that nothing is taken from there",
    changes: [['change.kind === "gone"', "true"]],
  },
  {
    file: "src/refresh/plan.ts",
    why: "no snapshot has a profile's place, and its cluster is known by it",
    changes: [["all.filter(([path]) => isProfileFile(path, patterns))", "all"]],
  },
  {
    file: "src/refresh/plan.ts",
    why: "an order asks only whether one comes in front of the other, and no two are of one cluster",
    changes: [["a.cluster < b.cluster", "a.cluster <= b.cluster"]],
  },
  {
    file: "src/refresh/refresh.ts",
    why: "no two results are of one cluster",
    changes: [["a.cluster > b.cluster", "a.cluster >= b.cluster"]],
  },
  {
    file: "src/check/edited-snapshots.ts",
    why: "without a time the comparison is with NaN, and false",
    changes: [["after !== null", "true", "Date.parse"]],
  },
  {
    file: "src/check/reading/local-sources.ts",
    why: "a guard for the compiler: of what is read and holds nothing that was left out all has been said",
    changes: [["holding === null", "false", "if (holding"]],
  },
  {
    file: "src/check/sources/flux-output.ts",
    why: "filling in what has no variable changes nothing, and of what does not matter nobody asks",
    changes: [["applied === null || !matters(applied) || !holdsVariables(applied)", "false"]],
  },
  {
    file: "src/fetch/chart-index.ts",
    why: "an index that is read whole says the same, only later",
    changes: [[String.raw`text.indexOf("\nentries:\n") + 1`, String.raw`text.indexOf("\nentries:\n") - 1`]],
  },
  {
    file: "src/fetch/chart-index.ts",
    why: "what is not indented is no entry; no line of entries ends where the text begins",
    changes: [
      ["indent < 0", "indent <= 0"],
      ["end < 0", "end <= 0"],
      ["from >= 0", "from > 0"],
    ],
  },
  {
    file: "src/fetch/plan.ts",
    why: "a guard for the compiler: what cannot be fetched has no target that could be allowed",
    changes: [["trusted.map(({ origin }) => origin).filter(isFetchable)", "trusted.map(({ origin }) => origin)"]],
  },
  {
    file: "src/fetch/fetch-sources.ts",
    why: "a guard for the compiler: there is no other step",
    changes: [["default: return step satisfies never;", "default:"]],
  },
  {
    file: "src/rules/error-owners.ts",
    why: "a guard for the compiler: an error about stored versions has a number in its field",
    changes: [["/\\d+/.exec(error.field)?.[0]", "/\\d+/.exec(error.field)[0]"]],
  },
  {
    file: "src/rules/stored-version-facts.ts",
    why: "a guard for the compiler: a CRD that is not there has no stored version that a manifest could lack",
    changes: [["live === null", "false"]],
  },
  {
    file: "src/rules/storage-version-reverted.ts",
    why: "a guard for the compiler: every live CRD has one storage version",
    changes: [["before === undefined", "false"]],
  },
  {
    file: "src/rules/conversion-unreachable.ts",
    why: "what is not remembered is asked again, and answers the same",
    changes: [
      [
        "[ new Map<ServicesThere, Set<ServicesThere | null>>(), new Map<ServicesThere, Set<ServicesThere | null>>(), ]",
        "[]",
      ],
    ],
  },
  {
    file: "src/rules/gateway-api-downgrade.ts",
    why: "a guard for the compiler: what goes back has a bundle",
    changes: [["one.live.owners?.gatewayApi", "one.live.owners.gatewayApi"]],
  },
  {
    file: "src/rules/helm-crds-directory.ts",
    why: "a guard for the compiler: each finding is of a cluster",
    changes: [["cluster === undefined", "false"]],
  },
  {
    file: "src/rules/withheld-crds.ts",
    why: "no path begins with a slash",
    changes: [["end < 0", "end <= 0"]],
  },
  {
    file: "src/rules/live-objects-undecided.ts",
    why: "the paths are not the same there",
    changes: [["a.path < b.path", "a.path <= b.path"]],
  },
  {
    file: "src/check/rendering/cluster-groups.ts",
    why: "part of a key: what is the same for all clusters tells none apart",
    changes: [["[]", '["Stryker was here"]', "nothing:"]],
  },
  {
    file: "src/check/rendering/kustomization-inputs.ts",
    why: "what cannot be read is a problem, and then nothing is rendered",
    changes: [["[]", '["Stryker was here"]', "found.ok"]],
  },
  {
    file: "src/check/rendering/kustomization-inputs.ts",
    why: "kustomize refuses an object in the place of a path, whatever files it is given",
    changes: [['purpose === "configuration"', "true"]],
  },
  {
    file: "src/check/judging/object-deliveries.ts",
    why: "what a server takes after the base, it takes today: the manifests of one key are the same ones, told twice",
    changes: [['from !== "snapshot"', "false"]],
  },
  {
    file: "src/check/judging/states.ts",
    why: "no field has such a name",
    changes: [["[]", '["Stryker was here"]', "hiddenBy.get(field)"]],
  },
];

/**
 * Tests of other rooms that hold what a room does: rules speak in whole reports, and the tests of rules judge whole trees by
 * the check's own code.
 */
const ALSO = {
  check: ["test/cases/**/*.test.ts", "test/rules/**/*.test.ts"],
  rules: ["test/cases/**/*.test.ts"],
};

/** Tests that would see nothing, or fail without a change. */
const LEFT_OUT = [
  // Random cases would run for hours, and what only they see is seen by chance.
  "**/*.property.test.ts",
  // It puts a spy in the place of modules, which all files share here.
  "test/check/parsed-twice.test.ts",
  // It runs dist/, which was built before.
  "test/refresh/action.test.ts",
];

const given = process.argv.slice(2);
const from = given.findIndex((one) => one.startsWith("--"));
/** Passed on as they are: `--concurrency 1`, `--ignoreStatic`. */
const options = from < 0 ? [] : given.splice(from);
/** One change of so many, which of them by `offset`: the same ones as long as their lines are (mutants-sample.mjs). */
const every = takeNumber("--every", 1);
const offset = takeNumber("--offset", 0);
const paths = given.map((one) => one.replace(/\/+$/, ""));
/** `src/ROOM/FILE.ts:85`: the changes of one line. */
const LINE = /(?<=\.ts):(\d+)$/;
const isThere = (one) => one.startsWith("src/") && fs.existsSync(path.join(root, one.replace(LINE, "")));
if (paths.length === 0 || !paths.every(isThere) || !(every > 0 && offset >= 0 && offset < every)) {
  console.error(
    "usage: npm run mutants -- src/ROOM|src/ROOM/FILE.ts[:LINE] ... [--every N [--offset K]] [--concurrency 1] [--ignoreStatic]",
  );
  process.exit(2);
}
if (!fs.existsSync(path.join(root, "node_modules/@stryker-mutator/core"))) {
  execFileSync("npm", ["install", "--no-save", "--no-package-lock", "--no-audit", "--no-fund", ...PACKAGES], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
}

const work = fs.mkdtempSync(path.join(os.tmpdir(), "crd-upgrade-guard-mutants-"));
const result = path.join(work, "result.json");
const rooms = [...new Set(paths.map((one) => one.split("/")[1]))];
const vitest = path.join(work, "vitest.config.mjs");
const setup = path.join(work, "setup.mjs");
const sample = path.join(work, "sample.mjs");
fs.writeFileSync(vitest, vitestConfiguration());
fs.writeFileSync(setup, setupFile());
fs.writeFileSync(sample, samplePlugin());
// Sentences are compared where whole reports are: test/cases.
const mutator = { excludedMutations: ["StringLiteral"] };
const ranges = every === 1 ? [] : await rangesOfSample();
const configuration = path.join(work, "stryker.config.json");
fs.writeFileSync(
  configuration,
  JSON.stringify({
    testRunner: "vitest",
    plugins: ["@stryker-mutator/vitest-runner", sample],
    checkers: every === 1 ? [] : ["sample"],
    mutate:
      every === 1 ? paths.flatMap((one) => (LINE.test(one) ? one.replace(LINE, ":$1-$1") : filesOf(one))) : ranges,
    mutator,
    coverageAnalysis: "perTest",
    vitest: { configFile: vitest, related: false },
    // Other work on the machine must not look like a loop without an end.
    timeoutMS: 60_000,
    timeoutFactor: 5,
    dryRunTimeoutMinutes: 30,
    reporters: ["progress-append-only", "json"],
    jsonReporter: { fileName: result },
    tempDirName: path.join(work, "sandbox"),
    // Its own reading of tsconfig.json needs a compiler that TypeScript 7 does not have.
    tsconfigFile: "none.json",
    disableTypeChecks: false,
    allowConsoleColors: false,
  }),
);
try {
  const stryker = path.join(root, "node_modules/@stryker-mutator/core/bin/stryker.js");
  const run = spawnSync(process.execPath, [stryker, "run", configuration, ...options], { cwd: root, stdio: "inherit" });
  process.exitCode = fs.existsSync(result) ? said(JSON.parse(fs.readFileSync(result, "utf8"))) : run.status || 1;
} finally {
  fs.rmSync(work, { recursive: true, force: true });
}

function takeNumber(name, otherwise) {
  const at = options.indexOf(name);
  return at < 0 ? otherwise : Number(options.splice(at, 2)[1]);
}

/**
 * Where the sample's changes are, for Stryker's `mutate`. It could make all changes and be told which ones to leave out, but
 * it keeps in memory which changes each test runs: with the changes of a large room that is more than a process may have.
 */
async function rangesOfSample() {
  const { Instrumenter } = await import("@stryker-mutator/instrumenter");
  const silent = { isDebugEnabled: () => false, debug: () => {}, info: () => {}, warn: () => {} };
  const targets = paths.flatMap((one) => {
    const line = Number(LINE.exec(one)?.[1]) - 1;
    const whole = { start: { line, column: 0 }, end: { line, column: Number.MAX_SAFE_INTEGER } };
    return filesOf(one.replace(LINE, "")).map((file) => ({
      name: path.join(root, file),
      mutate: LINE.test(one) ? [whole] : true,
      content: fs.readFileSync(path.join(root, file), "utf8"),
    }));
  });
  const { mutants } = await new Instrumenter(silent).instrument(targets, { ...mutator, plugins: null, ignorers: [] });
  const place = ({ line, column }) => `${line + 1}:${column}`;
  const found = mutants
    .filter(({ status }) => status !== "Ignored")
    .filter(sampleOf({ root, every, offset }))
    .map(({ fileName, location: { start, end } }) => `${path.relative(root, fileName)}:${place(start)}-${place(end)}`);
  return [...new Set(found)];
}

/** @returns {string[]} what of it is written by hand: what is generated is compared with what it is made of, byte for byte */
function filesOf(given) {
  const all = given.endsWith(".ts")
    ? [given]
    : fs.readdirSync(path.join(root, given), { recursive: true }).map((name) => path.join(given, name));
  return all.filter((file) => file.endsWith(".ts") && !/\.(?:generated|d)\.ts$/.test(file)).sort();
}

/** Tests of the rooms; those that took least at first come first, since the first that fails ends a change's turn. */
function vitestConfiguration() {
  const test = {
    include: rooms.flatMap((room) => [`test/${room}/**/*.test.ts`, ...(ALSO[room] ?? [])]),
    exclude: LEFT_OUT,
    // Loading the same modules anew for each file takes three times as long, and gives the same answers.
    isolate: false,
    setupFiles: [setup],
    testTimeout: 180_000,
    hookTimeout: 180_000,
  };
  return `const took = new Map();
class QuickestFirst {
  constructor(vitest) {
    this.vitest = vitest;
  }
  shard(files) {
    return files;
  }
  sort(files) {
    for (const { project, moduleId } of files) {
      const known = this.vitest.cache.getFileTestResults(project.name + ":" + moduleId.slice(project.config.root.length + 1));
      if (known && !took.has(moduleId)) took.set(moduleId, known.duration);
    }
    return [...files].sort((one, other) => (took.get(one.moduleId) ?? 0) - (took.get(other.moduleId) ?? 0));
  }
}
export default { test: { ...${JSON.stringify(test)}, sequence: { sequencer: QuickestFirst } } };
`;
}

/**
 * Stryker's own setup sends what is covered at the end of each file of tests. Without isolation that is all that was covered
 * so far, so what was sent is taken out before the next file.
 */
function setupFile() {
  return `import { beforeAll } from "vitest";
beforeAll(() => {
  const { perTest } = globalThis.__stryker__?.mutantCoverage ?? { perTest: {} };
  for (const test of Object.keys(perTest)) delete perTest[test];
});
`;
}

/** Stryker asks a "checker" which changes are worth a run: those of the sample. The others end as "CompileError". */
function samplePlugin() {
  return `import { sampleOf } from ${JSON.stringify(new URL("mutants-sample.mjs", import.meta.url).href)};
const isIn = sampleOf(${JSON.stringify({ root, every, offset })});
const answer = (mutant) => [mutant.id, { status: isIn(mutant) ? "passed" : "compileError" }];
const checker = { init: async () => {}, check: async (mutants) => Object.fromEntries(mutants.map(answer)) };
const create = () => ({ ...checker, group: async (mutants) => [mutants.map(({ id }) => id)] });
create.inject = [];
export const strykerPlugins = [{ kind: "Checker", name: "sample", factory: create }];
`;
}

/** Prints the survivors that nobody has looked at, and the score. @returns {number} the exit code */
function said({ files }) {
  const all = { tried: 0, seen: 0, known: 0, late: 0, failed: 0, open: 0, idle: 0 };
  for (const [file, { source, mutants }] of Object.entries(files)) {
    const lines = source.split("\n");
    const score = Object.fromEntries(Object.keys(all).map((key) => [key, 0]));
    for (const mutant of mutants) {
      const was = oneLine(textAt(lines, mutant.location));
      const as = oneLine(mutant.replacement);
      const end = endOf(mutant, isKnown(file, was, as, lines[mutant.location.start.line - 1]));
      if (end === null) continue;
      score.tried++;
      score[end]++;
      if (end === "open" && mutant.status === "NoCoverage") score.idle++;
      if (end === "seen" || end === "known") continue;
      const why = end === "open" ? mutant.status : `${mutant.status}: ${mutant.statusReason ?? "no answer in time"}`;
      console.log(`${file}:${mutant.location.start.line} ${mutant.mutatorName} (${why})\n    ${was}\n    became ${as}`);
    }
    for (const key of Object.keys(all)) all[key] += score[key];
    if (score.tried > 0) console.log(`${file}: ${counted(score)}`);
  }
  console.log(every === 1 ? "Every change:" : `One change of ${every}, offset ${offset}:`);
  console.log(`${counted(all)}.`);
  return all.seen + all.known === all.tried ? 0 : 1;
}

/** What became of a change; null where it was not tried. A loop without an end is told by its turns, not by the clock. */
function endOf({ status, statusReason }, known) {
  if (status === "Killed") return "seen";
  if (status === "Timeout") return statusReason?.startsWith("Hit limit") ? "seen" : "late";
  if (status === "RuntimeError") return "failed";
  if (status !== "Survived" && status !== "NoCoverage") return null;
  return known ? "known" : "open";
}

function counted({ tried, seen, known, late, failed, open, idle }) {
  const others = [late > 0 ? `, ${late} took too long` : "", failed > 0 ? `, ${failed} could not be run` : ""].join("");
  const of = idle > 0 ? `, ${idle} of them in code that no test of the room runs` : "";
  return `${seen} of ${tried} changes are seen by a test, ${known} are known${others}, ${open} are not${of}`;
}

function isKnown(file, was, as, line) {
  const isIt = ([from, to, part = ""]) => from === was && to === as && line.includes(part);
  return KNOWN.some((one) => one.file === file && one.changes.some(isIt));
}

function textAt(lines, { start, end }) {
  const part = lines.slice(start.line - 1, end.line);
  return [...part.slice(0, -1), part.at(-1).slice(0, end.column - 1)].join("\n").slice(start.column - 1);
}

function oneLine(text) {
  return text.replaceAll(/\s+/g, " ").trim();
}
