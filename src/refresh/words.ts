import { shortFinding } from "../report/markdown-finding.ts";
import { wholeFindings } from "../report/markdown-group.ts";
import type { Finding } from "../report/report.ts";
import type { SnapshotDiff } from "../snapshots/change.ts";
import { comparedText, sharedWords } from "../snapshots/diff-text.ts";
import { markdownCode, markdownLink, markdownSentence, markdownText } from "../text/escape.ts";
import { firstThatFits } from "../text/fit.ts";
import { clustersInWords, counted, joined } from "../text/listing.ts";
import { type RefusedNow, refusedManifests } from "./manifests.ts";
import { type KeptCluster, oldDebt } from "./old-debt.ts";

/** GitHub takes 65,536 characters of a pull request's text; bytes are never fewer. */
const BODY_BUDGET_BYTES = 60_000;
/** More lines of one list are for the files' own diff. */
const MOST_LINES = 40;
/** More findings are told in two sentences each, and more of those in a number. */
const MOST_WHOLE = 5;

/** One cluster whose snapshot changes, and what that says. */
export interface ClusterChange {
  readonly cluster: string;
  /** Of the snapshot, relative to the repository's root. */
  readonly path: string;
  readonly diff: SnapshotDiff;
}

/** What a pull request says. */
export interface Proposal {
  readonly clusters: readonly ClusterChange[];
  /** null: nobody has looked. */
  readonly refused: RefusedNow | null;
  /** What of the repository's manifests was not looked at. */
  readonly notes: readonly string[];
  readonly kept: readonly KeptCluster[];
}

/** Who writes the text: what it says of a run, and not of the clusters. */
export interface Author {
  /** Address of the workflow run; null: not one. */
  readonly runUrl: string | null;
  /** Address of the base branch's files; null: not known. The same for every commit, so that the text stays the same. */
  readonly filesUrl: string | null;
  /** The same of the branch with what is proposed: its snapshots are not in the base yet. */
  readonly proposedUrl: string | null;
  /** The commit that was read as the base. */
  readonly sha: string;
  /** What is true of this run alone. */
  readonly passing: readonly string[];
  /** Whether what the token writes starts workflows; null: not known. */
  readonly startsWorkflows: boolean | null;
}

/** From here on the text is about the run that wrote it, which no later run has to correct. */
const MARKER = "<!-- crd-upgrade-guard:refresh -->";

/** Read again, and nothing of it has changed but the time. */
export function isRenewed({ diff }: Pick<ClusterChange, "diff">): boolean {
  return diff.changes.length === 0;
}

/** There was no snapshot. */
export function isFirst({ diff }: Pick<ClusterChange, "diff">): boolean {
  return diff.changes[0]?.kind === "first-snapshot";
}

