import fs from "node:fs";
import { isObject, type JsonValue, valueAt } from "../base/json.ts";
import type { CheckRequest } from "../check/check.ts";

/** What an event says of the commit to compare with. */
export type EventBase =
  | {
      readonly kind: "pull-request";
      /** The base branch's tip. */
      readonly baseSha: string;
      /** The pull request's own tip; null: the event does not say. */
      readonly headSha: string | null;
    }
  | { readonly kind: "commit"; readonly sha: string }
  /** Without a base every finding counts as introduced, and the report says why. */
  | { readonly kind: "none"; readonly reason: string };

/** A push that made the branch has no commit before it. */
const NO_COMMIT = /^0+$/;

/** What a workflow run compares with, by its event (docs/events.md). */
export function eventBase(environment: Readonly<Record<string, string | undefined>>): EventBase {
  const name = environment.GITHUB_EVENT_NAME ?? "";
  const event = readEvent(environment.GITHUB_EVENT_PATH);
  switch (name) {
    case "pull_request":
    case "pull_request_target":
      return withSha(event, ["pull_request", "base", "sha"], name, (baseSha) => ({
        kind: "pull-request",
        baseSha,
        headSha: shaAt(event, ["pull_request", "head", "sha"]),
      }));
    case "merge_group":
      return withSha(event, ["merge_group", "base_sha"], name, (sha) => ({ kind: "commit", sha }));
    case "push":
      if (environment.GITHUB_REF_TYPE === "tag") return none("a tag is judged whole");
      return withSha(event, ["before"], name, (sha) =>
        NO_COMMIT.test(sha) ? none("the push made the branch") : { kind: "commit", sha },
      );
    default:
      return none(`${name === "" ? "a run without an event" : name} has no base`);
  }
}

/** The branch that a refresh proposes from, and the beginning of the names of several. */
const REFRESH_BRANCH = "crd-upgrade-guard/refresh";

/**
 * Whose proposal the change of a run is. A branch of a refresh counts only in this repository, where nobody pushes who may
 * not write; a fork's may have any name. A push and a merge queue bring what was proposed, and checked, before.
 */
export function changeOrigin(
  environment: Readonly<Record<string, string | undefined>>,
): NonNullable<CheckRequest["origin"]> {
  if (environment.GITHUB_EVENT_NAME !== "pull_request") return "unknown";
  const event = readEvent(environment.GITHUB_EVENT_PATH);
  const [from, to, branch] = [
    ["head", "repo", "full_name"],
    ["base", "repo", "full_name"],
    ["head", "ref"],
  ].map((at) => valueAt(event, ["pull_request", ...at]));
  const isOwn = typeof from === "string" && from === to;
  return isOwn && typeof branch === "string" && branch.startsWith(REFRESH_BRANCH) ? "refresh" : "anybody";
}

function withSha(event: JsonValue, path: readonly string[], name: string, base: (sha: string) => EventBase): EventBase {
  const sha = shaAt(event, path);
  if (sha !== null) return base(sha);
  return none(`the event ${name} says nothing of ${path.join(".")}`);
}

function shaAt(event: JsonValue, path: readonly string[]): string | null {
  const sha = valueAt(event, path);
  return typeof sha === "string" && /^[0-9a-f]{40,64}$/.test(sha) ? sha : null;
}

function none(reason: string): EventBase {
  return { kind: "none", reason };
}

/** The event's payload; null: it cannot be read. */
export function readEvent(file: string | undefined): JsonValue {
  if (file === undefined) return null;
  try {
    const event: JsonValue = JSON.parse(fs.readFileSync(file, "utf8"));
    return isObject(event) ? event : null;
  } catch {
    // What the runner did not write is no reason to fail: the report says that there is no base.
    return null;
  }
}
