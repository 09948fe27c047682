/** The AWS services of an account by their names in the scope of a signature, each with the SDK's name for its address and its client. */
const services = {
  autoscaling: { endpoint: "AUTO_SCALING", client: "@aws-sdk/client-auto-scaling" },
  ec2: { endpoint: "EC2", client: "@aws-sdk/client-ec2" },
  events: { endpoint: "EVENTBRIDGE", client: "@aws-sdk/client-eventbridge" },
  kms: { endpoint: "KMS", client: "@aws-sdk/client-kms" },
  s3: { endpoint: "S3", client: "@aws-sdk/client-s3" },
  secretsmanager: { endpoint: "SECRETS_MANAGER", client: "@aws-sdk/client-secrets-manager" },
  sns: { endpoint: "SNS", client: "@aws-sdk/client-sns" },
  sqs: { endpoint: "SQS", client: "@aws-sdk/client-sqs" },
  ssm: { endpoint: "SSM", client: "@aws-sdk/client-ssm" },
  states: { endpoint: "SFN", client: "@aws-sdk/client-sfn" },
  sts: { endpoint: "STS", client: "@aws-sdk/client-sts" },
} as const;

/** A service of an account, as a signature names it. */
export type AwsServiceName = keyof typeof services;

/** All of them: what records and faults call them. */
export const awsServiceNames = Object.keys(services) as readonly AwsServiceName[];

/** The package of the SDK's client of a service. */
export function clientPackage(service: AwsServiceName): string {
  return services[service].client;
}

/**
 * The environment variables by which the SDK finds the services at an address. The one for all others keeps calls of services that are not
 * simulated here too, where they are refused, instead of letting them go to AWS.
 */
export function endpointVariables(url: string): Readonly<Record<string, string>> {
  const named = Object.values(services).map(({ endpoint }) => [`AWS_ENDPOINT_URL_${endpoint}`, url] as const);
  return { AWS_ENDPOINT_URL: url, ...Object.fromEntries(named) };
}
