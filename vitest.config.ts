import os from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // By itself vitest leaves one processor free, which is half of a machine with two; many tests wait for programs.
    maxWorkers: os.availableParallelism(),
  },
});
