// A GitHub that has one pull request of a fork and takes every comment: what the job that posts fork reports talks to.
import { spawn } from "node:child_process";
import fs from "node:fs";

const SHA = "1".repeat(40);
const FORK = "stranger/fleet";
const NAME = "owner/fleet";

/** In a process of its own, since whoever measures waits for the measured without looking at anything else. */
const SERVER = `
const pull = { number: 1, state: "open", head: { sha: "${SHA}", repo: { full_name: "${FORK}" } }, base: { repo: { full_name: "${NAME}" } } };
const none = { pageInfo: { hasNextPage: false, endCursor: null }, nodes: [] };
const asked = { state: "OPEN", headRefOid: "${SHA}", changedFiles: 1, reviewThreads: none, comments: none };
const data = { viewer: { login: "bot" }, repository: { pullRequest: asked } };
const file = { filename: "a.yaml", status: "modified", sha: "${SHA}", patch: "@@ -1 +1 @@\\n-a\\n+b" };
const server = require("node:http").createServer((request, response) => {
  const [path] = request.url.split("?");
  const answer = path.endsWith("/graphql") ? { data } : path.endsWith("/files") ? [file] : path.endsWith("/pulls") ? [pull] : path.endsWith("/pulls/1") ? pull : { id: 1, html_url: "https://github.com/x" };
  request.resume().on("end", () => {
    response.writeHead(request.method === "POST" && !path.endsWith("/graphql") ? 201 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(answer));
  });
});
server.listen(0, "127.0.0.1", () => require("node:fs").writeFileSync(process.argv[1], String(server.address().port)));
`;

/** @param {string} portFile where it says at which port it is @returns its environment for the job, and its end */
export function startGitHub(portFile) {
  const server = spawn(process.execPath, ["-e", SERVER, portFile], { stdio: "ignore" });
  while (!fs.existsSync(portFile) || fs.readFileSync(portFile, "utf8") === "") {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  }
  return { url: `http://127.0.0.1:${fs.readFileSync(portFile, "utf8")}`, stop: () => server.kill() };
}

/** The event that the job runs on. */
export const REPORT_EVENT = JSON.stringify({
  workflow_run: {
    event: "pull_request",
    head_sha: SHA,
    head_branch: "change",
    head_repository: { full_name: FORK },
    html_url: `https://github.com/${NAME}/actions/runs/5`,
  },
});

export const REPORT_ENVIRONMENT = {
  GITHUB_EVENT_NAME: "workflow_run",
  GITHUB_EVENT_PATH: "event.json",
  GITHUB_REPOSITORY: NAME,
  "INPUT_GITHUB-TOKEN": "none",
  "INPUT_REPORT-FILE": "report.json",
};
