import { gzipSync } from "node:zlib";
import type { JsonValue } from "../../base/json.ts";
import { readYamlDocument } from "../../yaml/yaml-document.ts";

/** What Helm keeps of a release. */
export interface ReleaseParts {
  readonly name: string;
  readonly namespace: string;
  /** The chart's files as helm loads them, by their path in it; those of subcharts are not kept. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Files of values that the release was given. */
  readonly values: readonly Uint8Array[];
  /** What `helm template` prints; null: it was not run. */
  readonly rendered: Uint8Array | null;
}

/** The API server takes so many bytes of data in a Secret (kubernetes, pkg/apis/core/types.go, MaxSecretSize). */
export const SECRET_LIMIT_BYTES = 1024 * 1024;

/** From this part of the limit on a release is told of before it is refused: charts grow. */
export const NEARLY = 0.8;

/** base64 of what gzip made of it is the Secret's one entry (pkg/storage/driver/util.go, encodeRelease). */
const BASE64 = 4 / 3;

/**
 * About how many bytes Helm keeps a release in: its chart with `crds/` and all other files, its values and its manifest, as
 * JSON, compressed and in base64. Go's gzip and zlib's differ (of YAML by one in a hundred), and times are not known here.
 * What cannot come near the limit is not compressed: then this is the upper bound that shows it.
 */
export function releaseSize(parts: ReleaseParts): number {
  const json = Buffer.from(releaseJson(parts));
  if (json.length * BASE64 < NEARLY * SECRET_LIMIT_BYTES) return Math.ceil(json.length * BASE64);
  return Math.ceil(gzipSync(json, { level: 9 }).length / 3) * 4;
}

function releaseJson({ name, namespace, files, values, rendered }: ReleaseParts): string {
  const templates: JsonValue[] = [];
  const others: JsonValue[] = [];
  for (const [path, bytes] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (OF_THE_CHART.has(path) || (path.startsWith("charts/") && !path.endsWith(".prov"))) continue;
    const file = { name: path, data: Buffer.from(bytes).toString("base64"), modtime: TIME };
    if (path.startsWith("templates/")) templates.push(file);
    else others.push(file);
  }
  const schema = files.get("values.schema.json");
  const notes = files.get("templates/NOTES.txt");
  return goJson({
    name,
    info: {
      first_deployed: TIME,
      last_deployed: TIME,
      deleted: "",
      description: "Upgrade complete",
      status: "deployed",
      ...(notes === undefined ? {} : { notes: text(notes) }),
    },
    chart: {
      metadata: parsed(files.get("Chart.yaml")),
      lock: parsed(files.get("Chart.lock")),
      templates,
      values: parsed(files.get("values.yaml")),
      schema: schema === undefined ? null : Buffer.from(schema).toString("base64"),
      files: others,
    },
    config: values.map(parsed),
    manifest: rendered === null ? "" : manifestOf(rendered),
    version: 1,
    namespace,
  });
}

/** What is read into fields of its own. */
const OF_THE_CHART: ReadonlySet<string> = new Set([
  "Chart.yaml",
  "Chart.lock",
  "requirements.lock",
  "requirements.yaml",
  "values.yaml",
  "values.schema.json",
]);

const TIME = "2026-01-01T00:00:00.123456789Z";

/** Hooks are kept beside the manifest, in the same bytes, and comments in it. `crds/` is in neither. */
function manifestOf(rendered: Uint8Array): string {
  return text(rendered)
    .split(/^---$/m)
    .filter((part) => !/^\s*# Source: [^/\s]+\/(?:charts\/[^/\s]+\/)*crds\//.test(part))
    .join("---");
}

function parsed(bytes: Uint8Array | undefined): JsonValue {
  if (bytes === undefined) return null;
  const reading = readYamlDocument(text(bytes), { dialect: "kubernetes" });
  return reading.ok ? reading.value : null;
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** As encoding/json writes it, which escapes what HTML could take for a tag. */
function goJson(value: JsonValue): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (letter) => {
    const code = letter.charCodeAt(0).toString(16).padStart(4, "0");
    return `\\u${code}`;
  });
}
