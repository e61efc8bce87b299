import type { DocumentPath } from "../../src/base/json.ts";
import { parseServerVersion, type ServerVersion } from "../../src/base/server-version.ts";
import { predict } from "../../src/crd/predict.ts";
import type { PredictedError, Prediction, Undecided } from "../../src/crd/prediction.ts";
import type { Label, LabelledError, OracleCase } from "../kubernetes/oracle.ts";
import { liveFacts } from "./corpus.ts";

/** The version whose code the oracle of `test/kubernetes/build.sh` runs. */
export const NEWEST_SERVER = parseServerVersion("v1.37.2");

export interface Comparison {
  /** `left open`: what differs is named by the prediction's own `undecided`; `panics`: the server itself answers 500. */
  readonly verdict: "agrees" | "left open" | "panics" | "disagrees";
  readonly outcome: Prediction["outcome"];
  /** One line for each difference, in a stable order. */
  readonly differences: readonly string[];
}

/** What a report says of the pair, exactly as `check` asks for it; the manifest is PUT as it is. */
export function predictedFor({ live, manifest }: OracleCase, server: ServerVersion = NEWEST_SERVER): Prediction {
  return predict({ manifest, live: live === null ? null : liveFacts(live), server, client: "replace" });
}

/** Verdict, the set of (type, field, detail), and storedVersions afterwards. */
export function compare(prediction: Prediction, label: Label): Comparison {
  const { outcome, undecided } = prediction;
  if ("panic" in label) {
    const silent = outcome === "accepted";
    return {
      verdict: silent ? "disagrees" : "panics",
      outcome,
      differences: silent ? ["accepted, but the server panics"] : [],
    };
  }
  const reached = label.errors.filter((error) => !isMended(error, label.errors) && !isOneOfMany(error, label.errors));
  const ours = new Map(
    prediction.errors.filter((error) => !isOneOfMany(error, prediction.errors)).map((error) => [ourLine(error), error]),
  );
  const theirs = new Map(reached.map((error) => [theirLine(error), error]));
  const missing = [...theirs].filter(([line]) => !ours.has(line));
  const named = missing.filter(([, error]) => undecided.some((one) => names(one, error)));
  const wrong = [
    ...missing.filter((one) => !named.includes(one)).map(([line]) => `missing: ${line}`),
    ...[...ours.keys()].filter((line) => !theirs.has(line)).map((line) => `too many: ${line}`),
    ...[...ours].flatMap(([line, error]) => valueDifference(line, error, label.errors)),
    ...storedDifference(prediction, label.storedVersionsAfter),
  ].sort();
  if (wrong.length > 0) return { verdict: "disagrees", outcome, differences: wrong };
  const open = named.map(([line]) => `left open: ${line}`).sort();
  if (outcome === "undecided" || open.length > 0) return { verdict: "left open", outcome, differences: open };
  const decided = (outcome === "accepted") === (reached.length === 0);
  return {
    verdict: decided ? "agrees" : "disagrees",
    outcome,
    differences: decided ? [] : [`${outcome}, and it is not`],
  };
}

/**
 * The field manager of a server puts a list of managedFields that it cannot read aside before anything validates it; the
 * oracle does not run it (test/kubernetes/managed-fields.test.ts does).
 */
function isMended({ field }: LabelledError, all: readonly LabelledError[]): boolean {
  return field.startsWith("metadata.managedFields[") && all.some((error) => UNREADABLE_ENTRY.test(error.field));
}

/** Of rules that cost the same the server names the four that it happens upon first. */
function isOneOfMany({ detail }: { readonly detail: string }, all: readonly { readonly detail: string }[]): boolean {
  return detail.startsWith(CONTRIBUTED) && all.filter((error) => error.detail.startsWith(CONTRIBUTED)).length >= 4;
}

const CONTRIBUTED = "contributed to estimated rule cost total";
const UNREADABLE_ENTRY = /^metadata\.managedFields\[\d+\]\.(?:operation|fieldsType)$/;

/** A value that we print is printed as the server prints it. */
function valueDifference(line: string, { value }: PredictedError, theirs: readonly LabelledError[]): string[] {
  const values = theirs.filter((error) => theirLine(error) === line).map(({ badValue }) => badValue);
  if (value === undefined || values.length === 0 || values.includes(value)) return [];
  return [`value: ${value} instead of ${values.join(" or ")}: ${line}`];
}

