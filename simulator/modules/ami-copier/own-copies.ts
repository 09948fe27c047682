import type { Account } from "../../account.ts";
import { copiedByFinal, copiedByTemporary, tagKeys } from "../../../lambdas/ami-copier/contract.ts";

/** What the account has of a source image now, whatever listings show. */
export interface OwnCopies {
  /** Id of a final image. */
  readonly finalAmiId: string | undefined;
  readonly hasTemporary: boolean;
}

/** Looks for the copies of a source image in the account's Region. */
export function ownCopiesOf({ ec2, region }: Account, sourceAmiId: string): OwnCopies {
  const copies = ec2.store
    .imagesTagged(tagKeys.sourceAmi, [sourceAmiId])
    .filter((stored) => stored.region === region && stored.image.State !== "deregistered")
    .map(({ image: { ImageId, Tags = [] } }) => ({
      id: ImageId,
      copiedBy: Tags.find(({ Key }) => Key === tagKeys.copiedBy)?.Value,
    }));
  return {
    finalAmiId: copies.find(({ copiedBy }) => copiedBy === copiedByFinal)?.id,
    hasTemporary: copies.some(({ copiedBy }) => copiedBy === copiedByTemporary),
  };
}
