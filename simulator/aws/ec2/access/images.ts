import type {
  CopyImageCommandInput,
  CreateImageCommandInput,
  CreateTagsCommandInput,
  DescribeImageReferencesCommandInput,
  RegisterImageCommandInput,
} from "@aws-sdk/client-ec2";
import type { AccessRequest } from "../../../core/iam/policy.ts";
import { tagsFor } from "../store.ts";
import { arnOf, type Ec2Place, type Ec2Resources, onResource, requestTagConditions, tagAccess } from "./requests.ts";

/** What CopyImage needs to be allowed. */
export function copyAccess(input: CopyImageCommandInput, place: Ec2Place): readonly AccessRequest[] {
  const source = { ...place, region: input.SourceRegion ?? place.region };
  const action = "ec2:CopyImage";
  return [
    { action, resource: arnOf(input.SourceImageId ?? "", source) },
    { action, resource: arnOf("snap-*", source) },
    { action, resource: arnOf("ami-*", place) },
    { action, resource: arnOf("snap-*", place) },
    ...tagAccess("CopyImage", input.TagSpecifications, place),
  ];
}

/** What RegisterImage needs to be allowed. */
export function registerAccess(
  input: RegisterImageCommandInput,
  place: Ec2Place,
  resources: Ec2Resources,
): readonly AccessRequest[] {
  const action = "ec2:RegisterImage";
  const snapshots = (input.BlockDeviceMappings ?? []).flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []);
  return [
    { action, resource: arnOf("ami-*", place) },
    ...snapshots.map((id) => onResource(action, id, place, resources)),
    ...tagAccess("RegisterImage", input.TagSpecifications, place),
  ];
}

/** What CreateImage needs to be allowed: on the instance, and on the image and the snapshots that it makes. */
export function createImageAccess(
  { InstanceId = "", TagSpecifications }: CreateImageCommandInput,
  place: Ec2Place,
  resources: Ec2Resources,
): readonly AccessRequest[] {
  const action = "ec2:CreateImage";
  const made = (kind: string, id: string) => {
    const tags = tagsFor(TagSpecifications, kind);
    return { action, resource: arnOf(id, place), conditions: tags.length === 0 ? {} : requestTagConditions(tags) };
  };
  return [
    onResource(action, InstanceId, place, resources),
    made("image", "ami-*"),
    made("snapshot", "snap-*"),
    ...tagAccess("CreateImage", TagSpecifications, place),
  ];
}

/** What CreateTags needs to be allowed. */
export function createTagsAccess(
  { Resources = [], Tags = [] }: CreateTagsCommandInput,
  place: Ec2Place,
  resources: Ec2Resources,
): readonly AccessRequest[] {
  return Resources.map((id) => {
    const request = onResource("ec2:CreateTags", id, place, resources);
    return { ...request, conditions: { ...request.conditions, ...requestTagConditions(Tags) } };
  });
}

/** The reads behind each type of resources that may refer to an image (EC2 User Guide: Required IAM permissions of AMI references). */
const readsBehind: Readonly<Record<string, readonly string[]>> = {
  "ec2:Instance": ["ec2:DescribeInstances"],
  "ec2:LaunchTemplate": ["ec2:DescribeLaunchTemplates", "ec2:DescribeLaunchTemplateVersions"],
  "ssm:Parameter": ["ssm:DescribeParameters", "ssm:GetParameters"],
  "imagebuilder:ImageRecipe": ["imagebuilder:ListImageRecipes"],
  "imagebuilder:ContainerRecipe": ["imagebuilder:ListContainerRecipes", "imagebuilder:GetContainerRecipe"],
};

/** What DescribeImageReferences needs to be allowed: EC2 reads on the caller's behalf, and says so. */
export function referencesAccess(input: DescribeImageReferencesCommandInput): readonly AccessRequest[] {
  const types =
    input.IncludeAllResourceTypes === true
      ? Object.keys(readsBehind)
      : (input.ResourceTypes ?? []).flatMap(({ ResourceType }) => ResourceType ?? []);
  const conditions = { "aws:CalledVia": ["ec2-images.amazonaws.com"] };
  return [
    { action: "ec2:DescribeImageReferences", resource: "*" },
    ...types.flatMap((type) => readsBehind[type] ?? []).map((action) => ({ action, resource: "*", conditions })),
  ];
}
