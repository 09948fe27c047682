import type { EvaluatedModule } from "../../terraform/evaluate.ts";
import type { ResourceType } from "../../terraform/resources.ts";
import { uuidOf } from "../../core/hash.ts";
import { regionalArn } from "../arn.ts";
import { findJson, findStatements, textOf } from "../resource-values.ts";

/** What Terraform knows of the resources of SNS after it has applied them. */
export const snsResources: Readonly<Record<string, ResourceType>> = {
  aws_sns_topic: {
    defaults: { fifo_topic: false },
    computed: (given, at) => {
      const arn = regionalArn(at, "sns", given.text("name"));
      return { id: arn, arn, owner: at.accountId };
    },
  },
  aws_sns_topic_policy: { computed: (given, { accountId }) => ({ id: given.text("arn"), owner: accountId }) },
  aws_sns_topic_subscription: {
    computed: (given, { accountId }) => {
      const arn = `${given.text("topic_arn")}:${uuidOf(given.address)}`;
      return { id: arn, arn, owner_id: accountId };
    },
  },
};

/** A topic of the module. */
export interface ModuleTopic {
  readonly arn: string;
  readonly name: string;
  /** Statements of its policy; without one only the account may publish. */
  readonly policy?: readonly unknown[];
  readonly subscriptions: readonly ModuleSubscription[];
}

/** A subscription of a topic. */
export interface ModuleSubscription {
  readonly protocol: string;
  readonly endpoint: string;
  readonly filterPolicy?: Readonly<Record<string, unknown>>;
}

/** The topics of a module with their subscriptions. */
export function readTopics(module: EvaluatedModule): readonly ModuleTopic[] {
  return module.resources("aws_sns_topic").map((resource) => {
    const arn = textOf(resource, "arn");
    const separate = module.resources("aws_sns_topic_policy").find((policy) => textOf(policy, "arn") === arn);
    const policy = findStatements(separate ?? resource, "policy");
    return {
      arn,
      name: textOf(resource, "name"),
      ...(policy === undefined ? {} : { policy }),
      subscriptions: module
        .resources("aws_sns_topic_subscription")
        .filter((subscription) => textOf(subscription, "topic_arn") === arn)
        .map((subscription) => {
          const filterPolicy = findJson(subscription, "filter_policy");
          return {
            protocol: textOf(subscription, "protocol"),
            endpoint: textOf(subscription, "endpoint"),
            ...(filterPolicy === undefined ? {} : { filterPolicy }),
          };
        }),
    };
  });
}
