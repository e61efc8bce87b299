import { type JsonObject, type JsonValue, member, valueAt } from "../../base/json.ts";
import type { SourceObject } from "../objects.ts";
import { ownRepository } from "../own-repository.ts";
import type { SourceProblem } from "../reference.ts";
import type { Build, Builder } from "./build.ts";
import { createDataReader, type DataIndex } from "./config-data.ts";
import {
  additionsOf,
  type FluxKustomization,
  fluxKustomization,
  KUSTOMIZE_GROUP,
  keyOf,
  NAME,
} from "./kustomization.ts";
import {
  bootstrapped,
  type ClusterTree,
  childrenOf,
  heads,
  instances,
  type Known,
  MOST_KUSTOMIZATIONS,
  repositoriesIn,
  type Start,
  urlOf,
} from "./starts.ts";
import { holdsVariables, type Variables } from "./substitute.ts";
import { substituted, variablesOf } from "./variables.ts";

/** A cluster that follows this repository, and what its Flux applies of it. */
export interface FluxCluster {
  /** The file that stands for it. */
  readonly root: string;
  /** The Kustomization that it begins with. */
  readonly first: FluxKustomization;
  /** The tree proves that it follows this very repository: it applies its own file, or names this repository. */
  readonly isProven: boolean;
  /** Nothing keeps files out of its source. */
  readonly isWhole: boolean;
  /** In the order in which they are reached. */
  readonly applications: readonly Application[];
  readonly data: DataIndex;
}

/** A Kustomization of a cluster with what it applies. */
export interface Application {
  readonly by: FluxKustomization;
  readonly build: Build;
  readonly variables: () => Variables;
  /** It, or one that leads to it, is for another cluster. */
  readonly isElsewhere: boolean;
  /** It, or one that leads to it, does nothing for now. */
  readonly suspended: boolean;
  /** No mark on it, or on one that leads to it, has Flux leave it alone. */
  readonly isCertain: boolean;
}

export interface FluxClusters {
  readonly clusters: readonly FluxCluster[];
  readonly problems: readonly SourceProblem[];
  /** Whether a GitRepository, where the tree has it, is this very repository. */
  readonly isOwnRepository: (repository: JsonObject) => boolean;
}

/** Objects that are applied, each for every cluster: the work that a fleet may make. */
const MOST_APPLIED = 500_000;

/**
 * The clusters that follow this repository, from each of their first files on through every Kustomization that is applied so and
 * has this repository as its source: `flux-system/gotk-sync.yaml`, whose Kustomization applies its own file; a FluxInstance;
 * and Kustomizations that none of these reaches and that lead to a folder of the tree, unless their source is another repository.
 * @param objects where clusters may begin, besides the files of `flux bootstrap`
 */
export function fluxClusters(tree: ClusterTree, builder: Builder, objects: readonly SourceObject[]): FluxClusters {
  const dataOf = createDataReader(tree.read);
  const repositories = repositoriesIn(objects);
  const ownUrls: string[] = [];
  const isOwnRepository = (repository: JsonObject) => {
    const url = urlOf(repository);
    return url !== null && (tree.isOwn(url) || ownRepository(ownUrls)(url));
  };
  const problems: SourceProblem[] = [];
  const walk = createWalk({ tree, builder, dataOf, repositories, isOwnRepository, problems });
  const clusters: FluxCluster[] = [];
  for (const start of [...bootstrapped(tree, builder), ...instances(objects, tree, builder)]) {
    if (start.url !== null && !ownUrls.includes(start.url)) ownUrls.push(start.url);
    clusters.push(walk(start));
  }
  const reached = new Set(
    clusters.flatMap(({ applications }) => applications.flatMap(({ build }) => [...build.files.keys()])),
  );
  const followed = new Set(clusters.flatMap(followedIn));
  for (const start of heads(objects, reached, { tree, builder, repositories, isOwnRepository })) {
    if (followed.has(keyOf(start.first))) continue;
    const cluster = walk(start);
    clusters.push(cluster);
    for (const key of followedIn(cluster)) followed.add(key);
  }
  return { clusters, problems, isOwnRepository };
}

function followedIn({ applications }: FluxCluster): readonly string[] {
  return applications.map(({ by }) => keyOf(by));
}

interface Walking extends Known {
  readonly dataOf: (builds: readonly Build[]) => DataIndex;
  readonly problems: SourceProblem[];
}

function createWalk({ tree, builder, dataOf, repositories, isOwnRepository, problems }: Walking) {
  let budget = MOST_APPLIED;
  return ({ root, first, isProven, isWhole }: Start): FluxCluster => {
    const applications: Application[] = [];
    const waiting: Omit<Application, "build" | "variables">[] = [begin(first)];
    const seen = new Set([JSON.stringify(first.applied.object)]);
    let all: DataIndex | undefined;
    let latest: { readonly count: number; readonly data: DataIndex } | undefined;
    const dataNow = () => {
      if (latest?.count !== applications.length) {
        latest = { count: applications.length, data: dataOf(applications.map(({ build }) => build)) };
      }
      return latest.data;
    };
    const data: DataIndex = {
      find: (kind, namespace, name) => {
        all ??= dataNow();
        return all.find(kind, namespace, name);
      },
    };
    const isFollowed = ({ name, source }: FluxKustomization) => {
      if (!NAME.test(name)) return false;
      if (source.kind !== "GitRepository") return false;
      if (source.name === first.source.name && source.namespace === first.source.namespace) return true;
      const repository = repositories.find(source);
      return repository !== null && isOwnRepository(repository);
    };
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { by } = next;
      const build = builder.apply(by.folder ?? "", additionsOf(by));
      budget -= build.objects.length;
      if (budget < 0 || applications.length === MOST_KUSTOMIZATIONS) {
        problems.push({ ...by.applied.at([]), message: TOO_MANY });
        break;
      }
      let variables: Variables | undefined;
      applications.push({
        ...next,
        build,
        variables: () => {
          variables ??= variablesOf(by, data, tree.substitute);
          return variables;
        },
      });
      for (const { object, found } of childrenOf(build)) {
        // Only what is known so far can be asked here: what a variable of a path stands for is set above it.
        const child = holdsVariables(object.object)
          ? fluxKustomization(substituted(object, variablesOf(by, dataNow(), tree.substitute)))
          : found;
        const key = JSON.stringify(child?.applied.object);
        if (child === null || child.folder === null || !isFollowed(child) || seen.has(key)) continue;
        seen.add(key);
        waiting.push(following(child, next));
      }
    }
    return { root, first, isProven, isWhole, applications, data };
  };
}

const TOO_MANY = "Flux applies more from here than is followed: what its Kustomizations beyond lead to is not known.";

function begin(by: FluxKustomization): Omit<Application, "build" | "variables"> {
  return { by, isElsewhere: by.isElsewhere, suspended: by.suspended, isCertain: !isLeftAlone(by.applied.object) };
}

function following(by: FluxKustomization, from: Omit<Application, "build" | "variables">) {
  const own = begin(by);
  return {
    by,
    isElsewhere: own.isElsewhere || from.isElsewhere,
    suspended: own.suspended || from.suspended,
    isCertain: own.isCertain && from.isCertain,
  };
}

/** Marks with which kustomize-controller passes over an object, or does not update it. */
export function isLeftAlone(object: JsonValue): boolean {
  return ["annotations", "labels"].some((key) => {
    const marks = valueAt(object, ["metadata", key]);
    return (
      member(marks, `${KUSTOMIZE_GROUP}/ssa`) !== undefined ||
      member(marks, `${KUSTOMIZE_GROUP}/reconcile`) !== undefined
    );
  });
}
