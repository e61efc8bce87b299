import { describe, expect, it } from "vitest";
import type { Finding, Report } from "../../src/report/report.ts";
import { commentBody } from "../../src/review/comment-body.ts";
import { writeMarker } from "../../src/review/marker.ts";
import type { ExistingComment, Operation, ReviewInput, ReviewOptions } from "../../src/review/model.ts";
import { plan } from "../../src/review/plan.ts";
import { finding, fingerprint, hunkAt, OPTIONS, reportOf, SHA } from "./findings.ts";

const PATH = "crds/routes.yaml";
const LATER = "b".repeat(40);
const DIFF = {
  files: [{ path: PATH, status: "modified", hunks: [hunkAt([12, 13, 14])] } as const],
  complete: true,
};
const RELATIONS = { head: new Map([[PATH, { kind: "same" } as const]]), base: new Map() };
const CONTEXT = { diff: DIFF, relations: RELATIONS, folder: "." };
const AT_13 = { kind: "line", path: PATH, side: "RIGHT", line: 13 } as const;

interface Scene {
  readonly report?: Report;
  readonly comments?: readonly ExistingComment[];
  readonly options?: Partial<ReviewOptions>;
  readonly headSha?: string;
  readonly diff?: ReviewInput["diff"];
}

/** The plan for a pull request with the summary that belongs to the report, so that only comments are to be planned. */
function planned({ report = reportOf([]), comments = [], options = {}, headSha = SHA, diff = DIFF }: Scene) {
  const input = {
    report,
    diff,
    relations: RELATIONS,
    options: { ...OPTIONS, comment: "off", ...options } as const,
    state: { headSha, viewer: "github-actions[bot]", comments, summaries: [] },
  };
  return plan(input);
}

function existing(id: number, of: Finding, changes: Partial<ExistingComment> = {}): ExistingComment {
  return {
    id,
    nodeId: `node${id}`,
    author: "github-actions",
    body: commentBody(of, AT_13, CONTEXT, { scope: OPTIONS.scope, sha: SHA }),
    path: PATH,
    line: { side: "RIGHT", line: 13 },
    isOutdated: false,
    isResolved: false,
    isMinimized: false,
    hasReplies: false,
    ...changes,
  };
}

const OUTDATED = { line: null, isOutdated: true } as const;

function kinds(operations: readonly Operation[]): readonly string[] {
  return operations.map(({ kind }) => kind);
}

/** An existing comment after a plan's edit of it. */
function edited(comment: ExistingComment, operations: readonly Operation[]): ExistingComment {
  const edit = operations.find((one) => one.kind === "edit-comment" && one.id === comment.id);
  return edit?.kind === "edit-comment" ? { ...comment, body: edit.body } : comment;
}

const ONE = finding(1);
const RED = reportOf([ONE]);

