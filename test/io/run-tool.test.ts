import fs from "node:fs";
import path from "node:path";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import type { ToolAnswer } from "../../src/base/tools.ts";
import { inToolFolder, runTool } from "../../src/io/tools/run-tool.ts";
import { workspace } from "../dist/bundle.ts";

const LIMITS = { milliseconds: 20_000, outputBytes: 1024 * 1024 };
const { root, remove } = workspace({});
afterAll(remove);
afterEach(() => vi.unstubAllEnvs());

/** Runs a shell script as the tool: it stands for whatever a broken or hostile program may do. */
function run(script: string, limits = LIMITS): ToolAnswer {
  const program = path.join(root, "tool");
  fs.writeFileSync(program, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return inToolFolder([{ path: "a/b.txt", bytes: new TextEncoder().encode("text") }], (folder) =>
    runTool(program, ["one two", "$(touch pwned)"], folder, { HELM_X: "set" }, limits),
  );
}

function printed(answer: ToolAnswer): string {
  return answer.ok ? new TextDecoder().decode(answer.value) : JSON.stringify(answer);
}

describe.skipIf(process.platform === "win32")("runTool", () => {
  it("gives a program its arguments as they are, in a folder with the files and nothing else", () => {
    expect(printed(run('printf "%s\\n" "$@"; find . -type f; cat a/b.txt'))).toBe(
      "one two\n$(touch pwned)\n./a/b.txt\ntext",
    );
  });

  it("passes nothing of the job's environment but what finding programs takes", () => {
    vi.stubEnv("GITHUB_TOKEN", "secret");
    vi.stubEnv("KUBECONFIG", "/home/someone/.kube/config");
    vi.stubEnv("HELM_PLUGINS", "/home/someone/plugins");
    const names = printed(run("env | sed 's/=.*//' | grep -v '^\\(_\\|PWD\\|SHLVL\\|OLDPWD\\)$' | sort"))
      .trim()
      .split("\n");
    expect(names).toEqual([
      ..."ALL_PROXY GIT_ALLOW_PROTOCOL GIT_TERMINAL_PROMPT HELM_X HOME HTTPS_PROXY HTTP_PROXY".split(" "),
      ..."KUBECONFIG KUBERC LC_ALL NO_PROXY PATH TEMP TMP TMPDIR".split(" "),
    ]);
    expect(printed(run('test -e "$KUBECONFIG" || echo none'))).toBe("none\n");
  });

  it("gives the program's own words, with paths as they are in the repository", () => {
    expect(run('echo "cannot read $PWD/a/b.txt in $PWD, see $TMPDIR/x" >&2; exit 3')).toEqual({
      ok: false,
      reason: "failed",
      message: "cannot read a/b.txt in ., see <temporary folder>/x",
    });
  });

  it("tells how a program ended that says nothing", () => {
    expect(run("exit 3")).toEqual({ ok: false, reason: "failed", message: "it ended with code 3" });
    expect(run("kill -9 $$")).toEqual({ ok: false, reason: "failed", message: "it was ended by SIGKILL" });
  });

  it("stops what takes too long, with all that it started", async () => {
    const note = path.join(root, "started");
    const answer = run(`sleep 1000 & echo $! > ${note}; wait`, { ...LIMITS, milliseconds: 1000 });
    expect(answer).toEqual({ ok: false, reason: "timeout", message: "it took longer than 1 s and was stopped" });
    const started = Number(fs.readFileSync(note, "utf8"));
    await vi.waitFor(() => expect(isRunning(started)).toBe(false));
  });

  it("stops what prints without end", () => {
    expect(run("yes")).toEqual({ ok: false, reason: "failed", message: "it printed more than 1 MiB and was stopped" });
  });

  it("takes no more than the start of a long complaint", () => {
    const answer = run("yes long | head -c 200000 >&2; exit 1");
    expect(answer).toMatchObject({ ok: false, reason: "failed" });
    expect(!answer.ok && answer.reason === "failed" && answer.message.length).toBe(64 * 1024);
  });

  it.skipIf(process.platform !== "linux")("runs without network by unshare, and as it is where that is refused", () => {
    const folder = path.join(root, "bin");
    fs.mkdirSync(folder, { recursive: true });
    vi.stubEnv("PATH", `${folder}${path.delimiter}${process.env.PATH ?? ""}`);
    const unshare = path.join(folder, "unshare");
    fs.writeFileSync(unshare, '#!/bin/sh\necho "$1 $2 $3"\nshift 3\nexec "$@"\n', { mode: 0o755 });
    expect(printed(run('echo "$1"'))).toBe("--map-root-user --net --\none two\n");
    fs.writeFileSync(unshare, "#!/bin/sh\nexit 1\n");
    // Whether it can is asked once for a PATH.
    vi.stubEnv("PATH", `${process.env.PATH}${path.delimiter}/nowhere`);
    expect(printed(run('echo "$1"'))).toBe("one two\n");
  });

  it("knows a program that is not there", () => {
    const answer = inToolFolder([], (folder) => runTool("no-such-program", [], folder, {}));
    expect(answer).toEqual({ ok: false, reason: "not-installed" });
  });

  it("leaves nothing behind, and writes no file outside of its folder", () => {
    let place = "";
    inToolFolder([], ({ workspace: folder }) => {
      place = folder;
    });
    expect(fs.existsSync(path.dirname(place))).toBe(false);
    const outside = [{ path: "../../outside.txt", bytes: new Uint8Array() }];
    expect(() => inToolFolder(outside, () => null)).toThrow("../../outside.txt leads out of the folder it belongs to");
  });
});

/** A killed process is a zombie until its parent asks for it, and nobody's parent is this test. */
function isRunning(pid: number): boolean {
  if (!fs.existsSync(`/proc/${pid}/stat`)) return false;
  return !/\) [ZX] /.test(fs.readFileSync(`/proc/${pid}/stat`, "utf8"));
}
