import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { JsonObject } from "../../src/base/json.ts";
import { requireBinaries } from "./binaries.ts";

/** "This manifest is PUT over this live CRD (with its status)", or POSTed where live is null. */
export interface OracleCase {
  readonly id: string;
  /** A whole v1 CustomResourceDefinition with `status.storedVersions`. */
  readonly live: JsonObject | null;
  readonly manifest: JsonObject;
  /** Lets apiextensions.k8s.io/v1beta1 manifests through, as servers before 1.22 did. */
  readonly legacyV1beta1?: boolean;
}

export interface LabelledError {
  /** `FieldValueInvalid` and the like; `NoMatch` and `DecodeError` for what never reaches validation. */
  readonly type: string;
  /** The server's internal field path. */
  readonly field: string;
  readonly detail: string;
  /** As the server prints it, quotes included; absent where it prints none. */
  readonly badValue?: string;
}

export interface Verdict {
  readonly id: string;
  readonly accepted: boolean;
  /** In the order of the server's checks, which is random where the server walks a map; printed duplicates once. */
  readonly errors: readonly LabelledError[];
  /** What `status.storedVersions` is afterwards; null when refused. */
  readonly storedVersionsAfter: readonly string[] | null;
}

/** The server's code panicked on this object (a real server answers 500). */
export interface Panic {
  readonly id: string;
  readonly panic: string;
}

export type Label = Verdict | Panic;

/** "This custom resource is POSTed, or PUT over another one, under this version of this CRD." */
export interface ObjectCase {
  readonly id: string;
  /** A whole v1 CustomResourceDefinition. */
  readonly crd: JsonObject;
  readonly version: string;
  readonly object: JsonObject;
  /** null: it is created. */
  readonly old: JsonObject | null;
  /** Present: only its status is replaced. */
  readonly operation?: "status";
}

export type ObjectLabel =
  | {
      readonly id: string;
      readonly errors: readonly LabelledError[];
      /** Fields that are dropped: `spec.a[0].b`. */
      readonly pruned: readonly string[];
      /** As it would be stored, with what the server itself sets in metadata. */
      readonly object: JsonObject;
    }
  | { readonly id: string; readonly decodeError: string }
  /** The version is not there, or its schema cannot be served. */
  | { readonly id: string; readonly notServed: string }
  | Panic;

/** As `label`, of custom resources. */
export async function labelObjects(
  cases: readonly ObjectCase[],
  program: string = requireBinaries().oracle,
): Promise<readonly ObjectLabel[]> {
  return ask(cases, program);
}

/**
 * What the API server's own code says to each case, in the order of the cases.
 * @param program an oracle; absent: the one with the version in go.mod
 * @throws when the oracle ends early: a live object that cannot be decoded, or no case at all
 */
export async function label(
  cases: readonly OracleCase[],
  program: string = requireBinaries().oracle,
): Promise<readonly Label[]> {
  return ask(cases, program);
}

async function ask<L>(cases: readonly object[], program: string): Promise<readonly L[]> {
  const oracle = spawn(program, { stdio: ["pipe", "pipe", "pipe"] });
  const ended = once(oracle, "close");
  let complaint = "";
  oracle.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint += text;
  });
  // An oracle that ends early closes its input; its exit code says so better than EPIPE does.
  oracle.stdin.on("error", () => {});
  for (const one of cases) oracle.stdin.write(`${JSON.stringify(one)}\n`);
  oracle.stdin.end();
  const labels: L[] = [];
  for await (const line of createInterface({ input: oracle.stdout })) labels.push(JSON.parse(line));
  const [code] = await ended;
  if (code !== 0) throw new Error(`the oracle ended with ${code}: ${complaint}`);
  return labels;
}
