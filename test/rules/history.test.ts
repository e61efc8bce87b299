import { describe, expect, it } from "vitest";
import { parseServerVersion } from "../../src/base/server-version.ts";
import { liveFromObject } from "../../src/crd/live-from-object.ts";
import { predict } from "../../src/crd/predict.ts";
import { readManifests } from "../../src/manifests/crd-reader.ts";
import { ownedErrors } from "../../src/rules/error-owners.ts";
import type { ClusterView } from "../../src/rules/rule.ts";
import { histories, manifestOf, type Pair, skippedWithoutHistories } from "./histories.ts";

/** The rest, another channel or another project's copy, is neither. */
const DIRECTIONS: Readonly<Record<string, string>> = { upgrade: "forward", jump: "forward", downgrade: "back" };

function ruleOf(pair: Pair): string {
  if (pair.live === null) return "";
  const liveObject = { ...manifestOf(pair.crd, pair.live), status: { storedVersions: pair.live.storedVersions ?? [] } };
  const [manifest] = readManifests(
    "crd.json",
    new TextEncoder().encode(JSON.stringify(manifestOf(pair.crd, pair.manifest))),
  ).crds;
  if (manifest === undefined) throw new Error(`${pair.id} gave no manifest`);
  const server = parseServerVersion("v1.37.2");
  const live = liveFromObject(liveObject);
  const cluster: ClusterView = {
    name: "prod",
    server,
    loaded: {
      path: "prod.json",
      lineOf: () => 1,
      snapshot: {
        formatVersion: 1,
        cluster: "prod",
        origin: { kind: "releases", tool: "0.1.0" },
        serverVersion: "v1.37.2",
        capturedAt: null,
        complete: true,
        apis: [],
        crds: { [pair.crd]: live },
      },
    },
  };
  const prediction = predict({ manifest: manifest.object, live, server, client: "replace" });
  const one = {
    manifest,
    cluster,
    client: "replace",
    appliedAs: "replace",
    live,
    prediction,
    leftOut: false,
    from: "snapshot",
    appliesBecause: "",
  } as const;
  return [...new Set(ownedErrors([one]).map(({ rule }) => rule))].join("+");
}

/** Real histories: whether a refusal was met on the way forward or back must be told from versions alone (spec §4.5). */
describe.skipIf(skippedWithoutHistories !== "")(`causes on real histories${skippedWithoutHistories}`, () => {
  const pairs = histories().filter(({ latest }) =>
    latest.errors.some(({ field }) => field.startsWith("status.storedVersions[")),
  );

  it("tells forward from back", () => {
    const counts: Record<string, Record<string, number>> = {};
    for (const pair of pairs) {
      const direction = DIRECTIONS[pair.history] ?? "sideways";
      const rule = ruleOf(pair);
      const row = counts[direction] ?? {};
      counts[direction] = row;
      row[rule] = (row[rule] ?? 0) + 1;
    }
    // The one odd case each way: TargetAllocator went from v1beta1 back to v1alpha1 in a newer release.
    expect(counts).toEqual({
      forward: { "stored-version-removed": 1252, "manifest-behind-cluster": 1 },
      back: { "manifest-behind-cluster": 1720, "stored-version-removed": 1 },
      sideways: { "manifest-behind-cluster": 6, "stored-version-removed": 1 },
    });
  });
});
