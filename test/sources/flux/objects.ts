import { dump } from "js-yaml";
import type { Files } from "./tree.ts";

/** Objects of Flux, as YAML. */

export function gitRepository(
  name = "flux-system",
  url = "ssh://git@git.example.com/fleet",
  spec: object = {},
): string {
  return dump({
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind: "GitRepository",
    metadata: { name, namespace: "flux-system" },
    spec: { url, ref: { branch: "main" }, ...spec },
  });
}

export function helmRepository(name: string, namespace: string, url = "https://charts.example.com"): string {
  return dump({
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind: "HelmRepository",
    metadata: { name, namespace },
    spec: { url },
  });
}

export function kustomization(name: string, path: string, spec: object = {}, source = "flux-system"): string {
  return dump({
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { name, namespace: "flux-system" },
    spec: { path, sourceRef: { kind: "GitRepository", name: source }, ...spec },
  });
}

/** The line of its version is the eighth. */
export function helmRelease(name: string, version: string, more = ""): string {
  return `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: ${name}, namespace: web}
spec:
  chart:
    spec:
      chart: ${name}
      version: ${version}
      sourceRef: {kind: HelmRepository, name: charts}
${more}`;
}

export const CHARTS: Files = { "charts/charts.yaml": helmRepository("charts", "web") };

/** What `flux bootstrap` leaves for a cluster. */
export function bootstrap(cluster: string, spec: object = {}): Files {
  return {
    [`clusters/${cluster}/flux-system/kustomization.yaml`]: dump({ resources: ["gotk-sync.yaml"] }),
    [`clusters/${cluster}/flux-system/gotk-sync.yaml`]: `${gitRepository()}---\n${kustomization("flux-system", `./clusters/${cluster}`, spec)}`,
  };
}
