import path from "node:path";
import type { BaseFiles } from "../check/ports.ts";
import type { HeadFiles } from "../io/files/head-files.ts";
import { obtain, pullRequestBase } from "../io/git/base-commit.ts";
import { baseFiles } from "../io/git/base-files.ts";
import { findCheckout } from "../io/git/checked-out.ts";
import type { IndexReader } from "../io/git/index-entries.ts";
import type { ApiBaseRequest } from "../io/github/base-tree.ts";
import type { CheckInputs } from "../io/runner/inputs.ts";
import { baseInGit } from "./check-ports.ts";
import { type EventBase, eventBase } from "./event-base.ts";
import { relativePath } from "./relative-path.ts";

type Environment = Readonly<Record<string, string | undefined>>;
/** What of an action's inputs says where its base is. */
type BaseInputs = Pick<CheckInputs, "workingDirectory" | "githubToken" | "config">;

/** A checkout's files, and git's index of them. */
export interface WorkingTree {
  readonly head: HeadFiles;
  readonly index: IndexReader;
}
type KnownBase = Exclude<EventBase, { kind: "none" }>;

/**
 * The base of a workflow run: from git, else from GitHub's API where the run has a token for it.
 * @param workspace GITHUB_WORKSPACE; the inputs' working directory is in it
 * @param tree the working tree, whose files stand for the base's unchanged ones
 */
export async function openActionBase(
  workspace: string,
  inputs: BaseInputs,
  environment: Environment,
  { head, index }: WorkingTree,
): Promise<BaseFiles> {
  const event = eventBase(environment);
  if (event.kind === "none") return { available: false, reason: event.reason };
  const root = path.resolve(workspace, inputs.workingDirectory);
  const commit =
    event.kind === "commit" ? obtain(root, event.sha) : pullRequestBase(root, event.baseSha, event.headSha);
  const inGit = baseInGit(root, commit, head, index);
  if (inGit.available) return inGit;
  const request = apiRequest(workspace, root, inputs, environment, event);
  if (request === null) return inGit;
  // Loaded only here: a run with git, the usual one, does not pay for a client that it does not use.
  const { openBaseTreeFromApi } = await import("./github.ts");
  const opened = await openBaseTreeFromApi(request);
  if (!opened.ok) return { available: false, reason: `git: ${inGit.reason}; GitHub's API: ${opened.reason}` };
  return { available: true, rev: opened.value.sha, files: baseFiles(opened.value, head) };
}

/**
 * What the report's paths are relative to, seen from the repository's root; empty: from there. The repository is the
 * checkout, which may be below the workspace.
 */
export function folderInRepository(workspace: string, root: string): string {
  const folder = relativePath(findCheckout(root, workspace)?.folder ?? workspace, root);
  return folder === "." ? "" : folder;
}

/** null: the run lacks what a request needs. */
function apiRequest(
  workspace: string,
  root: string,
  inputs: BaseInputs,
  environment: Environment,
  event: KnownBase,
): ApiBaseRequest | null {
  const [, owner, repo] = /^([^/]+)\/([^/]+)$/.exec(environment.GITHUB_REPOSITORY ?? "") ?? [];
  const checkout = findCheckout(root, workspace);
  const wanted = wantedBase(event, checkout?.commit ?? environment.GITHUB_SHA);
  if (inputs.githubToken === null || owner === undefined || repo === undefined || wanted === null) return null;
  return {
    client: { token: inputs.githubToken, apiUrl: environment.GITHUB_API_URL || "https://api.github.com" },
    owner,
    repo,
    wanted,
    root,
    folder: folderInRepository(workspace, root),
    named: inputs.config === null ? [] : [inputs.config],
  };
}

/** @param checkedOut for a pull request GITHUB_SHA is the merge commit, which a workflow checks out unless it says other */
function wantedBase(event: KnownBase, checkedOut: string | undefined): ApiBaseRequest["wanted"] | null {
  if (event.kind === "commit") return event;
  return checkedOut === undefined ? null : { ...event, checkedOut };
}
