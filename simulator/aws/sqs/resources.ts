import type { EvaluatedModule } from "../../terraform/evaluate.ts";
import type { ResourceType } from "../../terraform/resources.ts";
import { dnsSuffix, regionalArn } from "../arn.ts";
import { findNumber, findStatements, textOf } from "../resource-values.ts";

/** What Terraform knows of the resources of SQS after it has applied them. */
export const sqsResources: Readonly<Record<string, ResourceType>> = {
  aws_sqs_queue: {
    defaults: { visibility_timeout_seconds: 30, message_retention_seconds: 345_600, fifo_queue: false },
    computed: (given, at) => {
      const url = `https://sqs.${at.region}.${dnsSuffix(at.partition)}/${at.accountId}/${given.text("name")}`;
      return { id: url, url, arn: regionalArn(at, "sqs", given.text("name")) };
    },
  },
  aws_sqs_queue_policy: { computed: (given) => ({ id: given.text("queue_url") }) },
};

/** A queue of the module. */
export interface ModuleQueue {
  readonly arn: string;
  readonly name: string;
  readonly url: string;
  /** Seconds that a message that was received is hidden for. */
  readonly visibilitySeconds: number;
  /** Statements of its policy; without one only the account may send. */
  readonly policy?: readonly unknown[];
}

/** The queues of a module. */
export function readQueues(module: EvaluatedModule): readonly ModuleQueue[] {
  return module.resources("aws_sqs_queue").map((resource) => {
    const url = textOf(resource, "url");
    const separate = module.resources("aws_sqs_queue_policy").find((policy) => textOf(policy, "queue_url") === url);
    const policy = findStatements(separate ?? resource, "policy");
    return {
      arn: textOf(resource, "arn"),
      name: textOf(resource, "name"),
      url,
      visibilitySeconds: findNumber(resource.values, "visibility_timeout_seconds") ?? 30,
      ...(policy === undefined ? {} : { policy }),
    };
  });
}
