import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The browser on PATH; undefined: there is none, and what needs it is skipped. */
export const CHROMIUM = (process.env.PATH ?? "")
  .split(path.delimiter)
  .flatMap((folder) => NAMES.map((name) => path.join(folder, name)))
  .find((file) => fs.existsSync(file));

export interface PageOptions {
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  /** Absent: scripts run. */
  readonly withoutScript?: true;
}

export interface OpenPage {
  /** The value of an expression in the page, as JSON has it. */
  readonly evaluate: (expression: string) => Promise<unknown>;
  readonly press: (key: string, modifiers?: "ctrl") => Promise<void>;
  readonly resize: (width: number, height: number) => Promise<void>;
  /** What a screen reader is told, `role name`, in the page's order; without what has neither. */
  readonly heard: () => Promise<readonly string[]>;
  /** What the browser complained of: errors of scripts, what the policy refused, what could not be loaded. */
  readonly complaints: readonly string[];
  /** Where the picture is written. */
  readonly picture: (file: string) => Promise<void>;
}

export interface Browser {
  readonly open: (html: string, options?: PageOptions) => Promise<OpenPage>;
  readonly close: () => Promise<void>;
}

type Parameters = Readonly<Record<string, unknown>>;
type Answer = Readonly<Record<string, unknown>>;

/** A headless browser that is driven through its own pipe (Chrome DevTools Protocol), and has a profile of its own. */
export async function startBrowser(file: string): Promise<Browser> {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), "crd-upgrade-guard-browser-"));
  const args = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"];
  const child = spawn(file, [...args, `--user-data-dir=${home}/profile`, "--remote-debugging-pipe"], {
    stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH, HOME: home },
  });
  const { send, listen } = connect(child);
  let pages = 0;
  return {
    open: async (html, options = {}) => {
      const place = path.join(home, `page-${pages++}.html`);
      fs.writeFileSync(place, html);
      const { targetId } = await send("Target.createTarget", { url: "about:blank" });
      const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
      const ask = (method: string, parameters: Parameters = {}) => send(method, parameters, String(sessionId));
      const complaints: string[] = [];
      const loaded = new Promise<void>((resolve) => {
        listen(String(sessionId), (method, parameters) => {
          if (method === "Page.loadEventFired") resolve();
          if (method === "Log.entryAdded" || method === "Runtime.exceptionThrown")
            complaints.push(JSON.stringify(parameters));
        });
      });
      for (const domain of ["Page", "Runtime", "Log"]) await ask(`${domain}.enable`);
      const { width = 1300, height = 900, dark = false } = options;
      const resize = async (to: number, high: number) => {
        await ask("Emulation.setDeviceMetricsOverride", {
          width: to,
          height: high,
          deviceScaleFactor: 1,
          mobile: false,
        });
      };
      await resize(width, height);
      await ask("Emulation.setEmulatedMedia", {
        features: [{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }],
      });
      if (options.withoutScript === true) await ask("Emulation.setScriptExecutionDisabled", { value: true });
      await ask("Page.navigate", { url: pathToFileURL(place).href });
      await loaded;
      return {
        complaints,
        resize,
        heard: async () => {
          const { nodes } = await ask("Accessibility.getFullAXTree");
          return (Array.isArray(nodes) ? nodes : [])
            .filter(({ ignored, name }) => !ignored && name?.value)
            .map(({ role, name }) => `${role.value} ${name.value}`)
            .filter((text) => !/^(?:StaticText|InlineTextBox|ListMarker|generic) /.test(text));
        },
        evaluate: async (expression) => {
          const answer = await ask("Runtime.evaluate", { expression, returnByValue: true, awaitPromise: true });
          if (answer.exceptionDetails !== undefined) throw new Error(JSON.stringify(answer.exceptionDetails));
          const { result } = answer;
          return typeof result === "object" && result !== null && "value" in result ? result.value : undefined;
        },
        press: async (key, modifiers) => {
          const text = key === "Enter" ? "\r" : key === "Tab" ? undefined : key.length === 1 ? key : undefined;
          const common = { key, code: key, windowsVirtualKeyCode: KEY_CODES[key] ?? 0, modifiers: modifiers ? 2 : 0 };
          await ask("Input.dispatchKeyEvent", { type: "keyDown", ...common, ...(text === undefined ? {} : { text }) });
          await ask("Input.dispatchKeyEvent", { type: "keyUp", ...common });
        },
        picture: async (to) => {
          const { data } = await ask("Page.captureScreenshot", { format: "png" });
          fs.writeFileSync(to, Buffer.from(String(data), "base64"));
        },
      };
    },
    close: async () => {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      await send("Browser.close");
      await ended;
      fs.rmSync(home, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

const KEY_CODES: Readonly<Record<string, number>> = {
  Tab: 9,
  Enter: 13,
  End: 35,
  Home: 36,
  ArrowLeft: 37,
  ArrowUp: 38,
  ArrowRight: 39,
  ArrowDown: 40,
};

function connect(child: ChildProcess) {
  const [, , , input, output] = child.stdio;
  if (!(input && "write" in input && output && "on" in output)) throw new Error("the browser has no pipe");
  const waiting = new Map<number, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>();
  const listeners = new Map<string, (method: string, parameters: unknown) => void>();
  let text = "";
  let last = 0;
  child.once("exit", () => {
    for (const { reject } of waiting.values()) reject(new Error("the browser ended"));
  });
  output.on("data", (chunk: Buffer) => {
    const parts = (text + chunk.toString("utf8")).split("\0");
    text = parts.pop() ?? "";
    for (const part of parts) {
      const message = JSON.parse(part);
      const open = waiting.get(message.id);
      waiting.delete(message.id);
      if (open === undefined) listeners.get(message.sessionId)?.(message.method, message.params);
      else if (message.error !== undefined) open.reject(new Error(JSON.stringify(message.error)));
      else open.resolve(message.result);
    }
  });
  const send = (method: string, parameters: Parameters = {}, sessionId?: string) =>
    new Promise<Answer>((resolve, reject) => {
      const id = ++last;
      waiting.set(id, { resolve, reject });
      input.write(`${JSON.stringify({ id, method, params: parameters, sessionId })}\0`);
    });
  return {
    send,
    listen: (sessionId: string, listener: (method: string, parameters: unknown) => void) => {
      listeners.set(sessionId, listener);
    },
  };
}
