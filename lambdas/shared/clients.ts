/**
 * Settings of every AWS client: the SDK's standard retries with jitter, and timeouts that leave a function time to try
 * again before its own timeout. Milliseconds.
 */
export const clientDefaults = {
  retryMode: "standard",
  maxAttempts: 5,
  requestHandler: {
    connectionTimeout: 5_000,
    requestTimeout: 30_000,
    // Without it the SDK only warns of a request that takes too long, and goes on waiting.
    throwOnRequestTimeout: true,
  },
} as const;
