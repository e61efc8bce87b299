// Made from src/rules/*.ts by scripts/generate-rule-index.mjs. Do not edit.
import { annotationsTooLarge } from "./annotations-too-large.ts";
import { apiApprovalMissing } from "./api-approval-missing.ts";
import { applyConflicts } from "./apply-conflicts.ts";
import { chartNotRendered } from "./chart-not-rendered.ts";
import { clusterWithoutSnapshot } from "./cluster-without-snapshot.ts";
import { conversionDropped } from "./conversion-dropped.ts";
import { conversionInvalid } from "./conversion-invalid.ts";
import { conversionUnreachable } from "./conversion-unreachable.ts";
import { crdApiVersionRemoved } from "./crd-api-version-removed.ts";
import { crdDeletedByHelm } from "./crd-deleted-by-helm.ts";
import { crdNameMismatch } from "./crd-name-mismatch.ts";
import { crdRemoved } from "./crd-removed.ts";
import { crdTerminating } from "./crd-terminating.ts";
import { crdTooLarge } from "./crd-too-large.ts";
import { duplicateCrd } from "./duplicate-crd.ts";
import { fileNotRead } from "./file-not-read.ts";
import { foreignOwner } from "./foreign-owner.ts";
import { gatewayApiChannel } from "./gateway-api-channel.ts";
import { gatewayApiDowngrade } from "./gateway-api-downgrade.ts";
import { guardWeakened } from "./guard-weakened.ts";
import { helmCrdsDirectory } from "./helm-crds-directory.ts";
import { helmOwnershipRefused } from "./helm-ownership-refused.ts";
import { helmReleaseTooLarge } from "./helm-release-too-large.ts";
import { integerBoundsUnreachable } from "./integer-bounds-unreachable.ts";
import { kindChanged } from "./kind-changed.ts";
import { liveCrdStuck } from "./live-crd-stuck.ts";
import { liveObjectsDefaulted } from "./live-objects-defaulted.ts";
import { liveObjectsInvalid } from "./live-objects-invalid.ts";
import { liveObjectsPruned } from "./live-objects-pruned.ts";
import { liveObjectsUndecided } from "./live-objects-undecided.ts";
import { manifestBehindCluster } from "./manifest-behind-cluster.ts";
import { manifestUnreadable } from "./manifest-unreadable.ts";
import { metadataInvalid } from "./metadata-invalid.ts";
import { migrationPending } from "./migration-pending.ts";
import { namesConflict } from "./names-conflict.ts";
import { noCrdsFound } from "./no-crds-found.ts";
import { noSnapshot } from "./no-snapshot.ts";
import { objectFieldPruned } from "./object-field-pruned.ts";
import { objectInvalid } from "./object-invalid.ts";
import { objectVersionUnserved } from "./object-version-unserved.ts";
import { preserveUnknownFieldsInvalid } from "./preserve-unknown-fields-invalid.ts";
import { releaseManifestHoldsRemovedVersion } from "./release-manifest-holds-removed-version.ts";
import { renderFailed } from "./render-failed.ts";
import { scopeChanged } from "./scope-changed.ts";
import { selectableFieldsDropped } from "./selectable-fields-dropped.ts";
import { servedVersionRemoved } from "./served-version-removed.ts";
import { serverRejects } from "./server-rejects.ts";
import { snapshotStale } from "./snapshot-stale.ts";
import { sourceNotCompared } from "./source-not-compared.ts";
import { storageVersionCount } from "./storage-version-count.ts";
import { storageVersionLosesFields } from "./storage-version-loses-fields.ts";
import { storageVersionNotBurnedIn } from "./storage-version-not-burned-in.ts";
import { storageVersionReverted } from "./storage-version-reverted.ts";
import { storedObjectsEmptied } from "./stored-objects-emptied.ts";
import { storedVersionRemoved } from "./stored-version-removed.ts";
import { storedVersionsUnproven } from "./stored-versions-unproven.ts";
import { templateAsksCluster } from "./template-asks-cluster.ts";
import { unusedCrd } from "./unused-crd.ts";
import { versionNameDuplicate } from "./version-name-duplicate.ts";
import { versionNameInvalid } from "./version-name-invalid.ts";
import { versionSchemaMissing } from "./version-schema-missing.ts";
import { waiverExpired } from "./waiver-expired.ts";
import { waiverUnused } from "./waiver-unused.ts";

