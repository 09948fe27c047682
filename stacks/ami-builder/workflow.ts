import { Construct } from "constructs";
import type { Account } from "../shared/account.ts";
import { invokeFunctions, runChildren } from "../shared/permissions.ts";
import type { Permission } from "../shared/policy.ts";
import { local } from "../shared/references.ts";
import type { Settings } from "../shared/settings.ts";
import { Workflow } from "../shared/workflow.ts";
import { cleanupDefinition } from "./definition/cleanup.ts";
import type { DefinitionInput, Functions as TaskFunctions } from "./definition/functions.ts";
import { functionTimeouts } from "./definition/functions.ts";
import { cellsLabel, mainDefinition } from "./definition/main.ts";
import { regionsLabels } from "./definition/publishing.ts";
import { retrierReasons, retriers } from "./definition/retriers.ts";
import type { Functions } from "./functions.ts";
import { applicationName, cleanupName, input } from "./inputs.ts";

/** The state machine that builds and captures images, and the one that cleans up, each with its role and log group. */
export class Workflows extends Construct {
  readonly main: Workflow;
  readonly cleanup: Workflow;

  constructor(scope: Construct, id: string, { byName }: Functions, functionSettings: string, settings: Settings) {
    super(scope, id);
    const tasks = Object.fromEntries(
      Object.entries(functionTimeouts).map(([name, timeout]) => [
        name,
        { arn: byName[name as keyof typeof byName].version, timeout },
      ]),
    ) as unknown as TaskFunctions;
    const definitionInput: DefinitionInput = {
      functions: tasks,
      settings: functionSettings,
      maxConcurrentBuilds: input.max_concurrent_builds,
      retry: {
        transient: local(this, "retry_transient", retriers.transient, retrierReasons.transient),
        notAccepted: local(this, "retry_not_accepted", retriers.notAccepted, retrierReasons.notAccepted),
      },
    };
    this.main = new Workflow(this, "main", {
      address: "ami_builder",
      name: applicationName,
      definition: mainDefinition(definitionInput),
      logGroup: { address: "step_functions" },
      role: {
        address: "step_functions",
        name: `${applicationName}-sfn`,
        policyName: `${applicationName}-sfn-policy`,
        purpose:
          "The state machine's role: it calls the functions and starts child executions, one for each image and one for each Region of an image.",
        permissions: [
          invokeFunctions(
            Object.values(byName).map(({ function: { arn } }) => arn),
            "Its functions",
          ),
          ...runChildren(
            settings.account,
            applicationName,
            cellsLabel,
            "Each image is a child execution of the same state machine (a distributed map)",
          ),
          ...runGrandchildren(settings.account),
        ],
      },
      settings,
    });
    this.cleanup = new Workflow(this, "cleanup", {
      address: "cleanup",
      name: cleanupName,
      definition: cleanupDefinition(definitionInput),
      logGroup: { address: "cleanup" },
      role: {
        address: "cleanup",
        name: `${cleanupName}-sfn`,
        policyName: `${cleanupName}-sfn-policy`,
        purpose: "The cleanup's role: it calls the cleaner.",
        permissions: [invokeFunctions([byName.cleaner.function.arn], "The cleaner")],
      },
      settings,
    });
  }
}

/**
 * What distributed maps need inside of child executions, which run as state machines of their own, `<name>/<label>` (Step Functions, API
 * reference of StartExecution: qualified ARNs). That they need it beside what the outer map needs is from memory.
 */
function runGrandchildren(account: Account): readonly Permission[] {
  return [
    {
      sid: "RunRegions",
      reason: "Each Region that an image is published in is a child execution of that image's",
      actions: ["states:StartExecution"],
      resources: [account.arn("states", `stateMachine:${applicationName}/*`)],
    },
    {
      sid: "RedriveRegions",
      reason: "Goes on with those when somebody redrives a run that was stopped",
      actions: ["states:RedriveExecution"],
      resources: Object.values(regionsLabels).map((label) =>
        account.arn("states", `execution:${applicationName}/*${label}:*`),
      ),
    },
  ];
}
