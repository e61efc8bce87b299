import { isArray, type JsonValue, member } from "../base/json.ts";
import { readYamlDocument } from "../yaml/yaml-document.ts";
import type { Waiver } from "./config.ts";

/**
 * A configuration's text with waivers added at the end of its list, everything else as it is: comments, order, style.
 * @returns null where the text is written in a way that cannot be added to (flow style); the caller prints the YAML then
 */
export function addWaivers(text: string, waivers: readonly Waiver[]): string | null {
  const added = insert(text, waivers);
  return added !== null && isExactly(text, added, waivers) ? added : null;
}

/** The waivers as items of a block list. */
export function waiverYaml(waivers: readonly Waiver[], indent: string): string {
  return waivers.map((waiver) => item(waiver, indent)).join("");
}

function insert(text: string, waivers: readonly Waiver[]): string | null {
  const reading = readYamlDocument(text, { dialect: "core" });
  if (!reading.ok) return null;
  const existing = member(reading.value, "waivers");
  if (existing === undefined) return `${withNewline(text)}waivers:\n${waiverYaml(waivers, "  ")}`;
  const lines = withNewline(text).split("\n").slice(0, -1);
  const key = reading.locate(["waivers"]).startLine - 1;
  if (!isArray(existing) || existing.length === 0) {
    const comment = /^waivers:\s*(?:(?:\[\s*\]|null|~)\s*)?(#.*)?$/.exec(lines[key] ?? "");
    if (comment === null) return null;
    const head = comment[1] === undefined ? "waivers:" : `waivers: ${comment[1]}`;
    return spliced(lines, key, 1, `${head}\n${waiverYaml(waivers, "  ")}`);
  }
  const last = reading.locate(["waivers", existing.length - 1]).startLine - 1;
  const dash = /^( *)- /.exec(lines[last] ?? "")?.[1];
  return dash === undefined ? null : spliced(lines, endOfItem(lines, last, dash.length), 0, waiverYaml(waivers, dash));
}

/** The line after the last one that belongs to the item at `start`: lines indented deeper than its dash. */
function endOfItem(lines: readonly string[], start: number, dash: number): number {
  let end = start + 1;
  for (let line = start + 1; line < lines.length; line++) {
    const content = /^( *)([^ \n])/.exec(lines[line] ?? "");
    if (content === null) continue;
    if ((content[1] ?? "").length <= dash) break;
    end = line + 1;
  }
  return end;
}

function spliced(lines: readonly string[], at: number, remove: number, block: string): string {
  const before = lines.slice(0, at).map((line) => `${line}\n`);
  const after = lines.slice(at + remove).map((line) => `${line}\n`);
  return [...before, block, ...after].join("");
}

function withNewline(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}

/** JSON strings are YAML strings, whatever they hold. */
function item(waiver: Waiver, indent: string): string {
  const fields: readonly (readonly [string, string | undefined])[] = [
    ["rule", waiver.rule],
    ["crd", optional(waiver.crd)],
    ["version", optional(waiver.version)],
    ["path", optional(waiver.path)],
    ["clusters", waiver.clusters === undefined ? undefined : JSON.stringify(waiver.clusters)],
    ["reason", JSON.stringify(waiver.reason)],
    ["owner", JSON.stringify(waiver.owner)],
    ["expires", waiver.expires],
  ];
  const lines = fields.filter(([, value]) => value !== undefined).map(([key, value]) => `${key}: ${value}`);
  return lines.map((line, index) => `${indent}${index === 0 ? "- " : "  "}${line}\n`).join("");
}

function optional(text: string | undefined): string | undefined {
  return text === undefined ? undefined : JSON.stringify(text);
}

/** The proof: what was added is these waivers and nothing else. */
function isExactly(before: string, after: string, waivers: readonly Waiver[]): boolean {
  const old = readYamlDocument(before, { dialect: "core" });
  const now = readYamlDocument(after, { dialect: "core" });
  if (!old.ok || !now.ok) return false;
  const existing = member(old.value, "waivers");
  const expected = { ...asObject(old.value), waivers: [...(isArray(existing) ? existing : []), ...waivers] };
  return canonical(expected) === canonical(now.value);
}

function asObject(value: JsonValue): object {
  return typeof value === "object" && value !== null ? value : {};
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
