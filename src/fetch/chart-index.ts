import { isArray, isObject, type JsonObject, type JsonValue, member } from "../base/json.ts";
import { failed, type Result } from "../base/result.ts";
import { compareSemver, isInRange, parseRange, parseSemver } from "../go/semver.ts";
import { readYamlDocument } from "../yaml/yaml-document.ts";

/** One version of a chart, as a repository's `index.yaml` has it. */
export interface IndexEntry {
  readonly version: string;
  /** Absolute, or relative to the repository. */
  readonly url: string;
  /** Hex digits of its archive's sha256; null: the index has none. */
  readonly digest: string | null;
}

/**
 * The version of a chart that helm would take of an index: the one that is written exactly so, else the newest one in the
 * range (helm.sh/helm/v4/pkg/repo/v1, IndexFile.Get).
 * @param version null: the newest that is no pre-release
 */
export function findInIndex(text: string, chart: string, version: string | null): Result<IndexEntry> {
  const versions = chartVersions(text, chart);
  if (!versions.ok) return versions;
  const range = parseRange(version ?? "*");
  if (range === null) return failed(`\`${version}\` is neither a version nor a range of versions`);
  const usable = versions.value.flatMap((one) => {
    const parsed = parseSemver(textOf(one, "version") ?? "");
    return parsed === null ? [] : [{ one, parsed }];
  });
  const exact = usable.find(({ one }) => textOf(one, "version") === version);
  const matching = usable.filter(({ parsed }) => isInRange(parsed, range));
  const newest = matching.reduce<(typeof usable)[number] | undefined>(
    (best, one) => (best === undefined || compareSemver(one.parsed, best.parsed) > 0 ? one : best),
    undefined,
  );
  const found = (exact ?? newest)?.one;
  if (found === undefined) return failed(missingVersion(chart, version, usable.length));
  return entryOf(found, chart);
}

/** Every version of a chart that an index has, as it is written there, in the index's order. */
export function versionsInIndex(text: string, chart: string): Result<readonly string[]> {
  const versions = chartVersions(text, chart);
  if (!versions.ok) return versions;
  return { ok: true, value: versions.value.flatMap((one) => textOf(one, "version") ?? []) };
}

function missingVersion(chart: string, version: string | null, count: number): string {
  if (count === 0) return `the repository's index has no version of the chart \`${chart}\``;
  if (version === null) return `the repository's index has pre-releases of the chart \`${chart}\` alone`;
  return `the repository's index has no version \`${version}\` of the chart \`${chart}\``;
}

function entryOf(entry: JsonObject, chart: string): Result<IndexEntry> {
  const version = textOf(entry, "version") ?? "";
  const urls = member(entry, "urls");
  const url = isArray(urls) ? urls[0] : undefined;
  if (typeof url !== "string" || url === "") {
    return failed(`the repository's index has no address for version \`${version}\` of the chart \`${chart}\``);
  }
  const digest = textOf(entry, "digest")?.replace(/^sha256:/, "") ?? "";
  // Old repositories leave it out; what is something else cannot be compared and is no match.
  return { ok: true, value: { version, url, digest: digest === "" ? null : digest.toLowerCase() } };
}

function textOf(value: JsonValue, key: string): string | null {
  const found = member(value, key);
  return typeof found === "string" ? found : null;
}

/**
 * The versions of one chart. An index has thousands of other charts, so that only its lines are read as YAML where it is
 * written as helm writes it: 20 MB in a tenth of a second instead of more than one.
 */
function chartVersions(text: string, chart: string): Result<readonly JsonObject[]> {
  const lines = linesOfChart(text, chart);
  const short = lines === null ? null : readYamlDocument(`entries:\n${lines}`, { dialect: "kubernetes" });
  const reading = short?.ok === true ? short : readYamlDocument(text, { dialect: "kubernetes" });
  if (!reading.ok) return failed(`the repository's index is no YAML that can be read (${reading.problem.message})`);
  const entries = member(reading.value, "entries");
  if (entries === undefined && !isObject(reading.value))
    return failed("the repository's index.yaml is no index of charts");
  const versions = isObject(entries) && Object.hasOwn(entries, chart) ? entries[chart] : undefined;
  if (versions === undefined || versions === null) return failed(`the repository has no chart \`${chart}\``);
  if (!isArray(versions)) return failed(`the repository's index has no list for the chart \`${chart}\``);
  return { ok: true, value: versions.filter(isObject) };
}

/** The chart's key with all below it; null: this is not the way that helm writes an index, or it is there twice. */
function linesOfChart(text: string, chart: string): string | null {
  const start = text.startsWith("entries:\n") ? 0 : text.indexOf("\nentries:\n") + 1;
  if (!text.startsWith("entries:\n", start)) return null;
  const keys = [chart, JSON.stringify(chart), `'${chart}'`].map((key) => `${key}:`);
  let indent = -1;
  let found: string | null = null;
  let from = -1;
  for (let at = start + "entries:\n".length; at < text.length; ) {
    const end = text.indexOf("\n", at);
    const next = end < 0 ? text.length : end + 1;
    const column = blanksAt(text, at);
    const char = text[at + column];
    const isContent = char !== undefined && char !== "\n" && char !== "#" && char !== "\r";
    if (isContent && indent < 0) indent = column;
    // The end of `entries`, and then of its last chart.
    if (isContent && column < indent) {
      if (from >= 0) found = text.slice(from, at);
      return found;
    }
    if (isContent && column === indent && char !== "-") {
      if (from >= 0) found = text.slice(from, at);
      from = -1;
      const key = text.slice(at + column, end < 0 ? text.length : end).trimEnd();
      if (keys.includes(key)) {
        if (found !== null) return null;
        from = at;
      }
    }
    at = next;
  }
  return from >= 0 ? text.slice(from) : found;
}

function blanksAt(text: string, at: number): number {
  let end = at;
  while (text[end] === " ") end++;
  return end - at;
}
