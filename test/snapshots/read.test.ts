import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readSnapshot } from "../../src/snapshots/read.ts";
import type { Snapshot } from "../../src/snapshots/snapshot.ts";
import { writeSnapshot } from "../../src/snapshots/write.ts";

const PATH = "clusters/prod-eu.json";

const SNAPSHOT: Snapshot = {
  formatVersion: 2,
  cluster: "prod-eu",
  origin: { kind: "cluster", tool: "0.1.0", identity: "ca:5f1c09ab" },
  serverVersion: "v1.31.3",
  capturedAt: "2026-11-22T02:00:00Z",
  complete: true,
  apis: [],
  crds: {
    "claims.demo.example.com": {
      group: "demo.example.com",
      names: { plural: "claims", kind: "Claim" },
      scope: "Namespaced",
      versions: [
        { name: "v1", served: true, storage: true, schema: "absent" },
        { name: "v1beta1", served: false, storage: false, schema: "absent" },
      ],
      storedVersions: ["v1beta1", "v1"],
      conditions: { Established: "True" },
      conversion: { strategy: "None" },
    },
  },
};

const TEXT = writeSnapshot(SNAPSHOT);

/** The snapshot's text with `from`, which must be there, replaced. */
function edited(from: string, to: string): string {
  if (!TEXT.includes(from)) throw new Error(`the snapshot has no ${from}`);
  return TEXT.replace(from, to);
}

function read(text: string, path = PATH) {
  return readSnapshot(path, new TextEncoder().encode(text), "0.1.0");
}

/** `line:column message -> remedy`, after checking that nothing else is in a problem. */
function problems(text: string, path = PATH): readonly string[] {
  const reading = read(text, path);
  if (reading.ok) return [];
  return reading.problems.map(({ path: named, line, column, message, remedy, ...rest }) => {
    expect({ named, rest }).toEqual({ named: path, rest: {} });
    return `${line}:${column} ${message} -> ${remedy}`;
  });
}

test("a snapshot is read as it was written, with the line of each CRD's storedVersions", () => {
  const reading = read(TEXT);
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  const { loaded, notices } = reading.value;
  expect({ path: loaded.path, snapshot: loaded.snapshot, notices }).toEqual({
    path: PATH,
    snapshot: SNAPSHOT,
    notices: [],
  });
  expect(loaded.lineOf("claims.demo.example.com")).toBe(18);
  expect(loaded.lineOf("others.demo.example.com")).toBe(1);
});

test("white space, order of keys and of CRDs do not matter", () => {
  const { crds, ...head } = SNAPSHOT;
  const claims = crds["claims.demo.example.com"];
  const zebras = claims && { ...claims, names: { plural: "zebras", kind: "Zebra" } };
  const all = { "zebras.demo.example.com": zebras, "claims.demo.example.com": claims };
  const reading = read(`\ufeff\n${JSON.stringify({ crds: all, ...head })}`);
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  expect(reading.value.loaded.snapshot).toEqual({ ...SNAPSHOT, crds: all });
  expect(Object.keys(reading.value.loaded.snapshot.crds)).toEqual([
    "claims.demo.example.com",
    "zebras.demo.example.com",
  ]);
  expect(reading.value.loaded.lineOf("zebras.demo.example.com")).toBe(2);
});

test("APIs are sorted, and format 1 says nothing of rules where it has no digests of them", () => {
  const apis = ["storagemigration.k8s.io/v1beta1", "apps.example.com/v1"];
  const { "claims.demo.example.com": claims } = SNAPSHOT.crds;
  const cel = { compiled: [], rules: ["0123456789ab"] };
  const zebras = claims && { ...claims, names: { plural: "zebras", kind: "Zebra" }, cel };
  const crds = { "claims.demo.example.com": claims, "zebras.demo.example.com": zebras };
  const old = { ...SNAPSHOT, formatVersion: 1, apis, crds };
  const reading = read(JSON.stringify(old));
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  expect(reading.value.loaded.snapshot).toEqual({
    ...old,
    apis: ["apps.example.com/v1", "storagemigration.k8s.io/v1beta1"],
    crds: { "claims.demo.example.com": { ...claims, cel: "unknown" }, "zebras.demo.example.com": zebras },
  });
});

const REWRITE = "Write it again with `crd-upgrade-guard snapshot`.";
const RETAKE = "Take the snapshot or dump again instead of editing it.";
const QUOTE_HOW = "Write it with `crd-upgrade-guard snapshot`, or take a dump with `kubectl get crd -o json`.";

