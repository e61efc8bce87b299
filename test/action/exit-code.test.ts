import { afterEach, expect, it, vi } from "vitest";
import { runAction } from "../../src/entry/check-action.ts";
import { workspace } from "../dist/bundle.ts";

const empty = workspace({});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
  empty.remove();
});

it("is 2 until there is a verdict: Node ends with 0 where a promise is never kept", async () => {
  vi.spyOn(process.stdout, "write").mockImplementation(() => true);
  const running = runAction({ GITHUB_EVENT_NAME: "schedule", GITHUB_WORKSPACE: empty.root, RUNNER_TEMP: empty.root });
  expect(process.exitCode).toBe(2);
  await running;
  expect(process.exitCode).toBe(0);
});