/** Every rule by its id, sorted. */
export const RULE_BY_ID = {
  "annotations-too-large": annotationsTooLarge,
  "api-approval-missing": apiApprovalMissing,
  "apply-conflicts": applyConflicts,
  "chart-not-rendered": chartNotRendered,
  "cluster-without-snapshot": clusterWithoutSnapshot,
  "conversion-dropped": conversionDropped,
  "conversion-invalid": conversionInvalid,
  "conversion-unreachable": conversionUnreachable,
  "crd-api-version-removed": crdApiVersionRemoved,
  "crd-deleted-by-helm": crdDeletedByHelm,
  "crd-name-mismatch": crdNameMismatch,
  "crd-removed": crdRemoved,
  "crd-terminating": crdTerminating,
  "crd-too-large": crdTooLarge,
  "duplicate-crd": duplicateCrd,
  "file-not-read": fileNotRead,
  "foreign-owner": foreignOwner,
  "gateway-api-channel": gatewayApiChannel,
  "gateway-api-downgrade": gatewayApiDowngrade,
  "guard-weakened": guardWeakened,
  "helm-crds-directory": helmCrdsDirectory,
  "helm-ownership-refused": helmOwnershipRefused,
  "helm-release-too-large": helmReleaseTooLarge,
  "integer-bounds-unreachable": integerBoundsUnreachable,
  "kind-changed": kindChanged,
  "live-crd-stuck": liveCrdStuck,
  "live-objects-defaulted": liveObjectsDefaulted,
  "live-objects-invalid": liveObjectsInvalid,
  "live-objects-pruned": liveObjectsPruned,
  "live-objects-undecided": liveObjectsUndecided,
  "manifest-behind-cluster": manifestBehindCluster,
  "manifest-unreadable": manifestUnreadable,
  "metadata-invalid": metadataInvalid,
  "migration-pending": migrationPending,
  "names-conflict": namesConflict,
  "no-crds-found": noCrdsFound,
  "no-snapshot": noSnapshot,
  "object-field-pruned": objectFieldPruned,
  "object-invalid": objectInvalid,
  "object-version-unserved": objectVersionUnserved,
  "preserve-unknown-fields-invalid": preserveUnknownFieldsInvalid,
  "release-manifest-holds-removed-version": releaseManifestHoldsRemovedVersion,
  "render-failed": renderFailed,
  "scope-changed": scopeChanged,
  "selectable-fields-dropped": selectableFieldsDropped,
  "served-version-removed": servedVersionRemoved,
  "server-rejects": serverRejects,
  "snapshot-stale": snapshotStale,
  "source-not-compared": sourceNotCompared,
  "storage-version-count": storageVersionCount,
  "storage-version-loses-fields": storageVersionLosesFields,
  "storage-version-not-burned-in": storageVersionNotBurnedIn,
  "storage-version-reverted": storageVersionReverted,
  "stored-objects-emptied": storedObjectsEmptied,
  "stored-version-removed": storedVersionRemoved,
  "stored-versions-unproven": storedVersionsUnproven,
  "template-asks-cluster": templateAsksCluster,
  "unused-crd": unusedCrd,
  "version-name-duplicate": versionNameDuplicate,
  "version-name-invalid": versionNameInvalid,
  "version-schema-missing": versionSchemaMissing,
  "waiver-expired": waiverExpired,
  "waiver-unused": waiverUnused,
};
