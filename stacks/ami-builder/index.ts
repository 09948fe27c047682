import { Construct } from "constructs";
import { causeAdvice, runAdvice } from "../../lambdas/ami-builder/advice.ts";
import { templateSchema } from "../../lambdas/ami-builder/template/schema.ts";
import { amiBuilderVariables } from "../../variables/ami-builder.ts";
import { Account } from "../shared/account.ts";
import { commonSettings } from "../shared/common-inputs.ts";
import { hclAny } from "../shared/hcl.ts";
import type { Module, ModuleContext } from "../shared/module.ts";
import { Notifications } from "../shared/notifications.ts";
import { RegionalKeys } from "../shared/regional-encryption.ts";
import { Bucket } from "./bucket.ts";
import { Functions } from "./functions.ts";
import { applicationName, input, notificationInputs } from "./inputs.ts";
import { Instances } from "./instances.ts";
import { Network } from "./network.ts";
import { declareOutputs } from "./outputs.ts";
import { Places } from "./places.ts";
import { inputRules } from "./preconditions.ts";
import { Triggers } from "./schedule.ts";
import { declareSettings } from "./settings.ts";
import { Workflows } from "./workflow.ts";

/** Everything ami-builder creates in AWS. Each part is a file of the generated module. */
class AmiBuilder extends Construct {
  constructor(scope: Construct, id: string, context: ModuleContext) {
    super(scope, id);
    const account = new Account(this, "data");
    const settings = commonSettings(input, account, context);
    const places = new Places(this, "regions", account);
    const keys = new RegionalKeys(this, "encryption", {
      name: "customer_managed_key",
      keys: hclAny`merge({ (${account.region}) = ${input.kms_key_id} }, { for region, place in ${input.regional} : region => place.kms_key_id })`,
      account,
    });
    const bucket = new Bucket(this, "bucket", settings);
    const network = new Network(this, "network", settings);
    const instances = new Instances(this, "instances", bucket, settings);
    const functions = new Functions(this, "functions", {
      settings,
      places,
      bucket,
      instances,
      keys,
      preconditions: inputRules(places),
    });
    const settingsPart = new Construct(this, "settings");
    const functionSettings = declareSettings(settingsPart, { places, network, instances });
    const workflows = new Workflows(this, "workflow", functions, functionSettings, settings);
    const triggers = new Triggers(this, "schedule", workflows, settings);
    const notifications = new Notifications(this, "notifications", {
      inputs: notificationInputs,
      name: applicationName,
      stateMachineArn: workflows.main.stateMachine.arn,
      // Builds are weekly by default, or only when they are asked for; the cleanup is never idle.
      regularStateMachineArn: workflows.cleanup.stateMachine.arn,
      deadLetterQueueName: triggers.starts.deadLetters.name,
      settings,
    });
    declareOutputs(this, { places, bucket, network, instances, functions, workflows, triggers, notifications });
  }
}

/** The module ami-builder, in `dist-module/modules/ami-builder/`. */
export const amiBuilder: Module = {
  name: "ami-builder",
  description:
    "Builds golden AMIs from templates, tests each on a fresh instance, publishes them, and captures images of hosts that became ready.",
  state: "in development",
  folder: "modules/ami-builder",
  requirements: {
    // Objects with optional attributes, which `regional` has, are there since 1.3.
    terraform: ">= 1.3",
    // The first version that surely takes the runtime nodejs22.x: earlier ones refuse it when they plan.
    aws: ">= 5.78",
  },
  variables: amiBuilderVariables,
  schemas: [
    {
      marker: "TEMPLATE FIELDS",
      file: "template.schema.json",
      title: "Template of ami-builder",
      schema: templateSchema,
    },
  ],
  advice: { runs: runAdvice, causes: causeAdvice },
  create: (scope, id, context) => new AmiBuilder(scope, id, context),
};