function storedDifference({ storedVersionsAfter: ours }: Prediction, theirs: readonly string[] | null): string[] {
  // Where something was left open and the server refuses it, there is no list afterwards.
  if (theirs === null || ours === null || JSON.stringify(ours) === JSON.stringify(theirs)) return [];
  return [`storedVersions: ${JSON.stringify(ours)} instead of ${JSON.stringify(theirs)}`];
}

function ourLine({ type, field, detail }: PredictedError): string {
  return `${type} ${field}: ${withoutDocument(detail)}`;
}

function theirLine({ type, field, detail }: LabelledError): string {
  return `${type} ${type === "NoMatch" ? "apiVersion" : field}: ${withoutDocument(asClientsPrint(detail))}`;
}

/** The codec's own words for a kind it does not know never reach a user: every client asks for the kind first. */
function asClientsPrint(detail: string): string {
  return detail.replace(
    /^no kind ("(?:[^"\\]|\\.)*") is registered for version ("(?:[^"\\]|\\.)*").*$/,
    "no matches for kind $1 in version $2",
  );
}

/** The server quotes the whole document, formatted as it came, and makes names of the time. */
function withoutDocument(detail: string): string {
  return detail.replace(/^(Object '\w+' is missing in ').*$/s, "$1...").replaceAll(/\bselfType\d+/g, "selfType0");
}

/** Whether an open question is about this error: its place is the same, or one within it. */
function names({ path, reason }: Undecided, { field, detail }: LabelledError): boolean {
  const place = placeOf(field);
  // Nor can it be told what such a schema says to its defaults.
  if (reason.includes("(?<name>)") && place.includes("default")) return true;
  // One entry stands for all rules of a CRD, and what the server says of them it says in many places.
  const isOfRules = reason.includes("CEL rule");
  const named = isOfRules ? ["spec", "versions"] : path;
  if (isOfRules && !place.includes(RULES) && !ABOUT_RULES.test(detail)) return false;
  return named.length <= place.length && named.every((step, index) => isSame(step, place[index], named, index));
}

const RULES = "x-kubernetes-validations";
const ABOUT_RULES = /^(x-kubernetes-validations estimated rule cost|rule compile|failed rule)| evaluating rule: /;

function isSame(step: string | number, other: string | undefined, path: DocumentPath, index: number): boolean {
  // What all versions have in common the server checks once, at the top, and our path is that of the first version.
  return String(step) === other || (other === "*" && path[index - 1] === "versions");
}

/** The server's internal path as steps through a v1 manifest; `*` is any version. */
function placeOf(field: string): readonly string[] {
  const steps = [...field.matchAll(/\[((?:\[[^\]]*\]|[^\]])*)\]|([^.[\]]+)/g)].map(
    ([, key, name]) => key ?? name ?? "",
  );
  const [root, part, ...rest] = steps;
  if (root !== "spec" || part === undefined) return steps;
  if (part === "validation") return ["spec", "versions", "*", "schema", ...rest];
  if (["subresources", "additionalPrinterColumns", "selectableFields"].includes(part)) {
    return ["spec", "versions", "*", part, ...rest];
  }
  if (part !== "conversion" || rest[0] === undefined || rest[0] === "strategy") return steps;
  return [
    "spec",
    "conversion",
    "webhook",
    rest[0] === "webhookClientConfig" ? "clientConfig" : rest[0],
    ...rest.slice(1),
  ];
}

/** What a difference is about, without names, indexes and values: differences with the same cause mostly share it. */
export function causeOf(difference: string): string {
  return difference
    .replaceAll(/"(?:[^"\\]|\\.)*"/g, '"…"')
    .replace(/spec\.(?:validation|versions\[\d+\]\.schema)\.openAPIV3Schema/g, "SCHEMA")
    .replaceAll(/(?:\.properties\[[^\]]*\]|\.items|\.additionalProperties|\.(?:any|one|all)Of\[\d+\]|\.not)+/g, "/…")
    .replaceAll(/\[[^\]]*\]/g, "[]")
    .replaceAll(/\d+/g, "0")
    .slice(0, 200);
}
