import type { ChartDetail, DuplicateDetail } from "./charts.ts";
import type { FieldDetail } from "./field-details.ts";
import type { RiskDetail } from "./risk-details.ts";
import type { EditedSnapshot, RuleId, WeakenedFinding } from "./rule.ts";
import type { StoredVersionDetail, StoredVersionFacts } from "./stored-version-detail.ts";
import type { MissingFolder, RenderFailure, UnreadFile } from "./tree-view.ts";

/** What the words of a finding are made of: a closed union, so that every kind has words. */
export type FindingDetail =
  | FieldDetail
  | RiskDetail
  | StoredVersionDetail
  | { readonly kind: "manifest-behind-cluster"; readonly cause: "behind"; readonly removed: StoredVersionFacts }
  | { readonly kind: "storage-version-count"; readonly storage: readonly string[]; readonly versions: number }
  | { readonly kind: "version-name-duplicate"; readonly name: string }
  | { readonly kind: "version-name-invalid"; readonly name: string }
  | { readonly kind: "crd-name-mismatch"; readonly name: string; readonly expected: string; readonly live: boolean }
  | { readonly kind: "scope-changed"; readonly live: string; readonly manifest: string }
  | { readonly kind: "kind-changed"; readonly live: string; readonly manifest: string }
  | { readonly kind: "crd-api-version-removed"; readonly apiVersion: string }
  | { readonly kind: "server-rejects"; readonly operation: "create" | "update"; readonly errors: number }
  | UnreadableDetail
  | ({ readonly kind: "file-not-read" } & Pick<UnreadFile, "reason" | "lost" | "movedFrom">)
  | {
      readonly kind: "no-crds-found";
      /** Instead of the globs; `-` is standard input. */
      readonly given: readonly string[];
      readonly globs: readonly string[];
      readonly filesScanned: number;
      readonly partial: number;
    }
  | { readonly kind: "not-rendered"; readonly pattern: string }
  | { readonly kind: "no-snapshot"; readonly globs: readonly string[] }
  | {
      readonly kind: "cluster-without-snapshot";
      readonly cluster: string;
      readonly namedBy: string;
      readonly meant: string | null;
      readonly known: readonly string[];
    }
  | ({ readonly kind: "cluster-folder" } & Pick<MissingFolder, "path" | "name" | "beside" | "crds" | "known">)
  | {
      readonly kind: "group-left-out";
      readonly cluster: string;
      readonly group: string;
      readonly crds: readonly string[];
    }
  | ({ readonly kind: "render-failed" } & Pick<RenderFailure, "path" | "message" | "advice"> & {
        readonly tool: RenderFailure["kind"];
      })
  | { readonly kind: "snapshot-stale"; readonly ageMs: number | null; readonly maxAgeMs: number }
  | ChartDetail
  | DuplicateDetail
  | ({ readonly kind: "snapshot-edited"; readonly edited: string } & Pick<EditedSnapshot, "cluster" | "facts">)
  | ({ readonly kind: "guard-weakened"; readonly hidden: RuleId; readonly edited: string } & Pick<
      WeakenedFinding,
      "deed" | "effect"
    >)
  | {
      readonly kind: "waiver-expired";
      readonly expires: string;
      readonly owner: string;
      readonly waived: string;
      readonly covered: number;
    }
  | { readonly kind: "waiver-unused"; readonly waived: string; readonly crd: string };

export interface UnreadableDetail {
  readonly kind: "manifest-unreadable";
  /** A template that nobody rendered; absent: anything else. */
  readonly cause?: "template";
  /** Of a template: it is YAML as it stands, so that the braces may be meant. */
  readonly isReadable?: boolean;
  readonly message: string;
  readonly remedy: string;
}
