import micromatch from "micromatch";
import { done, failed, type Result } from "../../base/result.ts";
import type { TreeFiles } from "../ports.ts";

/**
 * A base with what an earlier step rendered of it: what `rendered` finds stands in a folder of its own, as it stands in the
 * working tree for the change. No commit has it.
 * @param folder that stands for the root of the tree
 */
export function withBaseRendered(base: TreeFiles, folder: TreeFiles, rendered: readonly string[]): Result<TreeFiles> {
  if (rendered.length === 0) return failed("no pattern of `rendered` says which files of it count");
  const files = new Set(folder.find(rendered, []).files);
  if (files.size === 0) return failed("no file in it matches a pattern of `rendered`");
  const of = (path: string) => (files.has(path) ? folder : base);
  return done({
    find: (include, exclude) => {
      const own = micromatch([...files], [...include], { dot: true, ignore: [...exclude] });
      const found = base.find(include, exclude);
      const others = found.files.filter((path) => !files.has(path));
      return { files: [...others, ...own].sort(), skipped: found.skipped.filter(({ path }) => !files.has(path)) };
    },
    read: (path) => of(path).read(path),
    kindOf: (path) => of(path).kindOf(path),
    follow: (path) => of(path).follow(path),
    identityOf: (path) => (files.has(path) ? `base-rendered ${path}` : base.identityOf(path)),
  });
}
