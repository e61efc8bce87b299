/**
 * Versions and ranges of them as helm and Flux read them (github.com/Masterminds/semver v3.5). The npm package `semver`
 * knows another language: no commas, no `!=`, versions of three numbers only, and a range with a pre-release takes
 * pre-releases of that one version alone, where here it takes all of them.
 */
export interface Semver {
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  /** "" for a release. */
  readonly pre: string;
}

const LONGEST_VERSION = 256;
const LONGEST_RANGE = 512;
const MOST_ALTERNATIVES = 32;
const LARGEST = 2n ** 64n - 1n;

const VERSION =
  /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

/** `v` in front and missing numbers are fine (NewVersion). @returns null: no version */
export function parseSemver(text: string): Semver | null {
  if (text.length > LONGEST_VERSION) return null;
  const [, major = "", minor = "0", patch = "0", pre = ""] = VERSION.exec(text) ?? [];
  if (major === "" || pre.split(".").some((part) => /^0\d+$/.test(part))) return null;
  const version = { major: BigInt(major), minor: BigInt(minor), patch: BigInt(patch), pre };
  return [version.major, version.minor, version.patch].some((one) => one > LARGEST) ? null : version;
}

/** Negative: `a` is older. Builds (`+...`) are no difference. */
export function compareSemver(a: Semver, b: Semver): number {
  const difference = a.major - b.major || a.minor - b.minor || a.patch - b.patch;
  if (difference !== 0n) return difference < 0n ? -1 : 1;
  if (a.pre === b.pre) return 0;
  if (a.pre === "" || b.pre === "") return a.pre === "" ? 1 : -1;
  return comparePre(a.pre, b.pre);
}

function comparePre(a: string, b: string): number {
  const [as, bs] = [a.split("."), b.split(".")];
  for (let index = 0; index < Math.max(as.length, bs.length); index++) {
    const [one = "", other = ""] = [as[index], bs[index]];
    if (one === other) continue;
    if (one === "" || other === "") return one === "" ? -1 : 1;
    const [isNumber, isOtherNumber] = [isUint64(one), isUint64(other)];
    if (isNumber && isOtherNumber) return BigInt(one) < BigInt(other) ? -1 : 1;
    if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
    return one < other ? -1 : 1;
  }
  return 0;
}

function isUint64(text: string): boolean {
  return /^\d+$/.test(text) && BigInt(text) <= LARGEST;
}

/** Alternatives (`||`), each of conditions that must all hold. */
export type SemverRange = readonly (readonly Condition[])[];

interface Condition {
  readonly operator: string;
  readonly version: Semver;
  /** How much of the version is written: `*`, `1`, `1.2` or all of it. */
  readonly written: "nothing" | "major" | "minor" | "all";
}