/** The text of the pull request: what breaks, what changed, and what that makes possible. */
export function pullRequestBody(proposal: Proposal, author: Author): string {
  const { clusters } = proposal;
  const foot = footer(author);
  const lead = [leadOf(proposal), ...proposal.notes.map((note) => `⚠️ ${markdownSentence(note)}`)];
  const whole = (most: number) => [
    ...lead,
    ...breaking(proposal, author, most),
    ...changedParts(clusters, most),
    ...oldDebt(proposal.kept),
    OWN_BRANCH,
    foot,
  ];
  const rungs = [
    () => whole(MOST_LINES),
    () => whole(5),
    () => [...lead, ...breaking(proposal, author, 5), ...clusters.map(oneLine), OWN_BRANCH, foot],
    () => [...lead, "The clusters are too many for this page: see the files.", OWN_BRANCH, foot],
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

const OWN_BRANCH =
  "A commit of yours on this branch stays while nothing else changes. The next change rebuilds the branch and this text without it, and the run names what it dropped. Merge this to let the checks judge by it, or close it: the next refresh opens another one while the clusters differ from what is recorded.";

function leadOf({ clusters, refused }: Proposal): string {
  const manifests = refused === null ? 0 : refusedManifests(refused);
  const breaks =
    refused === null || manifests === 0
      ? []
      : [
          `**${counted(manifests, "manifest")} of this repository ${manifests === 1 ? "is" : "are"} refused by ${markdownText(clustersInWords(clustersOf(refused)))}.** This can be merged all the same: it records what the clusters are, and a check does not fail for it. The gate blocks a release until what is listed here is mended.`,
        ];
  const compared = refused === null ? [] : [comparedText(refused.compared)];
  return [...breaks, whatIsRecorded(clusters), ...compared].join(" ");
}

function clustersOf({ findings }: RefusedNow): readonly string[] {
  return [...new Set(findings.flatMap((one) => one.clusters))].sort();
}

function whatIsRecorded(clusters: readonly ClusterChange[]): string {
  const of = (test: (one: ClusterChange) => boolean) => clusters.filter(test).map(({ cluster }) => cluster);
  const [first, renewed] = [of(isFirst), of(isRenewed)];
  const changed = of((one) => !isFirst(one) && !isRenewed(one));
  const parts = [
    ...(changed.length === 0 ? [] : [`what has changed on ${named(changed)}`]),
    ...(first.length === 0 ? [] : [`${named(first)} for the first time`]),
    ...(renewed.length === 0 ? [] : [`that ${named(renewed)} ${renewed.length === 1 ? "is" : "are"} unchanged`]),
  ];
  return `This records ${joined(parts)}.`;
}

function named(clusters: readonly string[]): string {
  return clusters.length > 5 ? counted(clusters.length, "cluster") : joined(clusters.map(markdownText));
}

/** A check's own findings; each says where it stands, which rule it is, and the way out. */
function breaking({ clusters, refused }: Proposal, { filesUrl, proposedUrl }: Author, most: number) {
  if (refused === null) return [];
  const { findings, objects } = refused;
  const place = (path: string, line: number) => {
    const code = markdownCode(`${path}:${line}`);
    const files = clusters.some((one) => one.path === path) ? proposedUrl : filesUrl;
    if (files === null) return code;
    return markdownLink(code, `${files}/${path.split("/").map(encodeURIComponent).join("/")}#L${line}`);
  };
  const told = (all: readonly Finding[]) => {
    if (all.length <= MOST_WHOLE && most === MOST_LINES) return wholeFindings(all, place);
    const rest = all.length - most;
    return [
      ...all.slice(0, most).map((finding) => shortFinding(finding, place)),
      ...(rest > 0 ? [`And ${rest} more: the checks list them once this is merged.`] : []),
    ];
  };
  const ofObjects =
    objects.length === 0
      ? []
      : [
          "**What objects in the clusters use, and schemas of this repository no longer take or keep**, by the profiles that this records:",
        ];
  return [...told(findings), ...ofObjects, ...told(objects)];
}

/** One list for all clusters: what several of them share is said once. */
export function changedParts(clusters: readonly ClusterChange[], most: number): readonly string[] {
  const major = shared(clusters, (one) =>
    isRenewed(one) ? [RENEWED] : sharedWords(one.diff.changes.filter(({ weight }) => weight === "major")),
  );
  // Refusals lead the text.
  const meant = shared(clusters, ({ diff }) =>
    [...diff.consequences]
      .filter(({ kind }) => kind !== "refused-now")
      .sort((a, b) => ORDER[a.kind] - ORDER[b.kind])
      .map(({ what }) => what),
  );
  const minor = shared(clusters, ({ diff }) => sharedWords(diff.changes.filter(({ weight }) => weight === "minor")));
  return [
    ...(major.length === 0 ? [] : [`### What changed\n\n${bullets(major, most)}`]),
    ...(meant.length === 0 ? [] : [`### What that makes possible here\n\n${bullets(meant, most)}`]),
    ...(minor.length === 0
      ? []
      : [
          `<details><summary>${counted(minor.length, "change")} that no update depends on</summary>\n\n${bullets(minor, most)}\n\n</details>`,
        ]),
  ];
}

const RENEWED = "read again, unchanged";
const ORDER = { "refused-now": 0, "accepted-now": 1, "no-longer-refused": 2, droppable: 3, unblocked: 4 } as const;

/** Each sentence once, with the clusters that it is true of. */
function shared(
  clusters: readonly ClusterChange[],
  wordsOf: (one: ClusterChange) => readonly string[],
): readonly string[] {
  const found = new Map<string, string[]>();
  for (const one of clusters) {
    for (const words of new Set(wordsOf(one))) {
      const names = found.get(words);
      if (names === undefined) found.set(words, [one.cluster]);
      else names.push(one.cluster);
    }
  }
  return [...found].map(([words, names]) => {
    const who = names.length > 5 ? counted(names.length, "cluster") : names.map(markdownText).join(", ");
    return `- **${who}**: ${markdownSentence(words)}.`;
  });
}

function bullets(lines: readonly string[], most: number): string {
  const more = lines.length <= most ? [] : [`- and ${lines.length - most} more: see the files.`];
  return [...lines.slice(0, most), ...more].join("\n");
}

function oneLine({ cluster, path, diff }: ClusterChange): string {
  return `- **${markdownText(cluster)}**: ${counted(diff.changes.length, "change")} (${markdownCode(path)})`;
}

function footer({ runUrl, sha, startsWorkflows, passing }: Author): string {
  const run = runUrl === null ? "" : ` by [this run](${runUrl})`;
  const checks =
    startsWorkflows === true
      ? ""
      : `${startsWorkflows === null ? "If no check runs here, the" : "The"} workflow's own token (\`GITHUB_TOKEN\`) made this, and GitHub starts no checks for what that token writes. Close and reopen the pull request to start them once, or give \`github-token\` the token of a GitHub App: [how](https://github.com/crd-upgrade-guard/crd-upgrade-guard/blob/main/docs/refresh.md#checks-on-the-pull-request).`;
  return [
    MARKER,
    checks,
    ...passing.map(markdownSentence),
    `<sub>Written${run} from ${markdownCode(sha.slice(0, 12))}.</sub>`,
  ]
    .filter((block) => block !== "")
    .join("\n\n");
}
