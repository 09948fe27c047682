import type { ResourceType } from "../../terraform/resources.ts";
import { regionalArn } from "../arn.ts";

/** What Terraform knows of the resources of CloudWatch and its logs after it has applied them. */
export const cloudwatchResources: Readonly<Record<string, ResourceType>> = {
  aws_cloudwatch_log_group: {
    defaults: { retention_in_days: 0, skip_destroy: false },
    // The provider leaves out the `:*` that stands for the streams.
    computed: (given, at) => ({
      id: given.text("name"),
      arn: regionalArn(at, "logs", `log-group:${given.text("name")}`),
    }),
  },
  aws_cloudwatch_metric_alarm: {
    defaults: { actions_enabled: true, treat_missing_data: "missing" },
    computed: (given, at) => ({
      id: given.text("alarm_name"),
      arn: regionalArn(at, "cloudwatch", `alarm:${given.text("alarm_name")}`),
    }),
  },
};
