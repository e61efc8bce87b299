import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, vi } from "vitest";
import type { RenderPorts } from "../../src/check/ports.ts";
import { type ToolName, tool } from "./tools.ts";

/** A folder for PATH in which programs go by the names that users have them under; removed after the file's tests. */
export function toolFolder(programs: Readonly<Record<string, ToolName>>): string {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "crd-upgrade-guard-tools-")));
  for (const [name, built] of Object.entries(programs)) {
    const file = tool(built);
    if (file !== undefined) fs.symlinkSync(file, path.join(folder, name));
  }
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Puts a folder in front of PATH for the tests of the block it is called in. */
export function putOnPath(folder: string): void {
  beforeAll(() => {
    vi.stubEnv("PATH", `${folder}${path.delimiter}${process.env.PATH ?? ""}`);
  });
  afterAll(() => {
    vi.unstubAllEnvs();
  });
}

/** Renders with the programs of a folder, wherever the rest of the test gets its own from. */
export function renderingWith(folder: string, render: RenderPorts): RenderPorts {
  const onPath = <T>(run: () => T): T => {
    const before = process.env.PATH ?? "";
    process.env.PATH = `${folder}${path.delimiter}${before}`;
    try {
      return run();
    } finally {
      process.env.PATH = before;
    }
  };
  return {
    refused: render.refused,
    helm: (request) => onPath(() => render.helm(request)),
    kustomize: (request) => onPath(() => render.kustomize(request)),
  };
}
