import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { render } from "../../generator/render.ts";
import { modules } from "../../main.ts";
import { copyProject, listFiles, synth } from "./support/project.ts";

const top = mkdtempSync(join(tmpdir(), "synth-test-"));
const project = join(top, "project");
const output = join(project, "dist-module");

beforeAll(() => {
  copyProject(project, new Date("2020-01-01T00:00:00Z"));
  expect(synth(project, [], { env: { TZ: "UTC", LANG: "C" } })).toMatchObject({ status: 0 });
});

describe("synth gives the same bytes", () => {
  const expected = () => ({ files: listFiles(output), readme: readFileSync(join(project, "README.md"), "utf8") });

  it("when it runs again, and then changes nothing", () => {
    const before = expected();
    expect(synth(project).output).toContain("0 of them changed");
    expect(expected()).toEqual(before);
  });

  it("in another folder, time zone, locale, umask and working directory, from files of another date", () => {
    const elsewhere = join(top, "a deeper folder", "with späces");
    copyProject(elsewhere, new Date("2031-07-01T12:34:56Z"));
    const env = { TZ: "Pacific/Kiritimati", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" };
    expect(synth(elsewhere, [], { env, umask: "077", cwd: tmpdir() })).toMatchObject({ status: 0 });
    expect(listFiles(join(elsewhere, "dist-module"))).toEqual(expected().files);
    expect(readFileSync(join(elsewhere, "README.md"), "utf8")).toBe(expected().readme);
  });

  it("through a symbolic link, and west of Greenwich", () => {
    const link = join(top, "link");
    symlinkSync(project, link);
    expect(synth(link, ["--check"], { env: { TZ: "America/Los_Angeles" } })).toMatchObject({ status: 0 });
  });

  it("in this process, from this checkout", async () => {
    const rendered = await render(modules, process.cwd());
    for (const [path, content] of rendered) {
      expect(readFileSync(join(project, path)).equals(content), path).toBe(true);
    }
  });
});

describe("synth:check", () => {
  const path = (name: string) => join(project, name);
  const read = (name: string) => readFileSync(path(name), "utf8");
  const whole = () => ({ files: listFiles(output), documents: documents.map(read) });
  const documents = ["README.md", "docs/ami-copier.md"];
  const sections = [
    ["README.md", "MODULES"],
    ["docs/ami-copier.md", "INPUTS"],
    ["docs/ami-copier.md", "STATE MACHINE aws_sfn_state_machine.ami_copier"],
  ] as const;

  it("tells every difference with the remedy and changes nothing; synth then makes it right", () => {
    const before = whole();
    appendFileSync(path("dist-module/versions.tf"), "# by hand\n");
    rmSync(path("dist-module/outputs.tf"));
    mkdirSync(path("dist-module/modules/gone"), { recursive: true });
    writeFileSync(path("dist-module/modules/gone/main.tf"), "");
    writeFileSync(path("dist-module/lambdas/finalizer.zip"), readFileSync(path("dist-module/lambdas/initiator.zip")));
    for (const [name, section] of sections) {
      const end = `<!-- END ${section} -->`;
      writeFileSync(path(name), read(name).replace(end, `| ${section} by hand |\n${end}`));
    }
    const tampered = whole();

    const { status, output: said } = synth(project, ["--check"]);
    expect(status).toBe(1);
    expect(said).toMatch(/^--- dist-module\/versions\.tf\tcommitted$/m);
    expect(said).toMatch(/^-# by hand$/m);
    expect(said).toContain("dist-module/outputs.tf: is missing");
    expect(said).toContain("dist-module/modules/gone/main.tf: is not part of the module");
    expect(said).toMatch(/^dist-module\/lambdas\/finalizer\.zip:\n.* {2}index\.js: differs/ms);
    for (const [, section] of sections) expect(said.split("\n")).toContain(`-| ${section} by hand |`);
    expect(said).toContain("npm run synth");
    expect(whole()).toEqual(tampered);

    expect(synth(project)).toMatchObject({ status: 0 });
    expect(whole()).toEqual(before);
  });

  it("leaves alone what Terraform and its users leave in the folder", () => {
    mkdirSync(join(output, ".terraform"), { recursive: true });
    for (const name of [
      ".terraform/x",
      ".terraform.lock.hcl",
      "terraform.tfstate",
      "terraform.tfstate.backup",
      "my.tfvars",
    ]) {
      writeFileSync(join(output, name), "");
    }
    expect(synth(project)).toMatchObject({ status: 0 });
    expect(existsSync(join(output, "my.tfvars"))).toBe(true);
    expect(synth(project, ["--check"])).toMatchObject({ status: 0 });
  });

  it("refuses an option that it does not know", () => {
    expect(synth(project, ["--chek"])).toMatchObject({
      status: 2,
      output: expect.stringContaining("--chek") as string,
    });
  });
});
