import { isArray, isObject, type JsonValue, member } from "../base/json.ts";
import type { SchemaProblem } from "../schemas/schema-problems.ts";
import { shapeAt } from "../schemas/shape.ts";
import { CONFIG_SHAPE } from "../schemas/validators.ts";
import { nearestWord } from "../text/nearest-word.ts";
import { MOST_PROBLEMS } from "./first-problems.ts";

export interface KnownRule {
  readonly id: string;
  /** false: the rule is about a file or a cluster. */
  readonly hasCrd: boolean;
  /** Whether a waiver may name it. */
  readonly waivable: boolean;
}

const WAIVER_KEYS = Object.keys(shapeAt(CONFIG_SHAPE, ["waivers", 0])?.keys ?? {});

/**
 * Checks what the schema cannot know: that rules exist, and that each waiver says as narrowly as its rule allows what
 * it is about. Total on any value, so that these problems stand next to those of the schema.
 */
export function ruleProblems(root: JsonValue, known: readonly KnownRule[]): readonly SchemaProblem[] {
  const rules = member(root, "rules");
  const waivers = member(root, "waivers");
  const problems: SchemaProblem[] = [];
  // What is beyond those that are told is only counted: nobody sees what was meant there.
  const wanted = () => problems.length < MOST_PROBLEMS;
  for (const id of isObject(rules) ? Object.keys(rules) : [])
    for (const one of unknownRule(id, ["rules", id], known, wanted())) problems.push(one);
  for (const [index, waiver] of (isArray(waivers) ? waivers : []).entries())
    for (const one of waiverProblems(waiver, index, known, wanted())) problems.push(one);
  return problems;
}

function unknownRule(
  id: string,
  path: SchemaProblem["path"],
  known: readonly KnownRule[],
  isTold: boolean,
): readonly SchemaProblem[] {
  const ids = known.map((rule) => rule.id);
  if (ids.includes(id)) return [];
  const meant = isTold ? nearestWord(id, ids) : null;
  const remedy = meant === null ? `Known rules: ${ids.join(", ")}.` : `Did you mean \`${meant}\`?`;
  return [{ path, message: `There is no rule \`${id}\`.`, remedy }];
}

function waiverProblems(
  waiver: JsonValue,
  index: number,
  known: readonly KnownRule[],
  isTold: boolean,
): readonly SchemaProblem[] {
  const id = member(waiver, "rule");
  if (typeof id !== "string") return [];
  const path = ["waivers", index];
  const rule = known.find((one) => one.id === id);
  if (rule === undefined) return unknownRule(id, [...path, "rule"], known, isTold);
  if (!rule.waivable) {
    const message = `\`${id}\` cannot be waived: it is about the guard itself.`;
    return [{ path: [...path, "rule"], message, remedy: `Set its severity instead: \`rules: {${id}: off}\`.` }];
  }
  const own = isObject(waiver) ? Object.keys(waiver) : [];
  const stray = (rule.hasCrd ? ["path"] : ["crd", "version"]).filter((key) => own.includes(key));
  if (stray.length > 0) {
    return stray.map((key) => ({
      path: [...path, key],
      message: `\`waivers[${index}]\` has \`${key}\`, but \`${id}\` is ${rule.hasCrd ? "" : "not "}about a CRD.`,
      remedy: rule.hasCrd ? "Remove it and name the `crd`." : "Remove it and name the file as `path`.",
    }));
  }
  const needed = rule.hasCrd ? "crd" : "path";
  // A mistyped key is a problem of its own already.
  if (own.some((key) => nearestWord(key, WAIVER_KEYS) === needed)) return [];
  return [
    {
      path,
      message: `\`waivers[${index}]\` waives \`${id}\` ${rule.hasCrd ? "for every CRD" : "everywhere"}, which is too broad.`,
      remedy: rule.hasCrd
        ? "Name the one CRD: `crd: grpcroutes.gateway.networking.k8s.io`."
        : "Name the file that the finding stands on: `path: charts/traefik`.",
    },
  ];
}
