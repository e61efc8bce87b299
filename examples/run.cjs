// `npm start`: the main job on the embedded incident, with the bundle alone. Nothing has to be installed.
const { spawnSync } = require("node:child_process");
const path = require("node:path");

const folder = path.join(__dirname, "gateway-api");
const cli = path.join(__dirname, "..", "dist", "cli.cjs");

console.log(`$ cd ${path.relative(process.cwd(), folder)}`);
console.log("$ npx crd-upgrade-guard check\n");
const { status } = spawnSync(process.execPath, [cli, "check"], {
  cwd: folder,
  stdio: ["ignore", "inherit", "inherit"],
});
console.log(`
Two clusters, the same CRD, the same spec.versions. Only prod-eu remembers v1alpha2 in status.storedVersions, and
refuses the update. The check itself ended with exit code ${status}: in a pull request it would be red.`);
process.exit(status === 1 ? 0 : 1);
