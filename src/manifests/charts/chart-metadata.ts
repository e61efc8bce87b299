import { isArray, isObject, type JsonValue, member } from "../../base/json.ts";
import type { Result } from "../../base/result.ts";
import type { TextRange } from "../../base/text-range.ts";
import { decodeUtf8 } from "../../yaml/document-text.ts";
import { type ReadDocument, readYamlDocument } from "../../yaml/yaml-document.ts";

/** What a chart says of itself, as far as it decides what is rendered and how its files are called. */
export interface ChartMetadata {
  readonly name: string;
  /** A library chart renders nothing by itself: only charts that depend on it do. */
  readonly isLibrary: boolean;
  readonly dependencies: readonly ChartDependency[];
}

export interface ChartDependency {
  readonly name: string;
  /** The name it goes by in the parent; the same chart may stand there under several. */
  readonly alias: string | null;
  /** "" for a chart that is only expected in `charts/`. */
  readonly repository: string;
  /** `Chart.yaml` or `requirements.yaml`. */
  readonly file: string;
  /** The entry's version, which a person edits to get another one; where it has none, its name. */
  readonly range: TextRange;
}

export type MetadataReading = Result<ChartMetadata, { readonly line: number; readonly message: string }>;

/** Helm's rule is that the name is one path segment: it becomes one in `# Source:` lines and in `charts/`. */
function isSegment(name: string): boolean {
  return name !== "." && name !== ".." && !/[/\\\p{Cc}]/u.test(name);
}

/**
 * Reads what a chart says of itself: Chart.yaml and, for a chart with `apiVersion: v1`, requirements.yaml. Never
 * throws. Fields of the wrong kind count as absent, but for the name, without which nothing can be traced back.
 * @param files paths in the chart
 */
export function readMetadata(
  files: readonly string[],
  read: (file: string) => Uint8Array | null | undefined,
): MetadataReading {
  const reading = readChartYaml(read("Chart.yaml") ?? null);
  if (!reading.ok || !files.includes("requirements.yaml")) return reading;
  const requirements = readYaml(read("requirements.yaml") ?? null);
  const more = requirements.ok ? dependenciesOf(requirements, "requirements.yaml") : [];
  return { ok: true, value: { ...reading.value, dependencies: [...reading.value.dependencies, ...more] } };
}

function readChartYaml(bytes: Uint8Array | null): MetadataReading {
  const reading = readYaml(bytes);
  if (!reading.ok) return { ok: false, line: reading.problem.range.startLine, message: reading.problem.message };
  const name = textOf(reading.value, "name");
  if (name === null) return { ok: false, line: 1, message: "it has no `name`." };
  if (!isSegment(name)) {
    const line = reading.locate(["name"]).startLine;
    return { ok: false, line, message: `its name ${JSON.stringify(name.slice(0, 80))} is no single path segment.` };
  }
  const isLibrary = textOf(reading.value, "type") === "library";
  return { ok: true, value: { name, isLibrary, dependencies: dependenciesOf(reading, "Chart.yaml") } };
}

function readYaml(bytes: Uint8Array | null) {
  const decoded = decodeUtf8(bytes ?? new Uint8Array(), 1);
  return decoded.ok ? readYamlDocument(decoded.value, { dialect: "kubernetes" }) : decoded;
}

function dependenciesOf({ value, locate }: ReadDocument, file: string): readonly ChartDependency[] {
  const entries = member(value, "dependencies");
  if (!isArray(entries)) return [];
  return entries.flatMap((entry, index) => {
    const name = textOf(entry, "name");
    if (!isObject(entry) || name === null) return [];
    const range = locate(["dependencies", index, textOf(entry, "version") === null ? "name" : "version"]);
    return [{ name, alias: textOf(entry, "alias"), repository: textOf(entry, "repository") ?? "", file, range }];
  });
}

function textOf(value: JsonValue, key: string): string | null {
  const text = member(value, key);
  return typeof text === "string" && text !== "" ? text : null;
}
