import {
  type CrdManager,
  type CrdOwners,
  type LiveCrd,
  liveStorageVersion,
  type SchemaFaults,
} from "../crd/live-crd.ts";
import { type ChangeKind, crdChange, quoted, type SnapshotChange } from "./change.ts";
import { versionChanges } from "./diff-versions.ts";

/** What is not as it was in a CRD that both snapshots have: first what decides, then the rest. */
export function crdChanges(name: string, before: LiveCrd, after: LiveCrd): readonly SnapshotChange[] {
  const changes = [...storedChanges(name, before, after), ...versionChanges(name, before, after)];
  const add = (kind: ChangeKind, weight: SnapshotChange["weight"], words: string, versions: readonly string[] = []) =>
    changes.push(crdChange(name, kind, weight, words, versions));
  if (before.scope !== after.scope) add("scope-changed", "major", `is now ${after.scope} (it was ${before.scope})`);
  if (differ(before.names, after.names) || differ(before.acceptedNames, after.acceptedNames)) {
    add(
      "names-changed",
      "major",
      `has other names: kind \`${after.names.kind}\`, short names ${listed(after.names.shortNames)}`,
    );
  }
  if (differ(before.conversion, after.conversion)) {
    add("conversion-changed", "major", `now converts by ${conversion(after)} (it did by ${conversion(before)})`);
  }
  for (const [what, was, is] of ownerPairs(before.owners, after.owners)) {
    add(
      "owner-changed",
      "major",
      `now belongs to ${is === undefined ? "no" : "the"} ${what}${is === undefined ? "" : ` \`${is}\``} (${was === undefined ? "it had none" : `it was \`${was}\``})`,
    );
  }
  const [policy, policyBefore] = [after.owners?.resourcePolicy, before.owners?.resourcePolicy];
  if (policy !== policyBefore) {
    const now = policy === undefined ? "no longer has" : "now has";
    add("owner-changed", "minor", `${now} the annotation helm.sh/resource-policy: ${policy ?? policyBefore}`);
  }
  const [appliers, appliersBefore] = [after.owners?.managers, before.owners?.managers];
  // That somebody began or ceased to record them is no change of the cluster.
  if (appliers !== undefined && appliersBefore !== undefined && differ(appliers, appliersBefore)) {
    const named = (managers: readonly CrdManager[]) =>
      quoted(managers.map(({ name, operation }) => `${name} (${operation})`));
    add("owner-changed", "minor", `is applied by ${named(appliers)} (before: ${named(appliersBefore)})`);
  }
  if (before.apiApproved !== after.apiApproved) {
    add(
      "approval-changed",
      "minor",
      `has the approval ${after.apiApproved ?? "none"} (it was ${before.apiApproved ?? "none"})`,
    );
  }
  if (before.preserveUnknownFields !== after.preserveUnknownFields) {
    const now = after.preserveUnknownFields === true ? "now keeps" : "no longer keeps";
    add("unknown-fields-changed", "major", `${now} unknown fields (spec.preserveUnknownFields)`);
  }
  if (before.terminating !== after.terminating) {
    add("terminating-changed", "major", after.terminating === true ? "is being deleted" : "is no longer being deleted");
  }
  if (differ(before.finalizers, after.finalizers)) {
    const [now, then] = [listed(after.finalizers), listed(before.finalizers)];
    add("finalizers-changed", "minor", `waits for the finalizers ${now} to be deleted (before: ${then})`);
  }
  if (differ(before.schemaFaults, after.schemaFaults)) {
    const [now, then] = [faultsOf(after.schemaFaults), faultsOf(before.schemaFaults)];
    add("schema-faults-changed", "minor", `may keep ${now} in its schemas (it was ${then})`);
  }
  if (before.storageMigrating !== after.storageMigrating) {
    const { storageMigrating: now } = after;
    const said =
      now === "failed"
        ? "has objects that a migration by the cluster has failed to rewrite"
        : now === true
          ? "is being migrated by the cluster"
          : "is no longer being migrated";
    add("storage-migrating-changed", now === "failed" ? "major" : "minor", `${said} (condition StorageMigrating)`);
  }
  for (const type of [...new Set([...Object.keys(before.conditions), ...Object.keys(after.conditions)])].sort()) {
    const [was, is] = [before.conditions[type] ?? "absent", after.conditions[type] ?? "absent"];
    if (was !== is) add("condition-changed", "minor", `has the condition ${type}: ${is} (it was ${was})`);
  }
  // That somebody began or ceased to ask is told once, of the cluster.
  if (before.hasObjects !== after.hasObjects && before.hasObjects !== undefined && after.hasObjects !== undefined) {
    add(
      "objects-changed",
      "minor",
      `${OBJECTS[String(after.hasObjects)]} (before: ${OBJECTS[String(before.hasObjects)]})`,
    );
  }
  return changes;
}

/** The faults that a server lets the schemas keep, in their fixed order. */
function faultsOf(faults: SchemaFaults = {}): string {
  const named = Object.entries(faults).map(([fault, known]) => (known === true ? fault : `perhaps ${fault}`));
  return named.length === 0 ? "no fault" : named.sort().join(", ");
}

const OBJECTS: Readonly<Record<string, string>> = {
  true: "has objects",
  false: "has no objects",
  unknown: "may have objects, which could not be counted",
};

function storedChanges(name: string, before: LiveCrd, after: LiveCrd): SnapshotChange[] {
  const changes: SnapshotChange[] = [];
  const now = quoted(after.storedVersions);
  const added = after.storedVersions.filter((version) => !before.storedVersions.includes(version));
  const dropped = before.storedVersions.filter((version) => !after.storedVersions.includes(version));
  if (added.length > 0) {
    const what = `has the new stored version ${quoted(added)} (storedVersions: ${now}): a manifest without it is refused from now on`;
    changes.push(crdChange(name, "stored-version-added", "major", what, added));
  }
  if (dropped.length > 0) {
    const what = `finished a migration: ${quoted(dropped)} left storedVersions (now ${now})`;
    changes.push(crdChange(name, "migration-finished", "major", what, dropped));
  }
  if (added.length === 0 && dropped.length === 0 && differ(before.storedVersions, after.storedVersions)) {
    const what = `has its storedVersions in another order: ${now}`;
    changes.push(crdChange(name, "stored-versions-reordered", "minor", what, after.storedVersions));
  }
  const [was, is] = [liveStorageVersion(before), liveStorageVersion(after)];
  if (was !== is && is !== undefined) {
    const what = `now writes objects at \`${is}\` (before: \`${was}\`)`;
    changes.push(crdChange(name, "storage-version-changed", "major", what, [is]));
  }
  return changes;
}

