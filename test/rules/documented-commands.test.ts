import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import {
  backupCommand,
  compareCommand,
  countCommand,
  pruneCommand,
  rewriteCommand,
  showCommand,
} from "../../src/rules/words/object-commands.ts";

/**
 * A page must not print what a report would not: commands that change or judge objects stand in the pages exactly as the
 * reports make them, which is how they were executed (test/kubernetes/remedy.test.ts). Any other form can lose objects.
 */
const PAGES = new URL("../../docs/rules/", import.meta.url);
const OLD = { plural: "routes", group: "example.com", version: "v1alpha2" };
const NEW = { ...OLD, version: "v1" };
const CRD = "routes.example.com";
const RUNBOOK = [
  backupCommand(OLD),
  showCommand(CRD),
  compareCommand(OLD, NEW),
  countCommand(NEW),
  rewriteCommand(NEW),
  pruneCommand(CRD, ["v1alpha2", "v1"], ["v1"]),
];
/** Another list, executed in test/kubernetes/lifecycle.test.ts. */
const EXECUTED = [...RUNBOOK, pruneCommand(CRD, ["v1", "v9"], ["v1"])];
/** kubectl on objects of a CRD, or on its status: not on the CRD's own spec, and not a dry run. */
const TOUCHES_OBJECTS =
  /^\s*kubectl .*(\bget routes\b|\bget routes\.|\breplace -|--subresource=status|\bdelete\b|get crd \S+ -o jsonpath='\{\.spec)/;

const commands = readdirSync(PAGES).flatMap((page) =>
  readFileSync(new URL(page, PAGES), "utf8")
    .split("\n")
    .filter((line) => TOUCHES_OBJECTS.test(line))
    .map((line) => ({ page, command: line.trim() })),
);

it("prints every step of the runbook on the page of the rule that needs it", () => {
  const own = commands.filter(({ page }) => page === "stored-version-removed.md").map(({ command }) => command);
  expect(own).toEqual(RUNBOOK);
});

it.each(commands)("$page has its commands as the reports print them", ({ command }) => {
  expect(EXECUTED).toContain(command);
});
