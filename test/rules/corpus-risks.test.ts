import fs from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { load } from "js-yaml";
import { describe, expect, it } from "vitest";
import { isObject, type JsonObject, type JsonValue, valueAt } from "../../src/base/json.ts";
import type { LiveCrd } from "../../src/crd/live-crd.ts";
import { liveFromObject } from "../../src/crd/live-from-object.ts";
import { readYamlDocument } from "../../src/yaml/yaml-document.ts";
import { documentFile, established, type Pair, readCases } from "../conformance/corpus.ts";
import { skippedWithoutData, wholeData } from "../data.ts";
import { type FoundFinding, findingsOf } from "./evaluated.ts";

/*
 * What the rules about stored data and the server say of real releases, each over the one before it, with objects of every
 * kind. RISKS_LIST=FILE writes each finding as a line of JSON, to be read.
 */

/** What `risks-history` and the conformance tests count already: refusals, and versions that come and go. */
const COUNTED_ELSEWHERE = new Set([
  "crd-api-version-removed",
  "manifest-behind-cluster",
  "server-rejects",
  "served-version-removed",
  "storage-version-not-burned-in",
  "stored-version-removed",
]);

type Sides = readonly (readonly [live: JsonObject, manifest: JsonObject])[];

/** The step as a pull request: the release of before is in the base and in the cluster. */
function toldOf(sides: Sides): readonly FoundFinding[] {
  const named = sides.map(([live, manifest]) => ({
    live,
    manifest,
    name: String(valueAt(live, ["metadata", "name"])),
  }));
  const prod = named.map(({ name, live }): [string, LiveCrd] => [name, { ...liveFromObject(live), hasObjects: true }]);
  const found = findingsOf({
    files: Object.fromEntries(named.map(({ name, manifest }) => [`crds/${name}.yaml`, JSON.stringify(manifest)])),
    base: Object.fromEntries(named.map(({ name, live }) => [`crds/${name}.yaml`, JSON.stringify(live)])),
    clusters: { prod: Object.fromEntries(prod) },
    formatVersion: 2,
    serverVersion: "v1.37.2",
    targets: [{ paths: ["**"], clusters: ["prod"], apply: "server-side" }],
  });
  return found.filter(({ rule }) => !COUNTED_ELSEWHERE.has(rule));
}

/** Findings by rule, with its cause, and project. */
type Counts = Record<string, Record<string, number>>;

function count(steps: Iterable<readonly [project: string, step: string, sides: Sides]>): Counts {
  const counts: Counts = {};
  const list: string[] = [];
  for (const [project, step, sides] of steps) {
    for (const { rule, crd, version, detail } of toldOf(sides)) {
      list.push(JSON.stringify([rule, `${project} ${step}`, crd, version, detail]));
      const name = "cause" in detail ? `${rule} (${detail.cause})` : rule;
      const row = counts[name] ?? {};
      counts[name] = row;
      row[project] = (row[project] ?? 0) + 1;
    }
  }
  if (process.env.RISKS_LIST !== undefined) fs.appendFileSync(process.env.RISKS_LIST, `${list.join("\n")}\n`);
  return counts;
}

function parsed(text: string): JsonObject {
  const reading = readYamlDocument(text, { dialect: "kubernetes" });
  // A few releases have a key twice, which kubectl refuses today.
  const value: JsonValue = reading.ok ? reading.value : JSON.parse(JSON.stringify(load(text, { json: true })));
  if (!isObject(value)) throw new Error("no document");
  return value;
}

const CORPUS = "corpus";
const withoutCorpus = skippedWithoutData(`${CORPUS}/pairs.jsonl`);

/** Releases in their order, all CRDs of a step together. */
function* upgrades(folder: string): Generator<readonly [string, string, Sides]> {
  const steps = new Map<string, UpgradePair[]>();
  for (const pair of readCases<UpgradePair>(folder, "pairs.jsonl")) {
    if (pair.live === null || pair.history !== "upgrade") continue;
    const key = JSON.stringify([pair.project, `${pair.from} to ${pair.to}`]);
    steps.set(key, [...(steps.get(key) ?? []), pair]);
  }
  const read = (sha: string) => parsed(gunzipSync(fs.readFileSync(documentFile(folder, sha))).toString("utf8"));
  for (const pairs of steps.values()) {
    const [{ project, from, to } = { project: "", from: "", to: "" }] = pairs;
    const sides = pairs.flatMap(({ live, manifest }) =>
      live === null ? [] : [[established(read(live.sha), live.storedVersions), read(manifest.sha)] as const],
    );
    yield [project, `${from} to ${to}`, sides];
  }
}

