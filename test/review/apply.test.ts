import { expect, it } from "vitest";
import { done, type Unwritten, type Written } from "../../src/base/result.ts";
import { applyOperations, newRun, type Run } from "../../src/review/apply.ts";
import type { NewComment, Operation } from "../../src/review/model.ts";

const OFF_THE_DIFF: Unwritten = { kind: "invalid", reason: "no such line", isOffTheDiff: true };
const because = (kind: Unwritten["kind"]): Unwritten => ({ kind, reason: kind });
const SUMMARY = "https://github.com/acme/infra/pull/1#issuecomment-5";
const COMMENT = "https://github.com/acme/infra/pull/1#discussion_r6";

/** What of its writes GitHub does not take: by a word that the call has in it. */
type Refusals = Readonly<Record<string, Unwritten>>;

/** Calls in the order in which they were made, and what the run knows in the end. */
async function applied(operations: readonly Operation[], refusals: Refusals = {}, run: Run = newRun()) {
  const calls: string[] = [];
  const write = async (call: string, url: string | null = null): Promise<Written> => {
    calls.push(call);
    const found = Object.entries(refusals).find(([word]) => call.includes(word));
    return found === undefined ? done(url) : { ok: false, ...found[1] };
  };
  const end = await applyOperations(operations, run, {
    writer: {
      createReview: (comments) =>
        write(`review ${comments.map((one) => `${one.path}:${one.side}:${one.line}:${one.body}`).join(" ")}`),
      createFileComment: (path, body) => write(`file ${path} ${body}`, COMMENT),
      editComment: (id, body) => write(`edit ${id} ${body}`, COMMENT),
      deleteComment: (id) => write(`delete ${id}`),
      minimize: (nodeId) => write(`minimize ${nodeId}`),
      createSummary: (body) => write(`summary ${body}`, SUMMARY),
      editSummary: (id, body) => write(`edit summary ${id} ${body}`),
      deleteSummary: (id) => write(`delete summary ${id}`),
    },
    pause: async (seconds) => {
      calls.push(`wait ${seconds}`);
    },
    debug: () => {},
  });
  return { calls, end: end.kind, denied: [...run.denied], url: run.summaryUrl, hasDone: run.hasDone };
}

const FINE = { end: "done", denied: [], url: null, hasDone: true };

/** A comment on a line, whose text is its fingerprint, with the places below it. */
function comment(
  path: string,
  line: number,
  fingerprint: string,
  lower: readonly (number | "file")[] = [],
): NewComment {
  const rung = (at: number | "file") =>
    at === "file"
      ? ({ anchor: { kind: "file", path }, body: fingerprint } as const)
      : ({ anchor: { kind: "line", path, side: "LEFT", line: at }, body: fingerprint } as const);
  const anchor = { kind: "line", path, side: "RIGHT", line } as const;
  return { fingerprint, anchor, body: fingerprint, lower: lower.map(rung) };
}

const review = (...comments: readonly NewComment[]): Operation => ({ kind: "create-review", comments });
const onFile = (path: string, fingerprint: string): Operation => ({
  kind: "create-file-comment",
  path,
  fingerprint,
  body: fingerprint,
});

it("does everything in its order, and knows where the summary is", async () => {
  const operations: readonly Operation[] = [
    { kind: "create-summary", body: "s" },
    { kind: "edit-summary", id: 1, body: "t" },
    { kind: "delete-summary", id: 2 },
    review(comment("a.yaml", 3, "A")),
    onFile("b.yaml", "B"),
    { kind: "edit-comment", id: 4, body: "c" },
    { kind: "delete-comment", id: 5 },
    { kind: "minimize", nodeId: "n" },
  ];
  expect(await applied(operations)).toEqual({
    ...FINE,
    url: SUMMARY,
    calls: [
      "summary s",
      "edit summary 1 t",
      "delete summary 2",
      "review a.yaml:RIGHT:3:A",
      "file b.yaml B",
      "edit 4 c",
      "delete 5",
      "minimize n",
    ],
  });
  expect(await applied([])).toEqual({ ...FINE, hasDone: false, calls: [] });
});

it("puts the comments of one file side by side, in the order that they have", async () => {
  const all = [
    comment("c.yaml", 9, "A"),
    comment("a.yaml", 8, "B"),
    comment("c.yaml", 1, "C"),
    comment("a.yaml", 2, "D"),
  ];
  const { calls } = await applied([review(...all)]);
  expect(calls).toEqual(["review a.yaml:RIGHT:8:B a.yaml:RIGHT:2:D c.yaml:RIGHT:9:A c.yaml:RIGHT:1:C"]);
});