describe("a file that is no snapshot", () => {
  test.each<[string, readonly string[]]>([
    ["", ["1:1 The file is empty. -> The command that wrote it has failed: see what it said, and run it again."]],
    [" \n", ["1:1 The file is empty. -> The command that wrote it has failed: see what it said, and run it again."]],
    [
      "No resources found\n",
      [`1:1 The file is plain text; expected a snapshot, or what \`kubectl get crd -o json\` prints. -> ${QUOTE_HOW}`],
    ],
    [
      "[]",
      [`1:1 The file is a list; expected a snapshot, or what \`kubectl get crd -o json\` prints. -> ${QUOTE_HOW}`],
    ],
    [
      "# nothing\n",
      [`1:1 The file is plain text; expected a snapshot, or what \`kubectl get crd -o json\` prints. -> ${QUOTE_HOW}`],
    ],
    ["{}", [`1:1 The file is neither a snapshot nor what \`kubectl get crd -o json\` prints. -> ${QUOTE_HOW}`]],
    ["a: 1\n", [`1:1 The file is neither a snapshot nor what \`kubectl get crd -o json\` prints. -> ${QUOTE_HOW}`]],
    [
      "formatVersion: 1\ncluster: prod-eu\n",
      [`1:1 The file is a snapshot written as YAML; expected JSON. -> ${REWRITE}`],
    ],
    [
      TEXT.slice(0, 30),
      ["3:3 The quote that opens here is never closed. -> Close the quote, or check whether the file was cut off."],
    ],
    [
      edited('  "complete": true,', "<<<<<<< HEAD"),
      ["7:1 The file has an unresolved merge conflict. -> Keep one side, or record the cluster again."],
    ],
    [
      edited('"apis": [],', '"apis": [],\n  "apis": [],'),
      [
        "9:4 The key `apis` appears twice in one mapping: some tools take the last one, others refuse. -> Remove one of the two.",
      ],
    ],
  ])("%j", (text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  test("cut off at any place it is refused, with a place in the file", () => {
    fc.assert(
      fc.property(fc.nat({ max: TEXT.length - 3 }), (length) => {
        const reading = read(TEXT.slice(0, length));
        if (reading.ok) throw new Error("read");
        expect(reading.problems).toHaveLength(1);
        expect(reading.problems[0]?.line).toBeLessThanOrEqual(TEXT.slice(0, length).split("\n").length);
      }),
    );
  });

  test("in UTF-16, as some shells on Windows write", () => {
    const bytes = new Uint8Array(Buffer.from(`\ufeff${TEXT}`, "utf16le"));
    expect(readSnapshot(PATH, bytes, "0.1.0")).toEqual({
      ok: false,
      problems: [
        {
          path: PATH,
          line: 1,
          column: 1,
          message: "The file is encoded as UTF-16; Kubernetes' tools read UTF-8.",
          remedy: "Save the file as UTF-8.",
        },
      ],
    });
  });

  test("whose name cannot be a cluster's", () => {
    expect(problems(TEXT, "clusters/-o.json")).toEqual([
      '1:1 "-o" cannot be a cluster\'s name. -> Rename the file: at most 100 characters without /, \\, *, ?, brackets, braces, ".." or control characters; the first is no dot, hyphen or space, the last no space.',
    ]);
  });
});

describe("a snapshot that was edited", () => {
  test.each<[string, string, readonly string[]]>([
    ['"complete"', '"compleet"', ["7:3 Unknown key `compleet` in the snapshot. -> Did you mean `complete`?"]],
    [
      '"storedVersions"',
      '"storedversions"',
      ['18:7 Unknown key `storedversions` in `crds["claims.demo.example.com"]`. -> Did you mean `storedVersions`?'],
    ],
    ['  "complete": true,\n', "", [`1:1 The snapshot lacks \`complete\`. -> ${REWRITE}`]],
    ['"complete": true', '"complete": "yes"', [`7:3 \`complete\` is "yes"; expected true or false. -> ${REWRITE}`]],
    [
      '"formatVersion": 2',
      '"formatVersion": 3',
      [
        "2:3 The snapshot has format 3; crd-upgrade-guard 0.1.0 knows formats up to 2. -> Use a newer crd-upgrade-guard.",
      ],
    ],
    [
      '"formatVersion": 2',
      '"formatVersion": "1"',
      [`2:3 \`formatVersion\` is "1"; expected one of 1, 2. -> Did you mean \`1\`?`],
    ],
    [
      '"formatVersion": 2',
      '"formatVersion": 2.5',
      [`2:3 \`formatVersion\` is 2.5; expected one of 1, 2. -> ${REWRITE}`],
    ],
    ['"formatVersion": 2', '"formatVersion": 0', [`2:3 \`formatVersion\` is 0; expected one of 1, 2. -> ${REWRITE}`]],
    [
      '"conversion": {"strategy": "None"}',
      '"conversion": {"strategy": "None"},\n      "cel": "none"',
      [
        `21:7 \`crds["claims.demo.example.com"].cel\` is "none"; expected digests of CEL rules, or "unknown". -> ${REWRITE}`,
      ],
    ],
    [
      '"conversion": {"strategy": "None"}',
      '"conversion": {"strategy": "None"},\n      "cel": {"compiled": [{"rules": ["abc"]}], "rules": [1]}',
      [
        `21:39 \`crds["claims.demo.example.com"].cel.compiled[0].rules[0]\` is "abc"; expected a digest of 16 characters. -> ${REWRITE}`,
        `21:59 \`crds["claims.demo.example.com"].cel.rules[0]\` is 1; expected a string. -> ${REWRITE}`,
      ],
    ],
    [
      '"cluster": "prod-eu"',
      '"cluster": "prod-us"',
      [
        '3:3 `cluster` is "prod-us", but the file is named for "prod-eu". -> A snapshot\'s file is named like its cluster: rename the file, or write the snapshot again.',
      ],
    ],
    [
      '"cluster": "prod-eu"',
      '"cluster": "a/b"',
      [
        `3:3 \`cluster\` is "a/b"; expected a cluster's name: at most 100 characters without /, \\, *, ?, brackets, braces, ".." or control characters; the first is no dot, hyphen or space, the last no space. -> ${REWRITE}`,
      ],
    ],
    [
      '"kind": "cluster"',
      '"kind": "clusters"',
      ['4:14 `origin.kind` is "clusters"; expected one of cluster, dump, releases. -> Did you mean `cluster`?'],
    ],
    [
      '"ca:5f1c09ab"',
      '"5f1c09ab"',
      [`4:50 \`origin.identity\` is "5f1c09ab"; expected "ca:" or "host:" and eight hexadecimal digits. -> ${REWRITE}`],
    ],
    ['"v1.31.3"', '""', [`5:3 \`serverVersion\` is empty. -> ${REWRITE}`]],
    [
      "2026-11-22T02:00:00Z",
      "2026-11-22",
      [`6:3 \`capturedAt\` is "2026-11-22"; expected an instant in UTC such as 2026-11-22T02:00:00Z. -> ${REWRITE}`],
    ],
    [
      "2026-11-22T02:00:00Z",
      "2026-02-30T02:00:00Z",
      [
        `6:3 \`capturedAt\` is "2026-02-30T02:00:00Z"; expected an instant in UTC such as 2026-11-22T02:00:00Z. -> ${REWRITE}`,
      ],
    ],
    [
      "2026-11-22T02:00:00Z",
      "1970-01-01T00:00:00Z",
      [`6:3 \`capturedAt\` is "1970-01-01T00:00:00Z"; no snapshot was taken in that year. -> ${REWRITE}`],
    ],
    [
      "2026-11-22T02:00:00Z",
      "2206-11-22T02:00:00Z",
      [`6:3 \`capturedAt\` is "2206-11-22T02:00:00Z"; no snapshot was taken in that year. -> ${REWRITE}`],
    ],
    [
      '"complete": true',
      '"complete": false',
      [`7:3 \`complete\` is false, but no \`selection\` says what was left out. -> ${REWRITE}`],
    ],
    [
      '"apis"',
      '"selection": {"exclude": ["*.io"]},\n  "apis"',
      [`7:3 \`complete\` is true, but \`selection\` says that groups were left out. -> ${REWRITE}`],
    ],
    [
      '"apis": []',
      '"apis": ["storage"]',
      [
        `8:12 \`apis[0]\` is "storage"; expected an API group and version such as storagemigration.k8s.io/v1alpha1. -> ${REWRITE}`,
      ],
    ],
    [
      '["v1beta1", "v1"]',
      "[]",
      [
        `18:7 \`crds["claims.demo.example.com"].storedVersions\` is an empty list; expected at least one entry. -> ${REWRITE}`,
      ],
    ],
    [
      '["v1beta1", "v1"]',
      "[1]",
      [`18:26 \`crds["claims.demo.example.com"].storedVersions[0]\` is 1; expected a string. -> ${REWRITE}`],
    ],
    [
      '["v1beta1", "v1"]',
      "null",
      [`18:7 \`crds["claims.demo.example.com"].storedVersions\` is empty; expected a list. -> ${REWRITE}`],
    ],
    [
      '"schema": "absent"',
      '"schema": "sha256:12"',
      [
        `15:57 \`crds["claims.demo.example.com"].versions[0].schema\` is "sha256:12"; expected "absent", or "sha256:" and 64 hexadecimal digits. -> ${REWRITE}`,
      ],
    ],
    [
      '"storage": true',
      '"storage": false',
      [`14:7 The CRD "claims.demo.example.com" needs exactly one version with storage true; found none. -> ${RETAKE}`],
    ],
    [
      '"storage": false',
      '"storage": true',
      [
        `14:7 The CRD "claims.demo.example.com" needs exactly one version with storage true; found v1, v1beta1. -> ${RETAKE}`,
      ],
    ],
    [
      '"name": "v1beta1"',
      '"name": "v1"',
      [`14:7 The CRD "claims.demo.example.com" has the version "v1" twice. -> ${RETAKE}`],
    ],
    [
      '"plural": "claims"',
      '"plural": "claim"',
      [`10:5 The CRD "claims.demo.example.com" has the names of "claim.demo.example.com". -> ${RETAKE}`],
    ],
    [
      '"kind": "Claim"',
      '"kind": "Claim", "kinds": []',
      ['12:54 Unknown key `kinds` in `crds["claims.demo.example.com"].names`. -> Did you mean `kind`?'],
    ],
    [
      '"group": "demo.example.com"',
      '"group": "demo.example.com", "terminating": false',
      [`11:36 \`crds["claims.demo.example.com"].terminating\` is false; expected true. -> ${REWRITE}`],
    ],
    [
      '{"Established": "True"}',
      '{"Established": true}',
      [
        '19:22 `crds["claims.demo.example.com"].conditions.Established` is true; expected one of True, False, Unknown. -> Did you mean `True`?',
      ],
    ],
  ])("%s becomes %s", (from, to, expected) => {
    expect(problems(edited(from, to))).toEqual(expected);
  });

  test("in several places is told all of them, in the order of the file", () => {
    const text = edited('"complete": true', '"complete": 1')
      .replace('"served": true', '"served": 1')
      .replace("v1.31.3", "")
      .replace('  "formatVersion": 2,\n', "")
      .replace('"apis": [],', '"apis": [],\n  "formatVersion": 0,');
    expect(problems(text)).toEqual([
      `4:3 \`serverVersion\` is empty. -> ${REWRITE}`,
      `6:3 \`complete\` is 1; expected true or false. -> ${REWRITE}`,
      `8:3 \`formatVersion\` is 0; expected one of 1, 2. -> ${REWRITE}`,
      `15:24 \`crds["claims.demo.example.com"].versions[0].served\` is 1; expected true or false. -> ${REWRITE}`,
    ]);
  });
});

describe("what a newer tool wrote", () => {
  const newer = edited('"tool": "0.1.0"', '"tool": "0.2.0"');

  test("may have unknown keys: they are notices, and not in what is read", () => {
    const text = newer
      .replace('"complete": true', '"complete": true,\n  "region": {"name": "eu"}')
      .replace('"served": true', '"served": true, "weight": 3');
    const reading = read(text);
    if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
    expect(reading.value.loaded.snapshot).toEqual({
      ...SNAPSHOT,
      origin: { kind: "cluster", tool: "0.2.0", identity: "ca:5f1c09ab" },
    });
    const why = "It was written by crd-upgrade-guard 0.2.0, newer than this 0.1.0.";
    expect(reading.value.notices).toEqual([
      `${PATH}: Unknown key \`region\` in the snapshot. ${why}`,
      `${PATH}: Unknown key \`weight\` in \`crds["claims.demo.example.com"].versions[0]\`. ${why}`,
    ]);
  });

  test("must fit in everything else", () => {
    expect(problems(newer.replace('"kind": "cluster"', '"kind": "fleet", "of": 3'))).toEqual([
      '4:14 `origin.kind` is "fleet"; expected one of cluster, dump, releases. -> It was written by crd-upgrade-guard 0.2.0, newer than this 0.1.0: update.',
    ]);
  });
});
