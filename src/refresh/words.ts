import { markdownCode, markdownSentence, markdownText, printable } from "../report/escape.ts";
import { firstThatFits } from "../report/fit.ts";
import { counted, joined } from "../report/words/listing.ts";
import type { ManifestConsequence, SnapshotDiff } from "../snapshots/change.ts";
import { sharedWords } from "../snapshots/diff-text.ts";
import { housekeeping, type KeptCluster } from "./housekeeping.ts";

/** GitHub takes 65,536 characters of a pull request's text; bytes are never fewer. */
const BODY_BUDGET_BYTES = 60_000;
/** More lines of one cluster are for the file's own diff. */
const MOST_LINES = 40;

/** One cluster whose snapshot changes, and what that says. */
export interface ClusterChange {
  readonly cluster: string;
  /** Of the snapshot, relative to the repository's root. */
  readonly path: string;
  readonly diff: SnapshotDiff;
}

/** Who writes the text: what it says of a run, and not of the clusters. */
export interface Author {
  /** Address of the workflow run; null: not one. */
  readonly runUrl: string | null;
  /** The commit that was read as the base. */
  readonly sha: string;
  /** Whether what the token writes starts workflows; null: not known. */
  readonly startsWorkflows: boolean | null;
}

/** From here on the text is about the run that wrote it, which no later run has to correct. */
const MARKER = "<!-- crd-upgrade-guard:refresh -->";

/** The text of the pull request: what changed, cluster by cluster, and what that means for the repository's manifests. */
export function pullRequestBody(
  clusters: readonly ClusterChange[],
  author: Author,
  kept: readonly KeptCluster[] = [],
): string {
  const foot = footer(author);
  const lead = leadOf(clusters);
  const whole = (most: number) => [lead, ...clusters.map((one) => section(one, most)), housekeeping(kept, most)];
  const rungs = [
    () => [...whole(MOST_LINES), OWN_BRANCH, foot],
    () => [...whole(5), OWN_BRANCH, foot],
    () => [lead, ...clusters.map(oneLine), OWN_BRANCH, foot],
    () => [lead, "The clusters are too many for this page: see the files.", OWN_BRANCH, foot],
  ];
  return firstThatFits(rungs, BODY_BUDGET_BYTES) ?? foot;
}

/** The text of a pull request that has nothing left to propose. */
export function closingBody(author: Author): string {
  return `The clusters are as the base branch records them: nothing is left to merge.\n\n${footer(author)}`;
}

/** The part of a body that says something of the clusters; GitHub's editor ends lines its own way. */
export function lastingPart(body: string): string {
  return (body.split(MARKER)[0] ?? "").replaceAll("\r\n", "\n").trim();
}

/** The commit's message. */
export function commitMessage(title: string, clusters: readonly ClusterChange[]): string {
  const lines = clusters.map(({ cluster, diff }) => {
    const major = diff.changes.filter(({ weight }) => weight === "major");
    const shown = major.length === 0 ? diff.changes : major;
    const all = sharedWords(shown);
    const words = all.slice(0, 3);
    const more = all.length > 3 ? [`${all.length - 3} more`] : [];
    return `${cluster}: ${words.length === 0 ? UNCHANGED : [...words, ...more].join("; ")}`;
  });
  return `${title}\n\n${lines.map(plain).join("\n")}\n`;
}

/** Names come from clusters: in a commit's message they close no issue, call no person and skip no check (`[skip ci]`). */
function plain(line: string): string {
  return printable(line)
    .replaceAll("\n", " ")
    .replaceAll("`", "")
    .replace(/[#@[]|\bgh(?=-\d)/gi, "$&\u200b");
}

const UNCHANGED = "read again, unchanged";
const OWN_BRANCH =
  "Each refresh rebuilds this branch and this text; commits of others to the branch are lost. Merge it to let the checks judge by it, or close it: the next refresh opens another one while the clusters differ from what is recorded.";

function leadOf(clusters: readonly ClusterChange[]): string {
  const refused = clusters.flatMap(({ diff }) => diff.consequences.filter(({ kind }) => kind === "refused-now"));
  const names = joined(clusters.slice(0, 5).map(({ cluster }) => markdownText(cluster)));
  const which = clusters.length > 5 ? counted(clusters.length, "cluster") : names;
  const lead = `The ${clusters.length === 1 ? "snapshot" : "snapshots"} of ${which} ${clusters.length === 1 ? "is" : "are"} out of date. Once this is merged, pull requests are checked against what ${clusters.length === 1 ? "that cluster has" : "those clusters have"} now.`;
  return refused.length === 0
    ? lead
    : `${lead} **${counted(refused.length, "manifest")} of this repository ${refused.length === 1 ? "is" : "are"} refused from now on.**`;
}

function section({ cluster, path, diff }: ClusterChange, most: number): string {
  const [major, minor] = [ofWeight(diff, "major"), ofWeight(diff, "minor")];
  const blocks = [`### ${markdownText(cluster)}`, ""];
  if (diff.changes.length === 0) blocks.push(`- ${UNCHANGED} (${markdownCode(path)})`);
  blocks.push(...bullets(major, most, path));
  if (diff.consequences.length > 0) {
    blocks.push("", "For the manifests of this repository:", "");
    blocks.push(...bullets(consequenceWords(diff), most, path));
  }
  if (minor.length > 0) {
    blocks.push("", `<details><summary>${counted(minor.length, "change")} that no update depends on</summary>`, "");
    blocks.push(...bullets(minor, most, path), "", "</details>");
  }
  return blocks.join("\n");
}

/** What stops somebody first. */
const ORDER: Record<ManifestConsequence["kind"], number> = {
  "refused-now": 0,
  "accepted-now": 1,
  "no-longer-refused": 2,
  droppable: 3,
  unblocked: 4,
};

function consequenceWords({ consequences }: SnapshotDiff): readonly string[] {
  return [...consequences].sort((a, b) => ORDER[a.kind] - ORDER[b.kind]).map(({ words }) => words);
}

function ofWeight(diff: SnapshotDiff, weight: "major" | "minor"): readonly string[] {
  return sharedWords(diff.changes.filter((one) => one.weight === weight));
}

function bullets(words: readonly string[], most: number, path: string): readonly string[] {
  const shown = words.slice(0, most).map((one) => `- ${markdownSentence(capital(one))}.`);
  return words.length <= most ? shown : [...shown, `- and ${words.length - most} more: see ${markdownCode(path)}.`];
}

function oneLine({ cluster, path, diff }: ClusterChange): string {
  return `- **${markdownText(cluster)}**: ${counted(diff.changes.length, "change")} (${markdownCode(path)})`;
}

function capital(words: string): string {
  return words.startsWith("`") ? words : `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

function footer({ runUrl, sha, startsWorkflows }: Author): string {
  const run = runUrl === null ? "" : ` by [this run](${runUrl})`;
  const checks =
    startsWorkflows === true
      ? ""
      : `${startsWorkflows === null ? "If no check runs here, the" : "The"} workflow's own token (\`GITHUB_TOKEN\`) made this, and GitHub starts no checks for what that token writes. Close and reopen the pull request to start them once, or give \`github-token\` the token of a GitHub App: [how](https://github.com/crd-upgrade-guard/crd-upgrade-guard/blob/main/docs/refresh.md#checks-on-the-pull-request).`;
  return [MARKER, checks, `<sub>Written${run} from ${markdownCode(sha.slice(0, 12))}.</sub>`]
    .filter((block) => block !== "")
    .join("\n\n");
}
