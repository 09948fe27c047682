import * as z from "zod/mini";
import { type Environment, jsonList, readEnvironment, wholeNumber } from "../shared/environment.ts";
import { environmentNames as names, maxCopyTimeoutHours } from "./contract.ts";

const accountId = z.string().check(z.regex(/^\d{12}$/, "must hold account ids of 12 digits"));
/** Other installations rely on the bound for copies that do not say their deadline. */
const copyTimeoutHours = wholeNumber(1, maxCopyTimeoutHours);

const initiatorVariables = z.object({
  AWS_REGION: z.string(),
  [names.amiNameTemplate]: z.string(),
  [names.amiNameTagTemplate]: z.optional(z.string()),
  [names.kmsKeyId]: z.optional(z.string()),
  [names.sourceOwnerIds]: jsonList(accountId).check(
    z.refine((owners) => owners.length > 0, "must hold at least one account id"),
  ),
  [names.sourceRegion]: z.optional(z.string()),
  [names.sourceNameFilters]: z.optional(jsonList(z.string())),
  [names.sourceArchitectures]: z.optional(jsonList(z.string())),
  [names.maxConcurrentCopies]: wholeNumber(1, 10_000),
  [names.copyTimeoutHours]: copyTimeoutHours,
  [names.redhatCredentialStore]: z.optional(z.string()),
});

/** What the initiator works by. */
export interface InitiatorConfig {
  /** The Region copies are made in: the function's own. */
  readonly region: string;
  /** The Region the images are shared in. */
  readonly sourceRegion: string;
  readonly amiNameTemplate: string;
  /** Empty when copies get no Name tag. */
  readonly amiNameTagTemplate: string;
  /** Key id, key ARN, alias or alias ARN; absent means the account's default EBS key. */
  readonly kmsKeyId: string | undefined;
  readonly sourceOwnerIds: readonly string[];
  /** Globs as EC2 takes them (`*`, `?`); empty means every name. */
  readonly sourceNameFilters: readonly string[];
  /** Empty means every architecture. */
  readonly sourceArchitectures: readonly string[];
  /** Snapshot copies the Region runs at a time. */
  readonly maxConcurrentCopies: number;
  readonly copyTimeoutHours: number;
  readonly enrichmentEnabled: boolean;
}

/**
 * Reads the initiator's configuration.
 *
 * @param environment the function's environment variables
 * @throws ConfigurationError that lists everything missing or wrong
 */
export function readInitiatorConfig(environment: Environment): InitiatorConfig {
  const values = readEnvironment(initiatorVariables, environment);
  return {
    region: values.AWS_REGION,
    sourceRegion: values[names.sourceRegion] ?? values.AWS_REGION,
    amiNameTemplate: values[names.amiNameTemplate],
    amiNameTagTemplate: values[names.amiNameTagTemplate] ?? "",
    kmsKeyId: values[names.kmsKeyId],
    sourceOwnerIds: values[names.sourceOwnerIds],
    sourceNameFilters: values[names.sourceNameFilters] ?? [],
    sourceArchitectures: values[names.sourceArchitectures] ?? [],
    maxConcurrentCopies: values[names.maxConcurrentCopies],
    copyTimeoutHours: values[names.copyTimeoutHours],
    enrichmentEnabled: values[names.redhatCredentialStore] !== undefined,
  };
}

/** What the status checker works by. */
export interface StatusCheckerConfig {
  readonly copyTimeoutHours: number;
}

/**
 * Reads the status checker's configuration.
 *
 * @param environment the function's environment variables
 * @throws ConfigurationError that lists everything missing or wrong
 */
export function readStatusCheckerConfig(environment: Environment): StatusCheckerConfig {
  const values = readEnvironment(z.object({ [names.copyTimeoutHours]: copyTimeoutHours }), environment);
  return { copyTimeoutHours: values[names.copyTimeoutHours] };
}

const finalizerVariables = z.object({
  [names.gp3Iops]: z.optional(wholeNumber(3_000, 80_000)),
  [names.gp3Throughput]: z.optional(wholeNumber(125, 2_000)),
  [names.imdsSupport]: z.optional(z.literal("v2.0")),
});

/** What the finalizer works by; absent values mean what the source image had. */
export interface FinalizerConfig {
  /** IOPS of every volume. */
  readonly gp3Iops: number | undefined;
  /** Throughput of every volume in MiB/s. */
  readonly gp3Throughput: number | undefined;
  readonly imdsSupport: "v2.0" | undefined;
}

/**
 * Reads the finalizer's configuration.
 *
 * @param environment the function's environment variables
 * @throws ConfigurationError that lists everything wrong
 */
export function readFinalizerConfig(environment: Environment): FinalizerConfig {
  const values = readEnvironment(finalizerVariables, environment);
  return {
    gp3Iops: values[names.gp3Iops],
    gp3Throughput: values[names.gp3Throughput],
    imdsSupport: values[names.imdsSupport],
  };
}
