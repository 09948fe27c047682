import type { Tag } from "@aws-sdk/client-ec2";
import type { EventInput } from "../events/event-bridge.ts";
import type { Instance, InstanceState } from "./instances/instance.ts";

/** Where an instance is. */
interface Place {
  readonly partition: string;
  readonly accountId: string;
}

/** What EC2 tells when an instance enters a state (EC2 User Guide: Instance state change events). It carries no tags. */
export function stateChangeEvent(instance: Instance, state: InstanceState, place: Place): EventInput {
  return {
    source: "aws.ec2",
    "detail-type": "EC2 Instance State-change Notification",
    resources: [arnOf(instance, place)],
    detail: { "instance-id": instance.id, state },
  };
}

/**
 * What AWS tells when an instance's tags change, those of its launch among them (EventBridge User Guide: tag change events; that a launch
 * counts is from memory).
 *
 * @param keys of the tags that have changed
 * @param version counts the changes of the instance's tags, from 1
 */
export function tagChangeEvent(instance: Instance, keys: readonly string[], version: number, place: Place): EventInput {
  return {
    source: "aws.tag",
    "detail-type": "Tag Change on Resource",
    resources: [arnOf(instance, place)],
    detail: {
      "changed-tag-keys": keys,
      service: "ec2",
      "resource-type": "instance",
      version,
      tags: recordOf(instance.Tags),
    },
  };
}

function arnOf({ id, region }: Instance, { partition, accountId }: Place): string {
  return `arn:${partition}:ec2:${region}:${accountId}:instance/${id}`;
}

function recordOf(tags: readonly Tag[]): Readonly<Record<string, string>> {
  return Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [Key, Value]));
}
