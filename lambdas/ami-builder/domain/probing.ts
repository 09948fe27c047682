import type { Instance } from "@aws-sdk/client-ec2";
import { clipLine } from "../../shared/text.ts";
import type { Capture, Readiness } from "../capture-shapes.ts";
import { InstanceStateError, InvalidInputError, ReadinessTimeoutError } from "../errors.ts";
import { again, done } from "./polling.ts";

/** The present probing of a capture. */
export type Probe = NonNullable<Capture["probe"]>;

/** What a URL answered. */
export interface Answer {
  /** 0 without an answer. */
  readonly status: number;
  /** Whether any of the texts that are looked for is in the body. */
  readonly found: boolean;
  /** In a few words. */
  readonly words: string;
}

const mostWords = 200;

/** Placeholders of a URL, and what an instance has for them. */
const addresses: readonly (readonly [string, (instance: Instance) => string | undefined])[] = [
  ["{private_ip}", ({ PrivateIpAddress }) => PrivateIpAddress],
  ["{public_ip}", ({ PublicIpAddress }) => PublicIpAddress],
  ["{private_dns}", ({ PrivateDnsName }) => PrivateDnsName],
  ["{public_dns}", ({ PublicDnsName }) => PublicDnsName],
];

/**
 * The URL of an instance.
 *
 * @param url as it was asked for, with placeholders
 * @param instance as EC2 shows it
 * @throws InstanceStateError if the instance has no such address
 */
export function urlOf(url: string, instance: Instance): string {
  return addresses.reduce((text, [placeholder, read]) => {
    if (!text.includes(placeholder)) return text;
    const value = read(instance);
    if (value === undefined || value === "") {
      throw new InstanceStateError(
        `${instance.InstanceId ?? "The instance"} has no address for ${placeholder} in the readiness url: use another placeholder.`,
      );
    }
    return text.replaceAll(placeholder, value);
  }, url);
}

/**
 * The probing that a capture is in.
 *
 * @throws InvalidInputError if it has no readiness, which the state machine's choices rule out
 */
export function requireProbe({ request, probe }: Capture): { readonly readiness: Readiness; readonly probe: Probe } {
  if (request.readiness === null || probe === null) {
    throw new InvalidInputError("The capture has no readiness to ask for. Start a new run.");
  }
  return { readiness: request.readiness, probe };
}

/** An answer in a few words, without what is on the page: that may be anything. */
export function statusWords({ status, found }: Pick<Answer, "status" | "found">, { contains }: Readiness): string {
  return `status ${status}${found ? "" : `, and none of ${contains.join(", ")} in the body`}`;
}

/**
 * The capture after an answer: ready after enough good ones, else to be asked again.
 *
 * @param capture the capture before
 * @param answer what came
 * @param now the moment of the answer
 * @throws ReadinessTimeoutError with the last answer when the time is over
 */
export function answered(capture: Capture, answer: Answer, now: Date): Capture {
  const { readiness, probe } = requireProbe(capture);
  const good = readiness.status.includes(answer.status) && answer.found;
  const successes = good ? probe.successes + 1 : 0;
  const last = clipLine(answer.words, mostWords);
  if (successes < readiness.successes && now.getTime() >= Date.parse(probe.deadline)) {
    throw new ReadinessTimeoutError(`${probe.url} was not ready by ${probe.deadline}. The last answer: ${last}`);
  }
  return {
    ...capture,
    probe: { ...probe, successes, last, command_id: null },
    check: successes >= readiness.successes ? done : again(readiness.interval_seconds),
  };
}
