import { isArray, isObject, type JsonObject, type JsonValue, member } from "../base/json.ts";

/** The languages of an ApplicationSet: `{{name}}` over flat texts, or Go's templates over nested values (`goTemplate: true`). */
export type TemplateLanguage = "flat" | "go";

/**
 * Fills parameters into every text of a value, as far as they are plain look-ups: `{{path.basename}}`,
 * `{{ .path.basename }}`, `{{ index .path.segments 1 }}`. Whatever else stands in braces stays as it is
 * (applicationset/utils/utils.go, Replace). What holds no braces is shared, not copied.
 */
export function fillIn(value: JsonValue, data: JsonObject, language: TemplateLanguage): JsonValue {
  if (typeof value === "string") return fillText(value, data, language);
  if (isArray(value)) {
    const items = value.map((item) => fillIn(item, data, language));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  if (!isObject(value)) return value;
  const filled = Object.entries(value).map(([key, item]) => [key, fillIn(item, data, language)] as const);
  return filled.some(([key, item]) => item !== value[key]) ? objectOf(filled) : value;
}

/** Whether a text in it has braces. */
export function hasActions(value: JsonValue): boolean {
  if (typeof value === "string") return value.includes("{{");
  const items = isArray(value) ? value : isObject(value) ? Object.values(value) : [];
  return items.some(hasActions);
}

/** About how many bytes a filling took: those of the texts that it changed, and of what holds them. */
export function filledBytes(filled: JsonValue, value: JsonValue | undefined): number {
  if (filled === value) return 0;
  if (typeof filled === "string") return filled.length;
  const entries = isArray(filled) || isObject(filled) ? Object.entries(filled) : [];
  return entries.reduce((sum, [key, item]) => {
    const before = isArray(value) ? value[Number(key)] : member(value, key);
    return sum + BYTES_OF_MEMBER + filledBytes(item, before);
  }, 0);
}

const BYTES_OF_MEMBER = 16;

/** Without a prototype: names come from outside. */
export function objectOf(entries: readonly (readonly [string, JsonValue])[]): JsonObject {
  const object = Object.create(null);
  for (const [key, value] of entries) object[key] = value;
  return object;
}

export function fillText(text: string, data: JsonObject, language: TemplateLanguage): string {
  const parts = splitActions(text);
  if (parts.length === 1) return text;
  let filled = "";
  let trimsNext = false;
  for (const [index, part] of parts.entries()) {
    if (index % 2 === 0) {
      const trimmed = trimsNext ? part.trimStart() : part;
      filled += trimsBefore(parts[index + 1], language) ? trimmed.trimEnd() : trimmed;
      continue;
    }
    const value = lookUp(part, data, language);
    filled += value ?? `{{${part}}}`;
    trimsNext = language === "go" && value !== null && part.endsWith("-");
  }
  return filled;
}

/** Paths of the parameters that a text asks for. */
export function askedFor(text: string, language: TemplateLanguage): readonly (readonly string[])[] {
  return splitActions(text).flatMap((part, index) => {
    if (index % 2 === 0) return [];
    const path = pathOf(part, language);
    return path === null ? [] : [path];
  });
}

/** Text and what stands in braces, in turn; an action without an end is text. */
function splitActions(text: string): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  for (let open = text.indexOf("{{"); open >= 0; open = text.indexOf("{{", from)) {
    const close = text.indexOf("}}", open + 2);
    if (close < 0) break;
    parts.push(text.slice(from, open), text.slice(open + 2, close));
    from = close + 2;
  }
  parts.push(text.slice(from));
  return parts;
}

function trimsBefore(action: string | undefined, language: TemplateLanguage): boolean {
  return language === "go" && action !== undefined && action.startsWith("-") && pathOf(action, language) !== null;
}

const FIELD = /^\.([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)$/;
const INDEX = /^index\s+\.([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s+(?:(\d+)|"([^"\\]*)")$/;

function pathOf(action: string, language: TemplateLanguage): readonly string[] | null {
  const trimmed = action.replace(/^-/, "").replace(/-$/, "").trim();
  if (language === "flat") return action.trim() === "" ? null : action.trim().split(".");
  const field = FIELD.exec(trimmed)?.[1];
  if (field !== undefined) return field.split(".");
  const [, base, number, key] = INDEX.exec(trimmed) ?? [];
  return base === undefined ? null : [...base.split("."), number ?? key ?? ""];
}

function lookUp(action: string, data: JsonObject, language: TemplateLanguage): string | null {
  const path = pathOf(action, language);
  if (path === null) return null;
  if (language === "flat") {
    const text = member(data, action.trim());
    return typeof text === "string" ? text : null;
  }
  let value: JsonValue | undefined = data;
  for (const step of path) value = isArray(value) ? value[Number(step)] : member(value, step);
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : null;
}
