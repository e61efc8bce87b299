import { expect, it } from "vitest";
import { crd, findingsOf, live } from "./evaluated.ts";

const NAME = "routes.example.com";
const ONE = "spec.versions: Invalid value: must have exactly one version marked as storage version";

it.each([
  [
    "none has it",
    "v1 v2",
    "crd.yaml:11 spec.versions",
    null,
    { storage: [], versions: 2 },
    [ONE, "status.storedVersions: Invalid value: must have at least one stored version"],
  ],
  [
    "two have it",
    "v1* v2*",
    "crd.yaml:20 spec.versions[1].storage",
    null,
    { storage: ["v1", "v2"], versions: 2 },
    [ONE, "status.storedVersions: Invalid value: must have the storage version v2"],
  ],
  ["none has it on update", "v1 v2", "crd.yaml:11 spec.versions", ["v1"], { storage: [], versions: 2 }, [ONE]],
  [
    "no version at all: the stored ones that are missing are the same cause",
    "",
    "crd.yaml:11 spec.versions",
    ["v1"],
    { storage: [], versions: 0 },
    [ONE, 'status.storedVersions[0]: Invalid value: "v1": must appear in spec.versions'],
  ],
])("%s", (_, versions, at, stored, detail, server) => {
  const found = findingsOf({
    files: { "crd.yaml": [crd({ versions })] },
    clusters: { prod: stored === null ? {} : { [NAME]: live({ versions: "v1*" }, stored) } },
  });
  expect(
    found.map(({ server: text, ...rest }) => ({ ...rest, server: (text ?? "").split("\n").map(withoutValues).sort() })),
  ).toEqual([
    {
      rule: "storage-version-count",
      crd: NAME,
      cluster: "prod",
      at,
      server: server.map(withoutValues).sort(),
      detail: { kind: "storage-version-count", ...detail },
    },
  ]);
});

/** The bad value of a list is printed differently by different servers; it is tested with prediction. */
function withoutValues(line: string): string {
  return line.replace(/Invalid value: (?!"v1").*?(?=must have)/, "Invalid value: ");
}

it("says nothing of exactly one, wherever it stands", () => {
  expect(findingsOf({ files: { "crd.yaml": [crd({ versions: "v1 v2* v3!" })] }, clusters: { prod: {} } })).toEqual([]);
});
