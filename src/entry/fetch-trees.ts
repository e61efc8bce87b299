import type { Result } from "../base/result.ts";
import { CONFIG_PATH, clusterViews, type Guard } from "../check/guard.ts";
import { targetsOf } from "../check/judging/targets.ts";
import type { CheckPorts, TreeFiles } from "../check/ports.ts";
import { readGuard } from "../check/read-guard.ts";
import { gatherFiles } from "../check/reading/gather-files.ts";
import { createOrigins } from "../check/reading/origins.ts";
import { createScanner, type Scanner } from "../check/reading/scan.ts";
import { createOutputReader } from "../check/rendering/outputs.ts";
import { normalized } from "../check/rendering/plan.ts";
import { renderSources } from "../check/rendering/render-sources.ts";
import { createRunner, type Runner } from "../check/rendering/runner.ts";
import type { Contents } from "../check/sources/contents.ts";
import { createDigger, type DigContext, type Digger } from "../check/sources/dig.ts";
import { entryPlace, type PrintedText } from "../check/sources/earlier-output.ts";
import { mayHoldReferences, objectsOnce } from "../sources/objects.ts";
import type { SourceFile } from "../sources/reference.ts";
import { TOOL_VERSION } from "./version.ts";

/** What a tree refers to, and what its own configuration says of that. */
export interface TreeReading {
  readonly guard: Guard;
  /** A new one: each tells of everything once. */
  readonly digger: () => Digger;
}

/** What reading two trees has in common. */
export interface TreesReader {
  /**
   * Reads the working tree's references by its own configuration, from the files in which a check looks for them.
   * @returns a sentence where its configuration cannot be read
   */
  readonly head: (other: TreeFiles | null) => TreeReading | string;
  /** The same of a commit. */
  readonly base: (tree: TreeFiles) => TreeReading | string;
}

type Outside = Pick<CheckPorts, "head" | "render" | "trackedByGit" | "ignoredByGit" | "now">;

/** @param isEnd what `DigContext` has under this name */
export function treesReader(ports: Outside, contents: Contents, isEnd: DigContext["isEnd"]): TreesReader {
  const common: Common = {
    scan: createScanner(),
    parse: objectsOnce(),
    runner: createRunner(ports.render, ports),
    contents,
    isEnd,
  };
  const { head, ignoredByGit } = ports;
  return {
    head: (other) => readTree({ tree: head, other, ignoredByGit, checkout: null }, common),
    base: (tree) => {
      // What a commit holds is tracked, and tracked files are never ignored.
      const none = () => ({ ok: true as const, value: new Set<string>() });
      return readTree({ tree, other: head, ignoredByGit: none, checkout: { files: head, ignoredByGit } }, common);
    },
  };
}

interface Common {
  readonly scan: Scanner;
  readonly runner: Runner;
  readonly contents: Contents;
  readonly isEnd: DigContext["isEnd"];
  readonly parse: ReturnType<typeof objectsOnce>;
}

interface OneTree {
  readonly tree: TreeFiles;
  readonly other: TreeFiles | null;
  readonly ignoredByGit: (paths: readonly string[]) => Result<ReadonlySet<string>>;
  readonly checkout: Parameters<typeof renderSources>[0]["checkout"];
}

function readTree(one: OneTree, common: Common): TreeReading | string {
  const { tree, other, ignoredByGit } = one;
  const { guard, problems } = readGuard(null, {}, TOOL_VERSION, tree, { mayLackSnapshots: true });
  // A snapshot that cannot be used is the check's to tell.
  const fault = problems.find(({ path }) => path === CONFIG_PATH);
  if (fault !== undefined) {
    const at = [fault.path, fault.line, fault.column].filter((part) => part !== undefined).join(":");
    return `${at}: ${fault.message} ${fault.remedy}`;
  }
  const { settings, snapshots } = guard;
  const names = clusterViews(guard).map(({ name }) => name);
  const { referring } = gatherFiles({
    files: tree,
    other,
    settings,
    given: [],
    snapshotPaths: snapshots.map(({ path }) => path),
    ignoredByGit,
    scan: common.scan,
    clustersOf: (path) => targetsOf(path, settings.targets, { names, isFolder: () => false }).clusters,
  });
  return {
    guard,
    digger: () => createDigger(referring, printedCharts(referring, guard, one, common), { tree, guard, ...common }),
  };
}

/** What charts of the configuration print, those whose templates may refer to something. */
function printedCharts(
  referring: readonly SourceFile[],
  guard: Guard,
  { tree, checkout }: OneTree,
  { runner, contents }: Common,
): readonly PrintedText[] {
  const isReferring = (chart: string) => {
    const folder = normalized(chart) === "." ? "" : `${normalized(chart)}/`;
    return referring.some(({ path }) => path.startsWith(folder) && path.includes("templates/"));
  };
  const helm = guard.settings.helm.filter(({ chart }) => isReferring(chart));
  if (helm.length === 0 || runner.refused !== null) return [];
  const settings = { ...guard.settings, helm, kustomize: [] };
  const origins = createOrigins(tree, settings.manifests.exclude);
  const context = { tree, checkout, guard: { ...guard, settings }, runner, reader: createOutputReader(), origins };
  return renderSources({ ...context, contents }, []).outcomes.flatMap(({ source, outputs }) =>
    outputs
      .filter(({ bytes }) => mayHoldReferences("", bytes))
      .map((text) => ({ ...text, place: entryPlace(tree, source.path), by: [], of: source.path })),
  );
}
