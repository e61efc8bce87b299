/*
 * What reads a cluster: a bundle of its own beside the command line's and that of refreshes, since checks can do without.
 * `await import("./cluster.ts")` loads it.
 */
export { readCluster } from "../io/cluster/read-cluster.ts";
