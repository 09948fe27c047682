import type { ResourceType } from "../../terraform/resources.ts";
import { regionalArn } from "../arn.ts";

/** What Terraform knows of the resources of EventBridge Scheduler after it has applied them. */
export const schedulerResources: Readonly<Record<string, ResourceType>> = {
  aws_scheduler_schedule: {
    defaults: { group_name: "default", schedule_expression_timezone: "UTC", state: "ENABLED" },
    computed: (given, at) => {
      const id = `${given.text("group_name")}/${given.text("name")}`;
      return { id, arn: regionalArn(at, "scheduler", `schedule/${id}`) };
    },
  },
};
