import { expect, it } from "vitest";
import { judged } from "../check/in-memory.ts";
import { route, STRICT, withSpec } from "./objects.ts";

it.each([
  [20, []],
  [21, ["1 more fault of objects in `a.yaml` is not told one by one."]],
  [25, ["5 more faults of objects in `a.yaml` are not told one by one."]],
])("says of %i fields of an object that are dropped how many are not told", (count, expected) => {
  const crd = { "crd.yaml": JSON.stringify(withSpec(STRICT)) };
  const spec = Object.fromEntries(Array.from({ length: count }, (_, at) => [`field${at}`, at]));
  const { notices } = judged(crd, { ...crd, "a.yaml": JSON.stringify(route(spec)) });
  expect(notices).toEqual(expected);
});
