import { expect, test } from "vitest";
import { isServerVersion, readVersionDump } from "../../src/snapshots/version-dump.ts";

const read = (text: string) => readVersionDump(new TextEncoder().encode(text));
const CLIENT = { major: "1", minor: "33", gitVersion: "v1.33.1" };
const SERVER = { major: "1", minor: "31+", gitVersion: "v1.31.3-gke.100" };

test.each([
  ["kubectl version -o json", JSON.stringify({ clientVersion: CLIENT, kustomizeVersion: "v5", serverVersion: SERVER })],
  [
    "kubectl version -o yaml",
    'clientVersion:\n  gitVersion: v1.33.1\nserverVersion:\n  gitVersion: v1.31.3-gke.100\n  minor: "31+"\n',
  ],
  ["kubectl get --raw /version", JSON.stringify(SERVER)],
  ["blanks around it", JSON.stringify({ gitVersion: " v1.31.3-gke.100\n" })],
])("%s", (_, text) => {
  expect(read(text)).toEqual({ ok: true, value: "v1.31.3-gke.100" });
});

test.each([
  [
    "of kubectl alone",
    JSON.stringify({ clientVersion: CLIENT }),
    "it has only kubectl's own version: the server did not answer `kubectl version`",
  ],
  ["cut off", '{"serverVersion": {', "line 1: The bracket that opens here is never closed"],
  [
    "with a key twice",
    '{"a.b": 1, "a.b": 2}',
    "line 1: The key `a.b` appears twice in one mapping: some tools take the last one, others refuse",
  ],
  ["of something else", '{"kind": "List"}', "it is not what `kubectl version -o json` prints of a server"],
  [
    "without a version",
    '{"serverVersion": {"gitVersion": ""}}',
    "it is not what `kubectl version -o json` prints of a server",
  ],
])("what is %s is refused", (_, text, reason) => {
  expect(read(text)).toEqual({ ok: false, reason });
});

test("a version is told from a file that has it", () => {
  expect(["v1.31.3", "1.33", "v1.30.5-eks-1234", "version.json", "v1", "./v1.31"].map(isServerVersion)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
});
