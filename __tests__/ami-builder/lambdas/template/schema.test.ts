import { describe, expect, it } from "vitest";
import { fieldsTable, jsonSchema } from "../../../../generator/documents/schema.ts";
import { templateSchema } from "../../../../lambdas/ami-builder/template/schema.ts";
import { exampleTemplates, readOne, read } from "./support.ts";

describe("the schema of templates", () => {
  it("describes every field", () => {
    const rows = fieldsTable(templateSchema).split("\n").slice(2);
    expect(rows.length).toBeGreaterThan(35);
    for (const row of rows) expect(row).toMatch(/^\| `[\w.[\]]+` \| [A-Z].*\. \| .+ \|.*\|$|^\| `region_strategy` \|/);
  });

  it("needs a name and a base, and nothing else", () => {
    expect(jsonSchema(templateSchema, "")).toMatchObject({
      required: ["name", "base_ami"],
      additionalProperties: false,
    });
  });
});

/** As the design of Prism has it, whose templates people bring along: its faults are what a person has to mend, not its fields. */
const prism = `
name: "R Research Environment"
description: "R + RStudio Server + tidyverse packages"
base_ami:
  source: "ubuntu-22.04-lts"  # Use latest Ubuntu AMI
  architecture: ["x86_64", "arm64"]
regions: ["us-east-1", "us-east-2", "us-west-1", "us-west-2"]

setup_script: |
  #!/bin/bash
  set -euo pipefail

  apt-get update -y
  R -e "install.packages(c('tidyverse','ggplot2','dplyr','readr'), repos='http://cran.rstudio.com/')"
  echo "$(date): R Research Environment setup complete" > /var/log/cws-setup.log

validation_tests:
  - name: "RStudio Server running"
    command: "systemctl is-active rstudio-server"
    expected: "active"

  - name: "R packages installed"
    command: "R -e 'packageVersion(\\"tidyverse\\")'"
    expected_contains: "ℹ"

ports: [22, 8787]
estimated_cost_per_hour:
  x86_64: 0.0464
  arm64: 0.0368
`;

describe("templates that people have", () => {
  it("of Prism are taken as they are", () => {
    const template = readOne(prism);
    expect(template.steps.map(({ name }) => name)).toEqual(["setup"]);
    expect(template.regions).toHaveLength(4);
    expect(template.estimated_cost_per_hour).toEqual({ x86_64: 0.0464, arm64: 0.0368 });
    expect(template.validation_tests.map(({ expected, expected_contains }) => [expected, expected_contains])).toEqual([
      ["active", []],
      [undefined, ["ℹ"]],
    ]);
  });

  it.each(["basic", "research-matrix"])(
    "of the example %s hide no error, have no password, and are tested in both places",
    (example) => {
      const files = exampleTemplates(example);
      for (const [key, text] of Object.entries(files)) {
        expect(text, key).not.toMatch(/\|\| *(true|:)|passw(or)?d *=|chpasswd|http:\/\/(?!127\.0\.0\.1)/);
        const template = read(files).templates.get(key);
        for (const { script } of template?.steps ?? [])
          expect(script, key).toMatch(/^#!\/bin\/bash\nset -euo pipefail\n/);
        const places = new Set(template?.validation_tests.flatMap(({ on }) => on));
        expect([...places].sort(), key).toEqual(["builder", "image"]);
      }
    },
  );
});