describe("a finding", () => {
  it("gets one review with its comment, and what to try where GitHub refuses its place", () => {
    const { operations, placements } = planned({ report: RED });

    expect(operations).toEqual([
      {
        kind: "create-review",
        comments: [
          {
            fingerprint: fingerprint(1),
            anchor: AT_13,
            body: commentBody(ONE, AT_13, CONTEXT, { scope: OPTIONS.scope, sha: SHA }),
            lower: [
              {
                anchor: { kind: "file", path: PATH },
                body: commentBody(ONE, { kind: "file", path: PATH }, CONTEXT, { scope: OPTIONS.scope, sha: SHA }),
              },
            ],
          },
        ],
      },
    ]);
    expect(placements).toEqual([
      { fingerprint: fingerprint(1), rule: "stored-version-removed", shown: "created", anchor: AT_13 },
    ]);
  });

  it("costs no call while its comment says the same, at whatever commit it was written", () => {
    expect(planned({ report: RED, comments: [existing(1, ONE)], headSha: LATER }).operations).toEqual([]);
  });

  it("has its comment edited when its words change, where the comment stands", () => {
    const other = finding(1, { message: "It is refused by two clusters." });
    const comment = existing(7, ONE, { line: { side: "LEFT", line: 40 } });
    const anchor = { kind: "line", path: PATH, side: "LEFT", line: 40 } as const;

    expect(planned({ report: reportOf([other]), comments: [comment], headSha: LATER }).operations).toEqual([
      { kind: "edit-comment", id: 7, body: commentBody(other, anchor, CONTEXT, { scope: OPTIONS.scope, sha: LATER }) },
    ]);
  });

  it.each([
    ["waived", { waived: { reason: "r", owner: "o", expires: "2027-01-01" } }],
    ["there before", { state: "preexisting" }],
    ["revealed by the guard", { state: "revealed" }],
    ["information", { severity: "info" }],
  ] as const)("gets none when it is %s, and loses the one it had", (_, changes) => {
    const report = reportOf([finding(1, changes)]);

    expect(planned({ report }).operations).toEqual([]);
    expect(planned({ report, comments: [existing(1, ONE)] }).operations).toEqual([{ kind: "delete-comment", id: 1 }]);
  });

  it("gets none without a place in the diff, and keeps the one it had", () => {
    const diff = { files: [], complete: true };
    const report = reportOf([ONE, finding(2)]);

    const { operations, placements } = planned({ report, diff, comments: [existing(1, ONE, OUTDATED)] });

    expect(kinds(operations)).toEqual(["edit-comment"]);
    expect(placements.map(({ shown }) => shown)).toEqual(["kept", "no-place"]);
  });

  it("stands at the file where there is no patch to be had", () => {
    const diff = { files: [{ path: PATH, status: "modified", hunks: null } as const], complete: false };
    expect(planned({ report: RED, diff }).operations).toMatchObject([{ kind: "create-file-comment", path: PATH }]);
  });

  it("is posted anew once its code moved away, and the old comment goes only then", () => {
    const { operations } = planned({ report: RED, comments: [existing(1, ONE, OUTDATED)] });

    expect(kinds(operations)).toEqual(["create-review", "delete-comment"]);
    expect(operations[1]).toEqual({ kind: "delete-comment", id: 1, replacedBy: fingerprint(1) });
  });

  it("is not posted anew while people talk below the outdated comment", () => {
    const comment = existing(1, ONE, { ...OUTDATED, hasReplies: true });
    expect(kinds(planned({ report: RED, comments: [comment] }).operations)).toEqual(["edit-comment"]);
  });

  it.each([
    ["isResolved"],
    ["isMinimized"],
  ] as const)("is not posted again where a person made its comment %s", (what) => {
    const comment = existing(1, ONE, { ...OUTDATED, [what]: true });
    const { operations, placements } = planned({
      report: RED,
      comments: [edited(comment, planned({ report: RED, comments: [comment] }).operations)],
    });

    expect(operations).toEqual([]);
    expect(placements.map(({ shown }) => shown)).toEqual(["acknowledged"]);
  });
});

describe("a finding that is gone", () => {
  it("takes its comment with it", () => {
    expect(planned({ comments: [existing(1, ONE)] }).operations).toEqual([{ kind: "delete-comment", id: 1 }]);
  });

  it("leaves an answered comment that says so, and folds it", () => {
    const comment = existing(1, ONE, { hasReplies: true });
    const { operations } = planned({ comments: [comment], headSha: LATER });

    expect(operations).toEqual([
      {
        kind: "edit-comment",
        id: 1,
        body: [
          comment.body.split("\n")[0]?.replace("❌ ", ""),
          `No longer reported as of [\`bbbbbbb\`](${OPTIONS.repositoryUrl}/commit/${LATER}).`,
          writeMarker({
            kind: "finding",
            fingerprint: fingerprint(1),
            scope: OPTIONS.scope,
            sha: LATER,
            gone: "answered",
          }),
        ].join("\n\n"),
      },
      { kind: "minimize", nodeId: "node1" },
    ]);
    expect(planned({ comments: [{ ...edited(comment, operations), isMinimized: true }] }).operations).toEqual([]);
  });

  it("is told by what says more first: what is to be read, what goes, what is folded", () => {
    const comments = [existing(1, finding(2), { hasReplies: true }), existing(2, finding(3))];
    const lineless = { files: [{ path: PATH, status: "modified", hunks: null } as const], complete: true };
    const { operations } = planned({ report: RED, comments, diff: lineless });
    expect(kinds(operations)).toEqual(["create-file-comment", "edit-comment", "delete-comment", "minimize"]);
  });

  it("is posted anew when it comes back, below nobody's old answer", () => {
    const comment = existing(1, ONE, { hasReplies: true });
    const gone = { ...edited(comment, planned({ comments: [comment] }).operations), isMinimized: true };

    expect(kinds(planned({ report: RED, comments: [gone] }).operations)).toEqual(["create-review"]);
  });

  it("is told in a resolved thread, and told back there when it comes back", () => {
    const comment = existing(1, ONE, { isResolved: true });
    const first = planned({ comments: [comment] }).operations;
    const gone = edited(comment, first);
    const back = planned({ report: RED, comments: [gone] }).operations;

    expect(kinds(first)).toEqual(["edit-comment"]);
    expect(planned({ comments: [gone] }).operations).toEqual([]);
    expect(back).toEqual([{ kind: "edit-comment", id: 1, body: comment.body }]);
    expect(kinds(planned({ report: RED, comments: [{ ...gone, isResolved: false }] }).operations)).toEqual([
      "create-review",
    ]);
  });
});

