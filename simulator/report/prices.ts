/** What something costs. */
export interface Price {
  readonly item: string;
  readonly unit: string;
  /** US dollars a unit. */
  readonly price: number;
}

/** AWS's list prices in us-east-1 as of 2026, without the free tier. A Region of your own may cost something else. */
export const prices = {
  // https://aws.amazon.com/step-functions/pricing/: $0.025 per 1,000; a retry is a transition too.
  stateTransition: { item: "Step Functions, standard workflow", unit: "state transition", price: 0.025 / 1_000 },
  // https://aws.amazon.com/lambda/pricing/: $0.20 per million.
  lambdaRequest: { item: "Lambda, requests", unit: "request", price: 0.2 / 1_000_000 },
  // https://aws.amazon.com/lambda/pricing/: Arm, the module's default; x86 costs $0.0000166667.
  lambdaDuration: { item: "Lambda, duration (arm64)", unit: "GB-second", price: 0.0000133334 },
  // https://aws.amazon.com/kms/pricing/: $0.03 per 10,000.
  kmsRequest: { item: "KMS, requests of the functions", unit: "request", price: 0.03 / 10_000 },
  // https://aws.amazon.com/secrets-manager/pricing/: $0.05 per 10,000.
  secretsManagerRequest: { item: "Secrets Manager, requests", unit: "request", price: 0.05 / 10_000 },
} as const satisfies Readonly<Record<string, Price>>;
