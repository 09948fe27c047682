import { Construct } from "constructs";
import { amiCopierVariables } from "../../variables/ami-copier.ts";
import type { Module, ModuleContext } from "../shared/module.ts";
import { Account } from "../shared/account.ts";
import { Credentials } from "./credentials.ts";
import { declareEncryption } from "./encryption.ts";
import { Functions } from "./functions.ts";
import { declareOutputs } from "./outputs.ts";
import { CopySchedule } from "./schedule.ts";
import { CopyWorkflow } from "./workflow.ts";

/** Everything ami-copier creates in AWS. Each part is a file of the generated module. */
class AmiCopier extends Construct {
  constructor(scope: Construct, id: string, context: ModuleContext) {
    super(scope, id);
    new Account(this, "main");
    declareEncryption(new Construct(this, "encryption"));
    new Credentials(this, "credentials");
    const functions = new Functions(this, "functions", context);
    const workflow = new CopyWorkflow(this, "workflow", functions);
    const schedule = new CopySchedule(this, "schedule", workflow);
    declareOutputs(this, { functions, workflow, schedule });
  }
}

/** The module ami-copier, the root of `dist-module/`. */
export const amiCopier: Module = {
  name: "ami-copier",
  description:
    "Copies the AMIs that Red Hat Image Builder shares with this account, each exactly once, as encrypted gp3 images.",
  folder: "",
  requirements: {
    // Rules that look at several inputs are preconditions, which Terraform has since 1.2; nothing newer is used.
    terraform: ">= 1.2",
    // The first version that surely takes the runtime nodejs22.x: earlier ones refuse it when they plan.
    aws: ">= 5.78",
  },
  variables: amiCopierVariables,
  create: (scope, id, context) => new AmiCopier(scope, id, context),
};
