import type { Settings } from "../../config/settings.ts";
import { readManifests } from "../../manifests/crd-reader.ts";
import { matchesGlob } from "../judging/targets.ts";
import type { TreeFiles } from "../ports.ts";
import type { FindHidden, HiddenCrd } from "./tree.ts";

export interface HiddenSource {
  readonly files: TreeFiles;
  readonly settings: Settings;
  /** What was looked at already. */
  readonly scanned: readonly string[];
  readonly isIgnored: (paths: readonly string[]) => ReadonlySet<string>;
}

/** Git's own folder, which holds every file that there ever was. */
const NEVER = ["**/.git/**"];
/** A name that says that text of another kind is made of it, or would be but for its end. */
const OF_MANIFESTS = /ya?ml|json|tpl|tmpl|template/i;

/**
 * Looks for CRDs in the files that are not read as manifests. All of the tree is walked for it, and only files that are
 * new or altered are opened: it is asked for CRDs that were read before and are not where they stood.
 */
export function createFindHidden({ files, settings, scanned, isIgnored }: HiddenSource): FindHidden {
  const known = new Set(scanned);
  let unread: readonly string[] | undefined;
  return (crds, isUnchanged) => {
    unread ??= files.find(["**/*"], NEVER).files.filter((path) => !known.has(path));
    const others = unread.filter((path) => !isUnchanged(path));
    const ignored = isIgnored(others);
    return others.flatMap((path): readonly HiddenCrd[] => {
      const reading = ignored.has(path) ? null : files.read(path);
      if (reading?.ok !== true) return [];
      const { crds: whole, partial, unreadable } = readManifests(path, Uint8Array.from(reading.value));
      const broken = OF_MANIFESTS.test(path) ? [...partial, ...unreadable] : [];
      const names = new Set([...whole, ...broken].map(({ name }) => name));
      const reason = matchesGlob(path, settings.manifests.exclude)
        ? "`manifests.exclude` leaves it out"
        : "no pattern of `manifests.include` matches it";
      return crds.filter((crd) => names.has(crd)).map((crd) => ({ crd, path, reason }));
    });
  };
}
