import { sharedErrorNames } from "../shared/error-names.ts";

/**
 * The names that the stack and the functions share: whoever changes one here changes both sides.
 * Error names are the contract of the state machine: its Retry and Catch lists hold these very strings.
 */

/** Names of the errors the functions throw: those of all modules, and this module's own. `errors.ts` has the class of each. */
export const errorNames = {
  ...sharedErrorNames,
  /** The image that was asked for is not one that an allowed owner shares with this account. Final. */
  imageNotShared: "ImageNotSharedError",
  /** The Region's quota of concurrent snapshot copies is used up. Tried again for longer, then deferred. */
  copyQuota: "CopyQuotaError",
  /** The registered image is not visible or not available yet. Tried again. */
  imageNotReady: "ImageNotReadyError",
  /** Registration changed the image's billing (PlatformDetails or UsageOperation). Final. */
  billingMismatch: "BillingMismatchError",
} as const;

/** Errors of an execution, beside those that Step Functions itself ends one with. */
export const runErrors = {
  discovery: "DiscoveryError",
  processing: "ProcessingError",
  aggregation: "AggregationError",
  copies: "CopiesFailed",
} as const;

/** What a function is asked to do: the field `action` of its event. */
export const actions = {
  discover: "discover",
  prepare: "prepare",
  copy: "copy",
  check: "check",
  summarize: "summarize",
  describe: "describe",
} as const;

/** Environment variables of the functions. */
export const environmentNames = {
  amiNameTemplate: "AMI_NAME_TEMPLATE",
  amiNameTagTemplate: "AMI_NAME_TAG_TEMPLATE",
  kmsKeyId: "KMS_KEY_ID",
  sourceOwnerIds: "SOURCE_OWNER_IDS",
  sourceRegion: "SOURCE_REGION",
  sourceNameFilters: "SOURCE_NAME_FILTERS",
  sourceArchitectures: "SOURCE_ARCHITECTURES",
  maxConcurrentCopies: "MAX_CONCURRENT_COPIES",
  copyTimeoutHours: "COPY_TIMEOUT_HOURS",
  gp3Iops: "GP3_IOPS",
  gp3Throughput: "GP3_THROUGHPUT",
  imdsSupport: "IMDS_SUPPORT",
  redhatCredentialStore: "REDHAT_CREDENTIAL_STORE",
  clientIdParam: "CLIENT_ID_PARAM",
  clientSecretParam: "CLIENT_SECRET_PARAM",
  redhatSecretName: "REDHAT_SECRET_NAME",
  redhatSsoUrl: "REDHAT_SSO_URL",
  redhatApiUrl: "REDHAT_API_URL",
} as const;

/** Tags that the module itself writes. The first five are the original's. */
export const tagKeys = {
  sourceAmi: "SourceAMI",
  sourceAmiUuid: "SourceAMIUUID",
  copiedBy: "CopiedBy",
  copyDate: "CopyDate",
  name: "Name",
  /** On a temporary image: the name its final image gets. */
  targetName: "TargetName",
  /** On a temporary image and on the snapshots of a copy: the ARN of the execution that started it, which copies a source once. */
  copyExecution: "CopyExecution",
  /** On all images and snapshots: the installation that made them, by the name of its state machine. */
  copierInstallation: "CopierInstallation",
  /** On a temporary image: until when its installation waits for it, ISO 8601 in UTC. */
  copyDeadline: "CopyDeadline",
  /** On a temporary image that is kept because its final image would be billed differently: what would change. */
  billingMismatch: "BillingMismatch",
} as const;

/** The most that `copy_timeout_hours` may be. */
export const maxCopyTimeoutHours = 24;

/** Value of `CopiedBy` on a final image and on its snapshots, as the original writes it. */
export const copiedByFinal = "ami-copier-lambda";
/** Value of `CopiedBy` on an image that is still being copied, so that no search for finished images finds it. */
export const copiedByTemporary = "ami-copier-lambda-temporary";