describe("comments that two runs left behind", () => {
  it("are one again: the oldest stays", () => {
    const comments = [existing(3, ONE), existing(1, ONE), existing(2, ONE)];
    expect(planned({ report: RED, comments }).operations).toEqual([
      { kind: "delete-comment", id: 2 },
      { kind: "delete-comment", id: 3 },
    ]);
  });

  it("are one again: the one that shows, that was answered, that was resolved stays", () => {
    const outdated = [existing(1, ONE, OUTDATED), existing(2, ONE)];
    const answered = [existing(1, ONE), existing(2, ONE, { hasReplies: true })];
    const resolved = [existing(1, ONE, { hasReplies: true }), existing(2, ONE, { isResolved: true })];

    expect(planned({ report: RED, comments: outdated }).operations).toEqual([{ kind: "delete-comment", id: 1 }]);
    expect(planned({ report: RED, comments: answered }).operations).toEqual([{ kind: "delete-comment", id: 1 }]);
    expect(kinds(planned({ report: RED, comments: resolved }).operations)).toEqual(["edit-comment", "minimize"]);
  });
});

describe("comments that are not ours", () => {
  const body = existing(1, ONE).body;
  it.each([
    ["another author's, who quotes the marker", { author: "mallory" }],
    ["another job's", { body: body.replace("ci/check", "ci/other") }],
    ["our own without a marker", { body: "Hello." }],
    ["our own with text behind the marker", { body: `${body}\nThanks!` }],
    ["our own with a broken marker", { body: body.replace('{"fp"', '{"fp') }],
    ["a newer format's", { body: body.replace(":v1 ", ":v2 ") }],
  ])("stay: %s", (_, changes) => {
    expect(planned({ comments: [existing(1, ONE, changes)] }).operations).toEqual([]);
  });

  it("are told by the account, with or without the suffix of a bot", () => {
    const comments = [existing(1, ONE, { author: "GitHub-Actions[bot]" })];
    expect(planned({ comments }).operations).toEqual([{ kind: "delete-comment", id: 1 }]);
  });
});

describe("the cap", () => {
  const many = Array.from({ length: 40 }, (_, index) => finding(index));

  it("is thirty, the worst first", () => {
    const { operations, placements } = planned({ report: reportOf(many) });
    const [review] = operations;

    expect(kinds(operations)).toEqual(["create-review"]);
    expect(review?.kind === "create-review" ? review.comments.map((one) => one.fingerprint) : []).toEqual(
      many.slice(0, 30).map((one) => one.fingerprint),
    );
    expect(placements.filter(({ shown }) => shown === "over-the-cap")).toHaveLength(10);
  });

  it("counts the comments that exist", () => {
    const comments = many.slice(10).map((one, index) => existing(index + 1, one));
    expect(planned({ report: reportOf(many), comments }).operations).toEqual([]);
  });
});

describe("a run that could not check", () => {
  it("leaves the comments as they are", () => {
    const report = reportOf([], { result: "error", problems: [{ message: "Broken.", remedy: "Mend it." }] });
    expect(planned({ report, comments: [existing(1, ONE)] }).operations).toEqual([]);
  });
});

