/** Two steps, a test on builder and image, and a further Region. */
export const web = `
name: Web
base_ami: {source: ubuntu-22.04-lts}
regions: [us-east-1, eu-west-1]
steps:
  - {name: one, script: "echo one"}
  - {name: two, script: "echo two"}
validation_tests:
  - {name: answers, command: "echo ok", expected: ok}
`;

/** The Regions where `web` is published. */
export const webRegions = ["us-east-1", "eu-west-1"] as const;

/** The module's inputs that every world here has: evaluating the module anew takes seconds. */
export const usual = {
  variables: {
    regional: { "eu-west-1": {} },
    version_format: "v",
    probe_subnet_ids: [],
  },
  templates: { web },
} as const;
