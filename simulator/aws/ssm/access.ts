import type { AccessRequest } from "../../core/iam/policy.ts";
import type { SsmContext } from "./context.ts";
import { parameterArn, readReference, referenceArn } from "./parameters/arn.ts";

/** Where a call goes, and what the conditions of policies look at there. */
type AccessPlace = Pick<SsmContext, "partition" | "region" | "accountId" | "parameters" | "agents">;

/** What calls name, of all operations. */
interface Named {
  readonly Name?: string;
  readonly Names?: readonly string[];
  readonly Path?: string;
  readonly ResourceId?: string;
  readonly Tags?: readonly { readonly Key?: string; readonly Value?: string }[];
  readonly DocumentName?: string;
  readonly InstanceIds?: readonly string[];
}

/** What a call of Systems Manager needs to be allowed (service authorization reference of Systems Manager). */
export function ssmAccess(operation: string, input: Named, place: AccessPlace): readonly AccessRequest[] {
  const action = `ssm:${operation}`;
  const { Name = "", Names = [], Path = "", ResourceId = "", Tags = [] } = input;
  switch (operation) {
    case "PutParameter":
      // Tags in the creating call need the right to add them (from memory).
      return [action, ...(Tags.length > 0 ? ["ssm:AddTagsToResource"] : [])].map((each) =>
        onParameter(each, Name, place, requestTags(Tags)),
      );
    case "DeleteParameter":
    case "GetParameter":
    case "GetParameterHistory":
    case "LabelParameterVersion":
      return [onParameter(action, Name, place)];
    case "DeleteParameters":
    case "GetParameters":
      return Names.map((name) => onParameter(action, name, place));
    case "GetParametersByPath":
      return [{ action, resource: parameterArn(Path.replace(/(.)\/$/, "$1"), place) }];
    case "AddTagsToResource":
      return [onParameter(action, ResourceId, place, requestTags(Tags))];
    case "ListTagsForResource":
    case "RemoveTagsFromResource":
      return [onParameter(action, ResourceId, place)];
    case "SendCommand":
      return sendAccess(action, input, place);
    default:
      return [{ action, resource: "*" }];
  }
}

/** SendCommand is allowed on the document and on each instance; instances have tags, AWS's documents have none. */
function sendAccess(action: string, input: Named, place: AccessPlace): readonly AccessRequest[] {
  const { accountId, agents, partition, region } = place;
  const { DocumentName = "", InstanceIds = [] } = input;
  const document = DocumentName.startsWith("arn:")
    ? DocumentName
    : `arn:${partition}:ssm:${region}:${DocumentName.startsWith("AWS-") ? "" : accountId}:document/${DocumentName}`;
  return [
    { action, resource: document },
    ...InstanceIds.map((id) => {
      const tags = (agents.find(id)?.instance.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value] as const);
      return {
        action,
        resource: `arn:${partition}:ec2:${region}:${accountId}:instance/${id}`,
        conditions: { ...tagConditions("ssm:resourceTag", tags), ...tagConditions("aws:ResourceTag", tags) },
      };
    }),
  ];
}

function onParameter(
  action: string,
  name: string,
  place: AccessPlace,
  conditions: Readonly<Record<string, readonly string[]>> = {},
): AccessRequest {
  const tags = [...(place.parameters.findOwn(readReference(name).id, place.region)?.tags ?? [])];
  return {
    action,
    resource: referenceArn(name, place),
    conditions: { ...tagConditions("ssm:resourceTag", tags), ...tagConditions("aws:ResourceTag", tags), ...conditions },
  };
}

function requestTags(tags: NonNullable<Named["Tags"]>): Readonly<Record<string, readonly string[]>> {
  const pairs = tags.map(({ Key = "", Value = "" }) => [Key, Value] as const);
  return { "aws:TagKeys": pairs.map(([key]) => key), ...tagConditions("aws:RequestTag", pairs) };
}

function tagConditions(
  prefix: string,
  tags: readonly (readonly [string, string])[],
): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(tags.map(([key, value]) => [`${prefix}/${key}`, [value]]));
}
