import { version } from "../../package.json";

/** This tool's version, as released. */
export const TOOL_VERSION: string = version;
