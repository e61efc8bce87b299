import fs from "node:fs";

/*
 * Names as the walk sees them. A name on Linux is bytes: some are no UTF-8, and patterns' `.` passes over the ends of
 * lines, so that such a name would match nothing. Here each of these is a low surrogate by itself, which no decoded text
 * has, and which a pattern takes for a character like any other.
 */

const STAND_INS: ReadonlyMap<string, string> = new Map([
  ["\n", "\udc0a"],
  ["\r", "\udc0d"],
  ["\u2028", "\udc28"],
  ["\u2029", "\udc29"],
]);
const LINE_ENDS: ReadonlyMap<string, string> = new Map([...STAND_INS].map(([char, standIn]) => [standIn, char]));
const ODD = /[\n\r\u2028\u2029\ufffd]/;
/** With the flag u only surrogates that stand alone. */
const STAND_IN = /[\udc00-\udcff]/u;

/** Lists a folder by walked names, of which a folder's own may be one. */
export function listWalked(folder: string): fs.Dirent[] {
  const place = placeOf(folder);
  const entries = fs.readdirSync(place, { withFileTypes: true });
  if (!entries.some(({ name }) => ODD.test(name))) return entries;
  // As latin1 every byte of a name is one character.
  const exact = fs.readdirSync(place, { withFileTypes: true, encoding: "latin1" });
  for (const entry of exact) entry.name = walkedName(Buffer.from(entry.name, "latin1"));
  return exact;
}

/** A path of text as the walk has it. */
export function walkedPath(path: string): string {
  return path.replace(/[\n\r\u2028\u2029]/g, (char) => STAND_INS.get(char) ?? char);
}

/** What a walked path is called in reports: ends of lines as they are, and U+FFFD for bytes that are no UTF-8. */
export function shownPath(walked: string): string {
  return STAND_IN.test(walked) ? bytesOf(walked).toString("utf8") : walked;
}

/** The bytes of a walked path whose shown form may be another's too; null: its shown form is the path itself. */
export function undecodable(walked: string): Buffer | null {
  return shownPath(walked).includes("\ufffd") ? bytesOf(walked) : null;
}

/** A walked path as the file system takes it. */
export function placeOf(walked: string): string | Buffer {
  return STAND_IN.test(walked) ? bytesOf(walked) : walked;
}

function walkedName(name: Buffer): string {
  let walked = "";
  for (let start = 0; start < name.length; ) {
    const length = characterLength(name, start);
    const char =
      length === 0 ? String.fromCharCode(0xdc00 + (name[start] ?? 0)) : name.toString("utf8", start, start + length);
    walked += STAND_INS.get(char) ?? char;
    start += Math.max(length, 1);
  }
  return walked;
}

/** Bytes of the character that starts here; 0: none does. */
function characterLength(name: Buffer, start: number): number {
  const first = name[start] ?? 0;
  if (first < 0x80) return 1;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  const bytes = name.subarray(start, start + length);
  return Buffer.from(bytes.toString("utf8")).equals(bytes) ? length : 0;
}

function bytesOf(walked: string): Buffer {
  return Buffer.concat(
    [...walked].map((char) => {
      const lineEnd = LINE_ENDS.get(char);
      if (lineEnd !== undefined) return Buffer.from(lineEnd);
      return STAND_IN.test(char) ? Buffer.from([char.charCodeAt(0) - 0xdc00]) : Buffer.from(char);
    }),
  );
}
