import type {
  CopyImageCommandInput,
  CreateImageCommandInput,
  CreateTagsCommandInput,
  DescribeImageReferencesCommandInput,
  RegisterImageCommandInput,
  RunInstancesCommandInput,
} from "@aws-sdk/client-ec2";
import type { AccessRequest } from "../../../core/iam/policy.ts";
import type { InstanceProfile } from "../instances/profiles.ts";
import { copyAccess, createImageAccess, createTagsAccess, referencesAccess, registerAccess } from "./images.ts";
import { launchAccess } from "./launch.ts";
import { type Ec2Place, type Ec2Resources, onResource } from "./requests.ts";

/** What rights depend on. */
export interface Ec2Holdings extends Ec2Resources {
  readonly profiles: ReadonlyMap<string, InstanceProfile>;
}

/**
 * What a call of EC2 needs to be allowed (service authorization reference of EC2). An image that is deregistered has no tags
 * any more, so what a policy allows by tags is refused then.
 */
export function ec2Access(
  operation: string,
  input: object,
  place: Ec2Place,
  holdings: Ec2Holdings,
): readonly AccessRequest[] {
  const action = `ec2:${operation}`;
  const { ImageId = "", SnapshotId = "", InstanceIds = [] } = input as TargetInput;
  switch (operation) {
    case "CopyImage":
      return copyAccess(input as CopyImageCommandInput, place);
    case "CreateImage":
      return createImageAccess(input as CreateImageCommandInput, place, holdings);
    case "CreateTags":
      return createTagsAccess(input as CreateTagsCommandInput, place, holdings);
    case "DescribeImageReferences":
      return referencesAccess(input as DescribeImageReferencesCommandInput);
    case "RegisterImage":
      return registerAccess(input as RegisterImageCommandInput, place, holdings);
    case "RunInstances":
      return launchAccess(input as RunInstancesCommandInput, place, holdings, holdings.profiles);
    case "DeregisterImage":
    case "DescribeImageAttribute":
    case "DisableImage":
    case "EnableImage":
    case "EnableImageDeprecation":
    case "ModifyImageAttribute":
      return [onResource(action, ImageId, place, holdings)];
    case "DeleteSnapshot":
      return [onResource(action, SnapshotId, place, holdings)];
    case "RebootInstances":
    case "StartInstances":
    case "StopInstances":
    case "TerminateInstances":
      return InstanceIds.map((id) => onResource(action, id, place, holdings));
    default:
      return [{ action, resource: "*" }];
  }
}

/** What calls on things that are there name. */
interface TargetInput {
  readonly ImageId?: string;
  readonly SnapshotId?: string;
  readonly InstanceIds?: readonly string[];
}

/** What deleting one of an image's snapshots along with the image needs to be allowed. */
export function deleteSnapshotAccess(id: string, place: Ec2Place, resources: Ec2Resources): AccessRequest {
  return onResource("ec2:DeleteSnapshot", id, place, resources);
}

/**
 * What encrypting snapshots with a customer managed key on a caller's behalf needs to be allowed (EBS User Guide: Required permissions
 * of KMS keys). EC2 finds out after the call.
 */
export function encryptAccess(
  resource: string,
  aliases: readonly string[],
  { region }: Pick<Ec2Place, "region">,
): readonly AccessRequest[] {
  const conditions = { "kms:ViaService": [`ec2.${region}.amazonaws.com`], "kms:ResourceAliases": aliases };
  const actions = ["Decrypt", "GenerateDataKeyWithoutPlaintext", "ReEncryptFrom", "ReEncryptTo"];
  return [
    ...actions.map((action) => ({ action: `kms:${action}`, resource, conditions })),
    { action: "kms:CreateGrant", resource, conditions: { ...conditions, "kms:GrantIsForAWSResource": ["true"] } },
  ];
}
