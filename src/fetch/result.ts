import type { SourceOrigin, SourceReference } from "../sources/reference.ts";
import { jsonText } from "../text/escape.ts";
import { counted, joined } from "../text/listing.ts";
import type { SourceOutcome } from "./fetch-sources.ts";
import { targetOf, targetText } from "./target.ts";

/** What a fetch came to, as `schema/fetch.json` has it. */
export interface FetchResult {
  readonly formatVersion: 1;
  readonly toolVersion: string;
  /** The commit that was compared with; null: none. */
  readonly base: string | null;
  readonly cache: string;
  readonly lock: string;
  readonly fetched: number;
  readonly cached: number;
  readonly failed: number;
  /** One a reference, sorted by path and line. */
  readonly sources: readonly FetchedSource[];
}

/** One reference. `seconds` and `bytes` are the origin's, which references may share. */
export interface FetchedSource {
  readonly kind: SourceReference["kind"];
  readonly name: string;
  readonly namespace: string | null;
  readonly path: string;
  readonly line: number;
  readonly from: string;
  readonly version: string | null;
  /** What a range, a branch or a tag stood for; null: nothing was had. */
  readonly resolved: string | null;
  readonly digest: string | null;
  readonly cached: boolean;
  readonly bytes: number;
  readonly seconds: number;
  readonly unverified: boolean;
  /** Part of a sentence; null: it is there. */
  readonly error: string | null;
  readonly cause: "not-allowed" | "failed" | null;
  /** A sentence; null: nothing that is known. */
  readonly remedy: string | null;
}

export type FetchFrame = Pick<FetchResult, "toolVersion" | "base" | "cache" | "lock">;

export function fetchResult(outcomes: readonly SourceOutcome[], frame: FetchFrame): FetchResult {
  const sources = outcomes.flatMap((outcome) => outcome.references.map((reference) => sourceOf(reference, outcome)));
  return {
    formatVersion: 1,
    ...frame,
    fetched: outcomes.filter(({ entry, cached }) => "digest" in entry && !cached).length,
    cached: outcomes.filter(({ cached }) => cached).length,
    failed: outcomes.filter(({ entry }) => "error" in entry).length,
    sources: sources.sort((a, b) => (a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1)),
  };
}

function sourceOf(reference: SourceReference, { entry, cached, bytes, seconds, remedy }: SourceOutcome): FetchedSource {
  const { kind, name, namespace, place, origin, version } = reference;
  const has = "digest" in entry ? entry : null;
  const lacks = "error" in entry ? entry : null;
  return {
    kind,
    name,
    namespace,
    path: place.path,
    line: place.range.startLine,
    from: originText(origin),
    version,
    resolved: has?.resolved ?? null,
    digest: has?.digest ?? null,
    cached,
    bytes,
    seconds,
    unverified: has?.unverified === true,
    error: lacks?.error ?? null,
    cause: lacks?.cause ?? null,
    remedy,
  };
}

/** Where it is from, without its version: for people. */
function originText(origin: SourceOrigin): string {
  if (origin.kind === "undecided") return origin.text;
  if (origin.kind === "local") return origin.path;
  const target = targetOf(origin);
  const address = target.ok ? targetText(target.value) : origin.kind;
  return origin.kind === "helm" ? `${address} ${origin.chart}` : address;
}

/** One line of a log, as soon as an origin is settled. */
export function outcomeLine({ references, entry, cached, bytes, seconds }: SourceOutcome): string {
  const [first] = references;
  if (first === undefined) return "";
  const more = references.length > 1 ? ` (and ${references.length - 1} more)` : "";
  const what = `${referenceText(first)}${more}: ${originText(first.origin)}`;
  if ("error" in entry) return `failed  ${what}: ${entry.error}`;
  const known = first.origin.kind === "file" ? "" : ` ${shortened(entry.resolved)}`;
  if (cached) return `cached  ${what}${known}`;
  const unverified = entry.unverified === true ? ", signature not checked" : "";
  return `fetched ${what}${known} (${sizeText(bytes)}, ${seconds.toFixed(1)} s${unverified})`;
}

/** A digest or a commit by its first twelve digits. */
function shortened(resolved: string): string {
  return resolved.replace(/^(sha256:)?([0-9a-f]{12})[0-9a-f]{28,52}$/, "$1$2");
}

function referenceText({ kind, name, namespace }: Pick<SourceReference, "kind" | "name" | "namespace">): string {
  return `${kind} ${namespace === null ? "" : `${namespace}/`}${name}`;
}

function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

export function resultJson(result: FetchResult): string {
  return `${jsonText(result)}\n`;
}

/** What a person is told in the end. */
export function resultText(result: FetchResult): string {
  const { fetched, cached, failed, sources, lock, base } = result;
  const count = fetched + cached + failed;
  // No lock is named: none is written for nothing.
  if (count === 0)
    return `Nothing to fetch: no source is referred to${base === null ? "" : " that the change touches"}.\n`;
  const there = [fetched > 0 ? `${fetched} fetched` : "", cached > 0 ? `${cached} in the cache` : ""];
  const rest = failed === 0 ? [] : [`${failed} could not be had`];
  const words = joined([...there.filter((one) => one !== ""), ...rest]);
  const faults = sources.filter(({ error }) => error !== null);
  const lines = faults.map((source) => `${source.path}:${source.line}: ${faultText(source)}`);
  return [...lines, `${counted(count, "source")}: ${words}.`, `Lock: ${lock}`, ""].join("\n");
}

/** Of one that could not be had: what, why, and what to do. */
export function faultText(source: FetchedSource): string {
  const { version, error, remedy } = source;
  const what = `${referenceText(source)}${version === null ? "" : ` ${version}`}`;
  return `${what} could not be had: ${error}.${remedy === null ? "" : ` ${remedy}`}`;
}
