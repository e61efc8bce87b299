import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import type { components } from "@octokit/openapi-types";
import { graphql } from "graphql";
import type { Repository } from "../git/repository.ts";
import { commitFacts, NAME } from "./git-data.ts";
import { schema } from "./graphql.ts";
import { type Answered, type Route, refusal } from "./server.ts";

type Schemas = components["schemas"];

const API = `https://api.github.com/repos/${NAME}`;
const REPOSITORY_ID = "R_kgDOfleet";
const NOWHERE = "0".repeat(40);
const PERSON = { name: "test", email: "test@example.com", date: "2026-11-23T06:00:00Z" };

export interface GitWrites {
  readonly routes: readonly Route[];
  /** The login of whoever owns the token. */
  login: string;
}

/** What writes to a real git repository: trees, commits, and GraphQL's compare-and-swap of branches. */
export function gitWrites(repository: Repository): GitWrites {
  const at = (rest: string) => new RegExp(`/repos/${NAME}${rest}`);
  const writes: { login: string } = { login: "github-actions[bot]" };
  const routes: readonly Route[] = [
    {
      method: "GET",
      path: at(""),
      answer: () => ({ status: 200, body: { node_id: REPOSITORY_ID, full_name: NAME, default_branch: "main" } }),
    },
    { method: "GET", path: at("/git/ref/([^/]+)"), answer: ([ref = ""]) => refAnswer(repository, ref) },
    { method: "GET", path: at("/git/commits/([^/]+)"), answer: ([sha = ""]) => commitAnswer(repository, sha) },
    { method: "POST", path: at("/git/trees"), answer: (_, { body }) => newTree(repository, body) },
    { method: "POST", path: at("/git/commits"), answer: (_, { body }) => newCommit(repository, body) },
    { method: "POST", path: /\/api\/graphql/, answer: (_, { body }) => answerGraphQL(repository, body, writes.login) },
  ];
  return Object.assign(writes, { routes });
}

/** null: git refuses. */
function plumbing(repository: Repository, args: readonly string[], input = "", index = ""): string | null {
  try {
    return execFileSync("git", args, {
      cwd: repository.root,
      input,
      stdio: "pipe",
      encoding: "utf8",
      env: {
        ...process.env,
        ...(index === "" ? {} : { GIT_INDEX_FILE: index }),
        GIT_AUTHOR_NAME: "app",
        GIT_AUTHOR_EMAIL: "app@example.com",
        GIT_COMMITTER_NAME: "app",
        GIT_COMMITTER_EMAIL: "app@example.com",
      },
    }).trim();
  } catch {
    return null;
  }
}

/** Where a branch is; null: nowhere. Read from git's own file, which no test packs. */
export function branchSha({ root }: Repository, branch: string): string | null {
  const file = path.join(root, ".git/refs/heads", branch);
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8").trim() : null;
}

function refAnswer(repository: Repository, ref: string): Answered {
  const sha = branchSha(repository, ref.replace(/^heads\//, ""));
  if (sha === null) return refusal(404, "Not Found");
  const object = { type: "commit", sha, url: `${API}/git/commits/${sha}` };
  const body: Schemas["git-ref"] = { ref: `refs/${ref}`, node_id: `REF_${ref}`, url: `${API}/git/refs/${ref}`, object };
  return { status: 200, body };
}

function commitAnswer(repository: Repository, ref: string): Answered {
  const facts = commitFacts(repository, ref);
  if (facts === null) return refusal(404, "Not Found");
  const { sha, tree, parents, message } = facts;
  const body: Schemas["git-commit"] = {
    sha,
    node_id: `C_${sha}`,
    url: `${API}/git/commits/${sha}`,
    html_url: `https://github.com/${NAME}/commit/${sha}`,
    author: PERSON,
    committer: PERSON,
    message,
    tree: { sha: tree, url: `${API}/git/trees/${tree}` },
    parents: parents.map((parent) => ({ sha: parent, url: `${API}/git/commits/${parent}`, html_url: "" })),
    verification: { verified: true, reason: "valid", signature: null, payload: null, verified_at: null },
  };
  return { status: 200, body };
}

let indexes = 0;

function newTree(repository: Repository, body: unknown): Answered {
  const { base_tree: base, tree } = body as {
    base_tree: string;
    tree: readonly { path: string; mode: string; content?: string; sha?: string | null }[];
  };
  const index = path.join(repository.root, ".git", `index-of-tree-${indexes++}`);
  if (plumbing(repository, ["read-tree", base], "", index) === null) return refusal(404, "Not Found");
  for (const { path: file, mode, content, sha } of tree) {
    if (content === undefined && sha === null) {
      plumbing(repository, ["update-index", "--force-remove", file], "", index);
      continue;
    }
    const blob = content === undefined ? sha : plumbing(repository, ["hash-object", "-w", "--stdin"], content);
    const added = plumbing(repository, ["update-index", "--add", "--cacheinfo", `${mode},${blob},${file}`], "", index);
    if (added === null) return refusal(422, `tree.sha ${sha} is not a valid blob`);
  }
  const sha = plumbing(repository, ["write-tree"], "", index) ?? "";
  return { status: 201, body: { sha, url: `${API}/git/trees/${sha}`, truncated: false, tree: [] } };
}

function newCommit(repository: Repository, body: unknown): Answered {
  const { message, tree, parents } = body as { message: string; tree: string; parents: readonly string[] };
  const args = ["commit-tree", tree, ...parents.flatMap((parent) => ["-p", parent])];
  const sha = plumbing(repository, args, message);
  return sha === null ? refusal(422, "Tree SHA does not exist") : { ...commitAnswer(repository, sha), status: 201 };
}

interface RefUpdate {
  readonly name: string;
  readonly beforeOid: string;
  readonly afterOid: string;
  readonly force: boolean;
}

interface UpdateRefs {
  readonly input: { readonly repositoryId: string; readonly refUpdates: readonly RefUpdate[] };
}

/** Answered by GitHub's own published schema: what it does not have fails the test. */
async function answerGraphQL(repository: Repository, body: unknown, login: string): Promise<Answered> {
  const { query, variables = {} } = body as { query: string; variables?: Record<string, unknown> };
  const rootValue = {
    viewer: { login },
    updateRefs: ({ input }: UpdateRefs) => {
      if (input.repositoryId !== REPOSITORY_ID) throw new Error("Could not resolve to a node with the global id");
      for (const update of input.refUpdates) moveBranch(repository, update);
      return { clientMutationId: null };
    },
  };
  const { data, errors } = await graphql({ schema: schema(), source: query, rootValue, variableValues: variables });
  if (errors === undefined) return { status: 200, body: { data } };
  const told = errors.map(({ message, path: place }) => ({ type: "UNPROCESSABLE", message, path: place }));
  return { status: 200, body: { data: data ?? null, errors: told } };
}

function moveBranch(repository: Repository, { name, beforeOid, afterOid, force }: RefUpdate): void {
  const isFastForward =
    beforeOid === NOWHERE || plumbing(repository, ["merge-base", "--is-ancestor", beforeOid, afterOid]) !== null;
  if (!force && !isFastForward) throw new Error("Update is not a fast forward");
  const args = afterOid === NOWHERE ? ["-d", name, beforeOid] : [name, afterOid, beforeOid];
  if (plumbing(repository, ["update-ref", ...args]) === null) {
    throw new Error(`Expected ${name} to point to ${beforeOid}`);
  }
}
