import type { FetchableOrigin } from "../sources/reference.ts";
import type { FetchTarget } from "./target.ts";
import { targetOf, targetText } from "./target.ts";

/**
 * Which addresses a host may have: none, since it may not be asked; those of the internet; besides, those of a private
 * network, since somebody allowed this very host; or any, loopback too, since it is allowed by its address.
 */
export type Reach = "none" | "public" | "private" | "any";

/** Who may be asked: `fetch.allow` of the base's configuration, and what the base tree refers to. */
export interface FetchPolicy {
  readonly patterns: readonly Rule[];
  /** `ownKey` of each: a tree may refer to thousands. */
  readonly own: ReadonlySet<string>;
}

interface Rule {
  readonly schemes: readonly FetchTarget["scheme"][];
  readonly host: string;
  /** Segments of a path, `*` for any letters in one; what is below them is meant too. */
  readonly path: readonly string[];
  readonly reach: Reach;
}

/**
 * @param patterns `https://host[:port]/path/**`, `oci://host/path/**`, or a host, which is all of it by https and oci
 * @param base what the base tree refers to: allowed for its own scheme, host and repository
 */
export function fetchPolicy(patterns: readonly string[], base: readonly FetchableOrigin[]): FetchPolicy {
  return { patterns: patterns.flatMap(ruleOfPattern), own: new Set(base.flatMap(ownOf)) };
}

/** Where the target itself may be; redirects and addresses that an index names are public, wherever they lead. */
export function reachOf(target: FetchTarget, { patterns, own }: FetchPolicy): Reach {
  const path = segments(target.path);
  const isOwn = Array.from({ length: path.length + 1 }, (_, end) => ownKey(target, path.slice(0, end)));
  const reaches = patterns
    .filter(({ schemes, host }) => host === target.host && schemes.includes(target.scheme))
    .filter((rule) => isAtOrBelow(path, rule.path))
    .map(({ reach }) => reach);
  if (isOwn.some((key) => own.has(key))) reaches.push("public");
  return WIDEST_FIRST.find((reach) => reaches.includes(reach)) ?? "none";
}

function ownKey({ scheme, host }: FetchTarget, path: readonly string[]): string {
  return [`${scheme}://${host}`, ...path].join("/");
}

const WIDEST_FIRST: readonly Reach[] = ["any", "private", "public"];

const SCHEMES: readonly FetchTarget["scheme"][] = ["https", "http", "oci", "ssh"];

function ruleOfPattern(pattern: string): readonly Rule[] {
  const [, named, host = "", path = ""] = /^(?:([a-z]+):\/\/)?([^/?#@]+)(\/.*)?$/.exec(pattern) ?? [];
  const scheme = SCHEMES.find((one) => one === named);
  if (named !== undefined && scheme === undefined) return [];
  const probe = `https://${host}`;
  if (!URL.canParse(probe)) return [];
  const rule = { host: new URL(probe).host, path: segments(path.replace(/\/\*\*$/, "")) };
  if (scheme === undefined) return [{ ...rule, schemes: ["https", "oci"], reach: "public" }];
  return [{ ...rule, schemes: [scheme], reach: isAddress(rule.host) ? "any" : "private" }];
}

/**
 * An IP address in whatever way it is written, or the machine itself. `new URL` has made it plain: what ends in a number
 * is four of them, or no URL.
 */
function isAddress(host: string): boolean {
  return host.startsWith("[") || /\.\d+(?::\d+)?$/.test(host) || /^localhost(?::\d+)?$/.test(host);
}

function ownOf(origin: FetchableOrigin): readonly string[] {
  const target = targetOf(origin);
  // What is not encrypted is nobody's word: it takes a pattern.
  if (!target.ok || target.value.scheme === "http") return [];
  const path = segments(target.value.path);
  return [ownKey(target.value, origin.kind === "file" ? fileFolder(target.value.host, path) : path)];
}

/**
 * What of a file's path stays when its version changes: everything before the segment that has it; of GitHub's
 * hosts the repository, where a branch is such a segment too; else the folder.
 */
function fileFolder(host: string, path: readonly string[]): readonly string[] {
  if (/^(?:github\.com|raw\.githubusercontent\.com)$/.test(host)) return path.slice(0, 2);
  // -1, where none has it, leaves the last one out.
  return path.slice(
    0,
    path.findIndex((segment) => VERSIONED.test(segment)),
  );
}

const VERSIONED = /\d\.\d|^v\d+$|^[0-9a-f]{40}$/;

function segments(path: string): readonly string[] {
  return path.split("/").filter((segment) => segment !== "");
}

function isAtOrBelow(path: readonly string[], above: readonly string[]): boolean {
  return path.length >= above.length && above.every((pattern, index) => matches(path[index] ?? "", pattern));
}

function matches(segment: string, pattern: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return segment === pattern;
  if (!segment.startsWith(first) || !segment.endsWith(last) || segment.length < first.length + last.length)
    return false;
  let at = first.length;
  for (const part of rest) {
    const found = segment.indexOf(part, at);
    if (found < 0 || found + part.length > segment.length - last.length) return false;
    at = found + part.length;
  }
  return true;
}

/** What the configuration has to say so that an origin is fetched. */
export function allowPattern(target: FetchTarget): string {
  return targetText(target);
}

/** Part of a sentence: why nothing is asked there. */
export function refusalWords(target: FetchTarget): string {
  const text = `\`${targetText(target)}\``;
  if (target.scheme === "http") return `${text} is not encrypted, and the configuration of the base does not allow it`;
  return `${text} is new: nothing that is known of the base refers there, and its configuration does not allow it`;
}

/** A sentence: what to do about it. */
export function allowWords(target: FetchTarget): string {
  return `Allow it by \`fetch.allow: [${JSON.stringify(allowPattern(target))}]\` in the configuration of the base.`;
}
