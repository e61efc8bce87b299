import type { Result } from "../base/result.ts";
import { snapshotChanges } from "../snapshots/diff.ts";
import { profileChange } from "../snapshots/profiles/profile-words.ts";
import type { LiveReading } from "../snapshots/read-source.ts";
import type { Snapshot } from "../snapshots/snapshot.ts";
import { commitMessage, TITLE_PREFIX, titleOf } from "./commit-message.ts";
import { deliverCommit } from "./deliver-commit.ts";
import { deliverFiles, type Workspace } from "./deliver-files.ts";
import { type Delivered, deliverPullRequest } from "./deliver-pull-request.ts";
import type { Host } from "./host.ts";
import { passingNotes, type RefusedNow, type RepositoryManifests } from "./manifests.ts";
import type { KeptCluster } from "./old-debt.ts";
import type { Outcome } from "./outcome.ts";
import { type ChangedCluster, type Planner, planned } from "./plan.ts";
import { type SettingsReader, settingsOf } from "./settings.ts";
import { type Author, type ClusterChange, closingBody, isRenewed, lastingPart, pullRequestBody } from "./words.ts";

/** What was read of one cluster. The reasons are sentences: what is wrong, what to do. */
export type SourceReading = { readonly cluster: string } & Result<LiveReading, { readonly reasons: readonly string[] }>;

export interface RefreshRequest {
  readonly delivery: "pull-request" | "commit" | "file";
  /** The branch that is to hold the snapshots. */
  readonly base: string;
  /** Of the pull request. */
  readonly branch: string;
  /** null: one that says what changed. */
  readonly title: string | null;
  readonly labels: readonly string[];
  readonly allowShrink: boolean;
  readonly allowIdentityChange: boolean;
  /** Milliseconds; null: half of `maxSnapshotAge`. */
  readonly heartbeat: number | null;
  readonly configPath: string;
  readonly toolVersion: string;
  readonly runUrl: string | null;
  /** Address of the repository on GitHub's site; null: not known. */
  readonly siteUrl: string | null;
}

