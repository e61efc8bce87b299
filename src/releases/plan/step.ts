import type { ServerVersion } from "../../base/server-version.ts";
import { errorText } from "../../crd/error-text.ts";
import { type LiveCrd, liveStorageVersion, liveVersionNames } from "../../crd/live-crd.ts";
import { predict } from "../../crd/predict.ts";
import type { Prediction } from "../../crd/prediction.ts";
import { liveFrom, type Release, type ReleaseCrd } from "../history.ts";
import { standInFor } from "./stand-in.ts";

/** What becomes of one CRD of a cluster where a release is applied. */
export type CrdStep =
  | { readonly kind: "accepted"; readonly after: LiveCrd }
  | RefusedStep
  /** Nobody knows what the release makes of it. */
  | { readonly kind: "unknown"; readonly reasons: readonly string[] };

export interface RefusedStep {
  readonly kind: "refused";
  /** Stored versions that the release lacks, where nothing else stands in the way: a migration may help. */
  readonly missing: readonly string[];
  /** The server's words. */
  readonly reasons: readonly string[];
}

/** Decides one CRD of a step: by recorded facts here, by the manifests themselves elsewhere. @param live null: none */
export type Stepper = (name: string, live: LiveCrd | null, crd: ReleaseCrd) => CrdStep;

/**
 * Decides by what is recorded of a release. The decision is the API server's own as `predict` has it, about a manifest that
 * stands for the real one.
 * @param trusts what refuses a new CRD may be a fault that a live one has and keeps: with the real manifests at hand, those
 * will tell
 */
export function byFacts(server: ServerVersion, trusts: boolean): Stepper {
  const known = new Map<string, CrdStep>();
  const shapeOf = shapes();
  return (name, live, crd) => {
    if (crd.facts === null || (crd.refused.length > 0 && !(trusts && live !== null))) return withoutFacts(crd);
    const key = JSON.stringify([name, live === null ? null : shapeOf(live), shapeOf(crd.facts)]);
    const before = known.get(key);
    if (before?.kind === "accepted")
      return { kind: "accepted", after: afterFacts(live, crd.facts, before.after.storedVersions) };
    if (before !== undefined) return before;
    const prediction = predict({ manifest: standInFor(name, crd.facts), live, server, client: "replace" });
    const step = stepOf(prediction, (stored) => afterFacts(live, crd.facts ?? NO_FACTS, stored));
    known.set(key, step);
    return step;
  };
}

/** Never read: facts are there where a stand-in was made of them. */
const NO_FACTS = {
  group: "",
  names: { plural: "", kind: "" },
  scope: "",
  versions: [],
  conversion: { strategy: "None" },
} as const;

function withoutFacts({ refused, undecided }: ReleaseCrd): CrdStep {
  if (refused.length > 0) return { kind: "refused", missing: [], reasons: refused };
  return { kind: "unknown", reasons: undecided };
}

/** What is the cluster's own stays. */
function afterFacts(live: LiveCrd | null, facts: Parameters<typeof liveFrom>[0], stored: readonly string[]): LiveCrd {
  const after = liveFrom(facts, stored);
  if (live === null) return after;
  const { conditions, owners, hasObjects, terminating, acceptedNames } = live;
  return {
    ...after,
    conditions,
    ...(acceptedNames === undefined ? {} : { acceptedNames }),
    ...(owners === undefined ? {} : { owners }),
    ...(hasObjects === undefined ? {} : { hasObjects }),
    ...(terminating === undefined ? {} : { terminating }),
  };
}

/**
 * A stepper that lets no release apply under which objects stay stored at a version that a webhook converted in one release
 * and nothing converts any more: the server then takes the fields of the old version for those of the new one, and drops
 * what that does not name. They have to be rewritten before, while the webhook answers.
 * @param releases all of the project
 * @returns the same one where no release has a webhook
 */
export function whileConverted(step: Stepper, releases: readonly Release[]): Stepper {
  const converted = convertedVersions(releases);
  if (converted.size === 0) return step;
  return (name, live, crd) => {
    const made = step(name, live, crd);
    if (made.kind !== "accepted" || live === null || made.after.conversion.strategy === "Webhook") return made;
    const storage = liveStorageVersion(made.after);
    const left = made.after.storedVersions.filter((one) => one !== storage && converted.get(name)?.has(one));
    if (left.length === 0) return made;
    return { kind: "unknown", reasons: [`nothing converts what is stored at ${left.join(", ")} any more`] };
  };
}

/** By CRD the versions that a webhook converts in some release. */
function convertedVersions(releases: readonly Release[]): ReadonlyMap<string, ReadonlySet<string>> {
  const all = new Map<string, Set<string>>();
  for (const { crds } of releases) {
    for (const [name, { facts }] of crds) {
      if (facts === null || facts.conversion.strategy !== "Webhook" || facts.versions.length < 2) continue;
      const known = all.get(name) ?? new Set();
      for (const version of facts.versions) known.add(version.name);
      all.set(name, known);
    }
  }
  return all;
}

const STORED_VERSION = /^status\.storedVersions\[(\d+)\]$/;

/** A prediction as a step. @param after the CRD with these stored versions, once it is applied */
export function stepOf(prediction: Prediction, after: (storedVersions: readonly string[]) => LiveCrd): CrdStep {
  if (prediction.outcome !== "rejected") {
    return { kind: "accepted", after: after(prediction.storedVersionsAfter ?? prediction.storedVersionsEvaluated) };
  }
  const indexes = prediction.errors.map(({ field }) => STORED_VERSION.exec(field)?.[1]);
  const missing = indexes.flatMap((index) => prediction.storedVersionsEvaluated[Number(index)] ?? []);
  return {
    kind: "refused",
    missing: indexes.includes(undefined) ? [] : missing,
    reasons: prediction.errors.map(errorText),
  };
}

/**
 * The stored versions that a cluster has left once all objects of a CRD are rewritten and the list is pruned. null: they
 * cannot be rewritten, since no version is served or none is stored at. A version that the CRD itself lacks stays: what is
 * stored at it nobody can read.
 */
export function migratedVersions(live: LiveCrd): readonly string[] | null {
  const storage = liveStorageVersion(live);
  if (storage === undefined || live.terminating === true || !live.versions.some(({ served }) => served)) return null;
  return live.storedVersions.filter((version) => version === storage || !liveVersionNames(live).has(version));
}

/** The last of these versions that the CRD serves. */
export function servedVersion({ versions }: LiveCrd, names: readonly string[]): string | undefined {
  return [...names].reverse().find((name) => versions.some((version) => version.name === name && version.served));
}

/** What of a CRD decides about steps, as a short text: most releases change nothing of it. */
export function shapes(): (crd: LiveCrd | NonNullable<ReleaseCrd["facts"]>) => string {
  const texts = new WeakMap<object, string>();
  const ids = new Map<string, string>();
  return (crd) => {
    const known = texts.get(crd);
    if (known !== undefined) return known;
    const { group, names, scope, conversion, preserveUnknownFields, apiApproved } = crd;
    const versions = crd.versions.map(({ name, served, storage }) => [name, served, storage]);
    const own = "storedVersions" in crd ? [crd.storedVersions, crd.conditions, crd.acceptedNames, crd.terminating] : [];
    const text = JSON.stringify([group, names, scope, versions, conversion, preserveUnknownFields, apiApproved, own]);
    const id = ids.get(text) ?? String(ids.size);
    ids.set(text, id);
    texts.set(crd, id);
    return id;
  };
}
