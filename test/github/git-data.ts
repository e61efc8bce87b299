import { execFileSync } from "node:child_process";
import type { components } from "@octokit/openapi-types";
import type { Repository } from "../git/repository.ts";
import { type Answered, type Route, refusal } from "./server.ts";

type Schemas = components["schemas"];

export const NAME = "example/fleet";
const API = `https://api.github.com/repos/${NAME}`;
const SITE = `https://github.com/${NAME}`;

/** Commits, comparisons, trees and blobs of a real git repository, in the shapes of GitHub's OpenAPI description. */
export function gitData(repository: Repository): readonly Route[] {
  const blobs = blobReader(repository);
  const trees = new Map<string, Answered>();
  const path = (rest: string) => new RegExp(`/repos/${NAME}/${rest}`);
  return [
    { method: "GET", path: path("commits/([^/]+)"), answer: ([ref = ""]) => commitAnswer(repository, ref) },
    {
      method: "GET",
      path: path("compare/([^/]+?)\\.\\.\\.([^/]+)"),
      answer: ([base = "", head = ""]) => comparison(repository, base, head),
    },
    {
      method: "GET",
      path: path("git/trees/([^/]+)"),
      answer: ([sha = ""], { query }) => {
        const key = `${sha} ${query.has("recursive")}`;
        const answered = trees.get(key) ?? tree(repository, sha, query.has("recursive"));
        if (answered.status === 200 && /^[0-9a-f]{40}$/.test(sha)) trees.set(key, answered);
        return answered;
      },
    },
    { method: "GET", path: path("git/blobs/([^/]+)"), answer: ([sha = ""]) => blob(blobs(sha), sha) },
  ];
}

function commitAnswer(repository: Repository, ref: string): Answered {
  const body = commit(repository, ref);
  return body === null ? refusal(422, `No commit found for SHA: ${ref}`) : { status: 200, body };
}

interface CommitFacts {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
}

/** What git told once of an object that never changes: a process each takes most of a test's time. */
const told = new WeakMap<Repository, Map<string, CommitFacts>>();

/** A commit in one run of git; null: there is none. */
export function commitFacts(repository: Repository, ref: string): CommitFacts | null {
  const known = told.get(repository) ?? new Map<string, CommitFacts>();
  told.set(repository, known);
  const kept = known.get(ref);
  if (kept !== undefined) return kept;
  const shown = asked(repository, "log", "-1", "--format=%H%n%T%n%P%n%B", ref, "--");
  if (shown === null) return null;
  const [sha = "", tree = "", parents = "", ...message] = shown.toString("utf8").split("\n");
  const facts = { sha, tree, parents: parents.split(" ").filter(Boolean), message: message.join("\n").trim() };
  known.set(sha, facts);
  return facts;
}

function commit(repository: Repository, ref: string): Schemas["commit"] | null {
  const facts = commitFacts(repository, ref);
  if (facts === null) return null;
  const { sha, tree: treeSha, parents } = facts;
  const person = { name: "test", email: "test@example.com", date: "2026-11-23T06:00:00Z" };
  return {
    sha,
    node_id: `C_${sha}`,
    url: `${API}/commits/${sha}`,
    html_url: `${SITE}/commit/${sha}`,
    comments_url: `${API}/commits/${sha}/comments`,
    commit: {
      url: `${API}/git/commits/${sha}`,
      author: person,
      committer: person,
      message: facts.message,
      comment_count: 0,
      tree: { sha: treeSha, url: `${API}/git/trees/${treeSha}` },
    },
    author: null,
    committer: null,
    parents: parents.map((parent) => ({
      sha: parent,
      url: `${API}/commits/${parent}`,
      html_url: `${SITE}/commit/${parent}`,
    })),
  };
}

