import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import type { BackupPort } from "../../migrate/ports.ts";

/**
 * Copies of objects, one file each that nobody else reads: `CRD/VERSION/NAMESPACE/NAME.json`, without a namespace
 * `CRD/VERSION/NAME.json`. What is not finished is in `CRD.partial`.
 */
export function backupFolder(folder: string): BackupPort {
  const whole = (crd: string) => path.join(folder, safeName(crd));
  const partial = (crd: string) => `${whole(crd)}.partial`;
  return {
    folder,
    exists: (crd) => fs.existsSync(whole(crd)),
    begin: (crd) => {
      fs.rmSync(partial(crd), { recursive: true, force: true });
      fs.mkdirSync(partial(crd), { recursive: true, mode: 0o700 });
    },
    write: (crd, version, { namespace, name }, text) => {
      const above = path.join(partial(crd), safeName(version));
      const place = namespace === null ? above : path.join(above, safeName(namespace));
      fs.mkdirSync(place, { recursive: true, mode: 0o700 });
      fs.writeFileSync(path.join(place, `${safeName(name)}.json`), text, { mode: 0o600 });
    },
    finish: (crd) => fs.renameSync(partial(crd), whole(crd)),
  };
}

/** A file system takes 255 bytes, and a name has up to 253, before `.json`. */
const LONGEST = 200;

/**
 * Kubernetes' names are lower-case letters, digits, dots and hyphens, and begin with neither of the last two; whatever a
 * server answers beyond that is written so that it leads nowhere else, and no two are the same.
 */
function safeName(name: string): string {
  const safe = name.replace(/^\.|[^a-z0-9.-]/gu, (char) =>
    [...Buffer.from(char)].map((byte) => `%${byte.toString(16).padStart(2, "0").toUpperCase()}`).join(""),
  );
  if (safe.length <= LONGEST) return safe;
  return `${safe.slice(0, LONGEST)}%${createHash("sha256").update(name).digest("hex").slice(0, 16)}`;
}
