import type { FileReading } from "../../base/files.ts";
import { done, type Result } from "../../base/result.ts";
import { parseServerVersion } from "../../base/server-version.ts";
import type { CelCompiler } from "../../crd/cel-compiler.ts";
import type { ClusterView } from "../../rules/rule.ts";
import { otherClusters } from "../../rules/words/other-clusters.ts";
import type { LoadedSnapshot, Snapshot } from "../../snapshots/snapshot.ts";
import { jsonText, printable } from "../../text/escape.ts";
import { quoted } from "../../text/listing.ts";
import { nearestWord } from "../../text/nearest-word.ts";
import type { Release, ReleaseHistory } from "../history.ts";
import { releaseManifests } from "../manifests.ts";
import type { ReleasePorts } from "../ports.ts";
import { readHistory } from "../read-history.ts";
import { historyOfTags, OPTIONS, RELEASES_FOLDER } from "../record.ts";
import type { TagChoice } from "../select-tags.ts";
import { SETTINGS } from "../tagged-releases.ts";
import { makePlan } from "./make-plan.ts";
import type { Plan } from "./plan.ts";
import { planMarkdown } from "./plan-markdown.ts";
import { planText } from "./plan-text.ts";
import type { ProofPorts } from "./prove.ts";
import { upgradeNote } from "./upgrade-note.ts";

export const PLAN_FORMATS = ["text", "json", "markdown"] as const;

export interface UpgradeRequest {
  readonly to: string;
  readonly from: string | null;
  /** Name of a cluster that has a snapshot; null: `from` says all. */
  readonly cluster: string | null;
  /** For a plan without a cluster; null: the newest that predictions are proven for. */
  readonly serverVersion: string | null;
  /** Where the releases are: a file, the tags of this repository, or what is kept where histories are kept. */
  readonly history:
    | { readonly in: "file"; readonly path: string }
    | {
        readonly in: "tags";
        readonly choice: TagChoice;
        readonly paths: readonly string[];
        readonly name: string;
        /** Present and true: the configuration says so, and has said what is left out. */
        readonly isConfigured?: true;
      }
    /** Where there is none, what the configuration says. */
    | { readonly in: "folder" };
  readonly toolVersion: string;
  readonly format: (typeof PLAN_FORMATS)[number];
  /** Columns of a text. */
  readonly width: number;
  /** What users of every earlier release have to do, as Markdown, instead of one cluster's way. */
  readonly isNote?: boolean;
}

export interface UpgradePorts extends ReleasePorts {
  /** The snapshots that a check would compare with, or sentences that say why they cannot be read. */
  readonly snapshots: () => Result<readonly LoadedSnapshot[], { readonly problems: readonly string[] }>;
  /** The releases of the configuration, or sentences that say why it cannot be read; null: it has none. */
  readonly configured: () => Failing<UpgradeRequest["history"] | null>;
  /** Files in the folder of histories. */
  readonly histories: () => readonly string[];
  readonly readFile: (path: string) => FileReading;
  readonly cel: CelCompiler | null;
}

export interface PlannedUpgrade {
  /** Escaped for a terminal or a file. */
  readonly output: string;
  /** Whether the cluster can get there. */
  readonly isPossible: boolean;
}

const CONFIGURED = { words: SETTINGS, leftOut: () => {} };

type Failing<T> = Result<T, { readonly problems: readonly string[] }>;

/** Plans a cluster's way to a release, as a text of the format that is wanted. */
export function planUpgrade(request: UpgradeRequest, ports: UpgradePorts): Failing<PlannedUpgrade> {
  if (request.isNote === true) return planNote(request, ports);
  if (request.cluster === null && request.from === null) {
    return refused("Nothing says where to start: name a cluster with `--cluster`, or a release with `--from`.");
  }
  const cluster = clusterOf(request, ports);
  if (!cluster.ok) return cluster;
  const history = historyOf(request, ports);
  if (!history.ok) return history;
  const plan = makePlan(
    history.value,
    { to: request.to, from: request.from, cluster: cluster.value, named: request.cluster !== null },
    proofPorts(history.value, ports),
  );
  if (!plan.ok) return plan;
  return done({ output: rendered(plan.value, request), isPossible: plan.value.outcome !== "no-way" });
}

