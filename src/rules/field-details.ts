import type { ApiApproval } from "../crd/live-crd.ts";
import type { NameKey } from "../crd/names-conflict.ts";

/** What the words are made of where a part of the CRD outside of `spec.versions` and `status` is refused, or not accepted. */
export type FieldDetail =
  | VersionSchemaDetail
  | ConversionDetail
  | PreserveUnknownFieldsDetail
  | ApiApprovalDetail
  | MetadataDetail
  | NamesConflictDetail;

export interface VersionSchemaDetail {
  readonly kind: "version-schema-missing";
  /** The version without a schema; "" where it has no name. */
  readonly name: string;
  /** There every field would be pruned. */
  readonly served: boolean;
}

export interface ConversionDetail {
  readonly kind: "conversion-invalid";
  /** `leftover`: parts of a webhook without the strategy that takes them. */
  readonly cause: "leftover" | "stated";
  /** As the manifest states it; "" where it does not. */
  readonly strategy: string;
  /** The live CRD converts by webhook. */
  readonly liveWebhook: boolean;
  readonly errors: number;
}

export interface PreserveUnknownFieldsDetail {
  readonly kind: "preserve-unknown-fields-invalid";
  /** `inherited`: the manifest is silent, and what is live stays. */
  readonly cause: "stated" | "inherited";
  /** The live CRD has it too. */
  readonly live: boolean;
  /** What of the manifest does not go with it. */
  readonly against: readonly ("defaults" | "conversion")[];
}

export interface ApiApprovalDetail {
  readonly kind: "api-approval-missing";
  readonly cause: "missing" | "invalid";
  readonly group: string;
  /** The live CRD's; null for a new CRD or where it is not known. */
  readonly live: ApiApproval | null;
}

export interface MetadataDetail {
  readonly kind: "metadata-invalid";
  readonly operation: "create" | "update";
  /** The server's own fields without indexes, each once: `metadata.labels`. */
  readonly fields: readonly string[];
  /** All annotations together are larger than the server takes. */
  readonly tooLarge: boolean;
}

export interface NamesConflictDetail {
  readonly kind: "names-conflict";
  /** `old-names-stay`: the live CRD is established and goes on with the names that were accepted. */
  readonly cause: "not-established" | "old-names-stay";
  readonly group: string;
  readonly refused: readonly RefusedNameFacts[];
  /** The condition NamesAccepted as the server will set it: reason and message. */
  readonly condition: string;
}

export interface RefusedNameFacts {
  readonly field: NameKey;
  readonly name: string;
  /** The CRD that has it. */
  readonly usedBy: string;
}
