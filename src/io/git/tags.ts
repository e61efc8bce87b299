import { done, failed, type Result } from "../../base/result.ts";
import { firstWords, git, gitRemote } from "./run.ts";

export interface Tag {
  readonly name: string;
  /** The commit that it leads to. */
  readonly commit: string;
}

/** The tags of a repository that lead to commits, in the order of their names' bytes. */
export function tagsOf(root: string): Result<readonly Tag[]> {
  const listed = git(root, ["for-each-ref", "--format=%(refname)", "refs/tags"]);
  if (listed.status !== 0) return failed(firstWords(listed));
  const refs = lines(listed.stdout);
  if (refs.length === 0) return done([]);
  // A tag may be of a tag, of a tree or of a file.
  const asked = refs.map((ref) => `${ref}^{commit}\n`).join("");
  const peeled = git(root, ["cat-file", "--batch-check=%(objectname) %(objecttype)"], asked);
  if (peeled.status !== 0) return failed(firstWords(peeled));
  const answers = lines(peeled.stdout);
  return done(
    refs.flatMap((ref, index) => {
      const commit = /^([0-9a-f]+) commit$/.exec(answers[index] ?? "")?.[1];
      return commit === undefined ? [] : [{ name: ref.slice("refs/tags/".length), commit }];
    }),
  );
}

/** The commit that is checked out; null: there is none yet. */
export function headCommit(root: string): string | null {
  const [commit] = lines(git(root, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]).stdout);
  return commit ?? null;
}

/** Whether history was left out when the repository was cloned; tags mostly were then, too. */
export function isShallow(root: string): boolean {
  return git(root, ["rev-parse", "--is-shallow-repository"]).stdout.toString("utf8").trim() === "true";
}

/** What git itself could not take for an option or for something else. */
const PLAIN_REMOTE = /^[A-Za-z0-9_][A-Za-z0-9_./-]*$/;

/**
 * The remote that a repository's tags come from: the one of the branch that is checked out, else `origin`, else the first.
 * null: there is none.
 */
export function tagRemote(root: string): string | null {
  const remotes = lines(git(root, ["remote"]).stdout).filter((name) => PLAIN_REMOTE.test(name));
  const [branch = ""] = lines(git(root, ["symbolic-ref", "--quiet", "--short", "HEAD"]).stdout);
  const [own] = branch === "" ? [] : lines(git(root, ["config", "--get", `branch.${branch}.remote`]).stdout);
  return [own, "origin"].find((one) => one !== undefined && remotes.includes(one)) ?? remotes[0] ?? null;
}

/**
 * Why a repository may lack tags that its remote had when it was cloned, as far as that can be told without asking; null:
 * nothing says so. A clone of one branch has the tags of that branch alone, and what was cloned without tags those that
 * somebody fetched afterwards.
 */
export function lackingTags(root: string): "shallow" | "no-tags" | "one-branch" | null {
  if (isShallow(root)) return "shallow";
  const remote = tagRemote(root);
  if (remote === null) return null;
  const setting = (name: string) => lines(git(root, ["config", "--get-all", `remote.${remote}.${name}`]).stdout);
  if (setting("tagOpt").at(-1) === "--no-tags") return "no-tags";
  const fetched = setting("fetch");
  const isAll = (refspec: string) => /^\+?refs\/(?:heads\/|tags\/)?\*(?::|$)/.test(refspec);
  return fetched.length > 0 && !fetched.some(isAll) ? "one-branch" : null;
}

/** Names of the tags that a remote has. Asks the network. */
export function remoteTags(root: string, remote: string): Result<readonly string[]> {
  const run = gitRemote(root, ["--tags", "--refs", remote]);
  if (run.status !== 0) return failed(firstWords(run));
  return done(lines(run.stdout).flatMap((line) => /\trefs\/tags\/(.*)$/.exec(line)?.[1] ?? []));
}

function lines(bytes: Buffer): readonly string[] {
  return bytes
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "");
}