function comparison(repository: Repository, base: string, head: string): Answered {
  const [baseCommit, headCommit] = [commit(repository, base), commit(repository, head)];
  if (baseCommit === null || headCommit === null) return refusal(404, "Not Found");
  const merge = asked(repository, "merge-base", base, head);
  const mergeCommit = merge === null ? null : commit(repository, merge.toString("utf8").trim());
  if (mergeCommit === null) return refusal(404, `No common ancestor between ${base} and ${head}.`);
  const counts = repository.git("rev-list", "--left-right", "--count", `${base}...${head}`).split("\t");
  const [behind = 0, ahead = 0] = counts.map(Number);
  const body: Schemas["commit-comparison"] = {
    url: `${API}/compare/${base}...${head}`,
    html_url: `${SITE}/compare/${base}...${head}`,
    permalink_url: `${SITE}/compare/${base}...${head}`,
    diff_url: `${SITE}/compare/${base}...${head}.diff`,
    patch_url: `${SITE}/compare/${base}...${head}.patch`,
    base_commit: baseCommit,
    merge_base_commit: mergeCommit,
    status: status(ahead, behind),
    ahead_by: ahead,
    behind_by: behind,
    total_commits: ahead,
    commits: aheadCommits(repository, base, head),
    files: [],
  };
  return { status: 200, body };
}

/** Oldest first, as GitHub lists them. */
function aheadCommits(repository: Repository, base: string, head: string): Schemas["commit"][] {
  const listed = repository.git("rev-list", "--reverse", "--topo-order", `${base}..${head}`);
  return listed
    .split("\n")
    .filter(Boolean)
    .flatMap((sha) => commit(repository, sha) ?? []);
}

function status(ahead: number, behind: number): Schemas["commit-comparison"]["status"] {
  if (ahead > 0 && behind > 0) return "diverged";
  if (ahead === 0 && behind === 0) return "identical";
  return ahead > 0 ? "ahead" : "behind";
}

function tree(repository: Repository, sha: string, recursive: boolean): Answered {
  const listed = asked(repository, "ls-tree", ...(recursive ? ["-r", "-t"] : []), "-l", "-z", sha);
  if (listed === null) return refusal(404, "Not Found");
  const entries = listed
    .toString("utf8")
    .split("\0")
    .flatMap((line) => {
      const [, mode, type, object, size, path] = /^(\d+) (\w+) ([0-9a-f]+) +(\d+|-)\t(.*)$/s.exec(line) ?? [];
      if (mode === undefined || type === undefined || object === undefined || path === undefined) return [];
      const url = `${API}/git/${type}s/${object}`;
      return [{ path, mode, type, sha: object, ...(size === "-" ? {} : { size: Number(size) }), url }];
    });
  const body: Schemas["git-tree"] = { sha, url: `${API}/git/trees/${sha}`, tree: entries, truncated: false };
  return { status: 200, body };
}

/** All blobs in one run of git, since a process for each takes most of a test's time. */
function blobReader(repository: Repository): (sha: string) => Buffer | null {
  const blobs = new Map<string, Buffer>();
  const readAll = () => {
    const all = asked(repository, "cat-file", "--batch", "--batch-all-objects") ?? Buffer.alloc(0);
    for (let offset = 0; offset < all.length; ) {
      const end = all.indexOf("\n", offset);
      const [sha = "", type, size] = all.toString("utf8", offset, end).split(" ");
      offset = end + 1 + Number(size) + 1;
      if (type === "blob") blobs.set(sha, all.subarray(end + 1, offset - 1));
    }
  };
  return (sha) => {
    if (!blobs.has(sha)) readAll();
    return blobs.get(sha) ?? null;
  };
}

function blob(bytes: Buffer | null, sha: string): Answered {
  if (bytes === null) return refusal(404, "Not Found");
  const body: Schemas["blob"] = {
    sha,
    node_id: `B_${sha}`,
    size: bytes.length,
    url: `${API}/git/blobs/${sha}`,
    // GitHub breaks base64 after 60 characters.
    content: bytes.toString("base64").replace(/.{1,60}/g, "$&\n"),
    encoding: "base64",
  };
  return { status: 200, body };
}

/** null: git has no such object. */
function asked(repository: Repository, ...args: readonly string[]): Buffer | null {
  try {
    return execFileSync("git", args, { cwd: repository.root, stdio: "pipe", maxBuffer: 1024 * 1024 * 1024 });
  } catch {
    return null;
  }
}
