import { annotationsTooLarge } from "./annotations-too-large.ts";
import { apiApprovalMissing } from "./api-approval-missing.ts";
import { chartNotRendered } from "./chart-not-rendered.ts";
import { clusterWithoutSnapshot } from "./cluster-without-snapshot.ts";
import { conversionDropped } from "./conversion-dropped.ts";
import { conversionInvalid } from "./conversion-invalid.ts";
import { crdApiVersionRemoved } from "./crd-api-version-removed.ts";
import { crdNameMismatch } from "./crd-name-mismatch.ts";
import { crdRemoved } from "./crd-removed.ts";
import { duplicateCrd } from "./duplicate-crd.ts";
import { fileNotRead } from "./file-not-read.ts";
import { foreignOwner } from "./foreign-owner.ts";
import { gatewayApiChannel } from "./gateway-api-channel.ts";
import { gatewayApiDowngrade } from "./gateway-api-downgrade.ts";
import { guardWeakened } from "./guard-weakened.ts";
import { helmCrdsDirectory } from "./helm-crds-directory.ts";
import { kindChanged } from "./kind-changed.ts";
import { liveCrdStuck } from "./live-crd-stuck.ts";
import { manifestBehindCluster } from "./manifest-behind-cluster.ts";
import { manifestUnreadable } from "./manifest-unreadable.ts";
import { metadataInvalid } from "./metadata-invalid.ts";
import { migrationPending } from "./migration-pending.ts";
import { namesConflict } from "./names-conflict.ts";
import { noCrdsFound } from "./no-crds-found.ts";
import { noSnapshot } from "./no-snapshot.ts";
import { preserveUnknownFieldsInvalid } from "./preserve-unknown-fields-invalid.ts";
import { renderFailed } from "./render-failed.ts";
import type { Rule } from "./rule.ts";
import { scopeChanged } from "./scope-changed.ts";
import { servedVersionRemoved } from "./served-version-removed.ts";
import { serverRejects } from "./server-rejects.ts";
import { snapshotStale } from "./snapshot-stale.ts";
import { storageVersionCount } from "./storage-version-count.ts";
import { storageVersionNotBurnedIn } from "./storage-version-not-burned-in.ts";
import { storageVersionReverted } from "./storage-version-reverted.ts";
import { storedVersionRemoved } from "./stored-version-removed.ts";
import { unusedCrd } from "./unused-crd.ts";
import { versionNameDuplicate } from "./version-name-duplicate.ts";
import { versionNameInvalid } from "./version-name-invalid.ts";
import { versionSchemaMissing } from "./version-schema-missing.ts";
import { waiverExpired } from "./waiver-expired.ts";
import { waiverUnused } from "./waiver-unused.ts";

/** Every rule, sorted by id: what is not in this list does not exist. */
export const RULES: readonly Rule[] = [
  annotationsTooLarge,
  apiApprovalMissing,
  chartNotRendered,
  clusterWithoutSnapshot,
  conversionDropped,
  conversionInvalid,
  crdApiVersionRemoved,
  crdNameMismatch,
  crdRemoved,
  duplicateCrd,
  fileNotRead,
  foreignOwner,
  gatewayApiChannel,
  gatewayApiDowngrade,
  guardWeakened,
  helmCrdsDirectory,
  kindChanged,
  liveCrdStuck,
  manifestBehindCluster,
  manifestUnreadable,
  metadataInvalid,
  migrationPending,
  namesConflict,
  noCrdsFound,
  noSnapshot,
  preserveUnknownFieldsInvalid,
  renderFailed,
  scopeChanged,
  servedVersionRemoved,
  serverRejects,
  snapshotStale,
  storageVersionCount,
  storageVersionNotBurnedIn,
  storageVersionReverted,
  storedVersionRemoved,
  unusedCrd,
  versionNameDuplicate,
  versionNameInvalid,
  versionSchemaMissing,
  waiverExpired,
  waiverUnused,
];
