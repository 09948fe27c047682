import tseslint from "typescript-eslint";

export default tseslint.config(
  // The fixture module's files are checked where they belong, in a copy of the project: __tests__/project/add-a-module.test.ts.
  { ignores: ["node_modules/", "dist-module/", "cdktf.out/", "__tests__/fixture-module/"] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ["eslint.config.js", "__tests__/simulator/lambda/handler.cjs"] },
      },
    },
    rules: {
      // Numbers in log lines and messages read better without String().
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // CDKTF constructs are created for their effect on the stack.
      "no-new": "off",
    },
  },
  {
    files: ["stacks/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          name: "cdktf",
          importNames: ["Fn"],
          message:
            "Fn changes texts with quotes, ${ and null in its arguments: use hcl`…`, call() or jsonencode() of stacks/shared/hcl.ts.",
        },
      ],
    },
  },
  { files: ["**/*.js", "**/*.cjs"], extends: [tseslint.configs.disableTypeChecked] },
);
