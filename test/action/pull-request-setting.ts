import fs from "node:fs";
import { dump } from "js-yaml";
import { type Repository, repository, shallowCheckout } from "../git/repository.ts";
import { gitData, NAME } from "../github/git-data.ts";
import { filesOf } from "../github/git-files.ts";
import { pullRequestRoutes } from "../github/pull-request-routes.ts";
import { type GitHubServer, gitHubServer, TOKEN } from "../github/server.ts";
import { newPull, newWorld, type Pull, push, type World } from "../github/world.ts";
import { crd, live } from "../rules/evaluated.ts";
import { freshSnapshot } from "../snapshots/fresh.ts";
import type { RunnerOptions } from "./runner.ts";

const SNAPSHOT = freshSnapshot({ "routes.example.com": live({ versions: "v1* v1beta1!" }, ["v1beta1", "v1"]) });
/** Has the version that is stored. */
export const GOOD = dump(crd({ versions: "v1* v1beta1!" }));
/** Lacks it. */
const BAD = dump(crd({ versions: "v1*" }));

/** A repository whose pull request 7 goes from `GOOD` to `BAD`, and a GitHub server that knows it. */
export interface Setting {
  readonly repo: Repository;
  readonly world: World;
  readonly pull: Pull;
  readonly server: GitHubServer;
  readonly base: string;
  /** One more commit on the branch, and GitHub's merge of it. */
  readonly change: (files: Readonly<Record<string, string | null>>) => void;
  readonly head: () => string;
  readonly merge: () => string;
  /** The event's payload, with these changes of its pull request. */
  readonly payload: (given?: object) => object;
  /** A runner's environment in a fresh default checkout. */
  readonly runner: (given: Partial<Omit<RunnerOptions, "root">>) => RunnerOptions;
}

type Trees = Readonly<Record<"base" | "change", Readonly<Record<string, string>>>>;

const TREES: Trees = {
  base: { "crd.yaml": GOOD, ".github/crd-upgrade-guard/clusters/prod.json": SNAPSHOT },
  change: { "crd.yaml": BAD },
};

/**
 * @param atEnd told what to do once the test is over: everything is removed
 * @param trees the files of the base, and those that the pull request changes
 */
export async function pullRequestSetting(
  atEnd: (clean: () => Promise<void>) => void,
  trees: Trees = TREES,
): Promise<Setting> {
  const repo = repository();
  const base = repo.commit(trees.base);
  const pull = newPull({ number: 7, headSha: "", files: [] });
  const world = newWorld([pull]);
  const server = await gitHubServer([...pullRequestRoutes(world), ...gitData(repo)]);
  const folders: string[] = [];
  atEnd(async () => {
    await server.close();
    repo.remove();
    for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true });
  });
  let [head, merge] = ["", ""];
  const change: Setting["change"] = (files) => {
    repo.git("checkout", "-q", "change");
    head = repo.commit(files);
    repo.git("checkout", "-q", "--detach", "main");
    repo.git("merge", "-q", "--no-ff", "-m", "merge", "change");
    merge = repo.git("rev-parse", "HEAD");
    push(pull, head, filesOf(repo, base, head));
  };
  repo.git("branch", "change");
  change(trees.change);
  const payload = (given: object = {}) => ({
    pull_request: {
      number: 7,
      state: "open",
      base: { sha: base },
      head: { sha: head, ref: "change", repo: { full_name: NAME } },
      ...given,
    },
  });
  const runner: Setting["runner"] = (given) => {
    const { root } = shallowCheckout(repo, merge);
    folders.push(root);
    return {
      event: "pull_request",
      payload: payload(),
      ...given,
      root,
      inputs: { "github-token": TOKEN, ...given.inputs },
      env: {
        GITHUB_API_URL: server.url,
        GITHUB_REPOSITORY: NAME,
        GITHUB_SERVER_URL: "https://github.com",
        GITHUB_SHA: merge,
        GITHUB_WORKFLOW: "ci",
        GITHUB_JOB: "check",
        GITHUB_RUN_ID: "99",
        RUNNER_DEBUG: "1",
        ...given.env,
      },
    };
  };
  return { repo, world, pull, server, base, change, head: () => head, merge: () => merge, payload, runner };
}