const BLANKS = /[\t\n\f\r ]*/y;
const OPERATOR = /!=|>=|=>|<=|=<|~>|[=><~^]|/y;
const PARTIAL =
  /v?([0-9|xX*]+)(?:\.([0-9|xX*]+))?(?:\.([0-9|xX*]+))?(-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?/y;

/** @returns null: no range (NewConstraint has an error) */
export function parseRange(text: string): SemverRange | null {
  if (Buffer.byteLength(text) > LONGEST_RANGE) return null;
  const alternatives = withoutHyphens(text).split("||");
  if (alternatives.length > MOST_ALTERNATIVES) return null;
  const range: (readonly Condition[])[] = [];
  for (const one of alternatives) {
    const conditions = parseConditions(one);
    if (conditions === null) return null;
    range.push(conditions);
  }
  return range;
}

function parseConditions(text: string): readonly Condition[] | null {
  const found: Condition[] = [];
  let at = afterBlanks(text, 0);
  for (;;) {
    OPERATOR.lastIndex = at;
    const operator = OPERATOR.exec(text)?.[0] ?? "";
    PARTIAL.lastIndex = afterBlanks(text, at + operator.length);
    const partial = PARTIAL.exec(text);
    const condition = partial === null ? null : conditionOf(operator, partial);
    if (condition === null) return null;
    found.push(condition);
    const end = PARTIAL.lastIndex;
    at = afterBlanks(text, end);
    if (at === text.length) return found;
    if (text[at] === ",") at = afterBlanks(text, at + 1);
    else if (at === end) return null;
  }
}

function afterBlanks(text: string, at: number): number {
  BLANKS.lastIndex = at;
  return at + (BLANKS.exec(text)?.[0].length ?? 0);
}

function conditionOf(operator: string, [, major = "", minor = "", patch = "", pre = ""]: RegExpExecArray) {
  const [written, numbers] = isAny(major)
    ? (["nothing", "0.0.0"] as const)
    : isAny(minor)
      ? (["major", `${major}.0.0`] as const)
      : isAny(patch)
        ? (["minor", `${major}.${minor}.0`] as const)
        : (["all", `${major}.${minor}.${patch}`] as const);
  const version = parseSemver(numbers + pre);
  return version === null ? null : { operator, version, written };
}

function isAny(part: string): boolean {
  return part === "" || part === "x" || part === "X" || part === "*";
}

/** `1.2 - 2.3` as `>= 1.2, <= 2.3`, wherever it stands (rewriteRange). */
function withoutHyphens(text: string): string {
  let rest = text;
  let rewritten = "";
  for (let at = rest.search(/[\t\n\f\r ]-[\t\n\f\r ]/); at >= 0; at = rest.search(/[\t\n\f\r ]-[\t\n\f\r ]/)) {
    const before = rest.slice(0, at).trimEnd();
    const from = partialBefore(before);
    PARTIAL.lastIndex = afterBlanks(rest, at + 2);
    const to = PARTIAL.exec(rest)?.[0];
    if (from === null || to === undefined) {
      rewritten += rest.slice(0, at + 2);
      rest = rest.slice(at + 2);
      continue;
    }
    const end = afterBlanks(rest, PARTIAL.lastIndex);
    rewritten += `${before.slice(0, before.length - from.length).trimEnd()}>= ${from}, <= ${to} `;
    rest = rest.slice(end);
  }
  return rewritten + rest;
}

/** The longest version at the end of a text. */
function partialBefore(text: string): string | null {
  for (let start = 0; start < text.length; start++) {
    PARTIAL.lastIndex = start;
    const found = PARTIAL.exec(text)?.[0];
    if (found !== undefined && start + found.length === text.length) return found;
  }
  return null;
}

export function isInRange(version: Semver, range: SemverRange): boolean {
  return range.some((conditions) => {
    // A pre-release is taken where any condition beside it names one.
    if (version.pre !== "" && conditions.every((one) => one.version.pre === "")) return false;
    return conditions.every((one) => holds(version, one));
  });
}

function holds(version: Semver, condition: Condition): boolean {
  const { operator, version: bound, written } = condition;
  const order = compareSemver(version, bound);
  switch (operator) {
    case "!=":
      return isOther(version, condition);
    case ">":
      if (written === "all") return order > 0;
      if (version.major !== bound.major || written === "major") return version.major > bound.major;
      return written === "minor" ? version.minor > bound.minor : order > 0;
    case "<":
      return order < 0;
    case ">=":
    case "=>":
      return order >= 0;
    case "<=":
    case "=<":
      if (written === "all") return order <= 0;
      if (version.major !== bound.major) return version.major < bound.major;
      return version.minor <= bound.minor || written === "major";
    case "~":
    case "~>":
      return isAbout(version, condition);
    case "^":
      return isCompatible(version, condition);
    default:
      return written === "all" ? order === 0 : isAbout(version, condition);
  }
}

function isOther(version: Semver, { version: bound, written }: Condition): boolean {
  if (written === "all" || written === "nothing") {
    if (written === "nothing" && (version.major !== bound.major || version.minor !== bound.minor)) return true;
    if (written === "nothing" && version.patch !== bound.patch) return true;
    return compareSemver(version, bound) !== 0;
  }
  if (version.major !== bound.major) return true;
  if (written === "major") return false;
  return version.minor !== bound.minor || comparePreOrNone(version.pre, bound.pre) !== 0;
}

function comparePreOrNone(a: string, b: string): number {
  return a === b ? 0 : comparePre(a, b);
}

function isAbout(version: Semver, { version: bound, written }: Condition): boolean {
  if (compareSemver(version, bound) < 0) return false;
  const isZero = bound.major === 0n && bound.minor === 0n && bound.patch === 0n;
  if (isZero && (written === "all" || written === "nothing")) return true;
  return version.major === bound.major && (version.minor === bound.minor || written === "major");
}

function isCompatible(version: Semver, { version: bound, written }: Condition): boolean {
  if (compareSemver(version, bound) < 0) return false;
  if (bound.major > 0n || written === "major") return version.major === bound.major;
  if (version.major > 0n) return false;
  if (bound.minor > 0n || written === "minor") return version.minor === bound.minor;
  return version.minor === 0n && version.patch === bound.patch;
}
