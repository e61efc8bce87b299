import { done, failed, type Result } from "../base/result.ts";
import { createRunner } from "../check/rendering/runner.ts";
import { NO_CONTENTS, type SourceContents } from "../check/sources/contents.ts";
import { CHART_FOLDER, fetchedTree, memoryTree } from "../check/sources/fetched-tree.ts";
import { renderContents } from "../check/sources/render-source.ts";
import { baseFiles } from "../io/git/base-files.ts";
import { openCommit } from "../io/git/base-tree.ts";
import { KUSTOMIZATION_FILES } from "../manifests/kustomization.ts";
import type { Making } from "../releases/collect-made.ts";
import type { ReleasePoint } from "../releases/combine.ts";
import type { RenderedFrom } from "../releases/history.ts";
import type { SourceDelivery } from "../sources/reference.ts";
import { renderPorts } from "./render-ports.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const NOTHING = memoryTree("", new Map());

/** Of a commit that is read from git alone. */
const NO_WORKING_TREE = { read: NOTHING.read, identityOf: NOTHING.identityOf };

/** What helm or kustomize makes of a commit: of the first of the folders that it has. @param root of the repository */
export function madeOfCommits(
  root: string,
  { charts = [], kustomizations = [], set = [] }: RenderedFrom,
  environment: Environment,
): (point: ReleasePoint) => Making {
  return ({ commit }) => {
    const opened = openCommit(root, commit ?? "");
    if (!opened.ok) return opened;
    const tree = baseFiles(opened.value, NO_WORKING_TREE);
    const has = (folder: string, name: string) => tree.kindOf(folder === "." ? name : `${folder}/${name}`) === "file";
    const chart = charts.find((path) => has(path, "Chart.yaml") || tree.kindOf(path) === "file");
    if (chart !== undefined) return made({ tree, path: chart, root: "." }, helm(set), environment);
    const kustomization = kustomizations.find((path) => KUSTOMIZATION_FILES.some((name) => has(path, name)));
    if (kustomization === undefined) return done({ readings: [], gaps: [] });
    const built = { by: "kustomize", client: "unknown", substitute: null } as const;
    return made({ tree, path: kustomization, root: "." }, built, environment);
  };
}

/** What helm makes of a chart that was fetched. @param read the bytes of an archive by its digest */
export function madeOfArchives(
  read: (digest: string) => Result<Uint8Array>,
  { set = [] }: RenderedFrom,
  environment: Environment,
): (point: ReleasePoint) => Making {
  return ({ digest = "" }) => {
    const bytes = read(digest);
    const tree = bytes.ok ? fetchedTree({ content: "chart", digest }, bytes.value) : bytes;
    if (!tree.ok) return failed(tree.reason);
    return made({ tree: tree.value, path: CHART_FOLDER, root: CHART_FOLDER }, helm(set), environment);
  };
}

function helm(set: readonly string[]): SourceDelivery {
  return {
    by: "helm",
    client: "unknown",
    release: "release-name",
    namespace: null,
    values: set.map((one) => {
      const at = one.indexOf("=");
      return { kind: "set", name: one.slice(0, at), value: one.slice(at + 1), string: false };
    }),
    crds: "applied",
    ownership: null,
    missing: [],
  };
}

/** A runner for each: it keeps all that was printed. */
function made(contents: SourceContents, delivery: SourceDelivery, environment: Environment): Making {
  const runner = createRunner(renderPorts(environment), {
    head: NOTHING,
    trackedByGit: () => done({ files: new Set<string>(), submodules: [] }),
    now: () => Date.now(),
  });
  const context = { tree: contents.tree, runner, contents: NO_CONTENTS, wanted: "everything" } as const;
  const rendering = renderContents(contents, delivery, [], context);
  if (!rendering.ok) return failed(rendering.reason);
  const { outputs, gaps } = rendering.value;
  return done({ readings: outputs.map(({ reading }) => reading), gaps });
}
