import fc from "fast-check";
import { expect, it } from "vitest";
import type { Finding, Report } from "../../src/report/report.ts";
import { readMarker } from "../../src/review/marker.ts";
import type { Anchor, CommentMode, ReviewInput, ReviewOptions } from "../../src/review/model.ts";
import { placesOf } from "../../src/review/placement.ts";
import { plan } from "../../src/review/plan.ts";
import { finding, fingerprint, hunkAt, OPTIONS, reportOf } from "./findings.ts";
import { type Commit, PullRequest } from "./pull-request.ts";

/** Sequences a run; more: `PLAN_RUNS=20000 npm run unit -- test/review/plan.property`. */
const RUNS = Number(process.env.PLAN_RUNS ?? 1_000);

const FILES = ["a.yaml", "b.yaml", "c.yaml"];
/** Every file has ten lines, each with a name of its own that it keeps from commit to commit. */
const LINES = 10;

const drawnFinding = fc.record({
  number: fc.nat(5),
  file: fc.constantFrom(...FILES, "rendered.yaml"),
  line: fc.integer({ min: 1, max: LINES }),
  state: fc.constantFrom("introduced", "introduced", "introduced", "revealed", "preexisting"),
  severity: fc.constantFrom("error", "error", "warning", "info"),
  isWaived: fc.boolean(),
  wording: fc.constantFrom("It is refused.", "It is refused on two clusters."),
});

