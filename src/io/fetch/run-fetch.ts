import { setTimeout as sleep } from "node:timers/promises";
import type { Result } from "../../base/result.ts";
import type { FetchPorts, FetchStep, NotFetched } from "../../fetch/fetch-sources.ts";
import { type FetchPolicy, type Reach, reachOf } from "../../fetch/policy.ts";
import type { FetchTarget } from "../../fetch/target.ts";
import type { HelmRepositoryChart, OciArtifact } from "../../sources/reference.ts";
import type { Environment } from "../tools/environment.ts";
import { type Resolve, systemResolve } from "./addresses.ts";
import { type Indexes, repositoryVersions } from "./chart-repository.ts";
import { type ByteBudget, type Client, type Patience, persistently } from "./download.ts";
import { FetchFailure } from "./failure.ts";
import { fetchOrigin } from "./fetch-origin.ts";
import { registryTags } from "./pull-files.ts";

export interface FetchRun {
  /** As it is when a request is made: what was fetched may lead to more. */
  readonly policy: () => FetchPolicy;
  readonly environment: Environment;
  readonly userAgent: string;
  /** For `https://github.com` alone; null: none. */
  readonly githubToken: string | null;
  readonly resolve?: Resolve;
  readonly patience?: Patience;
  readonly limits?: FetchLimits;
}

interface FetchLimits {
  /** Of one source, without what a server asks to wait. */
  readonly sourceMs: number;
  readonly allMs: number;
  readonly bytes: number;
}

/** deployments.md, Safety */
const LIMITS: FetchLimits = { sourceMs: 60_000, allMs: 600_000, bytes: 1024 * 1024 * 1024 };

const PATIENCE: Patience = {
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
  random: Math.random,
};

export interface Connections {
  readonly fetch: FetchPorts["fetch"];
  /** The versions of a chart that its repository or registry has, as they are written there. */
  readonly versions: (
    chart: HelmRepositoryChart | OciArtifact,
    at: Pick<FetchStep, "target" | "reach">,
  ) => Promise<Result<readonly string[], NotFetched>>;
}

/** A list of tags is text. */
const LARGEST_LIST_BYTES = 16 * 1024 * 1024;

/** Connections for what a plan says, within the limits of one run. */
export function fetchPort(run: FetchRun): FetchPorts["fetch"] {
  return connections(run).fetch;
}

/** The same, and for lists of versions. */
export function connections(run: FetchRun): Connections {
  const { policy, environment, userAgent, githubToken, resolve = systemResolve, limits = LIMITS } = run;
  const indexes: Indexes = new Map();
  const budget: ByteBudget = { left: limits.bytes };
  const all = AbortSignal.timeout(limits.allMs);
  const within = async <T>(
    { target, reach }: Pick<FetchStep, "target" | "reach">,
    work: (client: Client) => Promise<T>,
  ): Promise<Result<T, NotFetched>> => {
    const clock = sourceClock(limits.sourceMs, run.patience ?? PATIENCE);
    const signal = AbortSignal.any([all, clock.signal]);
    const client: Client = {
      resolve,
      environment,
      userAgent,
      budget,
      signal,
      patience: clock.patience,
      reachOf: (url) => urlReach(url, target, reach, policy()),
    };
    try {
      return { ok: true, value: await work(client) };
    } catch (error) {
      if (all.aborted) return failure(`the ${limits.allMs / 60_000} minutes that one run may take are over`);
      if (clock.signal.aborted) return failure(`it took longer than ${limits.sourceMs / 1000} s`);
      if (error instanceof FetchFailure) {
        return { ok: false, reason: error.message, refused: refusedTarget(error.refused, target) };
      }
      // A full disk, too many open files: the system's word about this one.
      if (error instanceof Error && "code" in error) return failure(error.message);
      throw error;
    } finally {
      clock.stop();
    }
  };
  return {
    fetch: ({ origin }, step) =>
      within(step, (client) => fetchOrigin({ origin, ...step, indexes, githubToken }, client)),
    versions: (chart, at) =>
      within(at, (client) =>
        chart.kind === "helm"
          ? repositoryVersions(chart, client, indexes)
          : persistently(client, () => registryTags(chart, client, LARGEST_LIST_BYTES)),
      ),
  };
}

function failure(reason: string) {
  return { ok: false as const, reason, refused: null };
}

/** What somebody would have to allow. */
function refusedTarget(url: URL | null, target: FetchTarget): FetchTarget | null {
  if (url === null || url.host === target.host) return url === null ? null : target;
  return { scheme: url.protocol === "http:" ? "http" : "https", host: url.host, path: url.pathname };
}

/**
 * Where a request may go. What was planned goes where the plan says; what a redirect, an index or a registry names may be
 * any host of the internet, by https, and others where the configuration allows just that address.
 */
function urlReach(url: URL, target: FetchTarget, planned: Reach, policy: FetchPolicy): Reach {
  const scheme = url.protocol === "http:" ? "http" : "https";
  if (url.host === target.host && (scheme === "http") === (target.scheme === "http")) return planned;
  const reach = reachOf({ scheme, host: url.host, path: url.pathname }, policy);
  return reach === "none" && scheme === "https" ? "public" : reach;
}

/** A source's time, which stands still while a server has us wait. */
function sourceClock(ms: number, patience: Patience) {
  const controller = new AbortController();
  const end = () => controller.abort(new FetchFailure("its time is over"));
  let left = ms;
  let since = Date.now();
  let timer = setTimeout(end, left);
  return {
    signal: controller.signal,
    stop: () => clearTimeout(timer),
    patience: {
      random: patience.random,
      sleep: async (wait: number, signal: AbortSignal) => {
        clearTimeout(timer);
        left -= Date.now() - since;
        await patience.sleep(wait, signal);
        since = Date.now();
        timer = setTimeout(end, left);
      },
    },
  };
}
