import { setTimeout as wait } from "node:timers/promises";
import { isArray, type JsonValue, member } from "../../base/json.ts";
import { done, type Reason, type Result } from "../../base/result.ts";
import type { LiveCrd } from "../../crd/live-crd.ts";
import { assembleSnapshot } from "../../snapshots/assemble.ts";
import type { Profile } from "../../snapshots/profiles/profile.ts";
import { writeProfile } from "../../snapshots/profiles/write-profile.ts";
import type { ClusterReading, ClusterRequest } from "../../snapshots/read-source.ts";
import type { Snapshot } from "../../snapshots/snapshot.ts";
import { writeSnapshot } from "../../snapshots/write.ts";
import { ask, type Patience, readSmallJson } from "./ask.ts";
import { ClusterError } from "./cluster-error.ts";
import { type Connection, connect } from "./connection.ts";
import { countObjects } from "./count-objects.ts";
import { type Credentials, readCredentials } from "./credentials.ts";
import { MissingError } from "./failures.ts";
import { chooseAccess, type Environment } from "./kubeconfig.ts";
import { type ListSize, listCrds } from "./list-crds.ts";
import { type Profiling, profileObjects } from "./profile-objects.ts";
import { redactor } from "./redacted.ts";

/** What the reading takes from around it. */
export interface ClusterOutside extends Patience, ListSize {
  readonly environment: Environment;
}

const PROCESS: ClusterOutside = {
  environment: process.env,
  // As kubectl does.
  pageSize: 500,
  mostCrds: 100_000,
  random: Math.random,
  sleep: (ms, signal) => wait(ms, undefined, { signal }),
};

/**
 * Reads a cluster's CRDs with the credentials of a kubeconfig; asks for nothing but to read. It is the whole truth or
 * an error that names the host, the missing right or the fault of the kubeconfig: never a part of the list.
 * @returns sentences that hold no secret; never throws for what is outside
 */
export async function readCluster(request: ClusterRequest, outside: ClusterOutside = PROCESS): Promise<ClusterReading> {
  const deadline = new AbortController();
  const seconds = Math.ceil(request.timeoutMs / 1000);
  const timer = setTimeout(() => deadline.abort(new Error(`within ${seconds} s`)), request.timeoutMs);
  let hide = (text: string) => text;
  try {
    const { environment } = outside;
    const access = chooseAccess(request.kubeconfig, request.context, environment);
    const credentials = await readCredentials(access, environment, deadline.signal);
    hide = redactor(credentials.secrets);
    const agent = `crd-upgrade-guard/${request.toolVersion}`;
    const connection = connect(credentials, agent, environment, deadline.signal);
    try {
      const reading = await readFacts(connection, request, outside, credentials);
      if (!reading.ok) return reading;
      const { value } = reading;
      return done({ ...value, warnings: value.warnings.map(hide) });
    } finally {
      connection.close();
    }
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    return { ok: false, message: hide(error.message), remedy: hide(error.remedy) };
  } finally {
    clearTimeout(timer);
  }
}

async function readFacts(
  connection: Connection,
  request: ClusterRequest,
  outside: ClusterOutside,
  { insecure, secrets }: Credentials,
): Promise<ClusterReading> {
  const all = await listCrds(connection, outside, outside);
  if (all.size === 0) {
    throw new ClusterError(
      `${connection.host} answered an empty list of CRDs, which is no evidence.`,
      "Check that the context leads to the right cluster; one without any CRD needs no snapshot.",
    );
  }
  const version = await serverVersion(connection, outside);
  const apis = await advisedApis(connection, outside);
  const kept = new Map([...all].filter(([, crd]) => !request.exclude.includes(crd.group)));
  const counting = request.countObjects ? await countObjects(connection, outside, kept) : null;
  const identity = connection.identity();
  const assembled = assembleSnapshot({
    cluster: request.cluster,
    origin: { kind: "cluster", tool: request.toolVersion, ...(identity === undefined ? {} : { identity }) },
    serverVersion: version.value,
    capturedAt: request.now,
    exclude: request.exclude,
    apis: apis.value,
    crds: counting === null ? kept : withCounts(kept, counting.hasObjects),
  });
  if (!assembled.ok) {
    throw new ClusterError(
      `${connection.host} answered what no API server does: ${assembled.message}`,
      "Take a dump with `kubectl get crd -o json` and report it.",
    );
  }
  const { value: snapshot } = assembled;
  const profiling = request.profileObjects ? await profileObjects(connection, outside, kept) : null;
  const profile = profiling === null ? null : profileOf(snapshot, profiling, request);
  const text = `${writeSnapshot(snapshot)}${profile === null ? "" : writeProfile(profile)}`;
  if (secrets.some((secret) => secret.length >= SHORTEST_SECRET && text.includes(secret))) {
    throw new ClusterError(
      `${connection.host} answered with our own credentials among the facts of its CRDs.`,
      "Check `server` in the kubeconfig: something that echoes requests may be in the API server's place.",
    );
  }
  const unverified = insecure
    ? [`The certificate of ${connection.host} is not verified (insecure-skip-tls-verify): anybody could have answered.`]
    : [];
  const counted = [...(counting?.warnings ?? []), ...(profiling?.warnings ?? [])];
  const warnings = [...unverified, ...version.warnings, ...apis.warnings, ...counted];
  return done({ snapshot, profile, warnings });
}

