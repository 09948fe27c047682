import { hexadecimalId } from "../../../core/hash.ts";
import type { Instance } from "../../../aws/ec2/instances/instance.ts";
import type { Machines } from "../../../aws/ec2/instances/machines.ts";

/** What is on a disk of that by which an image might give its builder away. */
export interface Disk {
  /** Empty until the next boot writes one. */
  machineId: string;
  /** SHA-256 of each file. */
  hostKeys: readonly string[];
  /** Files that let somebody log in. */
  authorizedKeys: readonly string[];
  /** Instances that the agent's folder names, and those that cloud-init's does. */
  agentTraces: readonly string[];
  cloudTraces: readonly string[];
  /** Folders of scripts that were run. */
  guards: readonly string[];
}

/** Disks as they come from images, and as images take them over. */
export const machines: Machines = {
  launch: (ofImage, instance) => bootedFrom(isDisk(ofImage) ? ofImage : emptyDisk, instance),
  capture: ({ machine }) => (isDisk(machine) ? { ...machine } : undefined),
};

/** The disk of an instance. */
export function diskOf({ machine }: Instance): Disk {
  if (!isDisk(machine)) throw new Error("An instance was launched before its disk was made");
  return machine;
}

/**
 * Takes from a disk what hygiene removes.
 *
 * @param items as the input `hygiene` has them
 */
export function clean(disk: Disk, items: readonly string[]): void {
  if (items.includes("machine_id")) disk.machineId = "";
  if (items.includes("ssh_host_keys")) disk.hostKeys = [];
  if (items.includes("authorized_keys")) disk.authorizedKeys = [];
  if (items.includes("ssm_agent")) disk.agentTraces = [];
  if (items.includes("cloud_init")) disk.cloudTraces = [];
  disk.guards = [];
}

const emptyDisk: Disk = {
  machineId: "",
  hostKeys: [],
  authorizedKeys: [],
  agentTraces: [],
  cloudTraces: [],
  guards: [],
};

/** What is missing is made at the first boot, and everybody writes down on which instance they are. */
function bootedFrom(image: Disk, { id }: Instance): Disk {
  return {
    ...image,
    machineId: image.machineId === "" ? hexadecimalId(`machine ${id}`, 32) : image.machineId,
    hostKeys: image.hostKeys.length > 0 ? image.hostKeys : [hexadecimalId(`host key ${id}`, 64)],
    agentTraces: [...image.agentTraces, id],
    cloudTraces: [...image.cloudTraces, id],
  };
}

function isDisk(value: unknown): value is Disk {
  return typeof value === "object" && value !== null && "machineId" in value;
}
