import type { Guard } from "../../src/check/guard.ts";
import { judgeTree } from "../../src/check/judging/judge-tree.ts";
import { createPredictor } from "../../src/check/judging/predictor.ts";
import { EMPTY_TREE } from "../../src/check/reading/tree.ts";
import type { Waiver } from "../../src/config/config.ts";
import { guardOf, NOW, type Situation, treeOf } from "./evaluated.ts";

/** A situation with waivers, evaluated; the config file is at line 1 + index of each waiver. */
export function evaluateWithWaivers(situation: Situation, waivers: readonly Waiver[], whole = true) {
  const guard = guardOf(situation);
  const config = {
    path: "config.yaml",
    locate: (path: readonly (string | number)[]) => {
      const line = Number(path[1] ?? 0) + 1;
      return { startLine: line, startColumn: 1, endLine: line, endColumn: 9 };
    },
  };
  const withWaivers: Guard = { ...guard, config, settings: { ...guard.settings, waivers } };
  return judgeTree(treeOf(situation.files), withWaivers, {
    now: NOW,
    whole,
    predictor: createPredictor(),
    replaces: EMPTY_TREE,
    findUses: () => [],
    knownSchema: () => undefined,
    delivered: () => undefined,
  });
}
