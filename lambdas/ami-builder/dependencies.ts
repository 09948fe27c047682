import type { EC2Client } from "@aws-sdk/client-ec2";
import type { S3Client } from "@aws-sdk/client-s3";
import type { SFNClient } from "@aws-sdk/client-sfn";
import type { SSMClient } from "@aws-sdk/client-ssm";
import type { Environment } from "../shared/environment.ts";
import type { Logger } from "../shared/logger.ts";
import type { Regional } from "./clients.ts";

/** What every function with AWS clients is given from outside. */
export interface Dependencies {
  readonly ec2: Regional<EC2Client>;
  readonly ssm: Regional<SSMClient>;
  /** Client in the Region of the bucket: the function's own. */
  readonly s3: S3Client;
  readonly environment: Environment;
  readonly log: Logger;
  readonly now: () => Date;
}

/** What a function is given beside that, if it asks whether other executions are over. */
export interface ExecutionDependencies extends Dependencies {
  readonly sfn: SFNClient;
}
