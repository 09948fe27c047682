import { Construct } from "constructs";
import { causeAdvice, runAdvice } from "../../lambdas/ami-copier/advice.ts";
import { amiCopierVariables } from "../../variables/ami-copier.ts";
import { Account } from "../shared/account.ts";
import { commonSettings } from "../shared/common-inputs.ts";
import { CustomerManagedKey } from "../shared/encryption.ts";
import type { Module, ModuleContext } from "../shared/module.ts";
import { notificationRules, Notifications } from "../shared/notifications.ts";
import { Credentials } from "./credentials.ts";
import { Functions } from "./functions.ts";
import { applicationName, input, notificationInputs } from "./inputs.ts";
import { declareOutputs } from "./outputs.ts";
import { CopySchedule } from "./schedule.ts";
import { CopyWorkflow } from "./workflow.ts";

/** Everything ami-copier creates in AWS. Each part is a file of the generated module. */
class AmiCopier extends Construct {
  constructor(scope: Construct, id: string, context: ModuleContext) {
    super(scope, id);
    const account = new Account(this, "data");
    const settings = commonSettings(input, account, context);
    const key = new CustomerManagedKey(this, "encryption", {
      name: "customer_managed_key",
      keyId: input.kms_key_id,
      account,
    });
    const credentials = new Credentials(this, "credentials", account);
    const functions = new Functions(this, "functions", {
      settings,
      key,
      credentials,
      preconditions: notificationRules(notificationInputs, account),
    });
    const { workflow } = new CopyWorkflow(this, "workflow", functions, settings);
    const schedule = new CopySchedule(this, "schedule", workflow.stateMachine.arn, settings);
    const notifications = new Notifications(this, "notifications", {
      inputs: notificationInputs,
      name: applicationName,
      stateMachineArn: workflow.stateMachine.arn,
      deadLetterQueueName: schedule.deadLetters.name,
      settings,
    });
    declareOutputs(this, { functions, credentials, workflow, schedule, notifications });
  }
}

/** The module ami-copier, the root of `dist-module/`. */
export const amiCopier: Module = {
  name: "ami-copier",
  description:
    "Copies the AMIs that Red Hat Image Builder shares with this account, each exactly once, as encrypted gp3 images.",
  state: "released",
  folder: "",
  requirements: {
    // Rules that look at several inputs are preconditions, which Terraform has since 1.2; nothing newer is used.
    terraform: ">= 1.2",
    // The first version that surely takes the runtime nodejs22.x: earlier ones refuse it when they plan.
    aws: ">= 5.78",
  },
  variables: amiCopierVariables,
  advice: { runs: runAdvice, causes: causeAdvice },
  create: (scope, id, context) => new AmiCopier(scope, id, context),
};
