import path from "node:path";
import { done, failed, type Result } from "../base/result.ts";
import { fetchSources } from "../fetch/fetch-sources.ts";
import { planNamed } from "../fetch/plan.ts";
import { allowPattern, fetchPolicy, reachOf } from "../fetch/policy.ts";
import { targetOf } from "../fetch/target.ts";
import { defaultCacheFolder, defaultLockFile, openCache } from "../io/fetch/cache.ts";
import { connections, type FetchRun } from "../io/fetch/run-fetch.ts";
import { addToLock, storeBlob } from "../io/fetch/store.ts";
import type { Environment } from "../io/tools/environment.ts";
import type { ChartPorts } from "../releases/chart-releases.ts";
import type { RenderedFrom } from "../releases/history.ts";
import type { HelmRepositoryChart, OciArtifact } from "../sources/reference.ts";
import { madeOfArchives } from "./release-rendering.ts";
import { TOOL_VERSION } from "./version.ts";

export interface NamedChart {
  /** `oci://host/path`, or a name in the repository. */
  readonly chart: string;
  /** URL of a repository with an `index.yaml`; null: the chart is in a registry. */
  readonly repository: string | null;
  /** The registry has no TLS. */
  readonly plainHttp: boolean;
}

export interface ChartOutside {
  readonly environment: Environment;
  /** null: the default. */
  readonly cache: string | null;
  readonly progress: ChartPorts["progress"];
  /** What tests put in place of the network's own. */
  readonly network?: Partial<Pick<FetchRun, "resolve" | "patience" | "limits">>;
}

/** Archives at a time, as `fetch` has it. */
const CONCURRENCY = 8;

/**
 * A chart's versions, through what `fetch` does: its limits, its cache and lock, its checks of digests and archives. What a
 * person names may be asked, and nothing else but what the repository's index names.
 * @param root what the lock is of
 */
export function chartPorts(
  root: string,
  named: NamedChart,
  from: RenderedFrom,
  { environment, cache: given, progress, network }: ChartOutside,
): Result<Pick<ChartPorts, "versions" | "bring" | "make">> {
  const anyVersion = originOf(named, null);
  const target = targetOf(anyVersion);
  if (!target.ok) return target;
  const policy = fetchPolicy([allowPattern(target.value)], []);
  const reach = reachOf(target.value, policy);
  if (reach === "none") return failed("its address cannot be asked");
  const cache = given === null ? defaultCacheFolder(environment) : path.resolve(root, given);
  const lock = defaultLockFile(cache, root);
  const known = openCache(cache, lock);
  if (!known.ok) return failed(`the lock \`${lock}\` cannot be read: ${known.reason}`);
  const userAgent = `crd-upgrade-guard/${TOOL_VERSION}`;
  const server = connections({ policy: () => policy, environment, userAgent, githubToken: null, ...network });
  return done({
    versions: async () => {
      const listed = await server.versions(anyVersion, { target: target.value, reach });
      // A tag has no plus, and helm writes an underscore for it.
      return listed.ok && named.repository === null
        ? done(listed.value.map((tag) => tag.replaceAll("_", "+")))
        : listed;
    },
    bring: async (versions) => {
      const origins = versions.map((version) => originOf(named, version));
      const planned = planNamed(origins, policy, {
        locked: known.value.entry,
        has: (digest) => known.value.read(digest).ok,
      });
      const outcomes = await fetchSources({ origins: planned, undecided: [] }, CONCURRENCY, {
        fetch: server.fetch,
        store: (bytes) => storeBlob(cache, bytes),
        addToLock: (entries) => addToLock(lock, entries),
        now: () => performance.now(),
        tell: (_, place) => progress("fetching", place.done, place.of),
      });
      if (!outcomes.ok) return failed(`the lock \`${lock}\` cannot be written: ${outcomes.reason}`);
      return done(
        new Map(
          outcomes.value.map(({ entry }, index) => [
            versions[index] ?? "",
            "digest" in entry ? done(entry.digest) : failed(entry.error),
          ]),
        ),
      );
    },
    make: madeOfArchives((digest) => known.value.read(digest), from, environment),
  });
}

function originOf(
  { chart, repository, plainHttp }: NamedChart,
  version: string | null,
): HelmRepositoryChart | OciArtifact {
  if (repository !== null) {
    return { kind: "helm", repository: repository.replace(/(?<!\/)\/+$/, ""), chart, version };
  }
  return {
    kind: "oci",
    repository: chart.slice("oci://".length),
    ref: version === null ? { semver: null } : { tag: version },
    content: "chart",
    ...(plainHttp ? { insecure: true as const } : {}),
  };
}
