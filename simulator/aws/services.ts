/** The AWS services of an account by their names in the scope of a signature, each with the SDK's name for its address. */
const services = {
  ec2: "EC2",
  events: "EVENTBRIDGE",
  kms: "KMS",
  secretsmanager: "SECRETS_MANAGER",
  sns: "SNS",
  sqs: "SQS",
  ssm: "SSM",
  states: "SFN",
  sts: "STS",
} as const;

/** A service of an account, as a signature names it. */
export type AwsServiceName = keyof typeof services;

/** All of them: what records and faults call them. */
export const awsServiceNames = Object.keys(services) as readonly AwsServiceName[];

/** The environment variables by which the SDK finds the services at an address. */
export function endpointVariables(url: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.values(services).map((name) => [`AWS_ENDPOINT_URL_${name}`, url]));
}
