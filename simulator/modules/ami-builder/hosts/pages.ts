import type { Ec2 } from "../../../aws/ec2/ec2.ts";
import type { Boot, Instance } from "../../../aws/ec2/instances/instance.ts";
import { viewInstance } from "../../../aws/ec2/instances/view.ts";
import type { Page, PageRequest } from "../network.ts";
import type { DeclaredAnswer, DeclaredHost } from "./fields.ts";

const millisecondsPerMinute = 60_000;

/** What pages are answered by. */
export interface PagesHost {
  readonly ec2: Ec2;
  readonly hosts: readonly DeclaredHost[];
  /** The virtual clock, in milliseconds since 1970. */
  readonly now: () => number;
  /** Since when hosts that are there already answer, in milliseconds since 1970. */
  readonly since: number;
}

/**
 * What whoever has an address answers at this moment: a host of the scenario, or an instance of its image, which answers as the host does.
 *
 * @returns the page, or why there is none, in the words of Node.js
 */
export function answerPage({ scheme, host: name, port }: PageRequest, place: PagesHost): Page {
  const found = place.ec2.instances.all.find((instance) => namesOf(instance, place).includes(name));
  const declared = found === undefined ? undefined : hostOf(found, place);
  const boot = found?.boots.at(-1);
  if (found === undefined || declared === undefined || boot === undefined || !found.isUp) {
    return `connect ETIMEDOUT ${name}:${port}`;
  }
  const answer = presentAnswer(found, declared, boot, place);
  if (answer === undefined) return `connect ECONNREFUSED ${name}:${port}`;
  const { status, body } = answer;
  return { status, body, isTrusted: scheme === "http" || declared.certificate === "trusted" };
}

/** The host of the scenario that an instance is, or whose image it was launched from. */
function hostOf({ id, imageId }: Instance, { ec2, hosts }: PagesHost): DeclaredHost | undefined {
  const source = ec2.store.images.get(imageId)?.image.SourceInstanceId;
  return hosts.find((host) => host.id === id) ?? hosts.find((host) => host.id === source);
}

function namesOf(instance: Instance, { ec2, hosts, now }: PagesHost): readonly (string | undefined)[] {
  if (ec2.instances.stateOf(instance) === "terminated") return [];
  const { region, privateIp, publicIp } = instance;
  const { PrivateDnsName, PublicDnsName } = viewInstance(instance, { now: now(), region });
  const further = hosts.find(({ id }) => id === instance.id)?.names ?? [];
  return [privateIp, publicIp, PrivateDnsName, PublicDnsName, ...further];
}

function presentAnswer(
  { id }: Instance,
  { id: hostId, answers }: DeclaredHost,
  { at, cause }: Boot,
  { now, since }: PagesHost,
): DeclaredAnswer | undefined {
  const of = id !== hostId ? "clone" : cause === "launch" ? "launch" : "reboot";
  const asLast = answers.filter((answer) => answer.of === "launch").slice(-1);
  const said = answers.filter((answer) => answer.of === of);
  const after = said.length > 0 ? said : asLast.map((answer) => ({ ...answer, after_minutes: 1 }));
  const minutes = (now() - Math.max(at, of === "launch" ? since : 0)) / millisecondsPerMinute;
  return after.findLast(({ after_minutes }) => after_minutes <= minutes);
}
