import { type DocumentPath, isArray, isObject, type JsonValue, member } from "../base/json.ts";
import { done, type Result } from "../base/result.ts";
import type { TextRange } from "../base/text-range.ts";
import { explainSchemaErrors, type SchemaProblem } from "../schemas/schema-problems.ts";
import { shapeAt } from "../schemas/shape.ts";
import { CONFIG_SHAPE, type SchemaError, validateConfig } from "../schemas/validators.ts";
import type { DocumentProblem } from "../yaml/document-problem.ts";
import { decodeUtf8, readUtf16 } from "../yaml/document-text.ts";
import { readYamlDocument } from "../yaml/yaml-document.ts";
import { type Config, DEFAULT_CONFIG } from "./config.ts";
import { CONFIG_WORDS } from "./errors.ts";
import { firstProblems } from "./first-problems.ts";
import { globProblems } from "./glob-references.ts";
import { type ConfigDocument, resolveConfig } from "./resolve.ts";
import { type KnownRule, ruleProblems } from "./rule-references.ts";

/** Why a configuration cannot be used. It stops the run with exit code 2: a mistyped key must not be a switched off check. */
export interface ConfigProblem {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units. */
  readonly column: number;
  readonly message: string;
  readonly remedy: string;
}

export interface LoadedConfig {
  readonly config: Config;
  /** The range of a key or list item of the file, or of its nearest existing ancestor. */
  readonly locate: (path: DocumentPath) => TextRange;
  readonly notices: readonly string[];
}

export type ConfigLoading = Result<LoadedConfig, { readonly problems: readonly ConfigProblem[] }>;

/**
 * Reads the configuration file: YAML 1.2, core schema. All problems are reported at once, in the order of the file.
 * @param path as problems should name it
 * @param knownRules every rule there is; `rules` and `waivers` may name no others
 */
export function loadConfig(path: string, bytes: Uint8Array, knownRules: readonly KnownRule[]): ConfigLoading {
  const utf16 = readUtf16(bytes);
  const decoded = utf16 === undefined ? decodeUtf8(bytes, 1) : { ok: false as const, problem: utf16 };
  if (!decoded.ok) return refused(path, decoded.problem);
  const document = readYamlDocument(decoded.value, { dialect: "core" });
  if (!document.ok) return refused(path, yamlProblem(document.problem));
  const { value, locate } = document;
  if (value === null) {
    return done({ config: DEFAULT_CONFIG, locate, notices: [`${path} is empty: every default holds.`] });
  }
  const problems = problemsOf(value, knownRules).map(({ path: place, message, remedy }) => {
    const { startLine, startColumn } = locate(place);
    return { path, line: startLine, column: startColumn, message, remedy };
  });
  if (problems.length > 0) {
    return { ok: false, problems: problems.sort((a, b) => a.line - b.line || a.column - b.column) };
  }
  if (!isConfigDocument(value)) throw new Error("a configuration without problems does not fit its own schema");
  return done({ config: resolveConfig(value), locate, notices: [] });
}

function problemsOf(value: JsonValue, knownRules: readonly KnownRule[]): readonly SchemaProblem[] {
  if (!isObject(value)) {
    const found = Array.isArray(value) ? "a list" : "a single value";
    const message = `The configuration is ${found}; expected keys such as \`manifests:\` and \`targets:\`.`;
    return [{ path: [], message, remedy: `Known keys: ${Object.keys(CONFIG_SHAPE.keys ?? {}).join(", ")}.` }];
  }
  const long = longLists(value);
  if (long.length > 0) return long;
  const errors = validateConfig(value).filter((error) => !isLeftToRules(error));
  return [
    ...explainSchemaErrors(errors, value, CONFIG_SHAPE, CONFIG_WORDS),
    ...firstProblems(ruleProblems(value, knownRules)),
    ...firstProblems(globProblems(value)),
  ];
}

/** More entries than anybody has, and each is compared with each manifest or finding. */
const MOST_ENTRIES = 2_000;

function longLists(root: JsonValue): readonly SchemaProblem[] {
  return ["helm", "kustomize", "targets", "waivers"].flatMap((key) => {
    const list = member(root, key);
    if (!isArray(list) || list.length <= MOST_ENTRIES) return [];
    const message = `\`${key}\` has ${list.length} entries; ${MOST_ENTRIES} is the most.`;
    return [{ path: [key, MOST_ENTRIES], message, remedy: "Say more with fewer entries: they take patterns." }];
  });
}

/** Which rules there are, and which of `crd` and `path` a waiver of one needs, `ruleProblems` knows better. */
function isLeftToRules(error: SchemaError): boolean {
  if (error.keyword === "anyOf") return true;
  return error.keyword === "pattern" && shapeAt(CONFIG_SHAPE, error.path)?.definition === "ruleId";
}

function isConfigDocument(value: unknown): value is ConfigDocument {
  return validateConfig(value).length === 0;
}

interface TextFault {
  readonly range: TextRange;
  readonly message: string;
  readonly remedy: string;
}

/** The reader's words speak of manifests; what they say of kubectl does not matter here. */
function yamlProblem(problem: DocumentProblem): TextFault {
  if (problem.code !== "trailing-content") return problem;
  const message = "The configuration ends before this line; expected one YAML document.";
  return { range: problem.range, message, remedy: "Indent the line like the first one, or remove what follows `---`." };
}

function refused(path: string, problem: TextFault): ConfigLoading {
  const { startLine, startColumn } = problem.range;
  return {
    ok: false,
    problems: [{ path, line: startLine, column: startColumn, message: problem.message, remedy: problem.remedy }],
  };
}
