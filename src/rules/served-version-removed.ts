import { isOlderVersion } from "../crd/version-order.ts";
import { type LiveCase, type Risk, riskFindings } from "./live-cases.ts";
import { servedPath, servedVersions } from "./manifest-versions.ts";
import type { ServedVersionRemovedDetail } from "./risk-details.ts";
import type { Rule, RuleContext, Severity } from "./rule.ts";
import { revertedStorage } from "./storage-version-reverted.ts";
import type { ApiUse } from "./tree-view.ts";

/** A version that clients can use today would no longer be served: whoever asks for it gets `no matches for kind`. */
export const servedVersionRemoved: Rule = {
  meta: {
    id: "served-version-removed",
    severity: { check: "warning", gate: "warning" },
    summary: "A version that is served today would not be any more, and manifests still use it or objects exist.",
    hasCrd: true,
    about: "prediction",
  },
  check: (context) => {
    const asked = new Set<string>();
    riskFindings(context, "served-version-removed", (one) => {
      for (const version of unservedVersions(one)) asked.add(`${one.live.group}/${version}`);
      return [];
    });
    if (asked.size === 0) return [];
    const uses = usesByApi(context, [...asked].sort());
    return riskFindings(context, "served-version-removed", (one) =>
      unservedVersions(one).flatMap((version) => riskOf(one, version, uses)),
    );
  },
};

const SEVERITIES: Record<ServedVersionRemovedDetail["cause"], Severity> = {
  used: "warning",
  "has-objects": "warning",
  "none-left": "warning",
  "not-counted": "info",
};

/** Going back to an older storage version is one cause, which names the newer versions itself. */
function unservedVersions(one: LiveCase): readonly string[] {
  const { live, manifest } = one;
  const served = servedVersions(manifest);
  const reverted = revertedStorage(one);
  return live.versions
    .filter((version) => version.served && !served.includes(version.name))
    .map(({ name }) => name)
    .filter((name) => reverted === null || !isOlderVersion(reverted.manifest, name));
}

function usesByApi({ usesOf }: RuleContext, apiVersions: readonly string[]): ReadonlyMap<string, readonly ApiUse[]> {
  const found = new Map<string, ApiUse[]>();
  for (const use of usesOf(apiVersions)) {
    const key = `${use.apiVersion} ${use.kind}`;
    const uses = found.get(key);
    if (uses === undefined) found.set(key, [use]);
    else uses.push(use);
  }
  return found;
}

function riskOf(
  { live, manifest, cluster }: LiveCase,
  version: string,
  found: ReadonlyMap<string, readonly ApiUse[]>,
): readonly Risk[] {
  const { group, names, hasObjects } = live;
  const apiVersion = `${group}/${version}`;
  const uses = [names.kind, names.listKind ?? `${names.kind}List`]
    .flatMap((kind) => found.get(`${apiVersion} ${kind}`) ?? [])
    .filter(({ clusters }) => clusters.includes(cluster.name));
  const served = servedVersions(manifest);
  const cause = causeOf(uses, served, hasObjects);
  if (cause === null) return [];
  return [
    {
      severity: SEVERITIES[cause],
      version,
      yamlPath: servedPath(manifest, version),
      detail: { kind: "served-version-removed", cause, apiVersion, objectKind: names.kind, served, uses },
    },
  ];
}

function causeOf(
  uses: readonly ApiUse[],
  served: readonly string[],
  hasObjects: boolean | "unknown" | undefined,
): ServedVersionRemovedDetail["cause"] | null {
  if (uses.length > 0) return "used";
  if (hasObjects === false) return null;
  if (served.length === 0) return "none-left";
  return hasObjects === true ? "has-objects" : "not-counted";
}
