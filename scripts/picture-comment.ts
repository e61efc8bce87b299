/**
 * Prints, as JSON, the review comment that a pull request gets which takes the version out of the embedded example, and
 * the lines of the diff above it. Arguments: the example's folder, and one to make a repository in.
 */
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { check } from "../src/check/check.ts";
import { checkPorts } from "../src/entry/check-ports.ts";
import { mergeBaseOf } from "../src/io/git/base-commit.ts";
import { pullRequestDiff } from "../src/io/git/pull-request-diff.ts";
import { placesFromGit } from "../src/review/git-places.ts";
import type { ReviewInput } from "../src/review/model.ts";
import { plan } from "../src/review/plan.ts";

const [example = "", work = ""] = process.argv.slice(2);
const MANIFEST = "gateway/grpcroutes.yaml";
const root = path.join(work, "repository");
const LINES_ABOVE = 4;

const git = (...args: readonly string[]) =>
  execFileSync("git", ["-c", "user.name=example", "-c", "user.email=example@example.com", ...args], {
    cwd: root,
    encoding: "utf8",
  }).trim();

const manifest = fs.readFileSync(path.join(example, MANIFEST), "utf8");
const older = manifest.replace(
  /^ {2}versions:\n/m,
  "$&    - name: v1alpha2\n      served: false\n      storage: false\n      schema:\n        openAPIV3Schema:\n          type: object\n          x-kubernetes-preserve-unknown-fields: true\n",
);

fs.cpSync(example, root, { recursive: true });
git("init", "-q", "-b", "main");
fs.writeFileSync(path.join(root, MANIFEST), older);
git("add", "-A");
git("commit", "-qm", "Gateway API 1.1");
const baseSha = git("rev-parse", "HEAD");
fs.writeFileSync(path.join(root, MANIFEST), manifest);
git("commit", "-qam", "Gateway API 1.2");
const headSha = git("rev-parse", "HEAD");

const report = check(
  { mode: "check", paths: [], configPath: null, flags: {}, toolVersion: "0.1.0" },
  checkPorts(root, mergeBaseOf(root, baseSha)),
);
const texts = pullRequestDiff(root, { baseSha, headSha, comparedWith: baseSha }, [MANIFEST]);
if (texts === null) throw new Error("git does not tell the diff");
const places = placesFromGit(texts, [MANIFEST]);
const input: ReviewInput = {
  report,
  ...places,
  state: { headSha, viewer: "github-actions[bot]", comments: [], summaries: [] },
  options: {
    review: true,
    comment: "on-findings",
    scope: "example/check",
    repositoryUrl: "https://github.com/example/platform",
    runUrl: "https://github.com/example/platform/actions/runs/1",
  },
};
const review = plan(input).operations.find((operation) => operation.kind === "create-review");
const comment = review?.kind === "create-review" ? review.comments[0] : undefined;
if (comment === undefined) throw new Error("the example is not commented on");
const hunks = places.diff.files.flatMap((file) => file.hunks ?? []);
const lines = hunks.flatMap((hunk) => hunk.lines);
const at = lines.findIndex((line) =>
  comment.anchor.side === "LEFT"
    ? line.kind === "removed" && line.oldLine === comment.anchor.line
    : line.kind !== "removed" && line.newLine === comment.anchor.line,
);
const shown = lines.slice(Math.max(0, at - LINES_ABOVE), at + 1).map((line) => ({
  sign: { context: " ", added: "+", removed: "-" }[line.kind],
  number: line.kind === "removed" ? line.oldLine : line.newLine,
  text: line.text,
}));
process.stdout.write(JSON.stringify({ hunk: shown, body: comment.body }));