export interface RefreshPorts {
  /** Each gives its own failure and never throws for what is outside. */
  readonly sources: readonly (() => Promise<SourceReading>)[];
  readonly host: Host;
  readonly workspace: Workspace;
  readonly readSettings: SettingsReader;
  readonly blobName: (bytes: Uint8Array) => string;
  /** The repository's manifests as a commit of the base has them; null: as the working tree has them. Asked only where something changed. */
  readonly manifests: (base: string | null) => RepositoryManifests;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** What became of one cluster. */
export type ClusterResult =
  | { readonly cluster: string; readonly state: "failed"; readonly reasons: readonly string[] }
  | {
      readonly cluster: string;
      /**
       * `renewed`: as recorded, and recorded anew so that it does not grow old. `proposed`: read by another run and kept
       * by this one. `undelivered`: the delivery failed.
       */
      readonly state: "changed" | "renewed" | "unchanged" | "proposed" | "undelivered";
      readonly snapshot: Snapshot;
      readonly change: ClusterChange | null;
      readonly warnings: readonly string[];
    };

export interface RefreshResult {
  readonly operation: Delivered["operation"];
  readonly pullRequest: Delivered["pullRequest"];
  /** Sorted by name. */
  readonly clusters: readonly ClusterResult[];
  /** What checks refuse from now on; null: nothing changed, or nobody has looked. */
  readonly refused: RefusedNow | null;
  /** Why the delivery failed; null: it did not. */
  readonly failure: string | null;
  readonly notices: readonly string[];
}

/** So many clusters are read at a time: each is a few requests, and one that hangs takes its whole time. */
const AT_ONCE = 4;

/** Reads every cluster and delivers what differs. What fails of one cluster leaves the others and its old snapshot alone. */
export async function refresh(request: RefreshRequest, ports: RefreshPorts): Promise<RefreshResult> {
  const began = ports.now();
  const readings = await readAll(ports.sources);
  const read = readings.flatMap((one) => (one.ok ? [one.value] : []));
  // Without any reading there is nothing to say, also not that nothing differs.
  if (read.length === 0) return result(readings, null, ports);
  return result(readings, await deliver(request, ports, read, began), ports);
}

async function readAll(sources: RefreshPorts["sources"]): Promise<readonly SourceReading[]> {
  const queue = [...sources];
  const readings: SourceReading[] = [];
  const work = async () => {
    for (let read = queue.shift(); read !== undefined; read = queue.shift()) readings.push(await read());
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const names = [...new Set(readings.map(({ cluster }) => cluster))].sort();
  return names.map((cluster) =>
    oneOf(
      readings.filter((one) => one.cluster === cluster),
      cluster,
    ),
  );
}

function oneOf(readings: readonly SourceReading[], cluster: string): SourceReading {
  const [only, another] = readings;
  if (only !== undefined && another === undefined) return only;
  return { cluster, ok: false, reasons: [`It is given ${readings.length} times, and only one of them can be it.`] };
}

async function deliver(
  request: RefreshRequest,
  ports: RefreshPorts,
  readings: readonly LiveReading[],
  began: number,
): Promise<Outcome<Delivered>> {
  const { base, branch, title, labels } = request;
  const { branches } = ports.host;
  const plan: Planner = (settings, recorded, pending) =>
    planned({
      readings,
      patterns: settings.patterns,
      recorded,
      pending,
      terms: {
        now: ports.now(),
        began,
        heartbeatMs: request.heartbeat ?? settings.maxSnapshotAge / 2,
        allowShrink: request.allowShrink,
        allowIdentityChange: request.allowIdentityChange,
      },
      blobName: ports.blobName,
      toolVersion: request.toolVersion,
    });
  const settings = (commit: { commit: string; tree: string }) =>
    settingsOf(branches, commit, request.configPath, ports.readSettings);
  const titled = (clusters: readonly ChangedCluster[], sha: string) => {
    const manifests = ports.manifests(sha);
    return title ?? titleOf(changesOf(clusters, manifests), manifests.refusedNow(clusters));
  };
  const message = (clusters: readonly ChangedCluster[], sha: string) =>
    commitMessage(titled(clusters, sha), changesOf(clusters, ports.manifests(sha)));
  switch (request.delivery) {
    case "file":
      return deliverFiles(ports.workspace, plan);
    case "commit":
      return deliverCommit({ base, settings, plan, message }, ports.host);
    case "pull-request": {
      const author = (sha: string, startsWorkflows: boolean | null, passing: readonly string[] = []): Author => ({
        runUrl: request.runUrl,
        filesUrl: filesOf(request, base),
        proposedUrl: filesOf(request, branch),
        sha,
        passing,
        startsWorkflows,
      });
      return deliverPullRequest(
        {
          base,
          branch,
          title: titled,
          isOwnTitle: (one) => title === null && one.startsWith(TITLE_PREFIX),
          compareUrl:
            request.siteUrl === null ? null : `${request.siteUrl}/compare/${inAddress(base)}...${inAddress(branch)}`,
          labels,
          settings,
          plan,
          message,
          body: (clusters, sha, startsWorkflows) => {
            const manifests = ports.manifests(sha);
            const proposal = {
              clusters: changesOf(clusters, manifests),
              refused: manifests.refusedNow(clusters),
              notes: manifests.notes,
              kept: keptOf(clusters, manifests),
            };
            return pullRequestBody(proposal, author(sha, startsWorkflows, passingNotes(manifests)));
          },
          closingBody: (sha) => closingBody(author(sha, true)),
          lasting: lastingPart,
        },
        ports.host,
      );
    }
  }
}

function filesOf({ siteUrl }: RefreshRequest, branch: string): string | null {
  return siteUrl === null ? null : `${siteUrl}/blob/${inAddress(branch)}`;
}

/** A branch's name as a part of an address. */
function inAddress(branch: string): string {
  return branch.split("/").map(encodeURIComponent).join("/");
}

function changesOf(clusters: readonly ChangedCluster[], manifests: RepositoryManifests): readonly ClusterChange[] {
  return clusters.map((one) => {
    const { cluster, path, recorded, next, profile } = one;
    const diff = () => {
      const all = snapshotChanges(recorded, next, manifests.of(cluster), manifests.cel);
      const own = profile === null ? null : profileChange(profile.recorded, profile.next);
      return own === null ? all : { ...all, changes: [...all.changes, own] };
    };
    const told = TOLD.get(one) ?? { cluster, path, diff: diff() };
    TOLD.set(one, told);
    return told;
  });
}

/** Title, commit, text and summary say the same of one plan, which is made for one commit of the base. */
const TOLD = new WeakMap<ChangedCluster, ClusterChange>();

function keptOf(clusters: readonly ChangedCluster[], manifests: RepositoryManifests): readonly KeptCluster[] {
  return clusters.map(({ cluster, recorded, next }) => ({
    recorded,
    snapshot: next,
    installed: manifests.of(cluster).map(({ manifest }) => manifest.name),
  }));
}

function result(
  readings: readonly SourceReading[],
  delivered: Outcome<Delivered> | null,
  ports: RefreshPorts,
): RefreshResult {
  const done = delivered?.ok === true ? delivered.value : null;
  const changed = new Map(done?.plan.clusters.map((one) => [one.cluster, one]));
  const manifests = done === null || changed.size === 0 ? null : ports.manifests(done.base);
  const changeOf = (one: ChangedCluster) => (manifests === null ? null : (changesOf([one], manifests)[0] ?? null));
  const refused = new Map(done?.plan.failures.map(({ cluster, reasons }) => [cluster, reasons]));
  const own = readings.map((reading): ClusterResult => {
    const { cluster } = reading;
    if (!reading.ok) return { cluster, state: "failed", reasons: reading.reasons };
    const reasons = refused.get(cluster);
    if (reasons !== undefined) return { cluster, state: "failed", reasons };
    const change = changed.get(cluster);
    const { warnings } = reading.value;
    if (done === null)
      return { cluster, state: "undelivered", snapshot: reading.value.snapshot, change: null, warnings };
    if (change === undefined) {
      const snapshot = done.plan.unchanged.find((one) => one.cluster === cluster) ?? reading.value.snapshot;
      return { cluster, state: "unchanged", snapshot, change: null, warnings };
    }
    const told = changeOf(change);
    const state = told !== null && isRenewed(told) ? "renewed" : "changed";
    return { cluster, state, snapshot: change.next, change: told, warnings };
  });
  const carried = [...changed.values()]
    .filter((one) => !readings.some(({ cluster }) => cluster === one.cluster))
    .map((one): ClusterResult => {
      return { cluster: one.cluster, state: "proposed", snapshot: one.next, change: changeOf(one), warnings: [] };
    });
  const refusedNow = manifests === null ? null : manifests.refusedNow([...changed.values()]);
  return {
    operation: done?.operation ?? "none",
    pullRequest: done?.pullRequest ?? null,
    clusters: [...own, ...carried].sort((a, b) => (a.cluster < b.cluster ? -1 : Number(a.cluster > b.cluster))),
    refused: refusedNow,
    failure: delivered?.ok === false ? delivered.reason : null,
    notices: [
      ...(done?.notices ?? []),
      ...(manifests === null ? [] : [...manifests.notes, ...passingNotes(manifests)]),
    ],
  };
}
