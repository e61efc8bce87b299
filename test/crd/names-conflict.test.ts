import { describe, expect, it } from "vitest";
import type { CrdNames } from "../../src/crd/live-crd.ts";
import { type NamingCandidate, namesConflicts, namingCandidate } from "../../src/crd/names-conflict.ts";
import { live, manifest } from "./fixtures.ts";

const WIDGET: CrdNames = { plural: "widgets", singular: "widget", kind: "Widget", listKind: "WidgetList" };
const GADGET: CrdNames = { plural: "gadgets", singular: "gadget", kind: "Gadget", listKind: "GadgetList" };

function candidate(crd: string, wanted: CrdNames, accepted: CrdNames | null = null): NamingCandidate {
  return { crd, group: "example.com", wanted, accepted };
}

/** What is refused, as `key name (holder)`, with the condition. */
function conflicts(...candidates: NamingCandidate[]) {
  return namesConflicts(candidates).map(({ crd, refused, reason, message }) => ({
    crd,
    refused: refused.map(({ key, name, usedBy }) => `${key} ${name} (${usedBy})`),
    condition: `${reason}: ${message}`,
  }));
}

describe("names that will be accepted", () => {
  it.each<[string, NamingCandidate[]]>([
    ["of two CRDs", [candidate("a", WIDGET), candidate("b", GADGET)]],
    ["that a CRD has already", [candidate("a", WIDGET, WIDGET)]],
    ["that are not there", [candidate("a", { plural: "as", kind: "A" }), candidate("b", { plural: "bs", kind: "B" })]],
    ["in different groups", [candidate("a", WIDGET, WIDGET), { ...candidate("b", WIDGET), group: "other.com" }]],
    ["a kind like another's plural", [candidate("a", WIDGET, WIDGET), candidate("b", { ...GADGET, kind: "widgets" })]],
    ["a new CRD's short name like its own singular", [candidate("a", { ...WIDGET, shortNames: ["widget"] })]],
    [
      "an old short name like the own singular",
      [candidate("a", { ...WIDGET, shortNames: ["widget", "w"] }, { ...WIDGET, shortNames: ["widget"] })],
    ],
  ])("%s", (_name, candidates) => {
    expect(conflicts(...candidates)).toEqual([]);
  });
});

describe("names that will not be accepted", () => {
  it("are held by a live CRD", () => {
    const taken = candidate("b", { plural: "widget", singular: "widgets", kind: "WidgetList", listKind: "Widget" });
    expect(conflicts(candidate("a", WIDGET, WIDGET), taken)).toEqual([
      {
        crd: "b",
        refused: ["plural widget (a)", "singular widgets (a)", "kind WidgetList (a)", "listKind Widget (a)"],
        condition: 'ListKindConflict: "Widget" is already in use',
      },
    ]);
  });

  it("are held by the first of several new CRDs", () => {
    expect(conflicts(candidate("a", WIDGET), candidate("b", { ...GADGET, kind: "Widget" }))).toEqual([
      { crd: "b", refused: ["kind Widget (a)"], condition: 'KindConflict: "Widget" is already in use' },
    ]);
  });

  it("leave the others to the CRD, and to those behind it", () => {
    const half = candidate("b", { ...GADGET, plural: "widgets" });
    expect(conflicts(candidate("a", WIDGET), half, candidate("c", { plural: "cs", kind: "Gadget" }))).toEqual([
      { crd: "b", refused: ["plural widgets (a)"], condition: 'PluralConflict: "widgets" is already in use' },
      { crd: "c", refused: ["kind Gadget (b)"], condition: 'KindConflict: "Gadget" is already in use' },
    ]);
  });

  it("are all short names together, which leaves them to others", () => {
    const short = candidate("b", { ...GADGET, shortNames: ["g", "widgets", "widget"] });
    expect(conflicts(candidate("a", WIDGET), short, candidate("c", { plural: "g", kind: "C" }))).toEqual([
      {
        crd: "b",
        refused: ["shortNames g (c)", "shortNames widgets (a)", "shortNames widget (a)"],
        condition:
          'ShortNamesConflict: ["g" is already in use, "widgets" is already in use, "widget" is already in use]',
      },
    ]);
  });

  it("are the CRD's own when it adds them as short names", () => {
    const own = candidate("a", { ...WIDGET, shortNames: ["w", "widget"] }, { ...WIDGET, shortNames: ["w"] });
    expect(conflicts(own)).toEqual([
      { crd: "a", refused: ["shortNames widget (a)"], condition: 'ShortNamesConflict: "widget" is already in use' },
    ]);
  });

  it("stay taken by a CRD that wants to give them up and cannot get others", () => {
    const stuck = candidate("b", { ...GADGET, kind: "Widget" }, GADGET);
    expect(conflicts(candidate("a", WIDGET, WIDGET), stuck, candidate("c", { plural: "cs", kind: "Gadget" }))).toEqual([
      { crd: "b", refused: ["kind Widget (a)"], condition: 'KindConflict: "Widget" is already in use' },
      { crd: "c", refused: ["kind Gadget (b)"], condition: 'KindConflict: "Gadget" is already in use' },
    ]);
  });
});

describe("names that are given up", () => {
  const renamed = candidate("b", { ...GADGET, kind: "Gizmo" }, GADGET);
  const heir = candidate("a", { ...WIDGET, kind: "Gadget" });

  it.each([
    ["a CRD behind it", [renamed, heir]],
    ["a CRD before it, in the end", [heir, renamed]],
  ])("are free for %s", (_name, candidates) => {
    expect(conflicts(...candidates)).toEqual([]);
  });
});

describe("a candidate", () => {
  const accepted = { plural: "widgets", kind: "Widget" };

  it("is a live CRD", () => {
    expect(namingCandidate("widgets.example.com", live({ acceptedNames: accepted }), null)).toEqual({
      crd: "widgets.example.com",
      group: "example.com",
      wanted: WIDGET,
      accepted,
    });
  });

  it("is a manifest over a live CRD", () => {
    const names = { plural: "widgets", kind: "Widget", shortNames: ["w"] };
    expect(namingCandidate("widgets.example.com", live(), manifest({ names }))).toEqual({
      crd: "widgets.example.com",
      group: "example.com",
      wanted: { ...WIDGET, shortNames: ["w"] },
      accepted: WIDGET,
    });
  });

  it("is a new manifest", () => {
    expect(namingCandidate("widgets.example.com", null, manifest()).accepted).toBeNull();
  });
});
