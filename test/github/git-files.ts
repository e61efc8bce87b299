import type { Repository } from "../git/repository.ts";
import type { ServedFile } from "./world.ts";

/** The files of a pull request as GitHub lists them: what its head changed since it left its base. */
export function filesOf(repo: Repository, base: string, head: string): readonly ServedFile[] {
  const mergeBase = repo.git("merge-base", base, head);
  return repo
    .git("diff", "--name-status", "-M", "-z", mergeBase, head)
    .split("\0")
    .reduce<readonly (readonly string[])[]>(gathered, [])
    .map(([status = "", ...names]) => servedFile(repo, mergeBase, head, status, names));
}

const STATUSES: Readonly<Record<string, ServedFile["status"]>> = {
  A: "added",
  D: "removed",
  M: "modified",
  R: "renamed",
};

/** NUL-separated fields to one list a file: a status, and one name, or two of a rename. */
function gathered(files: readonly (readonly string[])[], field: string): readonly (readonly string[])[] {
  if (field === "") return files;
  const last = files.at(-1);
  const wanted = last?.[0]?.startsWith("R") === true ? 3 : 2;
  if (last === undefined || last.length === wanted) return [...files, [field]];
  return [...files.slice(0, -1), [...last, field]];
}

function servedFile(repo: Repository, from: string, to: string, status: string, names: readonly string[]): ServedFile {
  const diff = repo.git("diff", "-M", from, to, "--", ...names);
  const start = diff.indexOf("\n@@ ");
  const [first = "", second] = names;
  return {
    filename: second ?? first,
    ...(second === undefined ? {} : { previous: first }),
    blob:
      status === "D" ? repo.git("rev-parse", `${from}:${first}`) : repo.git("rev-parse", `${to}:${second ?? first}`),
    status: STATUSES[status.charAt(0)] ?? "modified",
    ...(start < 0 ? {} : { patch: diff.slice(start + 1) }),
  };
}
