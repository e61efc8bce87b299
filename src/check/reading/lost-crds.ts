import type { CrdManifest } from "../../manifests/manifest.ts";
import type { UnreadFile } from "../../rules/tree-view.ts";
import { contentOf } from "../judging/counterparts.ts";
import type { ManifestTree } from "./tree.ts";

/**
 * What may hold CRDs and was not read: the files of the tree itself, and those in which CRDs went out of sight that the
 * tree before had in sight. A change of state that nobody can see any more is no deletion, and never a pass.
 */
export function unreadFiles(head: ManifestTree, base: ManifestTree): readonly UnreadFile[] {
  const missing = missingManifests(head, base);
  if (missing.length === 0) return head.unread;
  const files = new Map(head.unread.map((file) => [file.path, file]));
  const lose = (path: string, reason: string, manifest: CrdManifest) => {
    const known = files.get(path) ?? { path, reason, content: "", lost: [], movedFrom: null };
    const from = placeOf(manifest);
    files.set(path, {
      ...known,
      lost: [...new Set([...known.lost, manifest.name])].sort(),
      movedFrom: from === path ? known.movedFrom : from,
    });
  };
  const reasons = new Map(head.notRead.map(({ path, reason }) => [path, reason]));
  const parts = new Set(head.partial.map(({ name, source }) => JSON.stringify([name, source.path])));
  const places = new Set(base.crds.map(keyOf));
  const inSight = (lost: CrdManifest) =>
    head.crds.some((one) => one.name === lost.name && (!places.has(keyOf(one)) || contentOf(one) === contentOf(lost)));
  const gone: CrdManifest[] = [];
  for (const manifest of missing) {
    const { path } = manifest.source;
    const isPart = parts.has(JSON.stringify([manifest.name, path]));
    const unread = isPart ? PART : (head.leftOut(path) ?? reasons.get(path) ?? null);
    const said = manifest.printed === undefined ? unread : null;
    // Of what became a chart's template its own rule tells.
    const reason = head.makerOf(manifest.name)?.path === path ? null : said;
    // A folder that became a link, or cannot be listed, takes all of its files out of sight, but for those that moved.
    const above = foldersAbove(path).find((one) => reasons.has(one) || head.leftOut(one) !== null);
    const folder = above === undefined || inSight(manifest) ? undefined : above;
    if (reason !== null) lose(path, reason, manifest);
    else if (folder !== undefined) lose(folder, head.leftOut(folder) ?? reasons.get(folder) ?? "", manifest);
    else gone.push(manifest);
  }
  if (gone.length === 0) return [...files.values()];
  const hidden = head.findHidden(
    gone.map(({ name }) => name),
    (path) => head.identityOf(path) === base.identityOf(path),
  );
  for (const manifest of gone) {
    const found = hidden.filter(({ crd }) => crd === manifest.name);
    for (const { path, reason } of found) lose(path, reason, manifest);
  }
  return [...files.values()];
}

/** What a kustomization may put together again, and kubectl merges into what is there. */
const PART = "only a part of it is left, which is not judged alone";

function foldersAbove(path: string): readonly string[] {
  const steps = path.split("/").slice(0, -1);
  return steps.map((_, index) => steps.slice(0, index + 1).join("/"));
}

/** The base's manifests that the head does not have at the same place; none of what it failed to render. */
function missingManifests(head: ManifestTree, base: ManifestTree): readonly CrdManifest[] {
  if (base.crds.length === 0) return [];
  const isRendered = head.renderFailures.length === 0 && head.renderProblems.length === 0;
  const known = new Set(head.crds.map(keyOf));
  return base.crds.filter((manifest) => (manifest.printed === undefined || isRendered) && !known.has(keyOf(manifest)));
}

function keyOf(manifest: CrdManifest): string {
  return JSON.stringify([manifest.name, placeOf(manifest)]);
}

/** Asked of every CRD, so that nothing is searched for it: what this tool rendered has its source's place. */
function placeOf({ source, printed }: CrdManifest): string {
  return printed?.path ?? source.path;
}
