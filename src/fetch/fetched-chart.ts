import { member } from "../base/json.ts";
import { failed, type Result } from "../base/result.ts";
import { readChartArchive, unpackBudget } from "../manifests/charts/chart-archive.ts";
import { readPackedChart } from "../manifests/charts/packed-chart.ts";
import { decodeUtf8 } from "../yaml/document-text.ts";
import { readYamlDocument } from "../yaml/yaml-document.ts";

/**
 * Looks at what came as a chart, since a server may answer a page of HTML under any name (helm keeps it).
 * @param expected null: whatever it says of itself
 * @returns its version
 */
export function checkChart(
  bytes: Uint8Array,
  expected: { readonly name: string | null; readonly version: string | null },
): Result<string> {
  const chart = readPackedChart("chart.tgz", bytes);
  if (!chart.ok) return failed(`what came is no chart: ${chart.reason}`);
  const version = versionOf(bytes);
  if (version === null) return failed("what came is no chart: its Chart.yaml has no version");
  const { name } = chart.value;
  if (expected.name !== null && name !== expected.name) {
    return failed(`what came is the chart \`${name}\`, not \`${expected.name}\``);
  }
  if (expected.version !== null && withoutV(version) !== withoutV(expected.version)) {
    return failed(`what came is version \`${version}\`, not \`${expected.version}\``);
  }
  return { ok: true, value: version };
}

function withoutV(version: string): string {
  return version.replace(/^v/, "");
}

function versionOf(bytes: Uint8Array): string | null {
  const archive = readChartArchive(bytes, unpackBudget(bytes.length));
  const file = archive.ok ? archive.value.get("Chart.yaml") : undefined;
  const text = file === undefined ? null : decodeUtf8(file, 1);
  if (text === null || !text.ok) return null;
  const reading = readYamlDocument(text.value, { dialect: "kubernetes" });
  const version = reading.ok ? member(reading.value, "version") : undefined;
  return typeof version === "string" ? version : null;
}
