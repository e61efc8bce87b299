/*
 * What asks GitHub: a bundle of its own beside those of the actions that can do without, since its client is a quarter of their
 * code. `await import("./github.ts")` loads it.
 */
export { openBaseTreeFromApi } from "../io/github/base-tree.ts";
export { connect, postReport } from "./post-report.ts";
