import type { components } from "@octokit/openapi-types";
import type { Repository } from "../git/repository.ts";
import { NAME } from "./git-data.ts";
import { branchSha } from "./git-writes.ts";
import { type Answered, type Route, refusal } from "./server.ts";

type Simple = components["schemas"]["pull-request-simple"];

/** A pull request as the server holds it. */
export interface HeldPullRequest {
  readonly number: number;
  readonly base: string;
  readonly branch: string;
  title: string;
  body: string;
  state: "open" | "closed";
  /** Where the branch was when it was closed; open: it is where the branch is. */
  closedAt: string | null;
  merged: boolean;
  readonly labels: Set<string>;
  /** `owner/name` of the repository that the branch is in. */
  readonly from: string;
}

export interface BranchPullRequests {
  readonly routes: readonly Route[];
  readonly all: HeldPullRequest[];
  /** As a person's button does it. */
  readonly close: (number: number) => void;
}

const [OWNER = ""] = NAME.split("/");

/** Listing, opening, changing and labelling of pull requests whose branches are those of a real repository. */
export function branchPullRequests(repository: Repository): BranchPullRequests {
  const all: HeldPullRequest[] = [];
  const at = (rest: string) => new RegExp(`/repos/${NAME}/${rest}`);
  const held = (number: string | undefined) => all.find((one) => one.number === Number(number));
  const close = (one: HeldPullRequest) => {
    one.closedAt ??= branchSha(repository, one.branch);
    one.state = "closed";
  };
  /** GitHub closes what has lost its branch. */
  const settle = () => {
    for (const one of all) {
      const sha = one.from === NAME ? branchSha(repository, one.branch) : null;
      if (one.state === "open" && sha !== null) last.set(one.number, sha);
      if (one.state === "open" && sha === null && one.from === NAME) {
        one.closedAt = last.get(one.number) ?? "";
        one.state = "closed";
      }
    }
  };
  const last = new Map<number, string>();
  const simple = (one: HeldPullRequest) => {
    const sha = one.closedAt ?? branchSha(repository, one.branch) ?? "";
    const shown: Pick<Simple, "number" | "html_url" | "state" | "title" | "body" | "merged_at"> = {
      number: one.number,
      merged_at: one.merged ? "2026-11-23T06:00:00Z" : null,
      html_url: `https://github.com/${NAME}/pull/${one.number}`,
      state: one.state,
      title: one.title,
      body: one.body,
    };
    return {
      ...shown,
      head: { ref: one.branch, sha, label: `${OWNER}:${one.branch}`, repo: { full_name: one.from } },
      base: { ref: one.base },
    };
  };

  const routes: readonly Route[] = [
    {
      method: "GET",
      path: at("pulls"),
      answer: (_, { query }) => {
        settle();
        const found = all.filter(
          (one) =>
            query.get("head") === `${OWNER}:${one.branch}` &&
            (query.get("state") === "all" || query.get("state") === one.state),
        );
        return { status: 200, body: found.reverse().map(simple) };
      },
    },
    {
      method: "POST",
      path: at("pulls"),
      answer: (_, { body }) => {
        settle();
        const given = body as { base: string; head: string; title: string; body: string };
        const fault = faultOf(repository, all, given);
        if (fault !== null) return fault;
        const { base, head, title } = given;
        const one: HeldPullRequest = {
          number: all.length + 1,
          base,
          branch: head,
          title,
          body: given.body,
          state: "open",
          closedAt: null,
          merged: false,
          labels: new Set(),
          from: NAME,
        };
        all.push(one);
        return { status: 201, body: simple(one) };
      },
    },
    {
      method: "PATCH",
      path: at("pulls/(\\d+)"),
      answer: ([number], { body }) => {
        const one = held(number);
        if (one === undefined) return refusal(404, "Not Found");
        settle();
        const change = body as { body?: string; title?: string; state?: "closed" };
        one.body = change.body ?? one.body;
        one.title = change.title ?? one.title;
        if (change.state === "closed") close(one);
        return { status: 200, body: simple(one) };
      },
    },
    {
      method: "POST",
      path: at("issues/(\\d+)/labels"),
      answer: ([number], { body }) => {
        const one = held(number);
        if (one === undefined) return refusal(404, "Not Found");
        for (const label of (body as { labels: readonly string[] }).labels) one.labels.add(label);
        return { status: 200, body: [...one.labels].map((name) => ({ name })) };
      },
    },
  ];
  const closeByHand = (number: number) => {
    const one = held(String(number));
    if (one !== undefined) close(one);
  };
  return { routes, all, close: closeByHand };
}

function faultOf(
  repository: Repository,
  all: readonly HeldPullRequest[],
  given: { readonly base: string; readonly head: string },
): Answered | null {
  const [base, head] = [branchSha(repository, given.base), branchSha(repository, given.head)];
  const invalid = (errors: readonly object[]): Answered => ({
    status: 422,
    body: { message: "Validation Failed", errors, documentation_url: "https://docs.github.com/rest", status: "422" },
  });
  const error = { resource: "PullRequest", code: "custom" };
  if (base === null) return invalid([{ ...error, field: "base", code: "invalid" }]);
  if (head === null) return invalid([{ ...error, field: "head", code: "invalid" }]);
  if (repository.git("rev-list", "--count", `${base}..${head}`) === "0")
    return invalid([{ ...error, message: `No commits between ${given.base} and ${given.head}` }]);
  const isThere = all.some(
    (one) => one.from === NAME && one.state === "open" && one.branch === given.head && one.base === given.base,
  );
  return isThere ? invalid([{ ...error, message: `A pull request already exists for ${OWNER}:${given.head}.` }]) : null;
}
