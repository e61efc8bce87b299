// The build of bottleneck that plugin-throttling brings into the bundle; it has no types of its own.
declare module "bottleneck/light.js" {
  export { default } from "bottleneck";
}
