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

/**
 * The environment variables by which the SDK finds the services at an address. The one for all others keeps calls of services that are not
 * simulated here too, where they are refused, instead of letting them go to AWS.
 */
export function endpointVariables(url: string): Readonly<Record<string, string>> {
  const named = Object.values(services).map((name) => [`AWS_ENDPOINT_URL_${name}`, url] as const);
  return { AWS_ENDPOINT_URL: url, ...Object.fromEntries(named) };
}
