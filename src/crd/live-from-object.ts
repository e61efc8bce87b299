import { isArray, isObject, type JsonObject, type JsonValue, member, valueAt } from "../base/json.ts";
import { caBundleState } from "./ca-bundle.ts";
import { type CrdConversion, type CrdVersion, type DecodedNames, readCrd, readNames } from "./crd-object.ts";
import { withDefaults } from "./defaults.ts";
import type { ConditionStatus, CrdNames, CrdOwners, LiveConversion, LiveCrd, LiveVersion } from "./live-crd.ts";
import { appliersOf } from "./live-managers.ts";
import { heldDigest } from "./schema/held-schema.ts";
import { keepsNothing } from "./schema/kept-fields.ts";
import { liveCelOf } from "./schema/live-rules.ts";
import { schemaFaultsOf } from "./schema/schema-faults.ts";
import { MAX_FIELDS } from "./schema/selectable-fields.ts";
import { apiApprovalState, isProtectedGroup } from "./validation/api-approval.ts";

const API_APPROVED = "api-approved.kubernetes.io";
const HELM_NAME = "meta.helm.sh/release-name";
const HELM_NAMESPACE = "meta.helm.sh/release-namespace";
const HELM_POLICY = "helm.sh/resource-policy";
const MANAGED_BY = "app.kubernetes.io/managed-by";
const GATEWAY_CHANNEL = "gateway.networking.k8s.io/channel";
const GATEWAY_BUNDLE = "gateway.networking.k8s.io/bundle-version";

/**
 * The facts of a CRD as the server returns it (apiextensions.k8s.io/v1). Total: what is missing or of a wrong type
 * counts as Go's zero value. Whether objects exist is not in it.
 */
export function liveFromObject(object: JsonObject): LiveCrd {
  const crd = withDefaults(readCrd(object));
  const status = member(object, "status");
  const names = factsOfNames(crd.names);
  const accepted = factsOfNames(readNames(member(status, "acceptedNames")));
  const { annotations, labels } = crd.metadata;
  const deletion = valueAt(object, ["metadata", "deletionTimestamp"]);
  const approved = isProtectedGroup(crd.group) ? apiApprovalState(annotations[API_APPROVED]) : undefined;
  const appliers = appliersOf(member(object, "metadata"), annotations, {
    webhook: crd.conversion?.strategy === "Webhook",
    approval: approved !== undefined && approved !== "missing",
  });
  const said = ownersOf(annotations, labels);
  const owners = said === null && appliers.managers === undefined ? null : { ...said, ...appliers };
  const conditions = conditionsOf(member(status, "conditions"));
  const schemas = crd.versions.map((version) => version.schema?.openAPIV3Schema).filter(isObject);
  const faults = schemaFaultsOf(schemas);
  const cel = liveCelOf(schemas);
  const hollow = versionsThatKeepNothing(crd.versions);
  return {
    group: crd.group,
    names,
    ...(sameNames(names, accepted) ? {} : { acceptedNames: accepted }),
    scope: crd.scope,
    versions: crd.versions.map(factsOfVersion),
    storedVersions: storedVersionsOf(member(status, "storedVersions"), crd.versions),
    conditions,
    conversion: factsOfConversion(crd.conversion),
    ...(crd.preserveUnknownFields ? { preserveUnknownFields: true } : {}),
    ...(approved === undefined ? {} : { apiApproved: approved }),
    ...(faults === null ? {} : { schemaFaults: faults }),
    ...(cel === null ? {} : { cel }),
    ...(hollow.length === 0 ? {} : { keepsNothing: hollow }),
    ...(deletion === undefined || deletion === null ? {} : { terminating: true, finalizers: crd.metadata.finalizers }),
    ...storageMigratingOf(conditions, member(status, "conditions")),
    ...(owners === null ? {} : { owners }),
  };
}

function storageMigratingOf(
  conditions: LiveCrd["conditions"],
  listed: JsonValue | undefined,
): Pick<LiveCrd, "storageMigrating"> {
  if (conditions.StorageMigrating === "True") return { storageMigrating: true };
  const one = (isArray(listed) ? listed : []).find((each) => member(each, "type") === "StorageMigrating");
  return member(one, "reason") === "MigrationFailed" ? { storageMigrating: "failed" } : {};
}

