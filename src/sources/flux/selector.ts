import { isObject, type JsonObject, type JsonValue, member, valueAt } from "../../base/json.ts";
import { parseServerVersion } from "../../base/server-version.ts";
import { patternMatcher } from "../../go/regexp/pattern.ts";
import { type Identity, identityOf } from "./patch.ts";

/**
 * Whether a patch is for an object, with what it was called before; null: that cannot be told.
 * @param formerly the first one first
 */
export type Selects = (object: JsonObject, formerly: readonly Identity[]) => boolean | null;

/**
 * The `target` of a patch as kustomize takes it (api/resmap/reswrangler.go, Select): names and namespaces are expressions that
 * match the first or the last one as a whole, the rest is equal, and what is not said matches everything.
 */
export function selectorOf(target: JsonValue): Selects {
  const group = wanted(target, "group");
  const version = wanted(target, "version");
  const kind = wanted(target, "kind");
  const name = whole(wanted(target, "name"));
  const namespace = whole(wanted(target, "namespace"));
  const labels = wanted(target, "labelSelector");
  const annotations = wanted(target, "annotationSelector");
  return (object, formerly) => {
    const last = identityOf(object);
    const both = [last, formerly[0] ?? last];
    const written = member(object, "apiVersion");
    const apiVersion = typeof written === "string" ? written : "";
    const slash = apiVersion.indexOf("/");
    const answers = [
      group === null || group === (slash < 0 ? "" : apiVersion.slice(0, slash)),
      version === null || version === apiVersion.slice(slash + 1),
      kind === null || kind === member(object, "kind"),
      any(both.map((one) => name(one.name))),
      any(both.map((one) => namespace(one.namespace ?? "default"))),
      labels === null || selectsLabels(labels, valueAt(object, ["metadata", "labels"])),
      annotations === null || selectsLabels(annotations, valueAt(object, ["metadata", "annotations"])),
    ];
    if (answers.includes(false)) return false;
    return answers.includes(null) ? null : true;
  };
}

function any(answers: readonly (boolean | null)[]): boolean | null {
  if (answers.includes(true)) return true;
  return answers.includes(null) ? null : false;
}

function wanted(target: JsonValue, key: string): string | null {
  const value = member(target, key);
  return typeof value === "string" && value !== "" ? value : null;
}

const PLAIN_NAME = /^[a-z0-9-]+$/;
/** Forms of expressions that only newer servers know are none of kustomize's; the newest knows all. */
const NEWEST = parseServerVersion(null);

function whole(expression: string | null): (text: JsonValue | undefined) => boolean | null {
  if (expression === null) return () => true;
  const textOf = (value: JsonValue | undefined) => (typeof value === "string" ? value : "");
  if (PLAIN_NAME.test(expression)) return (value) => textOf(value) === expression;
  const matcher = patternMatcher(`^(?:${expression})$`, NEWEST);
  return (value) => matcher.matches(textOf(value)) ?? null;
}

const SET = /^([^ !=(),]+) (in|notin) ?\(([^()]*)\)$/;

/** A label selector of Kubernetes: requirements with commas between them, all of which hold. */
function selectsLabels(selector: string, labels: JsonValue | undefined): boolean | null {
  const answers = requirements(selector).map((one) => holds(one, isObject(labels) ? labels : {}));
  if (answers.includes(false)) return false;
  return answers.includes(null) ? null : true;
}

/** Commas in brackets stand between values. */
function requirements(selector: string): readonly string[] {
  const found: string[] = [""];
  let isOpen = false;
  for (const character of selector) {
    if (character === "(") isOpen = true;
    if (character === ")") isOpen = false;
    if (character === "," && !isOpen) found.push("");
    else found.push(`${found.pop() ?? ""}${character}`);
  }
  return found.map((one) => one.trim().split(/\s+/).join(" "));
}

function holds(requirement: string, labels: JsonObject): boolean | null {
  const labelOf = (key: string) => member(labels, key.trim());
  const [, setKey = "", word, list = ""] = SET.exec(requirement) ?? [];
  if (word !== undefined) {
    const values = list.split(",").map((one) => one.trim());
    const value = labelOf(setKey);
    const isIn = typeof value === "string" && values.includes(value);
    return word === "in" ? isIn : !isIn;
  }
  if (requirement === "" || /[()]/.test(requirement)) return null;
  const unequal = requirement.split("!=");
  if (unequal.length === 2) return labelOf(unequal[0] ?? "") !== (unequal[1] ?? "").trim();
  const equal = requirement.split(/==?/);
  if (equal.length === 2) return labelOf(equal[0] ?? "") === (equal[1] ?? "").trim();
  if (equal.length > 2) return null;
  return requirement.startsWith("!") ? labelOf(requirement.slice(1)) === undefined : labelOf(requirement) !== undefined;
}