it("touches no review comment where they are switched off", () => {
  expect(planned({ comments: [existing(1, ONE)], options: { review: false } }).operations).toEqual([]);
  expect(planned({ report: RED, options: { review: false } }).operations).toEqual([]);
});

describe("the cap, where comments exist", () => {
  const thirtyOne = Array.from({ length: 31 }, (_, index) => finding(index));
  const report = reportOf(thirtyOne);
  const shownOf = (comments: readonly ExistingComment[]) =>
    planned({ report, comments }).placements.map(({ shown }) => shown);

  it("leaves room for as many as are missing", () => {
    const comments = thirtyOne.slice(0, 29).map((one, index) => existing(index + 1, one));
    expect(shownOf(comments)).toEqual([...Array.from({ length: 29 }, () => "kept"), "created", "over-the-cap"]);
  });

  it("does not count those twice that are posted anew", () => {
    const comments = thirtyOne.slice(0, 29).map((one, index) => existing(index + 1, one, OUTDATED));
    expect(shownOf(comments)).toEqual([...Array.from({ length: 30 }, () => "created"), "over-the-cap"]);
  });
});

describe("a file with a comment of its own", () => {
  const ON_FILE = { line: null, isOutdated: false } as const;
  const LINELESS = { files: [{ path: PATH, status: "modified", hunks: null } as const], complete: true };
  const all = [1, 2, 3].map((number) => finding(number));
  const scene = (comments: readonly ExistingComment[], rest: Scene = {}) =>
    planned({ report: reportOf(all), comments, ...rest });
  const shown = (comments: readonly ExistingComment[], rest: Scene = {}) =>
    scene(comments, rest).placements.map((one) => one.shown);
  const [first, second] = [finding(1), finding(2)];

  it("gets no other where none of its lines is to be had", () => {
    expect(shown([existing(1, first, ON_FILE)], { diff: LINELESS })).toEqual(["kept", "file-has-one", "file-has-one"]);
    expect(shown([], { diff: LINELESS })).toEqual(["created", "file-has-one", "file-has-one"]);
  });

  it("gets one where the only comment is on a line of it", () => {
    expect(shown([existing(1, first)], { diff: LINELESS })).toEqual(["kept", "created", "file-has-one"]);
    expect(shown([existing(1, first, OUTDATED)], { diff: LINELESS })).toEqual(["kept", "created", "file-has-one"]);
  });

  it("gets no other where GitHub refused its lines at this commit, and lines at the next one", () => {
    expect(shown([existing(1, first, ON_FILE)])).toEqual(["kept", "file-has-one", "file-has-one"]);
    expect(shown([existing(1, first, ON_FILE)], { headSha: LATER })).toEqual(["kept", "created", "created"]);
  });

  it("gets lines where GitHub took one of them", () => {
    expect(shown([existing(1, first, ON_FILE), existing(2, second)])).toEqual(["kept", "kept", "created"]);
  });

  it("is said to have one to whoever looks for a place once its lines are refused", () => {
    const comments = (of: readonly ExistingComment[]) =>
      scene(of, { headSha: LATER }).operations.flatMap((one) => (one.kind === "create-review" ? one.comments : []));
    expect(comments([existing(1, first, ON_FILE)]).map((one) => one.fileHasOne)).toEqual([true, true]);
    expect(comments([existing(1, first)]).map((one) => "fileHasOne" in one)).toEqual([false, false]);
    const location = { ...first.location, path: "other.yaml" };
    const elsewhere = finding(2, { otherPlaces: [{ location }] });
    const diff = { ...DIFF, files: [...DIFF.files, { path: "other.yaml", status: "modified", hunks: [] } as const] };
    const { operations } = planned({
      ...{ report: reportOf([first, elsewhere]), comments: [existing(1, first, ON_FILE)], headSha: LATER, diff },
    });
    const [review] = operations;
    expect(review?.kind === "create-review" && review.comments.map((one) => one.fileHasOne)).toEqual([true]);
  });
});

it("counts resolved threads in the summary", () => {
  const comments = [existing(1, ONE, { isResolved: true }), existing(2, finding(2))];
  const { operations } = planned({ report: reportOf([ONE, finding(2)]), comments, options: { comment: "always" } });
  const [summary] = operations;
  expect(summary?.kind === "create-summary" ? summary.body.split("\n")[2] : "").toMatch(/; 1 thread resolved<\/sub>$/);
});

