import { expect, it } from "vitest";
import { terminalOf } from "../../src/io/terminal/terminal.ts";

it.each([
  ["a terminal", { isTTY: true, columns: 80 }, {}, { color: true, width: 80 }],
  ["a pipe", {}, {}, { color: false, width: 100 }],
  [
    "NO_COLOR before FORCE_COLOR",
    { isTTY: true, columns: 80 },
    { NO_COLOR: "1", FORCE_COLOR: "1" },
    { color: false, width: 80 },
  ],
  ["an empty NO_COLOR, which says nothing", { isTTY: true, columns: 80 }, { NO_COLOR: "" }, { color: true, width: 80 }],
  ["FORCE_COLOR in a pipe", {}, { FORCE_COLOR: "1" }, { color: true, width: 100 }],
  ["FORCE_COLOR=0", { isTTY: true, columns: 20 }, { FORCE_COLOR: "0" }, { color: false, width: 20 }],
  ["a dumb terminal", { isTTY: true, columns: 80 }, { TERM: "dumb" }, { color: false, width: 80 }],
])("%s", (_, stream, environment, expected) => {
  const { color, width, links } = terminalOf(stream, environment);
  expect({ color, width }).toEqual(expected);
  // Where there are no colours there are no other sequences either.
  expect(links && !color).toBe(false);
});
