import { apiApprovalMissing } from "./api-approval-missing.ts";
import { chartNotRendered } from "./chart-not-rendered.ts";
import { clusterWithoutSnapshot } from "./cluster-without-snapshot.ts";
import { conversionInvalid } from "./conversion-invalid.ts";
import { crdApiVersionRemoved } from "./crd-api-version-removed.ts";
import { crdNameMismatch } from "./crd-name-mismatch.ts";
import { duplicateCrd } from "./duplicate-crd.ts";
import { guardWeakened } from "./guard-weakened.ts";
import { helmCrdsDirectory } from "./helm-crds-directory.ts";
import { kindChanged } from "./kind-changed.ts";
import { manifestBehindCluster } from "./manifest-behind-cluster.ts";
import { manifestUnreadable } from "./manifest-unreadable.ts";
import { metadataInvalid } from "./metadata-invalid.ts";
import { namesConflict } from "./names-conflict.ts";
import { noCrdsFound } from "./no-crds-found.ts";
import { noSnapshot } from "./no-snapshot.ts";
import { preserveUnknownFieldsInvalid } from "./preserve-unknown-fields-invalid.ts";
import { renderFailed } from "./render-failed.ts";
import type { Rule } from "./rule.ts";
import { scopeChanged } from "./scope-changed.ts";
import { serverRejects } from "./server-rejects.ts";
import { snapshotStale } from "./snapshot-stale.ts";
import { storageVersionCount } from "./storage-version-count.ts";
import { storedVersionRemoved } from "./stored-version-removed.ts";
import { versionNameDuplicate } from "./version-name-duplicate.ts";
import { versionNameInvalid } from "./version-name-invalid.ts";
import { versionSchemaMissing } from "./version-schema-missing.ts";
import { waiverExpired } from "./waiver-expired.ts";
import { waiverUnused } from "./waiver-unused.ts";

/** Every rule, sorted by id: what is not in this list does not exist. */
export const RULES: readonly Rule[] = [
  apiApprovalMissing,
  chartNotRendered,
  clusterWithoutSnapshot,
  conversionInvalid,
  crdApiVersionRemoved,
  crdNameMismatch,
  duplicateCrd,
  guardWeakened,
  helmCrdsDirectory,
  kindChanged,
  manifestBehindCluster,
  manifestUnreadable,
  metadataInvalid,
  namesConflict,
  noCrdsFound,
  noSnapshot,
  preserveUnknownFieldsInvalid,
  renderFailed,
  scopeChanged,
  serverRejects,
  snapshotStale,
  storageVersionCount,
  storedVersionRemoved,
  versionNameDuplicate,
  versionNameInvalid,
  versionSchemaMissing,
  waiverExpired,
  waiverUnused,
];
