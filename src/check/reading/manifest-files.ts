import type { FoundFiles } from "../../base/files.ts";
import type { Settings } from "../../config/settings.ts";
import type { Problem } from "../../report/report.ts";
import { code } from "../../text/code-span.ts";
import { matchesGlob } from "../judging/targets.ts";
import type { TreeFiles } from "../ports.ts";

/** spec §10: more files than this is a mistake in a pattern, not a repository. */
const MOST_FILES = 100_000;

/** What a person named on the command line instead of `manifests.include`; `-` is standard input. */
export type GivenPaths = readonly string[];

export interface ManifestFiles extends FoundFiles {
  /** Packed charts and templates that are no YAML files, which only tell what charts there are. */
  readonly chartFiles: readonly string[];
  /** Templates of helmfiles: no manifests, and references to charts all the same. */
  readonly helmfiles: readonly string[];
  /** What another program makes manifests of, or no tool takes for one by its name: no manifests themselves. */
  readonly makers: readonly string[];
  /** Named by a person or in `rendered`: read even if git ignores them. */
  readonly evenIfIgnored: ReadonlySet<string>;
  /** Made by an earlier step: what `rendered` matches. */
  readonly rendered: ReadonlySet<string>;
  /** Links that lead to files of the tree, by path. */
  readonly links: readonly LinkedFile[];
  /** Folders with a Chart.yaml, with `/` at the end. */
  readonly charts: readonly string[];
  /** Patterns of all that is looked into; none where files alone were given. */
  readonly wanted: readonly string[];
  readonly problems: readonly Problem[];
}

export interface LinkedFile {
  readonly path: string;
  /** The regular file that has its bytes. */
  readonly target: string;
}

/** What may hold manifests, below any folder. */
export const ALL_MANIFESTS = "**/*.{yaml,yml,json}";

/** The files of a tree that may hold manifests: as configured, or below the paths that a person gave. */
export function findManifestFiles(
  tree: TreeFiles,
  settings: Settings,
  given: GivenPaths,
  snapshotPaths: readonly string[],
): ManifestFiles {
  const { include, named, problems } = wanted(tree, settings, given);
  const exclude = settings.manifests.exclude;
  const patterns = [...include, ...chartPatterns(include)];
  const found = patterns.length === 0 ? { files: [], skipped: [] } : tree.find(patterns, exclude);
  const rendered = settings.rendered.length === 0 ? [] : tree.find(settings.rendered, []).files;
  const snapshots = new Set(snapshotPaths);
  const all = [...new Set([...found.files, ...rendered].filter((path) => !snapshots.has(path)).concat(named))].sort();
  const isChartFile = (path: string) => path.endsWith(".tgz") || (path.endsWith(".tpl") && !named.includes(path));
  const isHelmfile = (path: string) => path.endsWith(".gotmpl") && !named.includes(path);
  const isOwn = (path: string) => named.includes(path) || rendered.includes(path) || matchesGlob(path, include);
  const makers = new Set(
    all.filter((path) => MAKER.test(path) && !isHelmfile(path) && !isChartFile(path) && !isOwn(path)),
  );
  const files = all.filter((path) => !isChartFile(path) && !isHelmfile(path) && !makers.has(path));
  if (files.length > MOST_FILES) {
    const message = `${files.length} files match, more than the ${MOST_FILES} that are read.`;
    problems.push({ message, remedy: "Narrow `manifests.include`, or exclude the folders that hold no manifests." });
  }
  const charts = files
    .filter((path) => /(^|\/)Chart\.yaml$/.test(path))
    .map((path) => path.slice(0, -"Chart.yaml".length));
  return {
    files,
    chartFiles: all.filter(isChartFile),
    helmfiles: all.filter(isHelmfile),
    makers: [...makers],
    skipped: found.skipped.filter(({ path, linkTo }) => linkTo === undefined || isChartFile(path)),
    links: found.skipped.flatMap(({ path, linkTo: target }) =>
      target === undefined ||
      isChartFile(path) ||
      isHelmfile(path) ||
      MAKER.test(path) ||
      snapshots.has(path) ||
      all.includes(path)
        ? []
        : [{ path, target }],
    ),
    evenIfIgnored: new Set([...rendered, ...named]),
    rendered: new Set(rendered),
    charts,
    wanted: patterns,
    problems,
  };
}

/** Where a pattern finds YAML files there may be packed charts, helmfiles and templates of all kinds too; one walk finds all. */
export function chartPatterns(include: readonly string[]): readonly string[] {
  const patterns = include.filter((pattern) => !pattern.startsWith("!"));
  return patterns.flatMap((pattern) => {
    const stem = pattern.replace(/\.(?:\{[^{}]*\}|ya?ml|json)$/, "");
    return stem === pattern ? [] : [`${stem}.{tgz,tpl,yaml.gotmpl,yml.gotmpl}`, `${stem}.{${MAKERS.join(",")}}`];
  });
}

/** How names end that somebody has fill in a manifest, and those that tools read only where they are named. */
const MAKERS = [
  "{yaml,yml,json}.{tmpl,tpl,template,in,j2,jinja,jinja2,erb,mustache}",
  "json.gotmpl",
  "{json5,jsonnet,YAML,YML,JSON}",
];
const MAKER =
  /\.(?:(?:ya?ml|json)\.(?:tmpl|tpl|template|in|j2|jinja2?|erb|mustache)|json\.gotmpl|json5|jsonnet|YA?ML|JSON)$/;

function wanted(tree: TreeFiles, settings: Settings, given: GivenPaths) {
  const include: string[] = given.length === 0 ? [...settings.manifests.include] : [];
  const named: string[] = [];
  const problems: Problem[] = [];
  for (const path of given) {
    if (path === "-") continue;
    const kind = tree.kindOf(path);
    if (kind === "file") named.push(path);
    else if (kind === "directory") include.push(path === "." ? ALL_MANIFESTS : `${literalGlob(path)}/${ALL_MANIFESTS}`);
    else problems.push(notThere(path, kind));
  }
  return { include, named, problems };
}

/** What is said of a path that a person gave, and that leads to nothing. */
export function notThere(path: string, kind: "missing" | "other"): Problem {
  const message =
    kind === "missing" ? `There is no file or folder ${code(path)}.` : `${code(path)} is neither a file nor a folder.`;
  return { path, message, remedy: "Correct the path; it is taken from the working directory." };
}

/** A folder's name as a pattern that matches it alone. */
export function literalGlob(path: string): string {
  return path.replace(/(?<!\/)\/+$/, "").replace(/[()[\]{}!*?+@|\\]/g, "\\$&");
}