it("says of every finding that it is not on a line where comments are switched off", () => {
  expect(planned({ report: RED, options: { review: false } }).placements).toEqual([
    { fingerprint: fingerprint(1), rule: "stored-version-removed", shown: "not-inline", anchor: null },
  ]);
});

it.each([
  ["20,000 lines", 20_000, 1, "create-review"],
  ["20,001 lines", 20_001, 1, "create-file-comment"],
  ["1,000,000 bytes", 1_000, 998, "create-review"],
  ["1,001,000 bytes", 1_000, 999, "create-file-comment"],
])("takes a file for one that GitHub shows %s of", (_, lines, length, kind) => {
  const text = "x".repeat(length);
  const numbers = Array.from({ length: lines }, (__, at) => at + 1);
  const file = { path: PATH, status: "modified", hunks: [hunkAt(numbers, () => text)] } as const;
  const operations = planned({ report: RED, diff: { files: [file], complete: true } }).operations;
  expect(kinds(operations)).toEqual([kind]);
});

describe("of findings that the same steps mend", () => {
  const command = (crd: string) => `npx crd-upgrade-guard migrate ${crd} --context "$CTX"`;
  const alike = (number: number) => {
    const crd = `routes${number}.example.com`;
    const steps = [{ text: "Do it:", command: command(crd) }, { text: "Apply this manifest." }];
    return finding(number, { crd, remedy: { summary: "Migrate.", steps } });
  };
  const ALL = [alike(1), alike(2), alike(3)];
  const report = reportOf(ALL);
  /** Who has the steps, and who points to whom. */
  const roles = (operations: readonly Operation[]) =>
    operations.flatMap((one) => {
      const bodies =
        one.kind === "create-review" ? one.comments.map(({ body }) => body) : "body" in one ? [one.body] : [];
      return bodies.map(
        (body) => /Steps for all \d/.exec(body)?.[0] ?? /Steps: in the comment on `(.*?)`/.exec(body)?.[1] ?? "alone",
      );
    });
  const posted = () => {
    const { operations } = planned({ report });
    return operations.flatMap((one) =>
      one.kind === "create-review"
        ? one.comments.map(({ body }, index) => existing(index + 1, ALL[index] ?? alike(1), { body }))
        : [],
    );
  };

  it("the first has the steps of all, and the others point to it, which costs no call again", () => {
    const { operations } = planned({ report });
    expect(roles(operations)).toEqual(["Steps for all 3", "routes1.example.com", "routes1.example.com"]);
    const [review] = operations;
    expect(review?.kind === "create-review" ? review.comments[0]?.body : "").toContain(
      command("routes1.example.com routes2.example.com routes3.example.com"),
    );
    expect(planned({ report, comments: posted(), headSha: LATER }).operations).toEqual([]);
  });

  it("the next takes over where the first is gone, resolved or refused", () => {
    const [first, ...others] = posted();
    if (first === undefined) throw new Error("nothing was posted");
    const rest = planned({ report: reportOf(ALL.slice(1)), comments: [first, ...others] });
    expect(roles(rest.operations)).toEqual(["Steps for all 2", "routes2.example.com"]);
    const resolved = planned({ report, comments: [{ ...first, isResolved: true }, ...others] });
    expect(roles(resolved.operations)).toEqual(["Steps for all 3", "routes2.example.com"]);
    const [second, third] = others.map((one) => ({ ...one, isResolved: true }));
    const folded = planned({ report, comments: [first, ...[second, third].flatMap((one) => one ?? [])] });
    expect(roles(folded.operations)).toEqual(["Steps for all 3", "Steps for all 3"]);
    const state = { headSha: SHA, viewer: "github-actions[bot]", comments: [], summaries: [] };
    const options = { ...OPTIONS, comment: "off" } as const;
    const refused = new Set([fingerprint(1)]);
    const { operations } = plan({ report, diff: DIFF, relations: RELATIONS, options, state, refused });
    expect(roles(operations)).toEqual(["Steps for all 3", "routes2.example.com"]);
  });
});
