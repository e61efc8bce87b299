import type { RuleContext } from "./rule.ts";
import type { TreeService } from "./tree-view.ts";

/** The Services that the tree brings to a cluster. */
export interface ServicesThere {
  /** `namespace/name`, wholly said. */
  has(service: string): boolean;
  /** Whether one of them may be this one: by its name, in this namespace or one that is not said. */
  isNamed(service: string): boolean;
  /** Also where the tree has one without saying its name, as templates do: in a folder that is called like it. */
  mayHave(service: string): boolean;
  /** Those that are wholly said, by name. */
  named(name: string): readonly TreeService[];
  /** Whether this source that was rendered (`Printed.path`) brings any. */
  isFrom(source: string): boolean;
}

/** Names of services are labels of DNS. */
const LONGEST_NAME = 63;
const SHORTEST_STEP = 4;

/**
 * Services by cluster, without the templates of charts that were rendered: what came of them counts. Clusters with the very
 * same share one answer.
 */
export function servicesByCluster(
  services: readonly TreeService[],
  rendered: RuleContext["rendered"],
): (cluster: string) => ServicesThere {
  const charts = new Set(rendered.filter(({ kind }) => kind === "helm").map(({ path }) => path));
  const marks = new Map<string, string>();
  const lists = new Map<string, TreeService[]>();
  for (const [index, service] of services.entries()) {
    if (service.of === undefined && isWithin(service.path, charts)) continue;
    for (const cluster of service.clusters) {
      const list = lists.get(cluster);
      if (list === undefined) lists.set(cluster, [service]);
      else list.push(service);
      marks.set(cluster, `${marks.get(cluster) ?? ""}${index} `);
    }
  }
  const shared = new Map<string, ServicesThere>();
  return (cluster) => {
    const mark = marks.get(cluster) ?? "";
    const known = shared.get(mark) ?? indexed(lists.get(cluster) ?? []);
    shared.set(mark, known);
    return known;
  };
}

function isWithin(path: string, folders: ReadonlySet<string>): boolean {
  if (folders.has(".")) return true;
  for (let end = path.indexOf("/"); end >= 0; end = path.indexOf("/", end + 1)) {
    if (folders.has(path.slice(0, end))) return true;
  }
  return false;
}

function indexed(services: readonly TreeService[]): ServicesThere {
  const byName = new Map<string, TreeService[]>();
  const steps = new Set<string>();
  const sources = new Set<string>();
  /** `namespace/name`; the namespace is "" where it is not said. */
  const full = new Set<string>();
  for (const service of services) {
    const { name, namespace, path, of } = service;
    if (of !== undefined) sources.add(of);
    if (name === null) {
      for (const step of path.split("/")) steps.add(step);
      continue;
    }
    full.add(`${namespace ?? ""}/${name}`);
    if (namespace === null) continue;
    const same = byName.get(name);
    if (same === undefined) byName.set(name, [service]);
    else same.push(service);
  }
  const isNamed = (service: string) => full.has(service) || full.has(service.slice(service.indexOf("/")));
  return {
    has: (service) => full.has(service),
    isNamed,
    mayHave: (service) => isNamed(service) || hasPart(service.slice(service.indexOf("/") + 1), steps),
    named: (name) => byName.get(name) ?? [],
    isFrom: (source) => sources.has(source),
  };
}

function hasPart(name: string, parts: ReadonlySet<string>): boolean {
  if (parts.size === 0) return false;
  const text = name.slice(0, LONGEST_NAME);
  for (let start = 0; start < text.length; start++) {
    for (let end = start + SHORTEST_STEP; end <= text.length; end++) if (parts.has(text.slice(start, end))) return true;
  }
  return false;
}
