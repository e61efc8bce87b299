import { describe, expect, it } from "vitest";
import { rateProgress } from "../../src/io/terminal/rate-progress.ts";

function told(stream: { readonly isTTY?: boolean; readonly columns?: number }) {
  const written: string[] = [];
  let now = 0;
  const progress = rateProgress({ ...stream, write: (text) => written.push(text) }, {}, () => now);
  progress.begin("lanes.example.com", 100);
  for (let done = 41; done <= 60; done++) {
    now += 1000;
    progress.tell(done);
  }
  progress.end();
  return written;
}

describe("progress with a rate", () => {
  it("is a line every ten seconds in a log", () => {
    expect(told({})).toEqual([
      "lanes.example.com: 50 of 100 rewritten, 1.0/s, 50 s left\n",
      "lanes.example.com: 60 of 100 rewritten, 1.0/s, 40 s left\n",
    ]);
  });

  it("is a bar on a terminal, as wide as that", () => {
    const written = told({ isTTY: true, columns: 80 });
    expect(written.length).toBe(22);
    expect(written.at(-2)).toBe(
      "\r\u001b[K[##############..........] 60/100 lanes.example.com: 60 of 100 rewritten, 1.0/s",
    );
    expect(written.at(-1)).toBe("\r\u001b[K");
  });
});