it.each<[string, readonly Operation[], Refusals, readonly string[]]>([
  [
    "the old comment once another line took its place",
    [review(comment("a.yaml", 3, "A", [4])), { kind: "delete-comment", id: 1, replacedBy: "A" }],
    { RIGHT: OFF_THE_DIFF },
    ["review a.yaml:RIGHT:3:A", "review a.yaml:LEFT:4:A", "delete 1"],
  ],
  [
    "the old comment once the file took its place",
    [review(comment("a.yaml", 3, "A", ["file"])), { kind: "delete-comment", id: 1, replacedBy: "A" }],
    { review: OFF_THE_DIFF },
    ["review a.yaml:RIGHT:3:A", "file a.yaml A", "delete 1"],
  ],
  [
    "no old comment where nothing took its place",
    [review(comment("a.yaml", 3, "A")), { kind: "delete-comment", id: 1, replacedBy: "A" }],
    { review: OFF_THE_DIFF },
    ["review a.yaml:RIGHT:3:A"],
  ],
  [
    "no old comment where GitHub took no comment on the file either",
    [review(comment("a.yaml", 3, "A", ["file"])), { kind: "delete-comment", id: 1, replacedBy: "A" }],
    { review: OFF_THE_DIFF, file: because("invalid") },
    ["review a.yaml:RIGHT:3:A", "file a.yaml A"],
  ],
])("deletes %s", async (_, operations, refusals, calls) => {
  expect((await applied(operations, refusals)).calls).toEqual(calls);
});

it("tries the places of all that fell down, files first, and lines in one more review", async () => {
  const all = [
    comment("a.yaml", 1, "A", ["file"]),
    comment("b.yaml", 2, "B", [7]),
    comment("c.yaml", 3, "C", ["file"]),
  ];
  const { calls } = await applied([review(...all, comment("d.yaml", 4, "D", ["file"]))], {
    "a.yaml:RIGHT": OFF_THE_DIFF,
    "b.yaml:RIGHT": OFF_THE_DIFF,
    "c.yaml:RIGHT": OFF_THE_DIFF,
  });
  expect(calls).toEqual([
    "review a.yaml:RIGHT:1:A b.yaml:RIGHT:2:B c.yaml:RIGHT:3:C d.yaml:RIGHT:4:D",
    "review a.yaml:RIGHT:1:A b.yaml:RIGHT:2:B",
    "review a.yaml:RIGHT:1:A",
    "review b.yaml:RIGHT:2:B",
    "review c.yaml:RIGHT:3:C d.yaml:RIGHT:4:D",
    "review c.yaml:RIGHT:3:C",
    "review d.yaml:RIGHT:4:D",
    "file a.yaml A",
    "file c.yaml C",
    "review b.yaml:LEFT:7:B",
  ]);
});

it("gives a file up of which it refused two lines and took none, and no file of which it took one", async () => {
  const three = (path: string) => [1, 2, 3].map((line) => comment(path, line, `${path[0]}${line}`, ["file"]));
  const refused = await applied([review(...three("a.yaml"))], { review: OFF_THE_DIFF });
  expect(refused.calls).toEqual([
    "review a.yaml:RIGHT:1:a1 a.yaml:RIGHT:2:a2 a.yaml:RIGHT:3:a3",
    "review a.yaml:RIGHT:1:a1 a.yaml:RIGHT:2:a2",
    "review a.yaml:RIGHT:1:a1",
    "review a.yaml:RIGHT:2:a2",
    "file a.yaml a1",
  ]);
  const taken = await applied([review(...three("a.yaml"))], { ":2": OFF_THE_DIFF, ":3": OFF_THE_DIFF });
  expect(taken.calls.slice(2)).toEqual([
    "review a.yaml:RIGHT:1:a1",
    "review a.yaml:RIGHT:2:a2",
    "review a.yaml:RIGHT:3:a3",
    "file a.yaml a2",
    "file a.yaml a3",
  ]);
});

it("tries no line of a file that it gave up, and the file at once, or the other files of the finding", async () => {
  const [first, second] = ["a1", "a2"].map((name, at) => comment("a.yaml", at + 1, name));
  const third = comment("a.yaml", 3, "a3", [9, "file"]);
  const elsewhere = { anchor: { kind: "line", path: "b.yaml", side: "RIGHT", line: 7 }, body: "a4" } as const;
  const fourth = { ...comment("a.yaml", 4, "a4", [9]), lower: [elsewhere] };
  const all = [first, second, third, fourth].flatMap((one) => one ?? []);
  const { calls } = await applied([review(...all)], { "a.yaml:": OFF_THE_DIFF });
  expect(calls.slice(-3)).toEqual(["review a.yaml:RIGHT:2:a2", "file a.yaml a3", "review b.yaml:RIGHT:7:a4"]);
});

