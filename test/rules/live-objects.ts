import type { JsonObject } from "../../src/base/json.ts";
import { liveFromObject } from "../../src/crd/live-from-object.ts";
import { useRecorder } from "../../src/crd/profile/record-use.ts";
import { schemaDigest } from "../../src/crd/schema/digest.ts";
import { readSchema } from "../../src/crd/schema/schema-props.ts";
import type { Finding } from "../../src/report/report.ts";
import type { CrdUse, Profile } from "../../src/snapshots/profiles/profile.ts";
import { writeProfile } from "../../src/snapshots/profiles/write-profile.ts";
import type { Snapshot } from "../../src/snapshots/snapshot.ts";
import { writeSnapshot } from "../../src/snapshots/write.ts";
import { judged } from "../check/in-memory.ts";
import { crd } from "./evaluated.ts";

export const NAME = "feeds.example.com";
export const TEXT = { type: "string" };
const SPEC: JsonObject = {
  tier: { ...TEXT, enum: ["gold", "legacy"] },
  name: TEXT,
  labels: { type: "object", additionalProperties: TEXT },
  sources: { type: "array", items: { type: "object", properties: { jsonPath: TEXT, host: TEXT } } },
  values: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
};
const STATUS: JsonObject = { phase: { ...TEXT, enum: ["Pending", "Ready"] } };

export function schema(spec: JsonObject = {}, required: readonly string[] = [], status: JsonObject = {}): JsonObject {
  const known = (all: JsonObject) => Object.fromEntries(Object.entries(all).filter(([, one]) => one !== null));
  return {
    type: "object",
    properties: {
      spec: { type: "object", properties: known({ ...SPEC, ...spec }), ...(required.length > 0 ? { required } : {}) },
      status: { type: "object", properties: known({ ...STATUS, ...status }) },
    },
  };
}

export function manifest(openAPIV3Schema: JsonObject, versions = "v1*") {
  const plain = crd({ name: NAME, kind: "Feed", versions });
  const all = plain.spec.versions.map((version) => ({ ...version, schema: { openAPIV3Schema } }));
  return { ...plain, spec: { ...plain.spec, versions: all } };
}

export const LIVE = schema();
export const OBJECTS: readonly JsonObject[] = [
  {
    spec: { tier: "legacy", name: "abc", labels: { k: "v" }, sources: [{ jsonPath: "$" }], values: { x: 1 } },
    status: { phase: "Pending" },
  },
  { spec: { tier: "gold", sources: [{ host: "h" }] }, status: {} },
];

export interface Cluster {
  readonly server?: string;
  readonly objects?: readonly JsonObject[];
  readonly use?: Partial<CrdUse>;
  /** Of the profile; null: nobody recorded it. */
  readonly identity?: string | null;
}

export function filesOf(cluster: string, { server = "v1.32.1", objects = OBJECTS, use = {}, identity }: Cluster) {
  const object = manifest(LIVE);
  const names = { ...object.spec.names, singular: "feed", listKind: "FeedList" };
  const status = {
    storedVersions: ["v1"],
    acceptedNames: names,
    conditions: [{ type: "Established", status: "True" }],
  };
  const origin = { kind: "cluster" as const, tool: "0.1.0", identity: "ca:5f1c09ab" };
  const snapshot: Snapshot = {
    formatVersion: 2,
    cluster,
    origin,
    serverVersion: server,
    capturedAt: "2026-11-22T02:00:00Z",
    complete: true,
    apis: [],
    crds: { [NAME]: liveFromObject({ ...object, spec: { ...object.spec, names }, status }) },
  };
  const recorder = useRecorder(readSchema(LIVE), { version: "v1", digest: schemaDigest(LIVE) });
  for (const one of objects) recorder.add(one);
  const profile: Profile = {
    formatVersion: 1,
    cluster,
    origin: { tool: "0.1.0", ...(identity === null ? {} : { identity: identity ?? origin.identity }) },
    capturedAt: "2026-11-22T02:00:00Z",
    crds: { [NAME]: { ...recorder.finished(), ...use } },
  };
  return {
    [`.github/crd-upgrade-guard/clusters/${cluster}.json`]: writeSnapshot(snapshot),
    [`.github/crd-upgrade-guard/profiles/${cluster}.json`]: writeProfile(profile),
  };
}

export const PROFILE = ".github/crd-upgrade-guard/profiles/prod-eu.json";

export function report(
  after: JsonObject,
  clusters: Readonly<Record<string, Cluster>> = { "prod-eu": {} },
  edits: Readonly<Record<string, string>> = {},
) {
  const guard = Object.assign({}, ...Object.entries(clusters).map(([name, one]) => filesOf(name, one)));
  const base = { ...guard, "crd.yaml": JSON.stringify(manifest(LIVE), null, 2) };
  return judged(base, { ...base, "crd.yaml": JSON.stringify(manifest(after), null, 2), ...edits });
}

export function told(findings: readonly Finding[]) {
  return findings.map(({ rule, severity, state, clusters, location, message }) => [
    rule,
    severity,
    state,
    clusters.join(" "),
    location.yamlPath.replace("spec.versions[0].schema.openAPIV3Schema.properties.", "…"),
    message,
  ]);
}

export const READ = " (as of 2026-11-22)";
export const KEPT = (path: string) =>
  `${READ}: objects that exist keep working until \`${path}\` changes (Kubernetes 1.30 and later), and then their write is refused, a controller's too, and so is a copy that is created or restored.`;
export const GONE = `${READ}: from the update on the API server shows none of it, the next write of an object, by whoever, drops it from the store, and server-side apply of a file that still sets it fails with \`field not declared in schema\`.`;
export const OF = "`v1` of `feeds.example.com`";
