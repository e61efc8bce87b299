import type { RiskDetail } from "../../rules/risk-details.ts";
import { annotationsWords } from "./annotations-words.ts";
import { crdRemovedWords } from "./crd-removed-words.ts";
import { detailsOf } from "./details-of.ts";
import type { FindingGroup, FindingWords } from "./finding-words.ts";
import { gatewayApiWords } from "./gateway-api-words.ts";
import { liveCrdStuckWords, migrationPendingWords, unusedCrdWords } from "./lifecycle-words.ts";
import { foreignOwnerWords } from "./owner-words.ts";
import { servedVersionWords } from "./served-version-words.ts";
import { conversionDroppedWords, notBurnedInWords, revertedWords } from "./storage-risk-words.ts";

/** The words of what a server accepts, and of what a cluster carries along. One finding may take in several CRDs. */
export function riskWords(group: FindingGroup, detail: RiskDetail): FindingWords {
  switch (detail.kind) {
    case "annotations-too-large":
      return annotationsWords(group, detailsOf(group, detail));
    case "conversion-dropped":
      return conversionDroppedWords(group, detailsOf(group, detail));
    case "crd-removed":
      return crdRemovedWords(group, detail);
    case "foreign-owner":
      return foreignOwnerWords(group, detail);
    case "gateway-api-channel":
    case "gateway-api-downgrade":
      return gatewayApiWords(group, detail);
    case "live-crd-stuck":
      return liveCrdStuckWords(group, detail);
    case "migration-pending":
      return migrationPendingWords(group);
    case "served-version-removed":
      return servedVersionWords(group, detailsOf(group, detail));
    case "storage-version-not-burned-in":
      return notBurnedInWords(group, detail);
    case "storage-version-reverted":
      return revertedWords(group, detailsOf(group, detail));
    case "unused-crd":
      return unusedCrdWords(group, detailsOf(group, detail));
  }
}
