import fs from "node:fs";
import { isObject, type JsonValue, valueAt } from "../base/json.ts";

/**
 * Where a run has the repository's secrets and another's code: it renders nothing of it (spec §10) and fetches nothing for
 * it. That holds for the command line in a workflow as well.
 * @returns part of a sentence; null: it is no such run
 */
export function strangersCode(environment: Readonly<Record<string, string | undefined>>): string | null {
  const event = environment.GITHUB_EVENT_NAME;
  if (event === "pull_request_target") {
    return "under `pull_request_target`, where a stranger's code meets the repository's secrets";
  }
  if (event !== "workflow_run") return null;
  const payload = readEvent(environment.GITHUB_EVENT_PATH);
  const from = valueAt(payload, ["workflow_run", "head_repository", "full_name"]);
  const own = valueAt(payload, ["repository", "full_name"]) ?? environment.GITHUB_REPOSITORY;
  if (typeof from === "string" && from === own) return null;
  return "in a `workflow_run` on a fork's code, where it meets the repository's secrets";
}

function readEvent(file: string | undefined): JsonValue {
  try {
    const event: JsonValue = JSON.parse(fs.readFileSync(file ?? "", "utf8"));
    return isObject(event) ? event : null;
  } catch {
    // An event that nobody can read does not say that the code is the repository's own.
    return null;
  }
}
