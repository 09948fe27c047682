import { EC2Client } from "@aws-sdk/client-ec2";
import { KMSClient } from "@aws-sdk/client-kms";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SSMClient } from "@aws-sdk/client-ssm";
import { clientDefaults } from "../shared/clients.ts";
import { createHandler } from "../shared/handler.ts";
import { createLogger } from "../shared/logger.ts";
import { readInitiatorConfig } from "./config.ts";
import type { InitiatorDependencies } from "./dependencies.ts";
import { parseInitiatorEvent } from "./events.ts";
import { identify } from "./identify.ts";
import { environmentNames } from "./contract.ts";
import { fetchMetadata } from "./redhat/metadata.ts";
import { discover } from "./tasks/discover.ts";
import { prepare } from "./tasks/prepare.ts";
import { startCopy } from "./tasks/start-copy.ts";

/**
 * Creates the initiator: finds what is new, prepares a wave, starts one copy.
 *
 * @param dependencies clients, clock, environment, and where metadata comes from
 */
export function createInitiatorHandler(dependencies: InitiatorDependencies) {
  return createHandler({ log: dependencies.log, identify }, async (input, log) => {
    const event = parseInitiatorEvent(input);
    const config = readInitiatorConfig(dependencies.environment);
    switch (event.action) {
      case "discover":
        return discover(event, config, dependencies, log);
      case "prepare":
        return prepare(event, config, dependencies, log);
      case "copy":
        return startCopy(event, config, dependencies, log);
    }
  });
}

const ec2 = new EC2Client(clientDefaults);
const sourceRegion = process.env[environmentNames.sourceRegion];

const credentialClients = {
  ssm: new SSMClient(clientDefaults),
  secretsManager: new SecretsManagerClient(clientDefaults),
};
const now = () => new Date();

/** The Lambda function's entry point. */
export const handler = createInitiatorHandler({
  ec2,
  sourceEc2: sourceRegion ? new EC2Client({ ...clientDefaults, region: sourceRegion }) : ec2,
  kms: new KMSClient(clientDefaults),
  environment: process.env,
  log: createLogger(),
  now,
  fetchMetadata: (images, log) => fetchMetadata(images, { ...credentialClients, environment: process.env, now }, log),
});
