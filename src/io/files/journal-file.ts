import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import type { JournalPort } from "../../migrate/ports.ts";

/** Journals of migrations in one folder, a file for each CRD of each cluster, that nobody else reads. */
export function journalFiles(folder: string): JournalPort {
  const pathOf = (crd: string, cluster: string) => path.join(folder, fileName(crd, cluster));
  return {
    pathOf,
    read: (crd, cluster) => {
      try {
        return fs.readFileSync(pathOf(crd, cluster), "utf8");
      } catch (error) {
        if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
        throw error;
      }
    },
    begin: ({ crd, cluster }, text) => {
      fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
      fs.writeFileSync(pathOf(crd, cluster), text, { mode: 0o600 });
    },
    append: ({ crd, cluster }, text) => fs.appendFileSync(pathOf(crd, cluster), text),
    remove: (crd, cluster) => fs.rmSync(pathOf(crd, cluster), { force: true }),
  };
}

/** Whatever a person types as a CRD's name leads to no other folder. */
function fileName(crd: string, cluster: string): string {
  const digest = createHash("sha256")
    .update(JSON.stringify([crd, cluster]))
    .digest("hex")
    .slice(0, 12);
  return `${crd.replace(/[^a-z0-9.-]/g, "_").slice(0, LONGEST_READABLE)}.${digest}.jsonl`;
}

const LONGEST_READABLE = 150;
