import { type DocumentPath, isArray, isObject, type JsonObject, type JsonValue, member } from "../base/json.ts";
import { failed } from "../base/result.ts";
import { git } from "./argo-git-generator.ts";
import {
  asObject,
  COSTS,
  combinedTexts,
  flat,
  type Generated,
  type GeneratorContext,
  merged,
  type Parameters,
  placeIn,
  spend,
  TOO_MUCH,
  withValues,
} from "./argo-parameters.ts";
import { filledBytes, fillIn, hasActions, objectOf, type TemplateLanguage } from "./argo-template.ts";
import { valuesOf } from "./entry-file.ts";
import { readFields, unfilled } from "./fields.ts";

/** More than anybody has; what a matrix of two long lists makes would not fit into memory. */
export const MAX_APPLICATIONS = 5_000;

/**
 * The parameters that a generator gives, as far as the tree decides them (applicationset/generators). Lists and the git
 * generators over this repository are answered. A generator over clusters is answered by one cluster of which nothing is
 * known: what of the template does not ask for it is the same for all of them.
 * @param at where the generator stands in the set
 */
export function generate(generator: JsonValue, at: DocumentPath, context: GeneratorContext): Generated {
  const kinds = isObject(generator) ? Object.keys(generator).filter((key) => key !== "selector") : [];
  const [kind = ""] = kinds;
  if (!spend(context.budget, COSTS.generator)) return failed(TOO_MUCH);
  const settings = member(generator, kind) ?? null;
  if (kinds.length !== 1) return failed("one of its generators has no kind, or several");
  if (member(settings, "template") !== undefined && Object.keys(asObject(member(settings, "template"))).length > 0) {
    return failed("a generator has a template of its own");
  }
  const generated = generators[kind]?.(settings, [...at, kind], context);
  if (generated === undefined) return failed(`its ${kind} generator asks something outside of this repository`);
  return generated.ok ? selected(generated.value, member(generator, "selector")) : generated;
}

type Generator = (settings: JsonValue, at: DocumentPath, context: GeneratorContext) => Generated;

const generators: Readonly<Record<string, Generator>> = Object.assign(Object.create(null), {
  list,
  git,
  matrix,
  merge,
  clusters: ofUnknownCluster,
  clusterDecisionResource: ofUnknownCluster,
});

function list(settings: JsonValue, at: DocumentPath, context: GeneratorContext): Generated {
  const found: Parameters[] = [];
  for (const [index, element] of readFields(settings).list("elements").entries()) {
    const data = isObject(element) ? listed(element, context.language) : null;
    if (data === null) return failed("an element of its list holds what is no text");
    found.push({
      data,
      placeOf: (path) => placeIn(element, path, (to) => context.place([...at, "elements", index, ...to])),
    });
  }
  const text = readFields(settings).text("elementsYaml");
  if (text === null) return { ok: true, value: found };
  const elements = unfilled(text) === null ? valuesOf(text) : null;
  if (!isArray(elements) || !elements.every(isObject)) return failed("its `elementsYaml` is filled in elsewhere");
  const more = elements.filter(isObject).map((data): Parameters => {
    return { data, placeOf: (path) => placeIn(data, path, () => context.place([...at, "elementsYaml"])) };
  });
  return { ok: true, value: [...found, ...more] };
}

function listed(element: JsonObject, language: TemplateLanguage): JsonObject | null {
  if (language === "go") return element;
  const { values, ...own } = element;
  const entries = [
    ...Object.entries(own),
    ...Object.entries(asObject(values)).map(([key, value]): [string, JsonValue] => [`values.${key}`, value]),
  ];
  return entries.every(([, value]) => typeof value === "string") ? objectOf(entries) : null;
}

function ofUnknownCluster(settings: JsonValue, at: DocumentPath, context: GeneratorContext): Generated {
  const values = asObject(member(settings, "values"));
  return {
    ok: true,
    value: [withValues({ data: objectOf([]), placeOf: () => null, isUnknown: true }, values, at, context)],
  };
}

