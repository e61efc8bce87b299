import { isObject, type JsonObject, valueAt } from "../base/json.ts";
import { readCrd } from "./crd-object.ts";
import { withDefaults } from "./defaults.ts";
import type { CrdOwners, LiveConversion, LiveCrd } from "./live-crd.ts";
import {
  factsOfConversion,
  factsOfNames,
  factsOfVersion,
  ownersOf,
  versionsThatKeepNothing,
} from "./live-from-object.ts";
import type { Prediction } from "./prediction.ts";
import { liveCelOf } from "./schema/live-rules.ts";
import { schemaFaultsOf } from "./schema/schema-faults.ts";
import { apiApprovalState, isProtectedGroup } from "./validation/api-approval.ts";

const API_APPROVED = "api-approved.kubernetes.io";

/**
 * The facts of a CRD once a manifest has been applied that the server takes (`prediction` is not `rejected`). A new CRD
 * counts as established, with its names accepted. Where the manifest is silent on conversion, unknown fields, approval
 * or owner, what is live stays. Nobody has counted objects of a new CRD.
 */
export function liveAfter(
  live: LiveCrd | null,
  manifest: JsonObject,
  prediction: Pick<Prediction, "storedVersionsAfter" | "storedVersionsEvaluated">,
): LiveCrd {
  const crd = withDefaults(readCrd(manifest));
  const names = factsOfNames(crd.names);
  const stated = valueAt(manifest, ["spec", "preserveUnknownFields"]);
  const preserve = stated === undefined || stated === null ? live?.preserveUnknownFields === true : stated === true;
  const approval = apiApprovalState(crd.metadata.annotations[API_APPROVED]);
  const schemas = crd.versions.map((version) => version.schema?.openAPIV3Schema).filter(isObject);
  // Only faults that were live already can be there: the server takes no others.
  const faults = live?.schemaFaults === undefined ? null : schemaFaultsOf(schemas);
  const cel = liveCelOf(schemas);
  const hollow = versionsThatKeepNothing(crd.versions);
  const owners = { ...ownersAfter(live, manifest), ...ownersOf(crd.metadata.annotations, crd.metadata.labels) };
  return {
    group: crd.group,
    names,
    scope: crd.scope,
    versions: crd.versions.map(factsOfVersion),
    storedVersions: prediction.storedVersionsAfter ?? prediction.storedVersionsEvaluated,
    conditions: live === null ? { NamesAccepted: "True", Established: "True" } : live.conditions,
    conversion: conversionAfter(live, manifest, factsOfConversion(crd.conversion)),
    ...(preserve ? { preserveUnknownFields: true } : {}),
    ...(isProtectedGroup(crd.group)
      ? { apiApproved: approval === "missing" ? (live?.apiApproved ?? approval) : approval }
      : {}),
    ...(faults === null ? {} : { schemaFaults: faults }),
    ...(cel === null ? {} : { cel }),
    ...(hollow.length === 0 ? {} : { keepsNothing: hollow }),
    ...(live?.terminating === true ? { terminating: true } : {}),
    ...(live?.finalizers === undefined ? {} : { finalizers: live.finalizers }),
    ...(live?.storageMigrating === undefined ? {} : { storageMigrating: live.storageMigrating }),
    ...(Object.keys(owners).length === 0 ? {} : { owners }),
    ...(live?.hasObjects === undefined ? {} : { hasObjects: live.hasObjects }),
  };
}

/** What a manifest states, whoever applies it states as well from then on: of who stated it before nothing is left to say. */
function ownersAfter(live: LiveCrd | null, manifest: JsonObject): CrdOwners {
  const { managers, lastApplied, ...others } = live?.owners ?? {};
  const isStated = [
    ["spec", "conversion"],
    ["metadata", "annotations", API_APPROVED],
  ].some((path) => (valueAt(manifest, path) ?? null) !== null);
  if (isStated || managers === undefined) return others;
  return { ...others, managers, ...(lastApplied === undefined ? {} : { lastApplied }) };
}

/** Controllers put CA bundles in at run time: a manifest without one leaves theirs. */
function conversionAfter(live: LiveCrd | null, manifest: JsonObject, stating: LiveConversion): LiveConversion {
  if (live === null) return stating;
  const next = live.conversion.service === undefined ? withoutService(live, stating) : stating;
  const stated = valueAt(manifest, ["spec", "conversion"]);
  if (stated === undefined || stated === null) return live.conversion;
  if (next.strategy !== "Webhook" || next.caBundle !== "absent") return next;
  return live.conversion.caBundle === undefined ? next : { ...next, caBundle: live.conversion.caBundle };
}

/** Where nobody recorded which service converts, naming it is no other state. */
function withoutService({ conversion }: LiveCrd, { service, ...next }: LiveConversion): LiveConversion {
  return conversion.strategy === "Webhook" || service === undefined ? next : { ...next, service };
}