it("waits once for a review that is refused for no place, then looks for what it is", async () => {
  const { calls, denied } = await applied([review(comment("a.yaml", 1, "A"), comment("b.yaml", 2, "B"))], {
    "a.yaml": because("invalid"),
  });
  expect([calls, denied]).toEqual([
    [
      "review a.yaml:RIGHT:1:A b.yaml:RIGHT:2:B",
      "wait 5",
      "review a.yaml:RIGHT:1:A b.yaml:RIGHT:2:B",
      "review a.yaml:RIGHT:1:A",
      "review b.yaml:RIGHT:2:B",
    ],
    [],
  ]);
});

it("stops at the twelfth review that is refused, over all attempts", async () => {
  const run = newRun();
  run.refusals.count = 10;
  const all = ["a.yaml", "b.yaml", "c.yaml"].map((path) => comment(path, 1, path, ["file"]));
  const { calls, end } = await applied([review(...all), onFile("d.yaml", "D")], { review: OFF_THE_DIFF }, run);
  expect([calls.length, end]).toEqual([2, "stop"]);
});

const REVIEWS = "Review comments were";
const EDIT: Operation = { kind: "edit-comment", id: 1, body: "e" };
const CREATE: Operation = { kind: "create-summary", body: "s" };
const MINIMIZE: Operation = { kind: "minimize", nodeId: "n" };
const DELETE: Operation = { kind: "delete-comment", id: 9 };

it.each<[string, readonly Operation[], Refusals, Partial<Awaited<ReturnType<typeof applied>>>]>([
  [
    "goes on without comments that are denied",
    [onFile("a", "A"), onFile("b", "B"), CREATE],
    { file: because("denied") },
    { calls: ["file a A", "summary s"], denied: [[REVIEWS, "denied"]], url: SUMMARY },
  ],
  [
    "goes on without a summary that is denied",
    [CREATE, onFile("a", "A"), onFile("b", "B")],
    { summary: because("denied") },
    { calls: ["summary s", "file a A", "file b B"], denied: [["The summary was", "denied"]] },
  ],
  [
    "goes on without a summary that is invalid",
    [CREATE, onFile("a", "A")],
    { summary: because("invalid") },
    { calls: ["summary s", "file a A"], denied: [["The summary was", "invalid"]] },
  ],
  [
    "goes on without a comment that is invalid",
    [onFile("a", "A"), EDIT],
    { file: because("invalid") },
    { calls: ["file a A", "edit 1 e"], denied: [] },
  ],
  [
    "knows that the token may write nothing where the first write is forbidden",
    [CREATE, EDIT],
    { summary: because("forbidden") },
    { calls: ["summary s"], end: "forbidden", hasDone: false },
  ],
  [
    "takes what is forbidden later for what is denied",
    [CREATE, EDIT, EDIT],
    { edit: because("forbidden") },
    { calls: ["summary s", "edit 1 e"], end: "done", denied: [[REVIEWS, "forbidden"]] },
  ],
  [
    "loses nothing by a comment that may not be folded",
    [MINIMIZE, EDIT],
    { minimize: because("forbidden") },
    { calls: ["minimize n", "edit 1 e"], end: "done", denied: [] },
  ],
  [
    "loses nothing by a comment that is not folded",
    [MINIMIZE, EDIT],
    { minimize: because("denied") },
    { calls: ["minimize n", "edit 1 e"], end: "done", denied: [] },
  ],
  [
    "reads again after what nobody knows the end of",
    [EDIT, CREATE],
    { edit: because("uncertain") },
    { calls: ["edit 1 e"], end: "again" },
  ],
  [
    "stops where GitHub takes no more",
    [EDIT, CREATE],
    { edit: because("limited") },
    { calls: ["edit 1 e"], end: "stop" },
  ],
  [
    "takes a comment that is gone for deleted",
    [DELETE, { kind: "delete-summary", id: 8 }, MINIMIZE, CREATE],
    { delete: because("missing"), minimize: because("missing") },
    { calls: ["delete 9", "delete summary 8", "minimize n", "summary s"], end: "done", denied: [] },
  ],
  [
    "reads again where a comment to be edited is gone",
    [EDIT, CREATE],
    { edit: because("missing") },
    { calls: ["edit 1 e"], end: "again" },
  ],
  [
    "goes on without comments where the pull request has none",
    [onFile("a", "A"), EDIT, CREATE],
    { file: because("missing") },
    { calls: ["file a A", "summary s"], end: "done", denied: [[REVIEWS, "missing"]] },
  ],
  [
    "asks for no review once comments are denied",
    [onFile("a", "A"), review(comment("b", 1, "B"))],
    { file: because("denied") },
    { calls: ["file a A"] },
  ],
  [
    "tries no lower place once comments are denied",
    [review(comment("a", 1, "A", ["file"]), comment("b", 2, "B", ["file"]))],
    { review: OFF_THE_DIFF, file: because("limited") },
    { end: "stop" },
  ],
])("%s", async (_, operations, refusals, expected) => {
  expect(await applied(operations, refusals)).toMatchObject(expected);
});
