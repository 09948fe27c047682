import { createRequire } from "node:module";
import { autoScalingOperations } from "./autoscaling/service.ts";
import { ec2Operations } from "./ec2/ec2.ts";
import { eventsOperations } from "./events/service.ts";
import { kmsOperations } from "./kms/service.ts";
import { s3Operations } from "./s3/service.ts";
import { secretsManagerOperations } from "./secrets-manager/service.ts";
import { type AwsServiceName, clientPackage } from "./services.ts";
import { snsOperations } from "./sns/service.ts";
import { sqsOperations } from "./sqs/service.ts";
import { ssmOperations } from "./ssm/service.ts";
import { statesOperations } from "./states/service.ts";
import { stsOperations } from "./sts/service.ts";

/** The operations that are answered here, by their services. */
export const servedOperations: Readonly<Record<AwsServiceName, readonly string[]>> = {
  autoscaling: autoScalingOperations,
  ec2: ec2Operations,
  events: eventsOperations,
  kms: kmsOperations,
  s3: s3Operations,
  secretsmanager: secretsManagerOperations,
  sns: snsOperations,
  sqs: sqsOperations,
  ssm: ssmOperations,
  states: statesOperations,
  sts: stsOperations,
};

const require = createRequire(import.meta.url);

/**
 * All operations that a service has at AWS, answered here or not: those of the SDK's client, which is loaded only when
 * somebody asks, for a large one takes half a second.
 */
export function operationsAtAws(service: AwsServiceName): readonly string[] {
  const names = Object.keys(require(clientPackage(service)) as object);
  return names.flatMap((name) => /^([A-Z]\w+)Command$/.exec(name)?.[1] ?? []);
}
