import { errorText } from "../crd/error-text.ts";
import type { LiveCrd } from "../crd/live-crd.ts";
import { manifestPlace } from "./place.ts";
import type { LoneFinding, OwnedError, PredictedCase, RuleFinding, RuleId } from "./rule.ts";

/** The finding of one predicted error: placed where the error points, with the server's sentence and the snapshot as proof. */
export function findingFromError<Id extends RuleId, D>(
  claimed: OwnedError<Id>,
  detail: D,
  version?: string,
): LoneFinding<Id, D> {
  return findingFromErrors([claimed], claimed, detail, version);
}

/**
 * One finding for several errors of one case that have one cause: placed at the first.
 * @param errors never empty: `first` is one of them
 */
export function findingFromErrors<Id extends RuleId, D>(
  errors: readonly OwnedError<Id>[],
  first: OwnedError<Id>,
  detail: D,
  version?: string,
): LoneFinding<Id, D> {
  const one = first.case;
  return {
    rule: first.rule,
    crd: one.manifest.name,
    ...(version === undefined ? { fields: fieldsOf(errors) } : { version }),
    cluster: one.cluster.name,
    from: one.from,
    place: manifestPlace(one.manifest, first.error.path, version),
    related: relatedSnapshot(first),
    serverMessage: errors.map((claimed) => errorText(claimed.error)).join("\n"),
    detail,
  };
}

/**
 * The refused fields, whatever version and item they are of: a version or an item that is put in above moves the
 * indexes, and the server speaks of `spec.validation` where all versions have one schema.
 */
function fieldsOf(errors: readonly OwnedError[]): readonly string[] {
  const fields = errors.map(({ error }) =>
    error.field
      .replace(/^spec\.versions\[\d+\]\.schema\b/, "spec.validation")
      .replace(/^spec\.versions\[\d+\]\./, "spec.")
      .replaceAll(/\[\d+\]/g, "[]"),
  );
  return [...new Set(fields)].sort();
}

/** All claimed errors of each case, cases in their order: one finding a case where a rule's errors have one cause. */
export function byCase<Id extends RuleId>(
  claimed: readonly OwnedError<Id>[],
): readonly (readonly [OwnedError<Id>, ...OwnedError<Id>[]])[] {
  const groups = new Map<PredictedCase, [OwnedError<Id>, ...OwnedError<Id>[]]>();
  for (const one of claimed) {
    const group = groups.get(one.case);
    if (group === undefined) groups.set(one.case, [one]);
    else group.push(one);
  }
  return [...groups.values()];
}

const snapshotFacts = new WeakMap<PredictedCase, Map<string, RuleFinding["related"]>>();

/**
 * What of the snapshot the refusal comes of. The server looks at a manifest's metadata alone. One for all errors of a
 * case that have the same: a list of stored versions may be as long as the list of errors.
 */
function relatedSnapshot({ error, case: one }: OwnedError): RuleFinding["related"] {
  const { live, from, cluster, manifest } = one;
  if (live === null || from !== "snapshot" || error.field.startsWith("metadata")) return [];
  const known = snapshotFacts.get(one) ?? new Map<string, RuleFinding["related"]>();
  snapshotFacts.set(one, known);
  const field = error.field.replace(/\[.*/s, "");
  const { loaded, name } = cluster;
  const related = known.get(field) ?? [
    { path: loaded.path, line: loaded.lineOf(manifest.name), message: `${name} has ${factOf(field, live)}` },
  ];
  known.set(field, related);
  return related;
}

function factOf(field: string, { scope, names, storedVersions }: LiveCrd): string {
  if (field === "spec.scope") return `scope ${scope}`;
  if (field === "spec.names.kind") return `kind ${names.kind}`;
  return field.startsWith("status.storedVersions") ? `storedVersions [${storedVersions.join(", ")}]` : "the CRD";
}
