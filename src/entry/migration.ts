/*
 * What writes to a cluster: a bundle of its own beside the command line's, which `migrate` alone loads.
 * `await import("./migration.ts")` does.
 */
export { openMigration } from "../io/cluster/migration.ts";
