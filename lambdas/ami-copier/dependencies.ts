import type { EC2Client } from "@aws-sdk/client-ec2";
import type { KMSClient } from "@aws-sdk/client-kms";
import type { Environment } from "../shared/environment.ts";
import type { Logger } from "../shared/logger.ts";
import type { WantedImage } from "./redhat/search.ts";
import type { ImageMetadata } from "./shapes.ts";

/** What every function is given from outside. */
export interface Dependencies {
  /** Client in the Region of the copies. */
  readonly ec2: EC2Client;
  readonly environment: Environment;
  readonly log: Logger;
  readonly now: () => Date;
}

/** What the initiator is given beside that. */
export interface InitiatorDependencies extends Dependencies {
  /** Client in the Region the images are shared in. */
  readonly sourceEc2: EC2Client;
  readonly kms: KMSClient;
  /** Asks Red Hat about images. Never throws: what it cannot find out is not in the map. */
  readonly fetchMetadata: (images: readonly WantedImage[], log: Logger) => Promise<ReadonlyMap<string, ImageMetadata>>;
}
