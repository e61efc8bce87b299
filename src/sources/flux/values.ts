import { isArray, isObject, type JsonObject, type JsonValue, member } from "../../base/json.ts";
import { relativeFile } from "../../manifests/relative-file.ts";
import { readYamlDocument } from "../../yaml/yaml-document.ts";
import type { SourceOrigin, SourceValues } from "../reference.ts";
import { namespaceOf, text } from "./kustomization.ts";
import type { Placed, Scope } from "./scope.ts";
import { holdsVariables, substituteAll, substituteText, type Variables } from "./substitute.ts";

export interface ReleaseValues {
  readonly values: readonly SourceValues[];
  readonly missing: readonly string[];
}

/**
 * The values of a HelmRelease in helm's order (fluxcd/pkg, chartutil/values.go): those of the chart's files, `valuesFrom` in its
 * order, `values`, and at last what has a `targetPath`.
 * @param files of the chart, as `valuesFiles` and `valuesFile` name them
 */
export function releaseValues(placed: Placed, files: readonly SourceValues[], scope: Scope): ReleaseValues {
  const spec = member(placed.applied.object, "spec");
  const missing: string[] = [];
  const merged: SourceValues[] = [...files];
  const set: SourceValues[] = [];
  const from = member(spec, "valuesFrom");
  for (const entry of isArray(from) ? from : []) {
    const found = referred(entry, placed, scope);
    if (typeof found === "string") missing.push(found);
    else (found.kind === "set" ? set : merged).push(found);
  }
  const own = member(spec, "values");
  if (isObject(own)) merged.push({ kind: "inline", values: substitutedValues(own, placed.variables, missing) });
  return { values: [...merged, ...set], missing: [...new Set(missing)] };
}

/** One entry of `valuesFrom`; words for what it names where that is not in the tree. */
function referred(entry: JsonValue, { applied, variables }: Placed, { data }: Scope): SourceValues | string {
  const [kind, name] = [member(entry, "kind"), text(member(entry, "name"))];
  const key = text(member(entry, "valuesKey")) ?? "values.yaml";
  if ((kind !== "ConfigMap" && kind !== "Secret") || name === null) return "an entry of valuesFrom that names nothing";
  const namespace = namespaceOf(applied.object);
  const words = `${kind} ${namespace === null ? "" : `${namespace}/`}${name}`;
  const found = data.find(kind, namespace, name);
  const optional = member(entry, "optional") === true ? ", optional" : "";
  if (typeof found === "string") return `${found} (valuesFrom${optional})`;
  const content = found.entries.get(key);
  if (content === undefined) return `${key} of ${words} (valuesFrom${optional})`;
  if (content === null) return `${words} (valuesFrom, encrypted)`;
  const done = substituteText(content, variables, true);
  const target = text(member(entry, "targetPath"));
  if (target !== null) return setOne(target, done.ok ? done.value : content, member(entry, "literal") === true);
  const reading = readYamlDocument(done.ok ? done.value : content, { dialect: "kubernetes" });
  if (reading.ok && (isObject(reading.value) || reading.value === null)) {
    return { kind: "inline", values: reading.value ?? {} };
  }
  return `${key} of ${words} (valuesFrom), which is no map of values`;
}

/** As helm-controller gives it to helm's parser: text in quotes stays text, and a literal one means what it says. */
function setOne(name: string, value: string, isLiteral: boolean): SourceValues {
  if (isLiteral) return { kind: "set", name, value: value.replace(/[\\,]|^\{/g, "\\$&"), string: true };
  const quote = value.charAt(0);
  const isQuoted = (quote === "'" || quote === '"') && value.endsWith(quote);
  return isQuoted
    ? { kind: "set", name, value: unquoted(value), string: true }
    : { kind: "set", name, value, string: false };
}

/** Quotes of both kinds, however many there are. */
function unquoted(value: string): string {
  let [start, end] = [0, value.length];
  while (start < end && /["']/.test(value.charAt(start))) start += 1;
  while (end > start && /["']/.test(value.charAt(end - 1))) end -= 1;
  return value.slice(start, end);
}

/** What was left undecided is taken with its default, or as it is written. */
function substitutedValues(values: JsonObject, variables: Variables, missing: string[]): JsonObject {
  if (variables.active === false || !holdsVariables(values)) return values;
  substituteAll(values, variables, false, (reason) => missing.push(reason));
  const done = substituteAll(values, variables, true, () => {});
  return isObject(done) ? done : values;
}

/**
 * `valuesFiles` of a chart's spec, with the older `valuesFile` in front: files of the source, for a chart of a git repository
 * relative to its root.
 * @param origin of the chart
 */
export function chartFiles(spec: JsonValue | undefined, origin: SourceOrigin): readonly SourceValues[] {
  const optional = member(spec, "ignoreMissingValuesFiles") === true;
  const listed = member(spec, "valuesFiles");
  const names = [member(spec, "valuesFile"), ...(isArray(listed) ? listed : [])].flatMap((name) => text(name) ?? []);
  return names.flatMap((name): readonly SourceValues[] => {
    const path = relativeFile("", name.replace(/^\/+/, ""));
    if (path === undefined || path === "") return [];
    return [origin.kind === "local" ? { kind: "file", path } : { kind: "in-source", path, optional }];
  });
}
