import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { DescribeImagesCommand, EC2Client } from "@aws-sdk/client-ec2";
import { expect, test } from "vitest";
import { callAws } from "../../../lambdas/shared/aws-errors.ts";
import { clientDefaults } from "../../../lambdas/shared/clients.ts";

test("a request that nobody answers ends in an error that is tried again", async () => {
  const server = createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const ec2 = new EC2Client({
    ...clientDefaults,
    maxAttempts: 1,
    requestHandler: { ...clientDefaults.requestHandler, requestTimeout: 100 },
    region: "us-east-1",
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  try {
    const call = callAws("DescribeImages", () => ec2.send(new DescribeImagesCommand({})));
    await expect(call).rejects.toMatchObject({ name: "AwsTransientError" });
  } finally {
    ec2.destroy();
    server.closeAllConnections();
    server.close();
  }
});
