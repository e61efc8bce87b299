import type { Compared, SnapshotChange, SnapshotDiff } from "./change.ts";

/** A list longer than this is its number and its first names. */
const MOST_NAMED = 8;

/**
 * A diff for a terminal: what bears on the cluster's answers first, then what it means for the repository's manifests,
 * then the rest. Holds names from the cluster: escape it.
 */
export function diffText({ changes, consequences }: SnapshotDiff): string {
  const of = (weight: "major" | "minor") => sharedWords(changes.filter((one) => one.weight === weight));
  return [
    section("Changed:", of("major")),
    section(
      "For the manifests of this repository:",
      consequences.map((one) => one.words),
    ),
    section("Changed, without bearing on what it accepts:", of("minor")),
  ].join("");
}

/** `12 manifests compared, none refused`: a sentence that gives silence its meaning. */
export function comparedText({ manifests, refused, undecided }: Compared): string {
  if (manifests === 0) return "No manifest of this repository is meant for it: none was compared.";
  const open = undecided === 0 ? "" : `, ${undecided} undecided`;
  const what = manifests === 1 ? "1 manifest" : `${manifests} manifests`;
  return `${what} of this repository compared, ${refused === 0 ? "none" : refused} refused${open}.`;
}

/**
 * The words of changes, in their order; what several CRDs share is said once, with their names after it: an upgrade of
 * one project changes dozens of CRDs in the same way.
 */
export function sharedWords(changes: readonly SnapshotChange[]): readonly string[] {
  const groups = new Map<string, SnapshotChange[]>();
  for (const change of changes) {
    const key = JSON.stringify([change.kind, change.crd === null, change.what]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [change]);
    else group.push(change);
  }
  return [...groups.values()].map((group) => {
    const [first] = group;
    if (first === undefined || group.length === 1) return first?.words ?? "";
    const names = group.slice(0, MOST_NAMED).map(({ crd }) => `\`${crd}\``);
    const rest = group.length > MOST_NAMED ? ` and ${group.length - MOST_NAMED} more` : "";
    return `${group.length} CRDs: each ${first.what}: ${names.join(", ")}${rest}`;
  });
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0
    ? ""
    : `\n${title}\n${lines.map((line) => `  - ${line.replaceAll("\n", " ")}.\n`).join("")}`;
}
