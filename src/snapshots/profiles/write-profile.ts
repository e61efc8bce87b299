import { type FieldUse, type PathUse, stepsOf } from "../../crd/profile/field-use.ts";
import { type CrdUse, isProfiled, type Profile, type ProfiledCrd } from "./profile.ts";

/** Bytes of what is written of one CRD. */
const LARGEST_ENTRY = 64 * 1024;

/**
 * The bytes of a profile: fixed key order, CRDs and paths sorted, one path a line so that a diff reads well. The same
 * facts always give the same bytes; `readProfile` reads them back to the same value.
 */
export function writeProfile({ cluster, origin, capturedAt, crds }: Profile): string {
  const { tool, identity } = origin;
  const entries = Object.entries(crds)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, crd]) => `    ${JSON.stringify(name)}: ${entryText(crd)}`);
  const all = entries.length === 0 ? "{}" : `{\n${entries.join(",\n")}\n  }`;
  const head = [
    `"formatVersion": 1`,
    `"cluster": ${JSON.stringify(cluster)}`,
    `"origin": ${inline({ tool, identity })}`,
    `"capturedAt": ${JSON.stringify(capturedAt)}`,
    `"crds": ${all}`,
  ];
  return `{\n${head.map((line) => `  ${line}`).join(",\n")}\n}\n`;
}

function entryText(crd: ProfiledCrd): string {
  if (!isProfiled(crd)) return inline({ notProfiled: crd.notProfiled });
  const lines = headOf(crd).map((line) => `      ${line}`);
  const paths = Object.entries(crd.paths)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, use]) => `        ${pathText(path, use)}`);
  lines.push(`      "paths": ${paths.length === 0 ? "{}" : `{\n${paths.join(",\n")}\n      }`}`);
  return `{\n${lines.join(",\n")}\n    }`;
}

function headOf({ version, schema, capturedAt, objects, unlisted, cut }: CrdUse): readonly string[] {
  return Object.entries({ version, schema, capturedAt, objects, unlisted, cut }).flatMap(([key, value]) =>
    value === undefined ? [] : [`${JSON.stringify(key)}: ${JSON.stringify(value)}`],
  );
}

function pathText(path: string, use: PathUse): string {
  const { objects, absent, types, enum: members, length, items, members: size, unlisted } = use;
  return `${JSON.stringify(path)}: ${inline({ objects, absent, types, enum: members, length, items, members: size, unlisted })}`;
}

function inline(facts: Readonly<Record<string, string | number | readonly string[] | undefined>>): string {
  const written = Object.entries(facts).flatMap(([key, value]) => {
    if (value === undefined) return [];
    const text =
      typeof value === "object" ? `[${value.map((one) => JSON.stringify(one)).join(", ")}]` : JSON.stringify(value);
    return [`${JSON.stringify(key)}: ${text}`];
  });
  return `{${written.join(", ")}}`;
}

/** What of an entry fits into 64 KiB: the deepest paths go first, so that nothing is there without what it is in. */
export function fitted(use: FieldUse): FieldUse {
  const sized = Object.entries(use.paths).map(([path, one]) => ({
    path,
    one,
    depth: stepsOf(path)?.length ?? 0,
    // Indentation, comma and line break are 10 bytes more.
    bytes: Buffer.byteLength(pathText(path, one)) + 10,
  }));
  let left = LARGEST_ENTRY - HEAD_BYTES;
  const kept = [...sized]
    .sort((a, b) => a.depth - b.depth || (a.path < b.path ? -1 : 1))
    .filter(({ bytes }) => {
      left -= bytes;
      return left >= 0;
    });
  if (kept.length === sized.length) return use;
  const paths = kept.map(({ path, one }) => [path, one] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  return { ...use, paths: Object.fromEntries(paths), cut: sized.length - kept.length + (use.cut ?? 0) };
}

/** All of an entry but its paths: names of versions have at most 63 characters. */
const HEAD_BYTES = 512;
