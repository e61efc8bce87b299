import fs from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { backupFolder } from "../../src/io/files/backup-folder.ts";
import { workspace } from "../dist/bundle.ts";

describe("a folder of backups", () => {
  const { root, remove } = workspace({});
  afterAll(remove);

  it("has a file for each object, whatever its name is, and nothing outside", () => {
    const folder = path.join(root, "whatever");
    const backup = backupFolder(folder);
    const long = "a".repeat(253);
    backup.begin("lanes.example.com");
    for (const [namespace, name] of [
      ["north", "a"],
      [null, "b.c-d"],
      ["..", "../../up"],
      [".", "."],
      ["north", "Ä\u0000/\\"],
      ["north", long],
      ["north", `${long.slice(0, 252)}b`],
    ] as const)
      backup.write("lanes.example.com", "v1", { namespace, name }, name);
    expect(backup.exists("lanes.example.com")).toBe(false);
    backup.finish("lanes.example.com");
    expect(backup.exists("lanes.example.com")).toBe(true);
    const files = fs.readdirSync(root, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    const cut = "a".repeat(200);
    expect(
      files
        .map((one) => path.relative(folder, path.join(one.parentPath, one.name)).replace(/%[0-9a-f]{16}/, "%DIGEST"))
        .sort(),
    ).toEqual([
      "lanes.example.com/v1/%2E./%2E.%2F..%2Fup.json",
      "lanes.example.com/v1/%2E/%2E.json",
      "lanes.example.com/v1/b.c-d.json",
      "lanes.example.com/v1/north/%C3%84%00%2F%5C.json",
      "lanes.example.com/v1/north/a.json",
      `lanes.example.com/v1/north/${cut}%DIGEST.json`,
      `lanes.example.com/v1/north/${cut}%DIGEST.json`,
    ]);
    for (const one of files) expect(fs.statSync(path.join(one.parentPath, one.name)).mode & 0o777).toBe(0o600);
  });

  it("forgets what was not finished", () => {
    const backup = backupFolder(path.join(root, "again"));
    backup.begin("a.b");
    backup.write("a.b", "v1", { namespace: null, name: "old" }, "");
    backup.begin("a.b");
    backup.write("a.b", "v1", { namespace: null, name: "new" }, "");
    backup.finish("a.b");
    expect(fs.readdirSync(path.join(root, "again/a.b/v1"))).toEqual(["new.json"]);
  });
});
