import type { ModifyImageAttributeCommandInput } from "@aws-sdk/client-ec2";
import type { Prepared } from "../../prepared.ts";

/**
 * Whom an image is shared with, as one call has it; undefined for nobody. Sharing again with the same is no change.
 *
 * @param ImageId the image
 * @param share accounts, organizations and organizational units
 */
export function launchPermissions(
  ImageId: string,
  { account_ids, organization_arns, ou_arns }: Prepared["share"],
): ModifyImageAttributeCommandInput | undefined {
  const Add = [
    ...account_ids.map((UserId) => ({ UserId })),
    ...organization_arns.map((OrganizationArn) => ({ OrganizationArn })),
    ...ou_arns.map((OrganizationalUnitArn) => ({ OrganizationalUnitArn })),
  ];
  return Add.length === 0 ? undefined : { ImageId, LaunchPermission: { Add } };
}
