import { describe, expect, it } from "vitest";
import type { JsonValue } from "../../../src/base/json.ts";
import { validatePrinterColumn } from "../../../src/crd/schema/printer-columns.ts";
import { validateSubresources } from "../../../src/crd/schema/subresources.ts";
import { told } from "./ask.ts";

describe("a printer column", () => {
  const good = { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" };
  const ask = (column: JsonValue) => validatePrinterColumn(column, "spec.additionalPrinterColumns[0]", ["p", 0]);
  const field = "spec.additionalPrinterColumns[0]";
  it.each<[string, JsonValue, string[]]>([
    ["that is right", good, []],
    ["of every type", { ...good, type: "boolean", format: "password" }, []],
    ["with the root as path", { ...good, jsonPath: "." }, []],
    [
      "that is empty",
      {},
      [
        `Required ${field}.name: Required value`,
        `Required ${field}.type: Required value: must be one of boolean,date,integer,number,string`,
        `Required ${field}.JSONPath: Required value`,
      ],
    ],
    [
      "of an unknown type",
      { ...good, type: "Date" },
      [`Invalid ${field}.type: Invalid value: "Date": must be one of boolean,date,integer,number,string`],
    ],
    [
      "of an unknown format",
      { ...good, format: "x" },
      [
        `Invalid ${field}.format: Invalid value: "x": must be one of byte,date,date-time,double,float,int32,int64,password`,
      ],
    ],
    [
      "without a leading dot",
      { ...good, jsonPath: "{.a}" },
      [`Invalid ${field}.JSONPath: Invalid value: "{.a}": must be a simple json path starting with .`],
    ],
  ])("%s", (_name, column, errors) => {
    expect(ask(column).map(told)).toEqual(errors);
  });

  it("stands in the manifest under its own names", () => {
    expect(ask({}).map((error) => error.path)).toEqual([
      ["p", 0, "name"],
      ["p", 0, "type"],
      ["p", 0, "jsonPath"],
    ]);
  });
});

describe("subresources", () => {
  const ask = (subresources: JsonValue | undefined) => validateSubresources(subresources, "spec.subresources", ["s"]);
  const scale = { specReplicasPath: ".spec.r", statusReplicasPath: ".status.r" };
  const field = "spec.subresources.scale";
  it.each<[string, JsonValue | undefined, string[]]>([
    ["none", undefined, []],
    ["null", null, []],
    ["status alone", { status: {}, scale: null }, []],
    ["scale", { scale: { ...scale, labelSelectorPath: ".status.s" } }, []],
    ["a selector in spec, or an empty one", { scale: { ...scale, labelSelectorPath: "" } }, []],
    [
      "an empty scale",
      { scale: {} },
      [`Required ${field}.specReplicasPath: Required value`, `Required ${field}.statusReplicasPath: Required value`],
    ],
    [
      "paths without a dot",
      { scale: { specReplicasPath: "spec", statusReplicasPath: "status", labelSelectorPath: "x" } },
      [
        `Invalid ${field}.specReplicasPath: Invalid value: "spec": must be a simple json path starting with .`,
        `Invalid ${field}.statusReplicasPath: Invalid value: "status": must be a simple json path starting with .`,
        `Invalid ${field}.labelSelectorPath: Invalid value: "x": must be a simple json path starting with .`,
      ],
    ],
    [
      "paths at wrong places",
      { scale: { specReplicasPath: ".spec", statusReplicasPath: ".spec.r", labelSelectorPath: ".metadata.x" } },
      [
        `Invalid ${field}.specReplicasPath: Invalid value: ".spec": should be a json path under .spec`,
        `Invalid ${field}.statusReplicasPath: Invalid value: ".spec.r": should be a json path under .status`,
        `Invalid ${field}.labelSelectorPath: Invalid value: ".metadata.x": should be a json path under either .spec or .status`,
      ],
    ],
  ])("%s", (_name, subresources, errors) => {
    expect(ask(subresources).map(told)).toEqual(errors);
  });

  it("stand in the manifest where they are refused", () => {
    expect(ask({ scale: {} }).map((error) => error.path)).toEqual([
      ["s", "scale", "specReplicasPath"],
      ["s", "scale", "statusReplicasPath"],
    ]);
  });
});
