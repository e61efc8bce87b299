import type { components } from "@octokit/openapi-types";
import { isShown } from "./patch.ts";
import type { Comment, Pull, ServedFile } from "./world.ts";

/** Answers in the shapes of GitHub's OpenAPI description. */
export type Schemas = components["schemas"];

const SITE = "https://github.com";
const API = "https://api.github.com";
const THEN = "2026-11-23T06:00:00Z";

type OptionalKeys<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T];
type UrlKey<T> = Extract<Exclude<keyof T, OptionalKeys<T>>, `${string}_url` | "url">;

/** Every address of a thing: nothing reads them, and GitHub sends them all. */
function addresses<T>(base: string, keys: readonly UrlKey<T>[]): { [K in UrlKey<T>]: string } {
  return Object.fromEntries(keys.map((key) => [key, `${base}/${String(key)}`])) as { [K in UrlKey<T>]: string };
}

function user(login: string): Schemas["simple-user"] {
  const keys = [
    "avatar_url",
    "url",
    "html_url",
    "followers_url",
    "following_url",
    "gists_url",
    "starred_url",
    "subscriptions_url",
    "organizations_url",
    "repos_url",
    "events_url",
    "received_events_url",
  ] as const;
  return {
    ...addresses<Schemas["simple-user"]>(`${API}/users/${login}`, keys),
    login,
    id: 41_898_282,
    node_id: `U_${login}`,
    gravatar_id: "",
    type: login.endsWith("[bot]") ? "Bot" : "User",
    site_admin: false,
  };
}

export function reviewBody(pull: Pull, author: string): Schemas["pull-request-review"] {
  const url = `${API}/repos/${pull.baseRepository}/pulls/${pull.number}`;
  const html = `${SITE}/${pull.baseRepository}/pull/${pull.number}#pullrequestreview-${pull.reviews}`;
  return {
    id: 4_000_000_000 + pull.reviews,
    node_id: `PRR_${pull.reviews}`,
    user: user(author),
    body: "",
    state: "COMMENTED",
    html_url: html,
    pull_request_url: url,
    _links: { html: { href: html }, pull_request: { href: url } },
    submitted_at: THEN,
    commit_id: pull.headSha,
    author_association: "NONE",
  };
}

export function reviewCommentBody(
  pull: Pull,
  comment: Comment,
  path: string,
  subject: "line" | "file",
): Schemas["pull-request-review-comment"] {
  const url = `${API}/repos/${pull.baseRepository}/pulls/comments/${comment.id}`;
  const html = `${SITE}/${pull.baseRepository}/pull/${pull.number}#discussion_r${comment.id}`;
  const parent = `${API}/repos/${pull.baseRepository}/pulls/${pull.number}`;
  return {
    url,
    pull_request_review_id: 4_000_000_000,
    id: comment.id,
    node_id: reviewCommentNode(comment),
    diff_hunk: "",
    path,
    commit_id: pull.headSha,
    original_commit_id: pull.headSha,
    user: user(comment.author),
    body: comment.body,
    created_at: THEN,
    updated_at: THEN,
    html_url: html,
    pull_request_url: parent,
    author_association: "NONE",
    _links: { self: { href: url }, html: { href: html }, pull_request: { href: parent } },
    subject_type: subject,
  };
}

export function issueCommentBody(pull: Pull, comment: Comment): Schemas["issue-comment"] {
  return {
    id: comment.id,
    node_id: issueCommentNode(comment),
    url: `${API}/repos/${pull.baseRepository}/issues/comments/${comment.id}`,
    html_url: issueCommentUrl(pull, comment),
    body: comment.body,
    user: user(comment.author),
    created_at: THEN,
    updated_at: THEN,
    issue_url: `${API}/repos/${pull.baseRepository}/issues/${pull.number}`,
    author_association: "NONE",
    performed_via_github_app: null,
  };
}

export function issueCommentUrl(pull: Pull, comment: Comment): string {
  return `${SITE}/${pull.baseRepository}/pull/${pull.number}#issuecomment-${comment.id}`;
}

export function reviewCommentNode(comment: Comment): string {
  return `PRRC_${comment.id}`;
}

export function issueCommentNode(comment: Comment): string {
  return `IC_${comment.id}`;
}

export function diffEntry(pull: Pull, file: ServedFile): Schemas["diff-entry"] {
  const rows = (file.patch ?? "").split("\n");
  const additions = rows.filter((row) => row.startsWith("+")).length;
  const deletions = rows.filter((row) => row.startsWith("-")).length;
  return {
    sha: file.blob ?? "0".repeat(40),
    filename: file.filename,
    status: file.status,
    additions,
    deletions,
    changes: additions + deletions,
    blob_url: `${SITE}/${pull.headRepository}/blob/${pull.headSha}/${file.filename}`,
    raw_url: `${SITE}/${pull.headRepository}/raw/${pull.headSha}/${file.filename}`,
    contents_url: `${API}/repos/${pull.headRepository}/contents/${file.filename}?ref=${pull.headSha}`,
    ...(file.patch === undefined || !isShown(file.patch) ? {} : { patch: file.patch }),
    ...(file.previous === undefined ? {} : { previous_filename: file.previous }),
  };
}

/** What both forms of a pull request have and a client of comments reads; the whole has hundreds of fields more. */
export type PullBody = Pick<
  Schemas["pull-request"],
  "number" | "state" | "draft" | "html_url" | "title" | "body" | "locked" | "user" | "changed_files"
> & { readonly head: BranchBody; readonly base: BranchBody };

type Branch = Schemas["pull-request"]["head"];
/** A deleted fork is null, which the description does not say. */
type BranchBody = Pick<Branch, "label" | "ref" | "sha" | "user"> & {
  readonly repo: Pick<Branch["repo"], "full_name" | "name" | "fork" | "owner"> | null;
};

export function pullBody(pull: Pull): PullBody {
  return {
    number: pull.number,
    state: pull.state,
    draft: pull.draft,
    html_url: `${SITE}/${pull.baseRepository}/pull/${pull.number}`,
    title: "A change",
    body: null,
    locked: false,
    user: user("author"),
    changed_files: pull.files.length,
    head: branch(pull.headRepository, pull.baseRepository, pull.headRef, pull.headSha),
    base: branch(pull.baseRepository, pull.baseRepository, pull.baseRef, "b".repeat(40)),
  };
}

function branch(repository: string | null, base: string, ref: string, sha: string): BranchBody {
  const [owner = "ghost", name = ""] = (repository ?? "").split("/");
  return {
    label: `${owner}:${ref}`,
    ref,
    sha,
    user: user(owner),
    repo: repository === null ? null : { full_name: repository, name, fork: repository !== base, owner: user(owner) },
  };
}