interface UpgradePair extends Pair {
  readonly project: string;
  readonly history: string;
  readonly from: string | null;
  readonly to: string;
}

describe.skipIf(withoutCorpus !== "")(`risks of real releases${withoutCorpus}`, () => {
  it("speaks of these steps, and of no others", { timeout: 600_000 }, () => {
    expect(count(upgrades(wholeData(CORPUS)))).toEqual({
      "conversion-dropped (silent)": { "kubernetes-csi/external-snapshotter": 1 },
      "crd-too-large (nearly)": { "kubernetes-sigs/cluster-api-provider-azure": 6 },
      "gateway-api-channel (to-standard)": { "envoyproxy/gateway": 1 },
      "integer-bounds-unreachable (refused)": { "metallb/metallb": 3 },
      "names-conflict (old-names-stay)": { "metal3-io/cluster-api-provider-metal3": 6, "tektoncd/pipeline": 1 },
      // But for the first two, manifests as they are generated: the projects put a webhook in by a patch beside them.
      "storage-version-loses-fields": {
        "envoyproxy/gateway": 1,
        "fluxcd/image-automation-controller": 1,
        "kserve/kserve": 2,
        "kubernetes-sigs/cluster-api": 24,
        "kubernetes-sigs/cluster-api-provider-azure": 6,
        "kubernetes-sigs/kueue": 4,
        "longhorn/longhorn": 10,
        "metal3-io/cluster-api-provider-metal3": 9,
        "open-telemetry/opentelemetry-operator": 1,
        "percona/percona-server-mongodb-operator": 1,
        "percona/percona-xtradb-cluster-operator": 1,
      },
    });
  });
});

const BUNDLES = "gateway-api";
const withoutBundles = skippedWithoutData(BUNDLES);

/** From one folder of CRDs to another; those that are in both. */
function between(from: string, to: string): Sides {
  const files = (folder: string) => fs.readdirSync(folder).filter((name) => name.endsWith(".yaml"));
  const read = (folder: string, name: string) => parsed(fs.readFileSync(path.join(folder, name), "utf8"));
  const shared = files(from).filter((name) => files(to).includes(name));
  return shared.flatMap((name) => {
    const live = read(from, name);
    const versions = valueAt(live, ["spec", "versions"]);
    const storage = (Array.isArray(versions) ? versions : []).find((version) => valueAt(version, ["storage"]) === true);
    return [[established(live, [String(valueAt(storage, ["name"]))]), read(to, name)] as const];
  });
}

describe.skipIf(withoutBundles !== "")(`risks of Gateway API's bundles${withoutBundles}`, () => {
  const steps = (pairs: readonly (readonly [string, string])[]) =>
    pairs.map(
      ([from, to]) =>
        [`${from} to ${to}`, "", between(wholeData(`${BUNDLES}/${from}`), wholeData(`${BUNDLES}/${to}`))] as const,
    );

  it("says nothing of a newer release of the same channel", () => {
    const releases = ["v1.0.0", "v1.1.0", "v1.2.1", "v1.4.0"];
    const newer = releases
      .slice(1)
      .flatMap((release, index) =>
        ["standard", "experimental"].map(
          (channel) => [`${releases[index]}/${channel}`, `${release}/${channel}`] as const,
        ),
      );
    expect(count(steps(newer))).toEqual({});
  });

  it("speaks of the other channel, and of an older release", () => {
    const [standard, experimental, older] = ["v1.4.0/standard", "v1.4.0/experimental", "v1.2.1/standard"];
    const others = [
      [standard, experimental],
      [experimental, standard],
      [standard, older],
    ] as const;
    expect(count(steps(others))).toEqual({
      "gateway-api-channel (to-experimental)": { "v1.4.0/standard to v1.4.0/experimental": 6 },
      "gateway-api-channel (to-standard)": { "v1.4.0/experimental to v1.4.0/standard": 3 },
      "gateway-api-downgrade (older)": { "v1.4.0/standard to v1.2.1/standard": 4 },
    });
  });
});
