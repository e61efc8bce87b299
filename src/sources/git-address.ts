import { isVersion, splitQuery, withoutCredentials } from "./addresses.ts";
import { unfilled } from "./fields.ts";
import type { GitTree, SourceOrigin, SourceTree } from "./reference.ts";

/** A branch, a tag or a commit by its name; a commit's is known by its form. */
export function gitRef(name: string | null): GitTree["ref"] {
  return name !== null && /^[0-9a-f]{40}$/.test(name) ? { commit: name } : { name };
}

/**
 * A tree of the repository that is being read is the folder as it stands here, unless a commit or a version's tag pins
 * another state of it.
 */
export function ownOrRemote(
  git: GitTree,
  tree: Pick<SourceTree, "isOwn">,
): GitTree | Extract<SourceOrigin, { kind: "local" }> {
  if (!tree.isOwn(git.url) || isPinned(git.ref)) return git;
  return { kind: "local", path: git.path };
}

function isPinned(ref: GitTree["ref"]): boolean {
  if ("branch" in ref) return false;
  if (!("name" in ref)) return true;
  const name = ref.name ?? "";
  return name.includes(".") && isVersion(name);
}

/**
 * What kustomize takes for an address that stands where a file or folder could: null for a path of its own. An https
 * address is asked for as a file first, and cloned where it is none (kusttarget.go, accumulateResources); here that has to be
 * told by how it looks. Components are always folders.
 */
export function kustomizeOrigin(entry: string, mustBeFolder: boolean): SourceOrigin | null {
  const git = parseRepository(entry);
  const isWeb = /^https?:\/\//i.test(entry);
  if (git === null && !isWeb) return null;
  const reason = unfilled(entry);
  if (reason !== null) return { kind: "undecided", text: withoutCredentials(entry), reason };
  if (isWeb && !mustBeFolder && (git === null || looksLikeFile(entry))) {
    return { kind: "file", url: withoutCredentials(entry) };
  }
  return (
    git ?? { kind: "undecided", text: withoutCredentials(entry), reason: "it names no folder of a git repository" }
  );
}

function looksLikeFile(address: string): boolean {
  const { path: whole, query } = splitQuery(address.replace(/^https?:\/\//i, ""));
  const path = whole.slice(Math.max(0, whole.indexOf("/")));
  if (/(?:^|&)(?:ref|version)=/.test(query) || /\.git(?:\/|$)|\/\/|\/_git\//.test(path)) return false;
  return /^raw\./i.test(whole) || /\/releases\/(?:latest\/)?download\//.test(path) || /\.(?:ya?ml|json)$/i.test(path);
}

interface Host {
  readonly host: string;
  readonly rest: string;
}

/**
 * `[git::]scheme://[user@]host/org/repo[//path|.git/path|/path][?ref=|?version=]`, `user@host:org/repo`, `github.com/...`
 * and `github.com:...`, by the rules of kustomize 5 (api/internal/git/repospec.go).
 * @returns null for what kustomize takes for a path
 */
export function parseRepository(entry: string): GitTree | null {
  if (entry.startsWith("/")) return null;
  const { path: address, query } = splitQuery(entry);
  const parsed = parseHost(address.replace(/^git::/i, ""));
  const parts = parsed === null ? null : splitPath(parsed);
  if (parsed === null || parts === null) return null;
  const path = tidyPath(parts.inside);
  return path === null ? null : { kind: "git", url: parsed.host + parts.repository, ref: gitRef(refOf(query)), path };
}

function parseHost(address: string): Host | null {
  const scheme = /^(?:ssh|https?|file):\/\//i.exec(address)?.[0].toLowerCase() ?? "";
  const afterScheme = address.slice(scheme.length);
  if (scheme === "file://") return { host: scheme, rest: afterScheme };
  const user = /^[a-zA-Z][a-zA-Z0-9-]*@/.exec(afterScheme)?.[0] ?? "";
  const afterUser = afterScheme.slice(user.length);
  const isGithub = /^github\.com[/:]/i.test(afterUser);
  const isScp = scheme === "" && (user !== "" || isGithub);
  if (scheme === "" && !isScp) return null;
  const end = separator(afterUser, isScp);
  if (end <= 0) return null;
  const rest = afterUser.slice(end + 1);
  if (isGithub) {
    return scheme === "ssh://" || user !== ""
      ? { host: `${user}github.com:`, rest }
      : { host: "https://github.com/", rest };
  }
  const host = scheme + user + afterUser.slice(0, end + 1);
  return { host: withoutCredentials(host), rest };
}

/** A slash, or in the way of scp a colon in front of it. */
function separator(text: string, isScp: boolean): number {
  const slash = text.indexOf("/");
  const colon = isScp ? text.indexOf(":") : -1;
  return colon > 0 && (slash < 0 || colon < slash) ? colon : slash;
}

function splitPath({ host, rest }: Host): { readonly repository: string; readonly inside: string } | null {
  const split = (at: number, skip: number) => ({ repository: rest.slice(0, at), inside: rest.slice(at + skip) });
  const azure = rest.indexOf("_git/");
  if (azure >= 0) {
    const end = rest.indexOf("/", azure + "_git/".length);
    return split(end < 0 ? rest.length : end, 1);
  }
  const double = rest.indexOf("//");
  if (double >= 0) return double === 0 ? null : split(double, 2);
  const git = rest.indexOf(".git");
  if (git >= 0) return split(git + ".git".length, 0);
  if (host === "file://") return split(rest.length, 0);
  const steps = rest.split("/");
  const repository = steps.slice(0, 2).join("/");
  return steps.length < 2 || repository === "" ? null : { repository, inside: steps.slice(2).join("/") };
}

/** The folder without `.` and slashes at its ends; null where it leads out of the repository. */
export function tidyPath(inside: string): string | null {
  const steps: string[] = [];
  for (const step of inside.split("/")) {
    if (step === "" || step === ".") continue;
    if (step !== "..") steps.push(step);
    else if (steps.pop() === undefined) return null;
  }
  return steps.join("/");
}

/** `ref` wins over `version`. */
export function refOf(query: string): string | null {
  // A question mark at the start belongs to the first name, which the constructor would leave out.
  const values = new URLSearchParams(`&${query}`);
  return values.get("ref") || values.get("version") || null;
}
