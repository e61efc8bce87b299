import { describe, expect, it } from "vitest";
import { ownRepository } from "../../src/sources/own-repository.ts";

describe("the repository itself", () => {
  it.each([
    ["https://github.com/acme/gitops", "https://github.com/acme/gitops", true],
    ["https://github.com/acme/gitops", "https://github.com/acme/gitops.git", true],
    ["https://github.com/acme/gitops", "https://github.com/acme/gitops/", true],
    ["https://github.com/acme/gitops", "https://GitHub.com/Acme/GitOps.git", true],
    ["https://github.com/acme/gitops", "https://bot:secret@github.com/acme/gitops", true],
    ["https://github.com/acme/gitops", "http://github.com/acme/gitops", true],
    ["https://github.com/acme/gitops", "git@github.com:acme/gitops.git", true],
    ["https://github.com/acme/gitops", "github.com:acme/gitops", true],
    ["https://github.com/acme/gitops", "ssh://git@github.com/acme/gitops.git", true],
    ["https://github.com/acme/gitops", "ssh://git@ssh.github.com:443/acme/gitops.git", true],
    ["https://github.com/acme/gitops", "git+ssh://git@github.com/acme/gitops", true],
    ["https://github.com/acme/gitops", "git://github.com/acme/gitops", true],
    ["https://github.com/acme/gitops", " https://github.com/acme/gitops\n", true],
    ["https://github.com/acme/gitops", "https://github.com/acme/gitops-2", false],
    ["https://github.com/acme/gitops", "https://github.com/acme", false],
    ["https://github.com/acme/gitops", "https://github.com", false],
    ["https://github.com/acme/gitops", "https://gitlab.com/acme/gitops", false],
    ["https://github.com/acme/gitops", "https://github.com.evil.example/acme/gitops", false],
    ["https://github.com/acme/gitops", "https://evil.example/github.com/acme/gitops", false],
    ["https://github.com/acme/gitops", "acme/gitops", false],
    ["https://github.com/acme/gitops", "", false],
    ["https://git.acme.example:8443/ops", "https://git.acme.example:8443/ops", true],
    ["https://git.acme.example:8443/ops", "https://git.acme.example/ops", false],
    ["https://git.acme.example:443/ops", "https://git.acme.example/ops", true],
    ["https://git.acme.example:8443/ops", "ssh://git@git.acme.example:2222/ops.git", true],
    ["git@ssh.dev.azure.com:v3/acme/ops/gitops", "https://acme@dev.azure.com/acme/ops/_git/gitops", true],
    ["https://dev.azure.com/acme/ops/_git/gitops", "https://dev.azure.com/acme/ops/_git/other", false],
    ["/srv/git/gitops.git", "/srv/git/gitops", true],
    ["/srv/git/gitops.git", "file:///srv/git/gitops.git", true],
    ["/srv/git/gitops.git", "https://srv/git/gitops", false],
  ])("of the remote %s is %s: %s", (remote, address, expected) => {
    expect(ownRepository(["https://example.com/upstream", remote])(address)).toBe(expected);
  });

  it("has no address where the checkout has no remote", () => {
    expect(ownRepository([])("https://github.com/acme/gitops")).toBe(false);
  });
});
