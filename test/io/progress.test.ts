import { describe, expect, it } from "vitest";
import { progressSink } from "../../src/io/terminal/progress.ts";

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
