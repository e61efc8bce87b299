import { done } from "../../src/base/result.ts";
import { blobId } from "../../src/io/git/blob-id.ts";
import { pullRequestsOf } from "../../src/io/github/branch-pull-requests.ts";
import { branchesOf } from "../../src/io/github/branches.ts";
import { createClient } from "../../src/io/github/client.ts";
import { deliverPullRequest, type PullRequestDelivery } from "../../src/refresh/deliver-pull-request.ts";
import type { Host } from "../../src/refresh/host.ts";
import { planned } from "../../src/refresh/plan.ts";
import { remembering } from "../../src/refresh/tree-files.ts";
import type { Profile } from "../../src/snapshots/profiles/profile.ts";
import type { Snapshot } from "../../src/snapshots/snapshot.ts";
import { type Repository, repository } from "../git/repository.ts";
import { type BranchPullRequests, branchPullRequests } from "../github/branch-pull-requests.ts";
import { gitData } from "../github/git-data.ts";
import { branchSha, type GitWrites, gitWrites } from "../github/git-writes.ts";
import { type GitHubServer, gitHubServer, TOKEN } from "../github/server.ts";
import { crd, live } from "../rules/evaluated.ts";

export const BRANCH = "crd-upgrade-guard/refresh";
export const PATTERNS = [".github/crd-upgrade-guard/clusters/*.{json,yaml,yml}"];
export const fileOf = (cluster: string) => `.github/crd-upgrade-guard/clusters/${cluster}.json`;

/** A git repository behind a server that answers as GitHub's API does. */
export interface World {
  readonly repo: Repository;
  readonly server: GitHubServer;
  readonly pulls: BranchPullRequests;
  readonly git: GitWrites;
  /** A client of its own, as each job has one. */
  readonly host: () => Host;
  readonly branch: () => string | null;
  /** Calls that are no GET, since the last time. */
  readonly writes: () => readonly string[];
  /** As a person's button does it: one commit on the base, or a merge. */
  readonly merge: (number: number, how: "squash" | "merge") => void;
  readonly close: () => Promise<void>;
}

export async function world(): Promise<World> {
  const repo = repository();
  const git = gitWrites(repo);
  const pulls = branchPullRequests(repo);
  const server = await gitHubServer([...gitData(repo), ...git.routes, ...pulls.routes]);
  let seen = 0;
  return {
    repo,
    server,
    pulls,
    git,
    host: () => hostOf(server),
    branch: () => branchSha(repo, BRANCH),
    writes: () => {
      const calls = server.calls().slice(seen);
      seen += calls.length;
      return calls.filter((call) => !call.startsWith("GET "));
    },
    merge: (number, how) => {
      const one = pulls.all.find((held) => held.number === number);
      if (one === undefined) throw new Error(`no pull request ${number}`);
      repo.git("checkout", "-q", one.base);
      repo.git("reset", "-q", "--hard");
      repo.git("merge", "-q", ...(how === "squash" ? ["--squash"] : ["--no-ff", "-m", "merge"]), one.branch);
      if (how === "squash") repo.git("commit", "-q", "-m", "squashed");
      pulls.close(number);
      one.merged = true;
    },
    close: async () => {
      await server.close();
      repo.remove();
    },
  };
}

function hostOf(server: GitHubServer): Host {
  const client = createClient({ token: TOKEN, apiUrl: server.url }, { secondMs: 1, timeoutMs: 10_000 });
  const named = { client, owner: "example", repo: "fleet" };
  return {
    branches: remembering(branchesOf(named)),
    pullRequests: pullRequestsOf(named),
    pause: async () => undefined,
  };
}

/** A cluster with one CRD in this history; `day` is when it was read. */
export function reading(cluster: string, stored: readonly string[], day = 1): Snapshot {
  const given = { name: "routes.example.com", versions: "v1* v1beta1!" };
  return {
    formatVersion: 1,
    cluster,
    origin: { kind: "cluster", tool: "0.1.0", identity: "ca:5f1c09ab" },
    serverVersion: "v1.32.1",
    capturedAt: `2026-11-${String(day).padStart(2, "0")}T02:00:00Z`,
    complete: true,
    apis: [],
    crds: { [given.name]: live(given, [...stored]) },
  };
}

const NOW = Date.parse("2026-11-28T02:00:00Z");
export const TERMS = {
  now: NOW,
  began: NOW,
  heartbeatMs: 30 * 86_400_000,
  allowShrink: false,
  allowIdentityChange: false,
};

/** What `kubectl get crd -o json` prints of the same cluster. */
export function dumpOf(stored: readonly string[]): string {
  const object = crd({ name: "routes.example.com", versions: "v1* v1beta1!" });
  const status = { storedVersions: stored, acceptedNames: object.spec.names, conditions: [] };
  return JSON.stringify({ apiVersion: "v1", kind: "List", items: [{ ...object, status }] });
}

/** A cluster whose objects were read as well. */
export interface Profiled {
  readonly snapshot: Snapshot;
  readonly profile: Profile;
}

/** A delivery in the smallest words, whose plan is the real one. */
function delivery(
  readings: readonly (Snapshot | Profiled)[],
  given: Partial<PullRequestDelivery> = {},
): PullRequestDelivery {
  return {
    base: "main",
    branch: BRANCH,
    title: () => "Refresh cluster snapshots",
    isOwnTitle: () => false,
    compareUrl: "https://github.com/example/fleet/compare/main...crd-upgrade-guard/refresh",
    labels: [],
    settings: async () => done({ patterns: PATTERNS, maxSnapshotAge: 604_800_000 }),
    plan: ({ patterns }, recorded, pending) =>
      planned({
        readings: readings.map((one) => ("snapshot" in one ? one : { snapshot: one, profile: null })),
        patterns,
        recorded,
        pending,
        terms: TERMS,
        blobName: blobId,
        toolVersion: "0.1.0",
      }),
    message: (clusters) => `Refresh ${clusters.map(({ cluster }) => cluster).join(", ")}`,
    body: (clusters, _sha, startsWorkflows) =>
      `${clusters.map(({ cluster }) => cluster).join(", ")}\n--- ${startsWorkflows}`,
    closingBody: () => "nothing differs",
    lasting: (body) => body.split("\n---")[0] ?? "",
    ...given,
  };
}

/** Delivers, and gives the result in short: what was done, or why not. */
export async function deliver(
  of: World,
  readings: readonly (Snapshot | Profiled)[],
  given: Partial<PullRequestDelivery> = {},
) {
  const outcome = await deliverPullRequest(delivery(readings, given), of.host());
  if (!outcome.ok) return outcome.reason;
  const { operation, pullRequest, notices } = outcome.value;
  return [operation, pullRequest?.number ?? null, ...notices];
}