/** Names without those that are empty. */
export function factsOfNames(names: DecodedNames): CrdNames {
  return {
    plural: names.plural,
    ...(names.singular === "" ? {} : { singular: names.singular }),
    kind: names.kind,
    ...(names.listKind === "" ? {} : { listKind: names.listKind }),
    ...(names.shortNames.length === 0 ? {} : { shortNames: names.shortNames }),
    ...(names.categories.length === 0 ? {} : { categories: names.categories }),
  };
}

export function factsOfVersion(version: CrdVersion): LiveVersion {
  return {
    name: version.name,
    served: version.served,
    storage: version.storage,
    ...(version.deprecated ? { deprecated: true } : {}),
    schema: heldDigest(version.schema),
    ...(version.selectableFields.length > MAX_FIELDS ? { selectableFields: pathsOf(version) } : {}),
  };
}

/** Names of those whose schema leaves nothing of an object. */
export function versionsThatKeepNothing(versions: readonly CrdVersion[]): readonly string[] {
  return versions.filter(({ schema }) => keepsNothing(schema?.openAPIV3Schema)).map(({ name }) => name);
}

function pathsOf({ selectableFields }: CrdVersion): readonly string[] {
  return selectableFields.map((field) => {
    const path = member(field, "jsonPath");
    return typeof path === "string" ? path : "";
  });
}

export function factsOfConversion(conversion: CrdConversion | null): LiveConversion {
  const strategy = conversion?.strategy ?? "None";
  if (strategy !== "Webhook") return { strategy };
  const reviewVersions = conversion?.webhook?.conversionReviewVersions ?? [];
  const caBundle = caBundleState(conversion?.webhook?.clientConfig?.caBundle ?? new Uint8Array());
  const service = conversion?.webhook?.clientConfig?.service;
  return {
    strategy,
    ...(reviewVersions.length === 0 ? {} : { reviewVersions }),
    ...(caBundle === undefined ? {} : { caBundle }),
    ...(service === null || service === undefined ? {} : { service: `${service.namespace}/${service.name}` }),
  };
}

/** Who the CRD says owns it; null when it says nothing. */
export function ownersOf(
  annotations: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
): CrdOwners | null {
  const release = annotations[HELM_NAME];
  const channel = annotations[GATEWAY_CHANNEL];
  const bundleVersion = annotations[GATEWAY_BUNDLE];
  const managedBy = labels[MANAGED_BY];
  const resourcePolicy = annotations[HELM_POLICY];
  const owners: CrdOwners = {
    ...(release === undefined ? {} : { helmRelease: `${annotations[HELM_NAMESPACE] ?? ""}/${release}` }),
    ...(managedBy === undefined ? {} : { managedBy }),
    ...(resourcePolicy === undefined ? {} : { resourcePolicy }),
    ...(channel === undefined && bundleVersion === undefined
      ? {}
      : {
          gatewayApi: {
            ...(channel === undefined ? {} : { channel }),
            ...(bundleVersion === undefined ? {} : { bundleVersion }),
          },
        }),
  };
  return Object.keys(owners).length === 0 ? null : owners;
}

/** The first condition of a type counts, as in IsCRDConditionPresentAndEqual. */
function conditionsOf(conditions: JsonValue | undefined): Record<string, ConditionStatus> {
  const facts = new Map<string, ConditionStatus>();
  for (const condition of isArray(conditions) ? conditions : []) {
    const type = member(condition, "type");
    const status = member(condition, "status");
    if (typeof type !== "string" || facts.has(type)) continue;
    facts.set(type, status === "True" || status === "False" ? status : "Unknown");
  }
  return Object.fromEntries(facts);
}

/** An empty list reads as the storage version, here as in the server. */
function storedVersionsOf(stored: JsonValue | undefined, versions: readonly CrdVersion[]): readonly string[] {
  const names = isArray(stored) ? stored.map((name) => (typeof name === "string" ? name : "")) : [];
  if (names.length > 0) return names;
  const storage = versions.find((version) => version.storage)?.name;
  return storage === undefined ? [] : [storage];
}

function sameNames(a: CrdNames, b: CrdNames): boolean {
  const lists = (x: readonly string[] = [], y: readonly string[] = []) =>
    x.length === y.length && x.every((name, index) => name === y[index]);
  return (
    a.plural === b.plural &&
    a.singular === b.singular &&
    a.kind === b.kind &&
    a.listKind === b.listKind &&
    lists(a.shortNames, b.shortNames) &&
    lists(a.categories, b.categories)
  );
}
