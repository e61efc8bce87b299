import type { DocumentPath, JsonObject } from "../base/json.ts";
import type { ServerVersion } from "../base/server-version.ts";
import type { CelCompiler } from "./cel-compiler.ts";
import type { LiveCrd } from "./live-crd.ts";

/** How the manifest reaches the server; it decides which live fields survive (kubectl apply merges, replace does not). */
export type ApplyClient = "client-side" | "server-side" | "replace" | "helm" | "unknown";

export interface PredictInput {
  /** The whole document as Kubernetes reads it. Its `status` is ignored, as the server ignores it. */
  readonly manifest: JsonObject;
  /** null: the cluster does not have this CRD. */
  readonly live: LiveCrd | null;
  readonly server: ServerVersion;
  readonly client: ApplyClient;
  /** Compiles the CEL rules that the cluster does not have yet. null, or absent: they are undecided. */
  readonly cel?: CelCompiler | null;
}

/** One error of the server's answer. Types are those of k8s.io/apimachinery/pkg/util/validation/field. */
export interface PredictedError {
  readonly type: ErrorType;
  /** The server's own (internal) field path, as it prints it: `spec.validation.openAPIV3Schema...` where it hoists. */
  readonly field: string;
  /** The bad value as the server prints it, already quoted: `"v1alpha2"`; absent where the server prints none. */
  readonly value?: string;
  /** The server's sentence for its version; "" where it has none. */
  readonly detail: string;
  /** The place in the manifest that causes it, to point at. */
  readonly path: DocumentPath;
  /** Of a branch of anyOf or oneOf of an object's schema: where these stand, whose other branches failed, too. */
  readonly choiceAt?: DocumentPath;
  /** Present and true: others say what is wrong with a branch of anyOf, oneOf or allOf, and this one that something is. */
  readonly sumsUp?: true;
  /** Present and true: a CEL rule of the schema says so of an object. */
  readonly ofRule?: true;
}

const ERROR_TYPES = [
  "FieldValueRequired",
  "FieldValueInvalid",
  "FieldValueTypeInvalid",
  "FieldValueNotSupported",
  "FieldValueForbidden",
  "FieldValueDuplicate",
  "FieldValueTooLong",
  "FieldValueTooMany",
  "InternalError",
  "NoMatch",
  "DecodeError",
  "BadRequest",
  "TooLarge",
] as const;

export type ErrorType = (typeof ERROR_TYPES)[number];

const KNOWN_TYPES: ReadonlySet<string> = new Set(ERROR_TYPES);

export function isErrorType(text: string): text is ErrorType {
  return KNOWN_TYPES.has(text);
}

export interface Undecided {
  readonly path: DocumentPath;
  readonly reason: string;
}

export interface Prediction {
  readonly operation: "create" | "update";
  /** `undecided`: no error was found, but something that could be one was out of reach; `undecided` says what. */
  readonly outcome: "accepted" | "rejected" | "undecided";
  /** In a stable order: by the server's validation order, indexes ascending. */
  readonly errors: readonly PredictedError[];
  /** The list the server checks: the live one, with the new storage version appended. */
  readonly storedVersionsEvaluated: readonly string[];
  /** `status.storedVersions` afterwards; null unless accepted (or undecided and otherwise accepted). */
  readonly storedVersionsAfter: readonly string[] | null;
  readonly undecided: readonly Undecided[];
}
