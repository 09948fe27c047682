import type { VirtualClock } from "../../core/clock.ts";
import type { Role } from "../../core/iam/roles.ts";
import type { Instances } from "../ec2/instances/instances.ts";
import type { S3 } from "../s3/s3.ts";
import { Agents } from "./agents/agents.ts";
import { Commands } from "./commands/commands.ts";
import { ParameterStore } from "./parameters/store.ts";
import { defaultSettings, type SsmSettings } from "./settings.ts";

/** What Systems Manager is made with. */
export interface SsmOptions {
  readonly accountId: string;
  readonly clock: VirtualClock;
  readonly instances: Instances;
  /** By their ARNs. */
  readonly roles: ReadonlyMap<string, Role>;
  /** Whether an image can be used in a Region. */
  readonly isImage: (imageId: string, region: string) => boolean;
  /** Takes the output of commands. */
  readonly s3: Pick<S3, "put">;
  /** Is told of errors that are none of AWS's. */
  readonly broken: (error: unknown) => void;
}

/** Systems Manager in memory: parameters, agents on instances, and the commands that are sent to them. */
export class Ssm {
  readonly accountId: string;
  readonly clock: VirtualClock;
  readonly settings: SsmSettings = defaultSettings();
  readonly parameters: ParameterStore;
  readonly agents: Agents;
  readonly commands: Commands;
  readonly isImage: SsmOptions["isImage"];

  constructor({ accountId, isImage, ...host }: SsmOptions) {
    const { clock } = host;
    const { settings } = this;
    this.accountId = accountId;
    this.clock = clock;
    this.isImage = isImage;
    this.parameters = new ParameterStore(() => clock.now);
    this.agents = new Agents({ ...host, settings });
    this.commands = new Commands({ ...host, settings, agents: this.agents });
  }
}
