import type { DocumentPath, JsonObject } from "../../src/base/json.ts";
import type { ServerVersion } from "../../src/base/server-version.ts";
import { type ObjectAnswer, objectAnswer } from "../../src/crd/objects/answer.ts";
import { servedVersion } from "../../src/crd/objects/version.ts";
import { goJson } from "../../src/crd/schema/go-values.ts";
import type { LabelledError, ObjectCase, ObjectLabel } from "../kubernetes/oracle.ts";
import { NEWEST_SERVER } from "./fuzz-compare.ts";

export interface ObjectComparison {
  /** `left open`: something is undecided, and what differs may be that. */
  readonly verdict: "agrees" | "left open" | "disagrees";
  readonly outcome: ObjectAnswer["outcome"];
  readonly differences: readonly string[];
}

export function answerFor(one: ObjectCase, server: ServerVersion = NEWEST_SERVER): ObjectAnswer {
  const version = servedVersion(one.crd, one.version, server);
  if (version === null) throw new Error(`${one.id}: no version ${one.version}`);
  return objectAnswer(
    {
      object: one.object,
      ...(one.old === null ? {} : { old: one.old }),
      ...(one.operation === "status" ? { ofStatus: true as const } : {}),
    },
    version,
  );
}

/** Errors with their values, what is dropped, and what would be stored. */
export function compareObject(ours: ObjectAnswer, label: ObjectLabel): ObjectComparison {
  const { outcome } = ours;
  const verdict = (differences: readonly string[]): ObjectComparison => {
    const isOpen = ours.undecided.length > 0 && differences.every((line) => line.startsWith("missing"));
    return { verdict: differences.length === 0 ? "agrees" : isOpen ? "left open" : "disagrees", outcome, differences };
  };
  // A real server answers 500.
  if ("panic" in label) return verdict(outcome === "accepted" ? [`the server panics: ${label.panic}`] : []);
  if ("notServed" in label) return verdict(ours.undecided.length > 0 ? [] : [`not served: ${label.notServed}`]);
  if ("decodeError" in label) {
    const told = ours.errors.map(({ detail }) => detail);
    return verdict(told.includes(label.decodeError) ? [] : [`missing: ${label.decodeError}`, ...told.map(tooMany)]);
  }
  const theirs = new Set(label.errors.map(lineOf));
  const own = new Set(ours.errors.map((error) => lineOf({ ...error, badValue: error.value })));
  const dropped = ours.dropped.map(printed).sort();
  // A key of a map stands in brackets where it is in metadata alone that something is dropped.
  const pruned = label.pruned.map((field) => field.replaceAll(/\[(?!\d+\])([^\]]*)\]/g, ".$1")).sort();
  return verdict([
    ...[...theirs].filter((line) => !own.has(line)).map((line) => `missing: ${line}`),
    ...[...own].filter((line) => !theirs.has(line)).map(tooMany),
    ...(goJson(dropped) === goJson(pruned) ? [] : [`drops ${goJson(dropped)} instead of ${goJson(pruned)}`]),
    ...(ours.object === null || bodyOf(ours.object) === bodyOf(label.object)
      ? []
      : [`stores ${bodyOf(ours.object)} instead of ${bodyOf(label.object)}`]),
  ]);
}

function tooMany(line: string): string {
  return `too many: ${line}`;
}

function lineOf({
  type,
  field,
  detail,
  badValue,
}: Omit<LabelledError, "badValue"> & { badValue?: string | undefined }) {
  return `${type} ${field}: ${badValue ?? ""}: ${detail}`;
}

/** The server's own field path. */
function printed(path: DocumentPath): string {
  return path
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`))
    .join("")
    .replace(/^\./, "");
}

/** What the server sets in metadata is not compared. */
function bodyOf({ metadata: _, ...body }: JsonObject): string {
  return goJson(body);
}
