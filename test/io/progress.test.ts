import { describe, expect, it } from "vitest";
import { pacedProgress, progressSink } from "../../src/io/terminal/progress.ts";

function told(stream: { readonly isTTY?: boolean; readonly columns?: number }, environment = {}) {
  const written: string[] = [];
  const sink = progressSink({ ...stream, write: (text) => written.push(text) }, environment);
  sink.begin(2);
  sink.tell("fetched a", 1, 2);
  sink.tell("failed b", 2, 2);
  sink.end();
  return written;
}

describe("progress", () => {
  it("is a bar on a terminal, cut to its width and gone in the end", () => {
    expect(told({ isTTY: true, columns: 40 })).toEqual([
      "\r\u001b[K[........................] 0/2 ",
      "\r\u001b[K[############............] 1/2 fetched ",
      "\r\u001b[K[########################] 2/2 failed b",
      "\r\u001b[K",
    ]);
  });

  it.each([
    [{}, {}],
    [{ isTTY: true }, { TERM: "dumb" }],
    [{ isTTY: true }, { CI: "true" }],
  ])("is a line for each in a log: %j %j", (stream, environment) => {
    expect(told(stream, environment)).toEqual(["fetched a\n", "failed b\n"]);
  });
});

it("tells a log of many short things now and then, and never of the end", () => {
  const written: string[] = [];
  let clock = 0;
  const tell = pacedProgress({ write: (text) => written.push(text) }, {}, () => clock);
  for (let done = 0; done < 40; done++) {
    clock += 1_000;
    tell(`v1.${done}.0`, done, 40);
  }
  clock += 60_000;
  tell("", 40, 40);
  expect(written).toEqual([7, 15, 23, 31, 39].map((done) => `v1.${done}.0: ${done} of 40 done\n`));
});

it("takes the bar away at the end of many short things", () => {
  const written: string[] = [];
  const stream = { isTTY: true, columns: 80, write: (text: string) => written.push(text) };
  const tell = pacedProgress(stream, {}, () => 0);
  tell("v1.0.0", 1, 2);
  tell("", 2, 2);
  expect(written).toEqual(["\r\u001b[K[############............] 1/2 v1.0.0", "\r\u001b[K"]);
});