/** Each of one with each of the next, into which the first may be filled. */
function matrix(settings: JsonValue, at: DocumentPath, context: GeneratorContext): Generated {
  const children = readFields(settings).list("generators");
  if (children.length < 2) return failed("its matrix has fewer than two generators");
  let combined: readonly Parameters[] = [{ data: objectOf([]), placeOf: () => null }];
  for (const [index, child] of children.entries()) {
    const next: Parameters[] = [];
    const place = [...at, "generators", index];
    const same = index === 0 || !hasActions(child) ? generate(child, place, context) : null;
    for (const before of combined) {
      const generated = same ?? generate(filledFor(before, child, context), place, context);
      if (!generated.ok) return generated;
      for (const one of generated.value) {
        const data = context.language === "go" ? merged(one.data, before.data) : combinedTexts(before.data, one.data);
        if (data === null) return failed("two generators of its matrix disagree on a parameter");
        if (next.length >= MAX_APPLICATIONS) return failed(TOO_MANY);
        const isUnknown = before.isUnknown === true || one.isUnknown === true;
        next.push({ data, placeOf: (path) => before.placeOf(path) ?? one.placeOf(path), isUnknown });
      }
    }
    combined = next;
  }
  return { ok: true, value: combined };
}

/** A generator with the parameters of those in front of it. */
function filledFor({ data }: Parameters, child: JsonValue, { language, budget }: GeneratorContext): JsonValue {
  const filled = fillIn(child, data, language);
  spend(budget, filledBytes(filled, child));
  return filled;
}

export const TOO_MANY = `it makes more than ${MAX_APPLICATIONS} Applications`;

/**
 * The first of several, with what the others have for the same keys laid over it. Where a cluster that nobody knows lacks a
 * key, both may be: as it is, and with any of the others laid over it.
 */
function merge(settings: JsonValue, at: DocumentPath, context: GeneratorContext): Generated {
  const fields = readFields(settings);
  const keys = [...new Set(fields.list("mergeKeys").filter((key) => typeof key === "string"))].sort();
  const children = fields.list("generators");
  if (children.length < 2 || keys.length === 0) return failed("its merge has fewer than two generators, or no keys");
  const keyOf = ({ data }: Parameters) => JSON.stringify(keys.map((key) => member(data, key) ?? null));
  const isSure = ({ data, isUnknown }: Parameters) =>
    isUnknown !== true || keys.every((key) => member(data, key) !== undefined);
  let result: readonly Parameters[] = [];
  for (const [index, child] of children.entries()) {
    const generated = generate(child, [...at, "generators", index], context);
    if (!generated.ok) return generated;
    if (index === 0) {
      result = generated.value;
      continue;
    }
    const all = generated.value;
    const unsure = all.filter((one) => !isSure(one));
    const over = new Map(all.filter(isSure).map((one) => [keyOf(one), one]));
    if (over.size + unsure.length < all.length) return failed("a generator of its merge has a key twice");
    const next: Parameters[] = [];
    for (const one of result) {
      const other = isSure(one) ? over.get(keyOf(one)) : undefined;
      if (other === undefined) next.push(one);
      const others = other !== undefined ? [other] : (isSure(one) ? unsure : all).filter((it) => mayBe(one, it, keys));
      for (const it of others) next.push(laidOver(one, it));
      if (next.length > MAX_APPLICATIONS) return failed(TOO_MANY);
    }
    result = next;
  }
  return { ok: true, value: result };
}

/** Whether two are of one cluster, as far as their keys tell. */
function mayBe(one: Parameters, other: Parameters, keys: readonly string[]): boolean {
  return keys.every((key) => {
    const [own, its] = [member(one.data, key), member(other.data, key)];
    const isOpen = (own === undefined && one.isUnknown === true) || (its === undefined && other.isUnknown === true);
    return isOpen || JSON.stringify(own ?? null) === JSON.stringify(its ?? null);
  });
}

function laidOver(one: Parameters, other: Parameters): Parameters {
  return {
    data: merged(one.data, other.data),
    placeOf: (path) => other.placeOf(path) ?? one.placeOf(path),
    isUnknown: one.isUnknown === true || other.isUnknown === true,
  };
}

/** `matchLabels` over the texts among the parameters. */
function selected(found: readonly Parameters[], selector: JsonValue | undefined): Generated {
  if (selector === undefined || selector === null) return { ok: true, value: found };
  if (readFields(selector).list("matchExpressions").length > 0)
    return failed("a generator has a selector with expressions");
  const labels = Object.entries(asObject(member(selector, "matchLabels")));
  return { ok: true, value: found.filter((one) => hasAll(one, labels)) };
}

function hasAll({ data, isUnknown }: Parameters, labels: readonly (readonly [string, JsonValue])[]): boolean {
  const texts = flat(data);
  return labels.every(([key, value]) => {
    const own = member(texts, key);
    return own === value || (own === undefined && isUnknown === true);
  });
}
