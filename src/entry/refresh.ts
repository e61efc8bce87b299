import { crashed } from "./crash.ts";
import { runRefresh } from "./refresh-action.ts";

process.on("uncaughtException", crashed);
process.on("unhandledRejection", crashed);
runRefresh(process.env).catch(crashed);
