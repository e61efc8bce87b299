import { describe, expect, it } from "vitest";
import {
  JOURNAL_LIFE_MS,
  type JournalHead,
  journalHead,
  journalLine,
  readJournal,
  whyNot,
} from "../../src/migrate/journal.ts";

const HEAD: JournalHead = {
  cluster: "ca:5f1c09ab",
  crd: "lanes.example.com",
  uid: "1111",
  generation: 3,
  storageVersion: "v1",
  writtenAt: "v1",
  startedAt: Date.parse("2026-11-30T12:00:00Z"),
  backup: null,
};

describe("a journal", () => {
  it("gives back what was noted, whatever a kill left half written", () => {
    const text = `${journalHead(HEAD)}${journalLine("a")}${journalLine("b")}`;
    expect(readJournal(text)).toEqual({ head: HEAD, written: new Set(["a", "b"]) });
    const cut = `${text}"c`;
    expect(readJournal(cut)).toEqual({ head: HEAD, written: new Set(["a", "b"]) });
    expect(readJournal(`${cut}\n${journalLine("d")}`)).toEqual({ head: HEAD, written: new Set(["a", "b", "d"]) });
    const copied = { ...HEAD, backup: "/backup" };
    expect(readJournal(journalHead(copied))).toEqual({ head: copied, written: new Set() });
  });

  it.each([
    "",
    "{}",
    "nothing",
    '"a"\n',
    journalHead(HEAD).slice(0, 40),
    '{"formatVersion":2}',
  ])("is none: %s", (text) => {
    expect(readJournal(text)).toBeNull();
  });

  it.each<[Partial<JournalHead>, string | null]>([
    [{}, null],
    [{ startedAt: HEAD.startedAt + JOURNAL_LIFE_MS, backup: "/b" }, null],
    [{ startedAt: HEAD.startedAt + JOURNAL_LIFE_MS + 1 }, "it was begun more than a day ago"],
    [{ uid: "2222" }, "it is about another cluster or another CRD of that name"],
    [{ cluster: "ca:00000000" }, "it is about another cluster or another CRD of that name"],
    [{ crd: "roads.example.com" }, "it is about another cluster or another CRD of that name"],
    [{ generation: 4 }, "the CRD has been changed since (generation 3, now 4)"],
    [{ storageVersion: "v2" }, "the CRD's versions are others"],
    [{ writtenAt: "v2" }, "the CRD's versions are others"],
  ])("counts only for the same migration: %j", (now, why) => {
    expect(whyNot(HEAD, { ...HEAD, ...now })).toBe(why);
  });
});
