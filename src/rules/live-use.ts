import { type DocumentPath, valueAt } from "../base/json.ts";
import { atLeast } from "../base/server-version.ts";
import { liveStorageVersion } from "../crd/live-crd.ts";
import { compareUse, type UseBreak, type UseComparison } from "../crd/profile/compare-use.ts";
import { stepsOf, type UseStep } from "../crd/profile/field-use.ts";
import { heldDigest } from "../crd/schema/held-schema.ts";
import type { SchemaProps } from "../crd/schema/schema-props.ts";
import type { CrdManifest } from "../manifests/manifest.ts";
import { type CrdUse, isProfiled } from "../snapshots/profiles/profile.ts";
import type { LoadedSnapshot } from "../snapshots/snapshot.ts";
import { isLive, type LiveCase } from "./live-cases.ts";
import { liveSchema, manifestHolder, manifestSchema, schemaProps } from "./live-schema.ts";
import { manifestStorageVersion, schemaPath, servesByWebhook } from "./manifest-versions.ts";
import { manifestPlace } from "./place.ts";
import type { RuleContext, RuleFinding, RuleId } from "./rule.ts";

/** What a manifest does to the objects that a cluster's profile knows. */
export interface LiveUse {
  readonly one: LiveCase;
  readonly use: CrdUse;
  /** The version whose schema it is: the one that they are stored at, or the one that they would be stored at from now on. */
  readonly version: string;
  /** The day on which the objects were read: `2026-11-22`. */
  readonly day: string;
  readonly breaks: readonly UseBreak[];
  /** As `UseComparison` has them. */
  readonly doubts: UseComparison["doubts"];
  readonly isCut: boolean;
}

/** What the details of all rules about objects in clusters have. */
export interface LiveUseDetail {
  /** As `LiveUse.version`. */
  readonly version: string;
  /** The version that the objects are stored at. */
  readonly storedAt: string;
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
      const found = usesOn(one, loaded.get(name), context);
      if (found.length > 0) return found;
    }
    return [];
  });
}

/** Empty: nothing is known of its objects, or nothing happens to them. */
function usesOn(one: LiveCase, loaded: LoadedSnapshot | undefined, context: RuleContext): readonly LiveUse[] {
  const { manifest, live } = one;
  const profile = loaded?.used?.profile;
  if (profile === undefined || !Object.hasOwn(profile.crds, manifest.name)) return [];
  const use = profile.crds[manifest.name];
  if (use === undefined || !isProfiled(use) || use.objects === 0) return [];
  const stored = live.versions.find(({ name, schema }) => name === use.version && schema === use.schema);
  if (stored === undefined) return [];
  const text = liveSchema(one, stored, context);
  const before = text === undefined ? null : schemaProps(text);
  const day = (use.capturedAt ?? profile.capturedAt).slice(0, "2026-11-22".length);
  return versionsToLookAt(one, use).flatMap((version): readonly LiveUse[] => {
    const isSame = heldDigest(manifestHolder(manifest, version)) === use.schema;
    const next = isSame ? undefined : manifestSchema(manifest, version);
    const after = next === undefined ? null : schemaProps(next);
    if (after === null) return [];
    const found = { one, use, version, day, ...compared(use, before, after) };
    return found.breaks.length === 0 && found.doubts?.length === 0 && !found.isCut ? [] : [found];
  });
}

/** Where nothing converts, a new storage version has the same objects; what its schema asked before is no news. */
function versionsToLookAt({ manifest, live }: LiveCase, { version }: CrdUse): readonly string[] {
  const next = manifestStorageVersion(manifest);
  if (next === undefined || next === version || next === liveStorageVersion(live)) return [version];
  if (servesByWebhook(manifest) || live.conversion.strategy === "Webhook") return [version];
  const known = live.versions.find(({ name }) => name === next)?.schema;
  return known === heldDigest(manifestHolder(manifest, next)) ? [version] : [version, next];
}

const remembered = new WeakMap<CrdUse, WeakMap<SchemaProps, { before: SchemaProps | null; is: UseComparison }>>();

/** Asked by several rules, of two trees. */
function compared(use: CrdUse, before: SchemaProps | null, after: SchemaProps): UseComparison {
  const ofUse = remembered.get(use) ?? new WeakMap<SchemaProps, { before: SchemaProps | null; is: UseComparison }>();
  remembered.set(use, ofUse);
  const known = ofUse.get(after);
  if (known?.before === before) return known.is;
  const is = compareUse(use, before, after);
  ofUse.set(after, { before, is });
  return is;
}

export function useDetail({ use, version, day }: LiveUse): LiveUseDetail {
  return { version, storedAt: use.version, objects: use.objects, day };
}

/** What a rule says of one schema as a whole, at the first of the fields that it names. */
export function schemaFinding<Id extends RuleId, D>(
  rule: Id,
  { one, version }: LiveUse,
  { first, fields, detail }: { readonly first: FieldPlace; readonly fields: readonly string[]; readonly detail: D },
): RuleFinding<Id, D> {
  const { manifest, cluster, from } = one;
  return {
    rule,
    crd: manifest.name,
    version,
    fields,
    cluster: cluster.name,
    from,
    place: manifestPlace(manifest, fieldPath(manifest, version, first), version),
    related: [],
    together: JSON.stringify([manifest.name, version]),
    detail,
  };
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

/** A field, and the keyword of its schema that is meant. */
export interface FieldPlace {
  readonly path: string;
  readonly keyword?: string | undefined;
  /** Present and true: of what the field belongs to. */
  readonly isAbove?: boolean;
}

/** Where the schema of a manifest says what breaks something; where it has nothing there, the nearest that it has. */
export function breakPlace({ kind, path }: UseBreak): FieldPlace {
  return { path, keyword: KEYWORDS[kind], isAbove: kind === "required" };
}

export function fieldPath(
  manifest: CrdManifest,
  version: string,
  { path, keyword, isAbove }: FieldPlace,
): DocumentPath {
  const steps = stepsOf(path) ?? [];
  let at = schemaPath(manifest, version);
  for (const step of isAbove === true ? steps.slice(0, -1) : steps) {
    const next = [...at, ...keysOf(step)];
    if (valueAt(manifest.object, next) === undefined) return at;
    at = next;
  }
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
