import { type DocumentPath, valueAt } from "../base/json.ts";
import { atLeast } from "../base/server-version.ts";
import { compareUse, type UseBreak, type UseComparison } from "../crd/profile/compare-use.ts";
import { stepsOf, type UseStep } from "../crd/profile/field-use.ts";
import { schemaDigest } from "../crd/schema/digest.ts";
import type { SchemaProps } from "../crd/schema/schema-props.ts";
import type { CrdManifest } from "../manifests/manifest.ts";
import { type CrdUse, isProfiled } from "../snapshots/profiles/profile.ts";
import type { LoadedSnapshot } from "../snapshots/snapshot.ts";
import { isLive, type LiveCase } from "./live-cases.ts";
import { manifestSchema, schemaProps } from "./live-schema.ts";
import { schemaPath } from "./manifest-versions.ts";
import type { RuleContext } from "./rule.ts";

/** What a manifest does to the objects that a cluster's profile knows. */
export interface LiveUse {
  readonly one: LiveCase;
  readonly use: CrdUse;
  /** The day on which the objects were read: `2026-11-22`. */
  readonly day: string;
  readonly breaks: readonly UseBreak[];
}

/** What the details of all rules about objects in clusters have. */
export interface LiveUseDetail {
  readonly version: string;
  /** Objects that were read. */
  readonly objects: number;
  readonly day: string;
}

/** Since 1.30 what an update leaves as it was is not held against it (CRDValidationRatcheting). */
const RATCHETS_FROM_MINOR = 30;

export function ratchets({ cluster }: LiveCase): boolean {
  return atLeast(cluster.server, RATCHETS_FROM_MINOR);
}

/**
 * Updates that the server takes, with what they do to objects that are there. Nothing is said of objects that were counted
 * under another schema than the one that lives, nor of a CRD that stays as it is.
 */
export function liveUses(context: RuleContext): readonly LiveUse[] {
  const loaded = new Map(context.snapshots.map((one) => [one.snapshot.cluster, one]));
  // Of most guards nobody has asked for profiles.
  if ([...loaded.values()].every(({ used }) => used === undefined)) return [];
  return context.riskCases.flatMap((one): readonly LiveUse[] => {
    // What the base delivers first has another schema than the one that the objects were counted under.
    if (one.from !== "snapshot" || !isLive(one)) return [];
    for (const name of context.alike(one.cluster)) {
      const found = useOn(one, loaded.get(name));
      if (found !== null) return [found];
    }
    return [];
  });
}

/** null: nothing is known of its objects, or nothing happens to them. */
function useOn(one: LiveCase, loaded: LoadedSnapshot | undefined): LiveUse | null {
  const { manifest, live } = one;
  const profile = loaded?.used?.profile;
  if (profile === undefined || !Object.hasOwn(profile.crds, manifest.name)) return null;
  const use = profile.crds[manifest.name];
  if (use === undefined || !isProfiled(use) || use.objects === 0) return null;
  const text = manifestSchema(manifest, use.version);
  const isOfLive = live.versions.some(({ name, schema }) => name === use.version && schema === use.schema);
  if (!isOfLive || text === undefined || schemaDigest(text) === use.schema) return null;
  const after = schemaProps(text);
  if (after === null) return null;
  const { breaks } = compared(use, after);
  if (breaks.length === 0) return null;
  return { one, use, day: (use.capturedAt ?? profile.capturedAt).slice(0, "2026-11-22".length), breaks };
}

const remembered = new WeakMap<CrdUse, WeakMap<SchemaProps, UseComparison>>();

/** Asked by several rules, of two trees. */
function compared(use: CrdUse, after: SchemaProps): UseComparison {
  const known = remembered.get(use) ?? new WeakMap<SchemaProps, UseComparison>();
  remembered.set(use, known);
  const comparison = known.get(after) ?? compareUse(use, after);
  known.set(after, comparison);
  return comparison;
}

export function useDetail({ use, day }: LiveUse): LiveUseDetail {
  return { version: use.version, objects: use.objects, day };
}

const KEYWORDS: Readonly<Partial<Record<UseBreak["kind"], string>>> = {
  type: "type",
  enum: "enum",
  required: "required",
  length: "maxLength",
  items: "maxItems",
  members: "maxProperties",
  default: "default",
};

/** Where the schema of a manifest says what breaks something; where it has nothing there, the nearest that it has. */
export function breakPath(manifest: CrdManifest, version: string, { kind, path }: UseBreak): DocumentPath {
  const steps = stepsOf(path) ?? [];
  const root = schemaPath(manifest, version);
  let at = root;
  for (const step of kind === "required" ? steps.slice(0, -1) : steps) {
    const next = [...at, ...keysOf(step)];
    if (valueAt(manifest.object, next) === undefined) return at;
    at = next;
  }
  const keyword = KEYWORDS[kind];
  const exact = keyword === undefined ? at : [...at, keyword];
  return valueAt(manifest.object, exact) === undefined ? at : exact;
}

function keysOf(step: UseStep): readonly string[] {
  if (typeof step === "object") return ["properties", step.name];
  return step === "items" ? ["items"] : ["additionalProperties"];
}

/** As sentences of this tool write a path: `spec.labels.*`. */
export function pathInWords(path: string): string {
  return `\`${path.replaceAll("{}", ".*")}\``;
}

/** Of the status a controller writes anew what it needs. */
export function isOfStatus({ path }: { readonly path: string }): boolean {
  return path === "status" || /^status[.[{]/.test(path);
}
