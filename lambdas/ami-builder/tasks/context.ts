import type { EC2Client } from "@aws-sdk/client-ec2";
import type { SSMClient } from "@aws-sdk/client-ssm";
import type { Logger } from "../../shared/logger.ts";
import { type Config, readConfig } from "../config.ts";
import type { Dependencies } from "../dependencies.ts";
import type { Bucket } from "../s3/objects.ts";
import type { Work } from "../shapes.ts";

/** What a task on a piece of work is given from outside. */
export interface Context {
  readonly config: Config;
  readonly bucket: Bucket;
  /** Clients in the Region of the work. */
  readonly ec2: EC2Client;
  readonly ssm: SSMClient;
  readonly log: Logger;
  /** The moment of the call. */
  readonly now: Date;
}

/**
 * The context of one call.
 *
 * @throws ConfigurationError
 */
export function contextOf({ region }: Pick<Work, "region">, dependencies: Dependencies, log: Logger): Context {
  const config = readConfig(dependencies.environment);
  return {
    config,
    bucket: { client: dependencies.s3, name: config.bucket },
    ec2: dependencies.ec2(region),
    ssm: dependencies.ssm(region),
    log,
    now: dependencies.now(),
  };
}
