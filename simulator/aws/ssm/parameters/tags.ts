import type {
  AddTagsToResourceCommandInput,
  ListTagsForResourceCommandInput,
  RemoveTagsFromResourceCommandInput,
  Tag,
} from "@aws-sdk/client-ssm";
import { AwsError, ensure } from "../../../core/aws-error.ts";
import { ModuleError } from "../../../core/module-error.ts";
import type { SsmContext } from "../context.ts";
import type { StoredParameter } from "./parameter.ts";

/** Of a parameter (User Guide: Tagging Systems Manager parameters). */
const maxTags = 50;

/** Tags as a map. */
export function tagMap(tags: readonly Tag[]): ReadonlyMap<string, string> {
  return new Map(tags.map(({ Key = "", Value = "" }) => [Key, Value]));
}

/** AddTagsToResource: adds tags to a parameter, or overwrites them. @throws AwsError InvalidResourceId, TooManyTagsError */
export function addTagsToResource(context: SsmContext, input: AddTagsToResourceCommandInput): object {
  const { tags } = findTagged(context, input);
  const merged = new Map([...tags, ...tagMap(input.Tags ?? [])]);
  ensure(merged.size <= maxTags, "TooManyTagsError", `A parameter can have a maximum of ${maxTags} tags.`);
  for (const [key, value] of merged) tags.set(key, value);
  return {};
}

/** ListTagsForResource. @throws AwsError InvalidResourceId */
export function listTagsForResource(context: SsmContext, input: ListTagsForResourceCommandInput): object {
  return { TagList: [...findTagged(context, input).tags].map(([Key, Value]) => ({ Key, Value })) };
}

/** RemoveTagsFromResource. @throws AwsError InvalidResourceId */
export function removeTagsFromResource(context: SsmContext, input: RemoveTagsFromResourceCommandInput): object {
  const { tags } = findTagged(context, input);
  for (const key of input.TagKeys ?? []) tags.delete(key);
  return {};
}

/** @throws ModuleError for what is no parameter: only parameters have tags here */
function findTagged(
  { parameters, region }: SsmContext,
  { ResourceType, ResourceId = "" }: ListTagsForResourceCommandInput,
): StoredParameter {
  if (ResourceType !== "Parameter") throw new ModuleError(`Tags of a ${ResourceType ?? "resource"} are not simulated`);
  const found = parameters.findOwn(ResourceId, region);
  if (found?.owner.kind === "account") return found;
  throw new AwsError("InvalidResourceId", `The resource ID is not valid: ${ResourceId}`);
}
