import type { Instance } from "./instance.ts";

/**
 * What is on disks. EC2 itself only hands it on: whoever lets machines run something keeps there what they need, such as a
 * root folder.
 */
export interface Machines {
  /** Makes an instance's disk of what an image holds; undefined for an image that nobody made here. */
  launch: (ofImage: unknown, instance: Instance) => unknown;
  /** Makes what an image holds of an instance's disk, as it is at that moment. */
  capture: (instance: Instance) => unknown;
}

/** Disks that nobody writes to. */
export function plainMachines(): Machines {
  return { launch: (ofImage) => ofImage, capture: ({ machine }) => machine };
}