const drawnCommit = fc.record({
  findings: fc.uniqueArray(drawnFinding, { selector: ({ number }) => number, maxLength: 5 }),
  shown: fc.array(fc.record({ path: fc.constantFrom(...FILES), lines: fc.subarray([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) }), {
    maxLength: 3,
  }),
  /** How the names move: a rotation of the lines of every file. */
  rotation: fc.nat(2),
  hasPatch: fc.boolean(),
  broken: fc.integer({ min: 0, max: 9 }).map((one) => one === 0),
});

type DrawnCommit = typeof drawnCommit extends fc.Arbitrary<infer T> ? T : never;

const action = fc.oneof(
  fc.record({ kind: fc.constant("push" as const), commit: drawnCommit }),
  fc.record({ kind: fc.constant("run" as const), job: fc.nat(1), stopAfter: fc.option(fc.nat(6), { nil: undefined }) }),
  fc.record({ kind: fc.constant("race" as const), job: fc.nat(1), stopAfter: fc.nat(8) }),
  fc.record({ kind: fc.constantFrom("reply", "resolve", "unresolve", "hide", "remove"), index: fc.nat(20) }),
  fc.record({ kind: fc.constant("remove-summary" as const) }),
  fc.record({ kind: fc.constant("quote" as const), index: fc.nat(20) }),
);

let serial = 0;

function commitOf({ findings, shown, rotation, hasPatch, broken }: DrawnCommit): Commit {
  const paths = [...new Set(shown.map(({ path }) => path))];
  const report = reportOf(findings.map(toFinding));
  const head = new Map(FILES.map((path) => [path, { kind: "same" } as const]));
  serial++;
  return {
    sha: serial.toString(16).padStart(40, "0"),
    report: broken
      ? { ...report, result: "error", findings: [], problems: [{ message: "Broken.", remedy: "Mend it." }] }
      : report,
    diff: {
      files: paths.map((path) => ({
        path,
        status: "modified",
        hunks: hasPatch ? [hunkAt(shown.filter((one) => one.path === path).flatMap(({ lines }) => lines))] : null,
      })),
      complete: true,
    },
    relations: {
      head: new Map<string, { readonly kind: "same" } | { readonly kind: "absent" }>([
        ...head,
        ["rendered.yaml", { kind: "absent" }],
      ]),
      base: new Map(),
    },
    follow: (_, line) => (line + rotation > LINES ? null : line + rotation),
  };
}

function toFinding({
  number,
  file,
  line,
  state,
  severity,
  isWaived,
  wording,
}: typeof drawnFinding extends fc.Arbitrary<infer T> ? T : never): Finding {
  return finding(number, {
    state,
    severity,
    message: wording,
    location: { path: file, startLine: line, startColumn: 1, endLine: line, endColumn: 2, yamlPath: "" },
    ...(isWaived && number === 0 ? { waived: { reason: "r", owner: "o", expires: "2027-01-01" } } : {}),
  });
}

/** Some places are refused, always the same ones. */
function refusal(salt: number): (anchor: Anchor) => boolean {
  return (anchor) => anchor.kind === "line" && salt > 0 && (anchor.line + salt) % 4 === 0;
}

function ownLive(pull: PullRequest, options: ReviewOptions): readonly string[] {
  return pull.comments.flatMap(({ body, author }) => {
    const marker = readMarker(body);
    const isOurs = marker?.kind === "finding" && marker.scope === options.scope && author === "github-actions";
    return isOurs && marker.gone === undefined ? [marker.fingerprint] : [];
  });
}

/** Files with a live comment of ours on the whole file. */
function filesWithOne(pull: PullRequest, options: ReviewOptions): ReadonlySet<string> {
  const own = new Set(ownLive(pull, options));
  return new Set(
    pull.comments.flatMap(({ body, line, isOutdated, path }) => {
      const marker = readMarker(body);
      const isOwn = marker?.kind === "finding" && own.has(marker.fingerprint);
      return isOwn && line === null && !isOutdated ? [path] : [];
    }),
  );
}

const SCOPES = ["ci/check", "ci/other"];

/** The other job checks other clusters, and finds a part of what the first one does. */
function inputOf(pull: PullRequest, options: ReviewOptions = OPTIONS): ReviewInput {
  const input = pull.input(options);
  if (options.scope === "ci/check") return input;
  const findings = input.report.findings.filter((one) => one.fingerprint < fingerprint(3));
  return { ...input, report: reportOf(findings, { result: input.report.result, problems: input.report.problems }) };
}

function expectCleanRun(pull: PullRequest, options: ReviewOptions, refused: (anchor: Anchor) => boolean): void {
  const own = () => pull.summaries.filter(({ body }) => readMarker(body)?.scope === options.scope);
  const hadSummary = own().length > 0;
  const { report, diff, relations } = inputOf(pull, options);

  pull.apply(plan(inputOf(pull, options)).operations, refused);

  expect(own().length).toBe(hadSummary || options.comment === "always" || isNews(report) ? 1 : 0);
  if (report.result === "error") return;
  const wanted = report.findings.filter(
    ({ state, severity, waived }) => state === "introduced" && severity !== "info" && waived === undefined,
  );
  const live = ownLive(pull, options);
  expect(new Set(live).size).toBe(live.length);
  expect(live.filter((one) => wanted.every(({ fingerprint: other }) => other !== one))).toEqual([]);
  for (const one of wanted) {
    const isPlaceable = placesOf(one, { diff, relations, folder: "." }).some((anchor) => !refused(anchor));
    // Of a file whose lines are not to be had, or were refused, one comment says all that there is to be said.
    const isSaid = live.includes(one.fingerprint) || filesWithOne(pull, options).has(one.location.path);
    if (isPlaceable) expect([one.fingerprint, isSaid]).toEqual([one.fingerprint, true]);
  }
}

it("ends with one live comment a finding and one summary, whatever happened before", () => {
  fc.assert(
    fc.property(
      drawnCommit,
      fc.array(action, { maxLength: 14 }),
      fc.constantFrom<CommentMode>("on-findings", "always"),
      fc.nat(3),
      (first, actions, comment, salt) => {
        const pull = new PullRequest(commitOf(first));
        const jobs = SCOPES.map((scope) => ({ ...OPTIONS, comment, scope }));
        const refused = refusal(salt);
        for (const one of actions) {
          switch (one.kind) {
            case "push":
              pull.push(commitOf(one.commit));
              break;
            case "run":
              pull.apply(plan(inputOf(pull, jobs[one.job])).operations, refused, one.stopAfter);
              break;
            case "race": {
              const { operations } = plan(inputOf(pull, jobs[one.job]));
              pull.apply(operations, refused, one.stopAfter);
              pull.apply(operations, refused);
              break;
            }
            case "remove-summary":
              pull.summaries = pull.summaries.slice(1);
              break;
            case "quote":
              pull.quote(one.index);
              break;
            case "remove":
              pull.remove(one.index);
              break;
            default:
              pull.touch(one.index, TOUCHES[one.kind] ?? {});
          }
        }
        const foreign = pull.comments.filter(({ author }) => author === "somebody");
        for (const job of jobs) expectCleanRun(pull, job, refused);
        for (const job of jobs) expect(plan(inputOf(pull, job)).operations).toEqual([]);
        expect(pull.comments.filter(({ author }) => author === "somebody")).toEqual(foreign);
      },
    ),
    { numRuns: RUNS },
  );
});

function isNews({ findings, result }: Report): boolean {
  return (
    result !== "pass" ||
    findings.some(
      ({ state, severity, waived }) => state !== "preexisting" && severity !== "info" && waived === undefined,
    )
  );
}

const TOUCHES: Readonly<Record<string, Partial<Parameters<PullRequest["touch"]>[1]>>> = {
  reply: { hasReplies: true },
  resolve: { isResolved: true },
  unresolve: { isResolved: false },
  hide: { isMinimized: true },
};
