import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";

/** A folder of its own for one fetch, which others cannot look into; removed afterwards whatever happens. */
export async function inWorkFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await fs.realpath(await fs.mkdtemp(path.join(os.tmpdir(), "crd-upgrade-guard-fetch-")));
  try {
    return await work(folder);
  } finally {
    await fs.rm(folder, { recursive: true, force: true });
  }
}
