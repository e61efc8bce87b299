import { expect, it } from "vitest";
import type { ToolAnswer } from "../../src/base/tools.ts";
import type { TreeFiles } from "../../src/check/ports.ts";
import { createRunner } from "../../src/check/rendering/runner.ts";
import { addFile, noInputs } from "../../src/check/rendering/tool-files.ts";

const REQUEST = {
  chart: "a",
  release: "a",
  namespace: "default",
  values: [],
  set: {},
  kubeVersion: "v1.33.0",
  apiVersions: [],
  isUpgrade: false,
};

/** A tree of one file, whose identity is its text. */
function tree(text: string): TreeFiles {
  return {
    find: () => ({ files: ["a/Chart.yaml"], skipped: [] }),
    read: () => ({ ok: true, value: new TextEncoder().encode(text) }),
    kindOf: () => "file",
    follow: (path) => (path === "a/link" ? { kind: "outside" } : { kind: "file", path }),
    identityOf: (path) => `${path} ${text}`,
  };
}

function inputs(text: string, ...paths: readonly string[]) {
  const given = noInputs();
  for (const path of ["a/Chart.yaml", ...paths]) addFile(tree(text), path, given);
  return given;
}

function runner(answer: ToolAnswer, clock = () => 0) {
  const runs: string[] = [];
  const helm = (text: string) => {
    runs.push(text);
    return answer;
  };
  return {
    runs,
    runner: createRunner(
      {
        refused: null,
        helm: ({ files, kubeVersion }) => helm(`${kubeVersion} ${new TextDecoder().decode(files[0]?.bytes)}`),
        kustomize: () => helm("kustomize"),
      },
      { head: tree(""), trackedByGit: () => ({ ok: false, reason: "no git" }), now: clock },
    ),
  };
}

it("runs a rendering once for the same files and arguments, whichever tree they are of", () => {
  const { runs, runner: made } = runner({ ok: true, value: new Uint8Array() });
  const first = made.helm(inputs("one"), REQUEST);
  expect(made.helm(inputs("one"), REQUEST)).toBe(first);
  expect(made.helm(inputs("two"), REQUEST)).toBe(first);
  made.helm(inputs("one"), { ...REQUEST, kubeVersion: "v1.34.0" });
  made.kustomize(inputs("one"), { path: "a" });
  expect(runs).toEqual(["v1.33.0 one", "v1.33.0 two", "v1.34.0 one", "kustomize"]);
});

it("does not run what cannot be given all of its files, and takes no answer of another tree for it", () => {
  const { runs, runner: made } = runner({ ok: true, value: new Uint8Array() });
  made.helm(inputs("one"), REQUEST);
  expect(made.helm(inputs("one", "a/link"), REQUEST)).toEqual({
    ok: false,
    reason: "failed",
    message: "`a/link` leads out of the workspace, and nothing there is read",
  });
  expect(runs).toEqual(["v1.33.0 one"]);
});

it("gives up after five renderings that had to be stopped", () => {
  const { runs, runner: made } = runner({ ok: false, reason: "timeout", message: "stopped" });
  const answers = ["1", "2", "3", "4", "5", "6", "7"].map((text) => made.helm(inputs(text), REQUEST));
  expect(runs).toHaveLength(5);
  expect(answers.map((answer) => (answer.ok || answer.reason === "not-installed" ? "" : answer.message))).toEqual([
    ...Array.from({ length: 5 }, () => "stopped"),
    ...Array.from({ length: 2 }, () => "it was not run: 5 renderings before it had to be stopped after a minute each"),
  ]);
});

it("gives no tool more files than a chart can have", () => {
  const given = noInputs();
  for (let index = 0; index <= 20_000; index++) addFile(tree("x"), `a/${index}`, given);
  expect(given.problem).toBe("it takes more than the 20000 files that are given to a tool");
});

it("gives up after an hour of renderings that end just in time", () => {
  let minutes = 0;
  // Asked before and after each rendering.
  const { runs, runner: made } = runner({ ok: true, value: new Uint8Array() }, () => 30_000 * minutes++);
  const answers = Array.from({ length: 122 }, (_, index) => made.helm(inputs(String(index)), REQUEST));
  expect(runs).toHaveLength(120);
  expect(answers.at(-1)).toEqual({
    ok: false,
    reason: "failed",
    message: "it was not run: the renderings before it took 60 minutes",
  });
});
