import { PublishedVersions } from "../lambda/published-versions.ts";
import { lambdaResources } from "../lambda/resources.ts";
import type { ResourceTypes } from "../terraform/resources.ts";
import { cloudwatchResources } from "./cloudwatch/resources.ts";
import { dynamodbResources } from "./dynamodb/resources.ts";
import { ec2Data, ec2Resources } from "./ec2/resources.ts";
import { eventsResources } from "./events/resources.ts";
import { iamData, iamResources } from "./iam/resources.ts";
import { s3Resources } from "./s3/resources.ts";
import { schedulerResources } from "./scheduler/resources.ts";
import { secretsManagerData, secretsManagerResources } from "./secrets-manager/resources.ts";
import { snsResources } from "./sns/resources.ts";
import { sqsResources } from "./sqs/resources.ts";
import { ssmResources } from "./ssm/resources.ts";
import { statesResources } from "./states/resources.ts";
import { stsData } from "./sts/resources.ts";

/**
 * The types of resources and data sources that modules may have, with the attributes that AWS adds to each.
 *
 * @param versions the versions of functions that the account has
 */
export function awsTypesIn(versions: PublishedVersions): ResourceTypes {
  return {
    resources: new Map(
      [
        cloudwatchResources,
        dynamodbResources,
        ec2Resources,
        eventsResources,
        iamResources,
        lambdaResources(versions),
        s3Resources,
        schedulerResources,
        secretsManagerResources,
        snsResources,
        sqsResources,
        ssmResources,
        statesResources,
      ].flatMap((types) => Object.entries(types)),
    ),
    data: new Map([ec2Data, iamData, secretsManagerData, stsData].flatMap((types) => Object.entries(types))),
  };
}

/** {@link awsTypesIn} an account that has no functions yet. */
export const awsTypes = awsTypesIn(new PublishedVersions());
