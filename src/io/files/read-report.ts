import fs from "node:fs";
import { formatPath } from "../../base/json.ts";
import type { Result } from "../../base/result.ts";
import type { Report } from "../../report/report.ts";
import { validateReport } from "../../schemas/validators.ts";

/** A report of 1,000 clusters and 2,000 findings has 6 MiB. */
const LARGEST_REPORT_BYTES = 16 * 1024 * 1024;

/** Reads a report that somebody else may have written: a regular file, not too large, JSON, and of the schema's form. */
export function readReport(file: string): Result<Report> {
  let text: string;
  try {
    const stat = fs.lstatSync(file);
    if (!stat.isFile()) return failed(file, "it is no regular file");
    if (stat.size > LARGEST_REPORT_BYTES) return failed(file, `it has ${stat.size} bytes, and 16 MiB is the most`);
    text = fs.readFileSync(file, "utf8");
  } catch (error) {
    return failed(file, error instanceof Error ? error.message : String(error));
  }
  const value = parsed(text);
  if (value === undefined) return failed(file, "it is no JSON");
  // What version 2 adds, further places of one finding, version 1 does without.
  if (isReport(value)) return { ok: true, value: { ...value, formatVersion: 2 } };
  const [first] = validateReport(value);
  const place = first === undefined || first.path.length === 0 ? "the whole" : `\`${formatPath(first.path)}\``;
  return failed(
    file,
    `${place} is not as schema/report.json says (${first?.keyword}); the check and this action have to be of one version`,
  );
}

/** As this version or the one before wrote it. */
type WrittenReport = Omit<Report, "formatVersion"> & { readonly formatVersion: 1 | 2 };

function isReport(value: unknown): value is WrittenReport {
  return validateReport(value).length === 0;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function failed(file: string, why: string): Result<Report> {
  return { ok: false, reason: `the report ${file} cannot be read: ${why}` };
}