/** It has the time of its snapshot: both are of one reading. */
function profileOf({ cluster, origin, capturedAt }: Snapshot, { crds }: Profiling, request: ClusterRequest): Profile {
  const { identity } = origin;
  return {
    formatVersion: 1,
    cluster,
    origin: { tool: request.toolVersion, ...(identity === undefined ? {} : { identity }) },
    capturedAt: capturedAt ?? "",
    crds,
  };
}

/** A shorter password may be a word that CRDs have too. */
const SHORTEST_SECRET = 16;

function withCounts(
  crds: ReadonlyMap<string, LiveCrd>,
  hasObjects: ReadonlyMap<string, boolean | "unknown">,
): ReadonlyMap<string, LiveCrd> {
  return new Map([...crds].map(([name, crd]) => [name, { ...crd, hasObjects: hasObjects.get(name) ?? "unknown" }]));
}

interface Fact<T> {
  readonly value: T;
  readonly warnings: readonly string[];
}

/** Decides the words of predictions alone: a cluster that keeps it secret is read all the same. */
async function serverVersion(connection: Connection, patience: Patience): Promise<Fact<string | null>> {
  const asking = { what: "its version", right: "the verb `get` on the URL `/version`" };
  const answer = await small(connection, patience, asking, "/version");
  if (!answer.ok) return { value: null, warnings: [`The server's version is unknown: ${answer.reason}`] };
  const version = member(answer.value, "gitVersion");
  if (typeof version === "string" && version.trim() !== "") return { value: version, warnings: [] };
  return { value: null, warnings: [`The server's version is unknown: ${connection.host} does not say it.`] };
}

/** Served, it lets the cluster itself rewrite stored objects. */
const MIGRATION_GROUP = "storagemigration.k8s.io";

async function advisedApis(connection: Connection, patience: Patience): Promise<Fact<readonly string[]>> {
  const path = `/apis/${MIGRATION_GROUP}`;
  const asking = { what: `whether it serves ${MIGRATION_GROUP}`, right: `the verb \`get\` on the URL \`${path}\`` };
  const answer = await small(connection, patience, asking, path);
  if (!answer.ok) {
    const warnings = answer.missing ? [] : [`Whether ${MIGRATION_GROUP} is served is unknown: ${answer.reason}`];
    return { value: [], warnings };
  }
  const versions = member(answer.value, "versions");
  const names = (isArray(versions) ? versions : []).map((one) => member(one, "groupVersion"));
  return { value: names.filter((name) => typeof name === "string").sort(), warnings: [] };
}

/** What is good to know, and no reason to fail when it is refused. */
async function small(
  connection: Connection,
  patience: Patience,
  asking: { readonly what: string; readonly right: string },
  path: string,
): Promise<Result<JsonValue, Reason & { readonly missing: boolean }>> {
  try {
    const request = { path, accept: "application/json" };
    const value = await ask(connection, patience, asking, request, (answer) =>
      readSmallJson(connection, asking, answer),
    );
    return { ok: true, value };
  } catch (error) {
    if (!(error instanceof ClusterError) || connection.signal.aborted) throw error;
    return { ok: false, missing: error instanceof MissingError, reason: error.message };
  }
}
