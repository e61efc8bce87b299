import { ruleOf } from "../../src/rules/index.ts";
import type { FindingDetail, RuleFinding, RuleId } from "../../src/rules/rule.ts";

/** One finding as far as words are made of it. */
export interface Told<D> {
  readonly detail?: Partial<D>;
  readonly crd?: string;
  readonly version?: string;
  readonly cluster?: string;
}

type DetailOf<K> = Extract<FindingDetail, { readonly kind: K }>;

/** Tells what a rule says of findings that differ from `common`: the message, the way out, and each step with its command. */
export function teller<K extends FindingDetail["kind"]>(
  rule: RuleId,
  common: Told<DetailOf<K>> & { readonly detail: { readonly kind: K } & DetailOf<K> },
) {
  return (...findings: readonly Told<DetailOf<K>>[]): string => {
    const all = findings.map(
      ({ detail, ...own }): RuleFinding => ({
        ...common,
        ...own,
        rule,
        place: { path: "a.yaml", range: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 }, yamlPath: [] },
        related: [],
        detail: merged<DetailOf<K>>(common.detail, detail),
      }),
    );
    const [first, ...rest] = all;
    if (first === undefined) throw new Error("there is no finding");
    const { message, remedy } = ruleOf(rule).words([first, ...rest]);
    const steps = remedy.steps.flatMap(({ text, command }) => [
      `- ${text}`,
      ...(command === undefined ? [] : [`    ${command}`]),
    ]);
    return ["", message, remedy.summary, ...steps, ""].join("\n");
  };
}

function merged<D extends object>(common: D, own: Partial<D> = {}): D {
  return { ...common, ...own };
}

/** The sentence alone. */
export function sentence(words: string): string {
  return words.split("\n")[1] ?? "";
}
