import type { GitHubRepository } from "../io/github/base-commit.ts";
import { createClient } from "../io/github/client.ts";
import { commentWriter } from "../io/github/comments.ts";
import { type Conversation, readConversation } from "../io/github/conversation.ts";
import { listFiles, type PullRequestAddress, readHead } from "../io/github/pull-request.ts";
import { debug } from "../io/runner/debug.ts";
import type { Report } from "../report/report.ts";
import { diffFromApi } from "../review/diff-from-api.ts";
import type { ReviewOptions } from "../review/model.ts";
import { type Posted, type PostPorts, post, type ReviewDiff } from "../review/post.ts";

/** A repository, every request that was made to it so far, and how to wait for it. */
export interface Connection {
  readonly repository: GitHubRepository;
  readonly calls: readonly string[];
  readonly pause: (seconds: number) => Promise<void>;
}

export interface ReviewRequest {
  readonly number: number;
  readonly headSha: string;
  readonly options: ReviewOptions;
  /** The diff as git has it; null: it has none. */
  readonly diffInGit: () => ReviewDiff | null;
}

/** @param environment a runner's; where it names no API, GitHub's own is meant */
export function connect(
  environment: Readonly<Record<string, string | undefined>>,
  token: string,
  owner: string,
  repo: string,
): Connection {
  const calls: string[] = [];
  const apiUrl = environment.GITHUB_API_URL || "https://api.github.com";
  const client = createClient({ token, apiUrl, onAttempt: (call) => calls.push(call) });
  const pause = (seconds: number) => new Promise<void>((resolve) => setTimeout(resolve, seconds * 1000));
  return { repository: { client, owner, repo }, calls, pause };
}

/** Posts a report on its pull request, and tells in the debug log what it cost. */
export async function postReport(
  report: Report,
  request: ReviewRequest,
  { repository, calls, pause }: Connection,
): Promise<Posted> {
  const { number, headSha, options } = request;
  const address: PullRequestAddress = { repository, number };
  let changedFiles = 0;
  const ports: PostPorts = {
    readState: async () => {
      const read = await readConversation(address);
      if (!read.ok) return read;
      changedFiles = read.value.changedFiles;
      return { ok: true, value: reviewState(read.value) };
    },
    readHead: () => readHead(address),
    readDiff: async () => request.diffInGit() ?? (await diffInApi(report, address, changedFiles)),
    writer: commentWriter(address, headSha),
    pause,
    debug,
  };
  const posted = await post({ report, headSha, options }, ports);
  debug(`${calls.length} requests to GitHub's API: ${calls.join(", ")}`);
  return posted;
}

function reviewState({ threads, comments, ...conversation }: Conversation) {
  return { ...conversation, comments: threads, summaries: comments };
}

/** What cannot be read is unknown: findings are then in the summary and in annotations alone. */
async function diffInApi(report: Report, address: PullRequestAddress, changedFiles: number): Promise<ReviewDiff> {
  const listed = await listFiles(address);
  if (listed.ok) return diffFromApi(report, listed.value, changedFiles);
  debug(listed.reason);
  return diffFromApi(report, [], Number.POSITIVE_INFINITY);
}
