import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { itemsOf, membersOf, replaced } from "../../src/migrate/json-text.ts";

const texts = (text: string, spans: Iterable<{ readonly start: number; readonly end: number }>) =>
  [...spans].map(({ start, end }) => text.slice(start, end));

describe("pieces of a text of JSON", () => {
  it("are the members of an object, each as it is written", () => {
    const text =
      ' { "a" : 9007199254740993 ,"b\\"}":"}\\\\" , "c":{"d":[1, {"e":"]"}]},"f":[ ],"g":-1.50e+3 , "h":null}';
    const members = membersOf(text);
    expect(members === null ? null : [...members.keys()]).toEqual(["a", 'b"}', "c", "f", "g", "h"]);
    expect(members === null ? null : texts(text, members.values())).toEqual([
      "9007199254740993",
      '"}\\\\"',
      '{"d":[1, {"e":"]"}]}',
      "[ ]",
      "-1.50e+3",
      "null",
    ]);
  });

  it("are the items of a list", () => {
    const text = ' [ 1.0 ,"a,]" , {"b":[]} ,[[]], true ]';
    expect(texts(text, itemsOf(text) ?? [])).toEqual(["1.0", '"a,]"', '{"b":[]}', "[[]]", "true"]);
    expect([itemsOf("[]"), membersOf("{ }")]).toEqual([[], new Map()]);
  });

  it.each([
    "",
    "[",
    "{",
    '{"a"}',
    '{"a":',
    '{"a":1',
    '{"a":1,',
    '{"a":"',
    '{"a":{',
    "{a:1}",
    "nothing",
    '{"a":1 2}',
    '"\\',
  ])("are none of what is no whole object or list: %s", (text) => {
    expect([membersOf(text), itemsOf(text)]).toEqual([null, null]);
  });

  it("are found in whatever a writer of JSON writes", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(undefined, 1, "\t"), (object, space) => {
        const text = JSON.stringify(object, null, space);
        const members = membersOf(text) ?? new Map();
        const read = [...members].map(([key, { start, end }]) => [key, JSON.parse(text.slice(start, end))]);
        expect(read).toEqual(Object.entries(JSON.parse(text)));
        const list = JSON.stringify(Object.values(object), null, space);
        expect(texts(list, itemsOf(list) ?? []).map((one) => JSON.parse(one))).toEqual(JSON.parse(list));
      }),
    );
  });

  it("are replaced in their places, and nothing else is touched", () => {
    const changes = [
      { start: 1, end: 2, by: "xx" },
      { start: 4, end: 6, by: "" },
    ];
    expect(replaced("abcdefg", changes)).toBe("axxcdg");
  });
});
