import type { Logger } from "../../shared/logger.ts";
import type { InitiatorConfig } from "../config.ts";
import type { InitiatorDependencies } from "../dependencies.ts";
import { installationOf } from "../domain/adoption.ts";
import { type NamingContext, planCopy } from "../domain/copy-item.ts";
import { type Candidate, type Findings, findNew } from "../domain/discovery.ts";
import { addMetadata, byteLength, type EnrichedWaves, type PayloadPlan, planPayload } from "../domain/payload.ts";
import { imageBytes } from "../domain/wave-size.ts";
import { planWaves, type WaveMember } from "../domain/waves.ts";
import { listCopies, listCopiesOf } from "../ec2/own-images.ts";
import { findShared, listShared } from "../ec2/shared-images.ts";
import { ImageNotSharedError } from "../errors.ts";
import { parseExecutionInput, type Request } from "../events.ts";
import { checkKey } from "../../shared/kms/check-key.ts";
import type { DiscoveryResult } from "../shapes.ts";

/** Most ids of images with a copy that one log line names. */
const maxNamed = 100;

/** The event of a discovery. */
export interface DiscoverEvent {
  readonly execution_id: string;
  readonly input?: unknown;
}

/**
 * Finds out which images are new and plans them in waves. It only lists: a copy started here would be
 * forgotten with the execution when the function runs out of time.
 *
 * @param event the execution and its input
 * @param config the initiator's configuration
 * @param dependencies clients and clock
 * @param log logger of this execution
 * @throws InvalidInputError, ImageNotSharedError, EncryptionKeyError, AwsTransientError, AwsRequestError
 */
export async function discover(
  event: DiscoverEvent,
  config: InitiatorConfig,
  dependencies: InitiatorDependencies,
  log: Logger,
): Promise<DiscoveryResult> {
  const request = parseExecutionInput(event.input);
  const findings = await find(request, event.execution_id, config, dependencies, log);
  const members = findings.candidates.map((candidate) => toMember(candidate, { ...config, now: dependencies.now() }));
  const plan = planPayload(planWaves(members, config.maxConcurrentCopies), byteLength(event.input));
  const toProcess = findings.candidates.length - plan.deferred;
  if (toProcess > 0 && config.kmsKeyId !== undefined) {
    await checkKey(dependencies.kms, config.kmsKeyId, config.region);
  }
  const { waves, withoutMetadata } = await enrich(plan, findings, config, dependencies, log);
  if (withoutMetadata > 0) {
    log.warn("Too many images for their Red Hat metadata: some get basic tags", { images: withoutMetadata });
  }
  if (plan.deferred > 0) {
    log.warn("More images than one execution can carry: the next run takes the rest", { images: plan.deferred });
  }
  const summary = {
    total_discovered: findings.candidates.length + findings.skipped.length + findings.deferred,
    to_process: toProcess,
    skipped: findings.skipped.length,
    deferred: findings.deferred + plan.deferred,
  };
  log.info("Discovery finished", {
    mode: request.mode,
    ...summary,
    waves: waves.length,
    skipped_ami_ids: findings.skipped.slice(0, maxNamed),
  });
  return { mode: request.mode, summary, waves };
}

/** An image with the size that it has in a wave, were its copy planned now. */
function toMember({ sourceAmiId, volumes, source, temporary }: Candidate, context: NamingContext): WaveMember {
  const item = planCopy({ sourceAmiId, source, temporary, metadata: undefined }, context);
  return { sourceAmiId, volumes, bytes: imageBytes(item, source ?? temporary ?? {}) };
}

async function find(
  request: Request,
  executionId: string,
  config: InitiatorConfig,
  { ec2, sourceEc2, now }: InitiatorDependencies,
  log: Logger,
): Promise<Findings> {
  const observer = {
    installation: installationOf(executionId),
    now: now(),
    copyTimeoutHours: config.copyTimeoutHours,
  };
  if (request.mode === "discovery") {
    log.info("Discovery mode: finding shared Red Hat AMIs", { source_region: config.sourceRegion });
    const shared = await listShared(sourceEc2, config);
    if (shared.length === 0) {
      log.warn(
        "No image is shared with this account. Check source_region, source_owner_ids and the filters, and whether the " +
          "account's Allowed AMIs setting hides the owner's images",
        { source_region: config.sourceRegion, owners: config.sourceOwnerIds },
      );
    }
    return findNew(shared, await listCopies(ec2), observer);
  }
  log.info("Single AMI mode", { source_ami_id: request.sourceAmiId, source_region: config.sourceRegion });
  const shared = await findShared(sourceEc2, config.sourceOwnerIds, [request.sourceAmiId]);
  const findings = findNew(shared, await listCopiesOf(ec2, [request.sourceAmiId]), observer);
  if (shared.length === 0 && findings.candidates.length === 0) {
    throw new ImageNotSharedError(
      `${request.sourceAmiId} is not an available image that ${config.sourceOwnerIds.join(", ")} shares with this account ` +
        `in ${config.sourceRegion}. Check the id and that it is shared with this account; if it is in another Region, ` +
        "set source_region; if it has another owner, add it to source_owner_ids; and see that the account's Allowed AMIs " +
        "setting does not hide it.",
    );
  }
  return findings;
}

async function enrich(
  plan: PayloadPlan,
  findings: Findings,
  config: InitiatorConfig,
  { fetchMetadata }: InitiatorDependencies,
  log: Logger,
): Promise<EnrichedWaves> {
  const planned = new Set(plan.waves.flat());
  const wanted = findings.candidates
    .filter(({ sourceAmiId }) => planned.has(sourceAmiId))
    .map(({ sourceAmiId, createdAt }) => ({ id: sourceAmiId, createdAt }));
  return addMetadata(
    plan,
    config.enrichmentEnabled && wanted.length > 0 ? await fetchMetadata(wanted, log) : new Map(),
  );
}
