import { createHash } from "node:crypto";
import { dump } from "js-yaml";
import type { CheckPorts } from "../../src/check/ports.ts";
import type { CoveredSource, Report } from "../../src/report/report.ts";
import { validateReport } from "../../src/schemas/validators.ts";
import { writeSnapshot } from "../../src/snapshots/write.ts";
import type { FetchedEntry, LockEntry } from "../../src/sources/lock.ts";
import { originKey } from "../../src/sources/reference.ts";
import { tgz } from "../manifests/charts/archives.ts";
import { crd, live } from "../rules/evaluated.ts";
import type { Files } from "./in-memory.ts";

/** What trees refer to, and what a fetch has left of it. */

export const GUARD = ".github/crd-upgrade-guard";
export const REPOSITORY = "https://charts.example.com";

export const [ROUTES, WAYS] = ["routes.example.com", "ways.example.com"];

export function snapshot(cluster: string): Files {
  const text = writeSnapshot({
    formatVersion: 1,
    cluster,
    origin: { kind: "cluster", tool: "0.1.0" },
    serverVersion: "v1.33.0",
    capturedAt: "2026-11-23T02:00:00Z",
    complete: true,
    apis: [],
    crds: {
      [ROUTES]: live({ versions: "v1* v1beta1" }, ["v1beta1", "v1"]),
      [WAYS]: live({ versions: "v1* v1beta1", name: WAYS, kind: "Way" }, ["v1beta1", "v1"]),
    },
  });
  return { [`${GUARD}/clusters/${cluster}.json`]: text };
}

export const routes = (versions: string) => dump(crd({ versions }));
export const ways = (versions: string) => dump(crd({ versions, name: WAYS, kind: "Way" }));
export const OLD = "v1* v1beta1";
export const NEW = "v1*";

function contentOf(key: string): FetchedEntry["content"] {
  const [kind] = JSON.parse(key);
  return kind === "file" ? "file" : kind === "git" ? "tree" : "chart";
}

/** Contents by `originKey`, as fetch leaves them. */
export function fetched(contents: Readonly<Record<string, Uint8Array | LockEntry>>, content?: FetchedEntry["content"]) {
  const blobs = new Map<string, Uint8Array>();
  const entries = new Map<string, LockEntry>();
  for (const [key, one] of Object.entries(contents)) {
    if (!(one instanceof Uint8Array)) {
      entries.set(key, one);
      continue;
    }
    const digest = `sha256:${createHash("sha256").update(one).digest("hex")}`;
    blobs.set(digest, one);
    entries.set(key, {
      digest,
      content: content ?? contentOf(key),
      resolved: JSON.parse(key).at(3) ?? "main",
      url: "https://example.com",
    });
  }
  const sources: CheckPorts["sources"] = {
    problem: () => null,
    entry: (key) => entries.get(key) ?? null,
    read: (digest) => {
      const value = blobs.get(digest);
      return value === undefined ? { ok: false, reason: "it is not in the cache" } : { ok: true, value };
    },
    remotes: () => ["https://github.com/owner/fleet"],
  };
  return { sources };
}

export const keyOf = (version: string, chart = "app") =>
  originKey({ kind: "helm", repository: REPOSITORY, chart, version });

export function chart(version: string, files: Files, name = "app"): Uint8Array {
  const all = { "Chart.yaml": `apiVersion: v2\nname: ${name}\nversion: ${version}\n`, ...files };
  return tgz(Object.entries(all).map(([path, content]) => ({ name: `${name}/${path}`, content })));
}

export function application(version: string, own: object = {}, source: object = {}): Files {
  const text = dump({
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: { name: "app" },
    spec: {
      source: { repoURL: REPOSITORY, chart: "app", targetRevision: version, ...source },
      destination: { server: "https://kubernetes.default.svc", namespace: "app" },
      ...own,
    },
  });
  return { "apps/app.yaml": text };
}

/** Without what is only told for the housekeeping of clusters. */
export function findings({ findings: all }: Report): readonly string[] {
  const told = all.filter(({ rule }) => rule !== "migration-pending");
  return told.map(
    ({ rule, state, crds, crd: one, clusters, location: { path, startLine } }) =>
      `${rule} ${state} ${[...(crds ?? []), ...(one === undefined ? [] : [one])].join("+")} ${clusters.join(",")} ${path}:${startLine}`,
  );
}

/** Of a report that has the form of its schema. */
export function states(report: Report): readonly string[] {
  const [odd] = validateReport(JSON.parse(JSON.stringify(report)));
  if (odd !== undefined) throw new Error(`not as schema/report.json says: ${JSON.stringify(odd)}`);
  const { sources = [] } = report.coverage;
  return sources.map(
    ({ kind, name, state, reason, crds, changed }: CoveredSource) =>
      `${kind} ${name} ${state}${changed === true ? " changed" : ""}: ${reason} [${crds.join(" ")}]`,
  );
}

/** What one cluster's Flux has of a chart. */
export function flux(version: string, own: object = {}, path = "clusters/prod/app.yaml"): Files {
  const metadata = { name: "app", namespace: "app" };
  const repository = { apiVersion: "source.toolkit.fluxcd.io/v1", kind: "HelmRepository", metadata };
  const sourceRef = { kind: "HelmRepository", name: "app" };
  const release = {
    apiVersion: "helm.toolkit.fluxcd.io/v2",
    kind: "HelmRelease",
    metadata,
    spec: { chart: { spec: { chart: "app", version, sourceRef } }, upgrade: { crds: "CreateReplace" }, ...own },
  };
  return { [path]: `${dump(release)}---\n${dump({ ...repository, spec: { url: REPOSITORY } })}` };
}
