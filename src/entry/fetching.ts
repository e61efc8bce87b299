/*
 * What opens connections for sources and charts: a bundle of its own beside the command line's, since checks can do without.
 * `await import("./fetching.ts")` loads it.
 */
export { recordChart } from "../releases/chart-releases.ts";
export { chartPorts } from "./chart-ports.ts";
export { runFetch } from "./run-fetch.ts";
