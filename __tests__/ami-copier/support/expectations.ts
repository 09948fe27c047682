import type { Image } from "@aws-sdk/client-ec2";
import { expect } from "vitest";
import { isFinal, isTemporary, snapshotIds, tagValue } from "../../../lambdas/ami-copier/domain/images.ts";
import type { FakeEc2 } from "./fake-ec2.ts";

/** The account's final images of one source. */
export function finalsOf(world: FakeEc2, sourceAmiId: string): readonly Image[] {
  return world.ownImages().filter((image) => isFinal(image) && tagValue(image, "SourceAMI") === sourceAmiId);
}

/** The account's temporary images. */
export function temporaries(world: FakeEc2): readonly Image[] {
  return world.ownImages().filter(isTemporary);
}

/** Exactly one final image for each source, no temporary image, and no snapshot that no image refers to. */
export function expectConverged(world: FakeEc2, sources: readonly string[]): void {
  expect(sources.map((id) => finalsOf(world, id).length)).toEqual(sources.map(() => 1));
  expectNothingLeftBehind(world);
}

/** No temporary image, and no snapshot that no image refers to. */
export function expectNothingLeftBehind(world: FakeEc2): void {
  expect(temporaries(world)).toEqual([]);
  const referred = new Set(world.ownImages().flatMap((image) => snapshotIds(image.BlockDeviceMappings)));
  expect(world.snapshots().filter(({ id }) => !referred.has(id))).toEqual([]);
}
