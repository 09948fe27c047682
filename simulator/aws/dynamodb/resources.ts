import type { ResourceType } from "../../terraform/resources.ts";
import { regionalArn } from "../arn.ts";

/** What Terraform knows of the resources of DynamoDB after it has applied them. */
export const dynamodbResources: Readonly<Record<string, ResourceType>> = {
  aws_dynamodb_table: {
    defaults: { billing_mode: "PROVISIONED", deletion_protection_enabled: false, table_class: "STANDARD" },
    computed: (given, at) => ({
      id: given.text("name"),
      arn: regionalArn(at, "dynamodb", `table/${given.text("name")}`),
    }),
  },
};