function planNote(request: UpgradeRequest, ports: UpgradePorts): Failing<PlannedUpgrade> {
  const history = historyOf(request, ports);
  if (!history.ok) return history;
  const note = upgradeNote(history.value, request.to, request.serverVersion, proofPorts(history.value, ports));
  return note.ok ? done({ output: note.value.markdown, isPossible: note.value.isPossible }) : note;
}

function proofPorts({ origin }: ReleaseHistory, ports: UpgradePorts): ProofPorts {
  return {
    cel: ports.cel,
    progress: ports.progress,
    // What a tool made is no file of the commit.
    manifests: remembered((release) =>
      origin.rendered === undefined ? releaseManifests(release, origin.paths, ports) : null,
    ),
  };
}

/** CRDs that stay in memory: those of a large project take 60 MB a release. */
const MOST_REMEMBERED = 100;

/** Manifests of the releases that were asked for last: a way that is refuted asks for most of them again. */
function remembered(read: ProofPorts["manifests"]): ProofPorts["manifests"] {
  const known = new Map<Release, ReturnType<typeof read>>();
  return (release) => {
    const found = known.has(release) ? (known.get(release) ?? null) : read(release);
    known.delete(release);
    known.set(release, found);
    let crds = 0;
    for (const [one, manifests] of [...known].reverse()) {
      crds += manifests?.size ?? 0;
      if (crds > MOST_REMEMBERED && one !== release) known.delete(one);
    }
    return found;
  };
}

function rendered(plan: Plan, { format, width }: UpgradeRequest): string {
  switch (format) {
    case "json":
      return `${jsonText(plan)}\n`;
    case "markdown":
      return planMarkdown(plan);
    case "text":
      return printable(planText(plan, width));
  }
}

function refused(problem: string) {
  return { ok: false as const, problems: [problem] };
}

function clusterOf(request: UpgradeRequest, ports: UpgradePorts): Failing<ClusterView> {
  const { cluster, serverVersion } = request;
  if (cluster === null) {
    const loaded = { snapshot: emptySnapshot(serverVersion, request.toolVersion), path: "", lineOf: () => 1 };
    return done({ name: "the cluster", loaded, server: parseServerVersion(serverVersion) });
  }
  const snapshots = ports.snapshots();
  if (!snapshots.ok) return snapshots;
  const loaded = snapshots.value.find(({ snapshot }) => snapshot.cluster === cluster);
  if (loaded === undefined) {
    const known = snapshots.value.map(({ snapshot }) => snapshot.cluster).sort();
    return refused(
      `No snapshot describes a cluster \`${cluster}\`. ${otherClusters(nearestWord(cluster, known), known)}`,
    );
  }
  return done({ name: cluster, loaded, server: parseServerVersion(loaded.snapshot.serverVersion) });
}

function emptySnapshot(serverVersion: string | null, tool: string): Snapshot {
  return {
    formatVersion: 2,
    cluster: "the cluster",
    origin: { kind: "releases", tool },
    serverVersion,
    capturedAt: null,
    complete: true,
    apis: [],
    crds: {},
  };
}

function historyOf(request: UpgradeRequest, ports: UpgradePorts): Failing<ReleaseHistory> {
  const { history, toolVersion, to } = request;
  if (history.in === "tags") {
    const told = history.isConfigured === true ? CONFIGURED : { words: OPTIONS, leftOut: ports.warn };
    // Who names a pre-release means it.
    return historyOfTags({ ...history.choice, also: to, ...history, toolVersion }, ports, told);
  }
  const files = history.in === "file" ? [history.path] : ports.histories();
  const [path, ...others] = files;
  if (path === undefined) {
    const configured = ports.configured();
    if (!configured.ok) return configured;
    if (configured.value !== null && configured.value.in !== "folder")
      return historyOf({ ...request, history: configured.value }, ports);
    return refused(
      `There is no release history in ${RELEASES_FOLDER}, and the configuration has no \`releases\`: copy the one that \`crd-upgrade-guard releases\` writes in the project's repository, or plan there with \`--tags\`.`,
    );
  }
  if (others.length > 0)
    return refused(`There are several release histories: name one with \`--releases\` (${quoted(files)}).`);
  const bytes = ports.readFile(path);
  if (!bytes.ok) return refused(`${path}: the release history cannot be read: ${bytes.reason}.`);
  const reading = readHistory(path, bytes.value);
  if (reading.ok) return done(reading.value.history);
  return {
    ok: false,
    problems: reading.problems.map(({ line, message, remedy }) => `${path}:${line}: ${message} ${remedy}`),
  };
}
