import { isShown, type PatchLine, patchLines } from "./patch.ts";

/** What GitHub knows of one repository's pull requests. Tests read it, and act on it as people do. */
export interface World {
  /** Who the token acts as, as `viewer.login` has it. */
  viewer: string;
  /** What the token may do; `read`: writes are refused with 403. */
  access: "write" | "read" | "none";
  readonly pulls: Map<number, Pull>;
}

export interface Pull {
  readonly number: number;
  state: "open" | "closed";
  draft: boolean;
  headSha: string;
  readonly headRef: string;
  /** `owner/name`; null: the fork was deleted. */
  headRepository: string | null;
  readonly baseRepository: string;
  readonly baseRef: string;
  files: readonly ServedFile[];
  threads: Thread[];
  comments: Comment[];
  /** How many reviews were submitted: each one notifies people. */
  reviews: number;
}

export interface ServedFile {
  readonly filename: string;
  readonly previous?: string;
  readonly status: "added" | "removed" | "modified" | "renamed";
  /** Git's id of its bytes. */
  readonly blob?: string;
  /** undefined: GitHub sends none (binary, too large, no change of content). */
  readonly patch?: string;
}

export interface Thread {
  readonly id: number;
  readonly path: string;
  readonly subject: "line" | "file";
  readonly side: "LEFT" | "RIGHT";
  /** null: outdated, or about a file. */
  line: number | null;
  readonly startLine: number | null;
  /** The text of its line. */
  readonly text: string;
  isOutdated: boolean;
  resolvedBy: string | null;
  comments: Comment[];
}

export interface Comment {
  readonly id: number;
  author: string;
  body: string;
  isMinimized: boolean;
}

export interface Anchored {
  readonly path: string;
  readonly body: string;
  readonly line: number;
  readonly side: "LEFT" | "RIGHT";
  readonly startLine: number | null;
  readonly startSide: "LEFT" | "RIGHT" | null;
}

/** Above 2^31, as GitHub's are today: GraphQL's Int cannot hold them. */
let nextId = 3_000_000_001;

export function newPull(given: Pick<Pull, "number" | "headSha" | "files"> & Partial<Pull>): Pull {
  const name = given.baseRepository ?? "example/fleet";
  return {
    state: "open",
    draft: false,
    headRef: "change",
    headRepository: name,
    baseRepository: name,
    baseRef: "main",
    threads: [],
    comments: [],
    reviews: 0,
    ...given,
  };
}

export function newWorld(pulls: readonly Pull[]): World {
  return {
    viewer: "github-actions[bot]",
    access: "write",
    pulls: new Map(pulls.map((pull) => [pull.number, pull])),
  };
}

export function newComment(author: string, body: string): Comment {
  return { id: nextId++, author, body, isMinimized: false };
}

/** A review is taken whole or not at all, and GitHub does not say which comment it does not like. */
export function submitReview(pull: Pull, author: string, comments: readonly Anchored[]): "ok" | string {
  const lines = comments.map((comment) => lineOf(pull, comment));
  const refused = lines.find((line) => typeof line === "string");
  if (typeof refused === "string") return refused;
  comments.forEach((comment, index) => {
    const line = lines[index];
    if (line === undefined || typeof line === "string") return;
    pull.threads.push({
      id: nextId++,
      path: comment.path,
      subject: "line",
      side: comment.side,
      line: comment.line,
      startLine: comment.startLine,
      text: line.text,
      isOutdated: false,
      resolvedBy: null,
      comments: [newComment(author, comment.body)],
    });
  });
  pull.reviews++;
  return "ok";
}

export function commentOnFile(pull: Pull, author: string, path: string, body: string): Comment | string {
  if (!pull.files.some((file) => file.filename === path)) return "Path could not be resolved";
  const comment = newComment(author, body);
  pull.threads.push({
    id: nextId++,
    path,
    subject: "file",
    side: "RIGHT",
    line: null,
    startLine: null,
    text: "",
    isOutdated: false,
    resolvedBy: null,
    comments: [comment],
  });
  return comment;
}

function lineOf(pull: Pull, anchor: Anchored): PatchLine | string {
  const file = pull.files.find(({ filename }) => filename === anchor.path);
  if (file === undefined) return "Path could not be resolved";
  if (!isShown(file.patch ?? "")) return "Pull request review thread diff hunk can't be blank";
  const lines = patchLines(file.patch ?? "");
  const at = (side: string, line: number) => lines.find((one) => one.side === side && one.line === line);
  const last = at(anchor.side, anchor.line);
  if (last === undefined) return "Line could not be resolved";
  if (anchor.startLine === null) return last;
  const first = at(anchor.startSide ?? anchor.side, anchor.startLine);
  if (anchor.startLine >= anchor.line) return "Start line must precede the end line";
  return first?.hunk === last.hunk ? last : "Start line must be part of the same hunk as the line";
}

/** A new head: a thread follows its line where the new diff still shows it, else it is outdated. */
export function push(pull: Pull, headSha: string, files: readonly ServedFile[]): void {
  pull.headSha = headSha;
  pull.files = files;
  for (const thread of pull.threads) {
    const file = files.find(({ filename }) => filename === thread.path);
    if (thread.subject === "file") {
      thread.isOutdated = file === undefined;
      continue;
    }
    const found = patchLines(isShown(file?.patch ?? "") ? (file?.patch ?? "") : "").find(
      ({ side, text }) => side === thread.side && text === thread.text && !thread.isOutdated,
    );
    thread.line = found?.line ?? null;
    thread.isOutdated = found === undefined;
  }
}

export function allComments(pull: Pull): readonly Comment[] {
  return [...pull.comments, ...pull.threads.flatMap((thread) => thread.comments)];
}

/** A thread whose last comment is deleted is gone. */
export function removeComment(pull: Pull, id: number): boolean {
  const had = allComments(pull).some((comment) => comment.id === id);
  pull.comments = pull.comments.filter((comment) => comment.id !== id);
  for (const thread of pull.threads) thread.comments = thread.comments.filter((comment) => comment.id !== id);
  pull.threads = pull.threads.filter(({ comments }) => comments.length > 0);
  return had;
}
