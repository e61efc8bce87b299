import type { ChartDetail, DuplicateDetail } from "../../rules/charts.ts";
import type { FieldDetail } from "../../rules/field-details.ts";
import type { FindingDetail } from "../../rules/finding-detail.ts";
import type { RiskDetail } from "../../rules/risk-details.ts";
import type { RuleFinding } from "../../rules/rule.ts";
import type { StoredVersionDetail, StoredVersionFacts } from "../../rules/stored-version-detail.ts";
import { counted, duration, joined, quoted } from "../../text/listing.ts";
import { shellWord } from "../../text/shell.ts";
import { behindWords } from "./behind.ts";
import { chartNotRenderedWords, helmCrdsDirectoryWords } from "./chart-words.ts";
import { clusterFolderWords } from "./cluster-folder-words.ts";
import { conversionWords, preserveUnknownFieldsWords } from "./conversion-words.ts";
import { detailsOf } from "./details-of.ts";
import { duplicateWords } from "./duplicate-words.ts";
import { fileNotReadWords } from "./file-not-read-words.ts";
import { type FindingGroup, type FindingWords, words } from "./finding-words.ts";
import { guardWeakenedWords, snapshotEditedWords } from "./guard-words.ts";
import { apiApprovalWords, metadataWords } from "./metadata-words.ts";
import { namesConflictWords } from "./names-conflict-words.ts";
import { otherClusters } from "./other-clusters.ts";
import { renderFailedWords } from "./render-failed-words.ts";
import { riskWords } from "./risk-words.ts";
import { storedVersionWords } from "./stored-version-words.ts";
import { unreadableWords } from "./unreadable-words.ts";
import { versionSchemaWords } from "./version-schema-words.ts";

/** The sentence and the way out of one finding. */
export function findingWords(group: FindingGroup): FindingWords {
  const [first] = group;
  const detail = first.detail;
  switch (detail.kind) {
    case "stored-version-removed":
      return storedVersionWords(detail.cause, first.crd ?? "", clusterFacts(group));
    case "manifest-behind-cluster":
      return behindWords(first.crd ?? "", clusterFacts(group));
    case "version-name-duplicate":
      return duplicateNameWords(detailsOf(group, detail));
    case "version-schema-missing":
      return versionSchemaWords(detailsOf(group, detail));
    case "conversion-invalid":
      return conversionWords(detailsOf(group, detail));
    case "preserve-unknown-fields-invalid":
      return preserveUnknownFieldsWords(detailsOf(group, detail));
    case "api-approval-missing":
      return apiApprovalWords(detailsOf(group, detail));
    case "metadata-invalid":
      return metadataWords(detailsOf(group, detail));
    case "duplicate-crd":
      return duplicateWords(group, detailsOf(group, detail));
    case "helm-crds-directory":
      return helmCrdsDirectoryWords(group, detailsOf(group, detail));
    case "chart-not-rendered":
      return chartNotRenderedWords(detail);
    case "names-conflict":
      return namesConflictWords(first.crd ?? "", detailsOf(group, detail));
    case "manifest-unreadable":
      return unreadableWords(group, detailsOf(group, detail));
    case "snapshot-edited":
      return snapshotEditedWords(detail);
    case "guard-weakened":
      return guardWeakenedWords(detailsOf(group, detail));
    case "annotations-too-large":
    case "conversion-dropped":
    case "crd-removed":
    case "foreign-owner":
    case "gateway-api-channel":
    case "gateway-api-downgrade":
    case "live-crd-stuck":
    case "migration-pending":
    case "served-version-removed":
    case "storage-version-not-burned-in":
    case "storage-version-reverted":
    case "unused-crd":
      return riskWords(group, detail);
    default:
      return plainWords(detail, first);
  }
}

type PlainDetail = Exclude<
  FindingDetail,
  | FieldDetail
  | RiskDetail
  | StoredVersionDetail
  | ChartDetail
  | DuplicateDetail
  | {
      kind:
        | "manifest-behind-cluster"
        | "manifest-unreadable"
        | "guard-weakened"
        | "snapshot-edited"
        | "version-name-duplicate";
    }
>;