function ownerPairs(before: CrdOwners | undefined, after: CrdOwners | undefined) {
  const gateway = (owners: CrdOwners | undefined) => {
    const bundle = owners?.gatewayApi;
    if (bundle === undefined) return undefined;
    return [bundle.bundleVersion, bundle.channel].filter((part) => part !== undefined).join(" ");
  };
  const pairs = [
    ["Helm release", before?.helmRelease, after?.helmRelease],
    ["manager", before?.managedBy, after?.managedBy],
    ["Gateway API bundle", gateway(before), gateway(after)],
  ] as const;
  return pairs.filter(([, was, is]) => was !== is);
}

function conversion({ conversion: { strategy, reviewVersions, caBundle, service } }: LiveCrd): string {
  if (strategy !== "Webhook") return `\`${strategy}\``;
  return `\`Webhook\` (review versions ${listed(reviewVersions)}, CA bundle ${caBundle ?? "absent"}${service === undefined ? "" : `, service \`${service}\``})`;
}

function listed(names: readonly string[] = []): string {
  return names.length === 0 ? "none" : quoted(names);
}

/** By value: the order of keys is no fact. */
function differ(a: object | undefined, b: object | undefined): boolean {
  return sortedText(a) !== sortedText(b);
}

function sortedText(value: object | undefined): string {
  if (value === undefined || Array.isArray(value)) return JSON.stringify(value) ?? "";
  return JSON.stringify(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
