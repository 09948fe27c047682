/** What something costs. */
export interface Price {
  readonly item: string;
  readonly unit: string;
  /** US dollars a unit. */
  readonly price: number;
}

/**
 * AWS's list prices in us-east-1, without the free tier (aws.amazon.com: Step Functions, Lambda and EBS pricing, 2026). A
 * Region of your own may cost something else.
 */
export const prices = {
  stateTransition: { item: "Step Functions, standard workflow", unit: "state transition", price: 0.025 / 1_000 },
  lambdaRequest: { item: "Lambda, requests", unit: "request", price: 0.2 / 1_000_000 },
  lambdaDuration: { item: "Lambda, duration (arm64)", unit: "GB-second", price: 0.0000133334 },
  snapshotStorage: { item: "EBS snapshots, standard tier", unit: "GB-month", price: 0.05 },
} as const satisfies Readonly<Record<string, Price>>;
