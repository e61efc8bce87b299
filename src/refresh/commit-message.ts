import type { ChangeKind } from "../snapshots/change.ts";
import { printable } from "../text/escape.ts";
import { clustersInWords, counted } from "../text/listing.ts";
import { wrap } from "../text/wrap.ts";
import { type RefusedNow, refusedManifests } from "./manifests.ts";
import { type ClusterChange, isFirst, isRenewed } from "./words.ts";

/** A title that begins so is ours, and follows what the pull request says. */
export const TITLE_PREFIX = "CRD snapshots: ";
/** GitHub takes 256 characters. */
const LONGEST_TITLE = 200;
const COLUMNS = 72;

/** What the pull request is about, in one line. */
export function titleOf(clusters: readonly ClusterChange[], refused: RefusedNow | null): string {
  return cut(`${TITLE_PREFIX}${gist(clusters, refused)}`, LONGEST_TITLE);
}

function gist(clusters: readonly ClusterChange[], refused: RefusedNow | null): string {
  const names = (of: readonly string[]) => clustersInWords([...new Set(of)].sort().map(plain));
  const manifests = refused === null ? 0 : refusedManifests(refused);
  if (refused !== null && manifests > 0) {
    return `${counted(manifests, "manifest")} refused on ${names(refused.findings.flatMap((one) => one.clusters))}`;
  }
  const changed = clusters.filter((one) => !isRenewed(one) && !isFirst(one));
  const first = clusters.filter(isFirst);
  if (changed.length > 0) {
    const changes = changed.flatMap(({ diff }) => diff.changes).length;
    return `${counted(changes, "change")} on ${names(changed.map(({ cluster }) => cluster))}`;
  }
  if (first.length > 0) return `first of ${names(first.map(({ cluster }) => cluster))}`;
  return `${names(clusters.map(({ cluster }) => cluster))} read again, unchanged`;
}

/** The commit's message: what is in the files, in numbers. */
export function commitMessage(title: string, clusters: readonly ClusterChange[]): string {
  const lines = clusters.map((one) => wrap(`${plain(one.cluster)}: ${countsOf(one)}`, COLUMNS, ""));
  return `${cut(plain(title), COLUMNS)}\n\n${lines.join("\n")}\n`;
}

const COUNTED: Partial<Record<ChangeKind, readonly [singular: string, plural: string]>> = {
  "crd-added": ["new CRD", "new CRDs"],
  "crd-removed": ["CRD gone", "CRDs gone"],
  "stored-version-added": ["CRD with a new stored version", "CRDs with a new stored version"],
  "migration-finished": ["finished migration", "finished migrations"],
};

function countsOf({ diff: { changes } }: ClusterChange): string {
  if (changes.length === 0) return "read again, unchanged";
  const [first] = changes;
  if (first?.kind === "first-snapshot") return plain(first.what);
  const parts = Object.entries(COUNTED).flatMap(([kind, [singular, plural]]) => {
    const count = changes.filter((one) => one.kind === kind).length;
    return count === 0 ? [] : [counted(count, singular, plural)];
  });
  const others = changes.filter(({ kind }) => COUNTED[kind] === undefined).length;
  const more = parts.length === 0 ? counted(others, "change") : counted(others, "other change");
  return [...parts, ...(others === 0 ? [] : [more])].join(", ");
}

/** Names come from clusters: in a commit's message they close no issue, call no person and skip no check (`[skip ci]`). */
function plain(line: string): string {
  return printable(line)
    .replaceAll("\n", " ")
    .replaceAll("`", "")
    .replace(/[#@[]|\bgh(?=-\d)/gi, "$&\u200b");
}

function cut(line: string, length: number): string {
  return line.length <= length ? line : `${line.slice(0, length - 1).trimEnd()}…`;
}