function plainWords(detail: PlainDetail, finding: RuleFinding): FindingWords {
  switch (detail.kind) {
    case "storage-version-count":
      return storageCount(detail.storage, detail.versions);
    case "version-name-invalid":
      return words(
        `\`${detail.name}\` is no valid version name: lower case letters, digits and '-', starting with a letter, at most 63 characters.`,
        "Rename the version. If it was ever stored on a cluster it cannot be renamed there, only added beside the old one.",
      );
    case "crd-name-mismatch":
      return words(
        `metadata.name is \`${detail.name}\`, but spec.names.plural and spec.group make \`${detail.expected}\`.`,
        detail.live
          ? "Group and plural never change on a live CRD: put back the old ones, or make this a new CRD with a name of its own."
          : `Set metadata.name to \`${detail.expected}\`, or correct plural and group.`,
      );
    case "scope-changed":
      return words(
        `The live CRD is ${detail.live}, the manifest says \`${detail.manifest}\`: scope cannot change once a CRD is established.`,
        `Put back \`scope: ${detail.live}\`. Another scope needs another CRD (a new group or plural) and a migration of the objects; deleting the CRD deletes all of its objects.`,
      );
    case "kind-changed":
      return words(
        `The live CRD has kind \`${detail.live}\`, the manifest \`${detail.manifest}\`: kind cannot change once a CRD is established, and case counts.`,
        `Put back \`kind: ${detail.live}\`. Another kind needs another CRD (a new plural); deleting the CRD deletes all of its objects.`,
      );
    case "crd-api-version-removed":
      return words(
        `\`${detail.apiVersion}\` is not served by this API server: the v1beta1 CRD API ended with Kubernetes 1.22.`,
        "Write the manifest for apiextensions.k8s.io/v1: a schema for every version below spec.versions, no top-level version, validation, subresources or additionalPrinterColumns.",
      );
    case "server-rejects":
      return words(
        `The API server refuses to ${detail.operation} this CRD${detail.errors > 1 ? `, for ${counted(detail.errors, "reason")}` : ""}.`,
        "Change the manifest at the marked place as the server's sentence says.",
      );
    case "file-not-read":
      return fileNotReadWords(detail);
    case "no-crds-found":
      return noCrds(detail);
    case "not-rendered":
      return words(
        `\`rendered\` names \`${detail.pattern}\`, and no file matches it: what an earlier step should have put there was not compared.`,
        "See whether that step ran, in this job and before this one, and where it puts its files; or take the pattern out of `rendered`.",
      );
    case "no-snapshot":
      return words(
        `No snapshot matches ${quoted(detail.globs)}: there is no cluster to compare the CRDs with.`,
        "Record each cluster once and commit the file: `npx crd-upgrade-guard snapshot --cluster NAME --context CONTEXT`.",
      );
    case "cluster-without-snapshot":
      return words(
        `${detail.namedBy} names \`${detail.cluster}\`, and no snapshot describes a cluster of that name: nothing was compared for it.`,
        otherClusters(detail.meant, detail.known),
      );
    case "cluster-folder":
      return clusterFolderWords(detail);
    case "waiver-expired":
      return words(
        `The waiver of ${detail.waived} by ${detail.owner} ran out on ${detail.expires}.`,
        detail.covered === 0
          ? "Nothing needs it any more: remove it."
          : "Solve what it accepted, or let its owner decide anew and set a later `expires`.",
      );
    case "waiver-unused":
      return words(
        `The waiver of ${detail.waived} for \`${detail.crd}\` covers no finding.`,
        "Remove it if what it accepted is solved; else correct what it names.",
      );
    case "group-left-out":
      return words(
        `The snapshot of \`${detail.cluster}\` leaves out the group \`${detail.group}\`: nothing was compared for ${quoted(detail.crds)} there.`,
        "Record the cluster with that group, or say with `targets` that these manifests are not meant for it.",
      );
    case "render-failed":
      return renderFailedWords(detail);
    case "snapshot-stale":
      return stale(finding.cluster ?? "", detail.ageMs, detail.maxAgeMs);
  }
}

function duplicateNameWords(details: readonly { readonly name: string }[]): FindingWords {
  const names = [...new Set(details.map(({ name }) => name))];
  return words(
    `${quoted(names)} ${names.length === 1 ? "occurs" : "occur"} more than once in spec.versions.`,
    "Keep one entry a version name: the one with the schema and flags that hold.",
  );
}

function storageCount(storage: readonly string[], versions: number): FindingWords {
  const found =
    versions === 0 ? "spec.versions is empty" : storage.length === 0 ? "none has it" : `${quoted(storage)} have it`;
  return words(
    `Exactly one version must have \`storage: true\`: ${found}.`,
    versions === 0
      ? "List the CRD's versions below spec.versions; the v1beta1 field spec.version does not exist in v1."
      : "Set `storage: true` on the version that objects are written at, and `storage: false` on all others.",
  );
}

function noCrds(detail: Extract<FindingDetail, { kind: "no-crds-found" }>): FindingWords {
  const partial =
    detail.partial === 0
      ? ""
      : ` (${counted(detail.partial, "document")} with a part of a CRD, which is not judged alone)`;
  if (detail.given.length > 0) {
    const where = joined(detail.given.map((path) => (path === "-" ? "standard input" : `\`${path}\``)));
    return words(
      `No CustomResourceDefinition in ${where}${partial}: nothing was compared.`,
      "Correct the path. What a chart or a kustomization makes is read once it is rendered: `helm template . --include-crds | crd-upgrade-guard check -`.",
    );
  }
  return words(
    `No CustomResourceDefinition in the ${counted(detail.filesScanned, "file")} that ${quoted(detail.globs)} gave${partial}: nothing was compared.`,
    "If the repository has CRDs, correct `manifests.include`; if a chart or a kustomization makes them, list it in the configuration (`helm`, `kustomize`), or render it in an earlier step and name the files in `rendered`.",
  );
}

function stale(cluster: string, ageMs: number | null, maxAgeMs: number): FindingWords {
  const limit = duration(maxAgeMs);
  const again = `npx crd-upgrade-guard snapshot --cluster ${shellWord(cluster)}`;
  const remedy = `Record the cluster again (\`${again}\`), or let a scheduled workflow do it (docs/refresh.md).`;
  if (ageMs === null) {
    return words(
      `The snapshot of \`${cluster}\` does not say when it was taken: it may be older than ${limit}.`,
      remedy,
    );
  }
  if (ageMs < 0) {
    return words(
      `The snapshot of \`${cluster}\` says that it was taken ${duration(ageMs)} from now: its age is unknown.`,
      "Set the clock right of the machine that records it, and record it again.",
    );
  }
  return words(`The snapshot of \`${cluster}\` is ${duration(ageMs)} old, more than the ${limit} allowed.`, remedy);
}

/** One cluster's facts, versions merged: every version that the manifest lacks is one cause there. */
function clusterFacts(group: FindingGroup): readonly { cluster: string; facts: StoredVersionFacts }[] {
  return group.flatMap(({ cluster, detail }) =>
    "removed" in detail && cluster !== undefined ? [{ cluster, facts: detail.removed }] : [],
  );
}
