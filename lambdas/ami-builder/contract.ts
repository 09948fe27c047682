import { sharedErrorNames } from "../shared/error-names.ts";

/**
 * The names that the stack and the functions share: whoever changes one here changes both sides.
 * Error names are the contract of the state machines: their Retry and Catch lists hold these very strings.
 */

/** Names of the errors the functions throw or record: those of all modules, and this module's own. */
export const errorNames = {
  ...sharedErrorNames,
  /** A template breaks rules, all of which the message lists. Final until it is corrected. */
  invalidTemplate: "InvalidTemplateError",
  /** There is no base image as the template wants it. */
  baseImage: "BaseImageError",
  /** The build of a template that this one is based on failed or is missing in this run. */
  dependencyFailed: "DependencyFailedError",
  /** No instance type and no subnet had room in three rounds. */
  capacity: "CapacityError",
  /** The instance runs, but its agent does not reach Systems Manager. */
  builderOffline: "BuilderOfflineError",
  /** The instance has ended by itself. */
  builderGone: "BuilderGoneError",
  /** Systems Manager could not hand a command to the agent, twice. */
  commandNotDelivered: "CommandNotDeliveredError",
  /** A command took longer than it may. */
  commandTimeout: "CommandTimeoutError",
  /** Somebody cancelled a command. */
  commandCancelled: "CommandCancelledError",
  /** A command's process ended without leaving its exit code. */
  commandLost: "CommandLostError",
  /** A script ended with a code other than 0. */
  stepFailed: "StepFailedError",
  /** At least one test failed, or its output is missing. */
  testsFailed: "TestsFailedError",
  /** The booted image still has what hygiene should have removed. */
  hygiene: "HygieneError",
  /** An instance did not stop, not even by force. */
  stopTimeout: "StopTimeoutError",
  /** EC2 gave an image up. */
  imageFailed: "ImageFailedError",
  /** An image was still pending at its deadline. It stays for the next run. */
  imageTimeout: "ImageTimeoutError",
  /** A quota of the account is used up. */
  quota: "QuotaError",
  /** EC2 gave a copy up. */
  copyFailed: "CopyFailedError",
  /** A copy was still pending at its deadline. It stays for the next run. */
  copyTimeout: "CopyTimeoutError",
  /** Systems Manager took a parameter's value, but does not show it. Tried again for two minutes. */
  parameterNotAccepted: "ParameterNotAcceptedError",
  /** A host was not ready in time. */
  readinessTimeout: "ReadinessTimeoutError",
  /** The instance is none that may be captured. */
  instanceState: "InstanceStateError",
  /** The image is in use. */
  inUse: "InUseError",
  /** The image is not this installation's. */
  notOwn: "NotOwnError",
} as const;

/** Errors of an execution, beside those that Step Functions itself ends one with. */
export const runErrors = {
  plan: "PlanError",
  builds: "BuildsFailed",
  capture: "CaptureFailed",
  notReadyAfterCapture: "InstanceNotReadyAfterCapture",
  validation: "ValidationFailed",
  channels: "ChannelMoveFailed",
  deletion: "DeletionFailed",
  cleanup: "CleanupFailed",
} as const;

/** What an execution is asked for: its `mode`, and the field `action` of its input but for a build, which has none. */
export const modes = {
  build: "build",
  capture: "capture",
  validate: "validate",
  promote: "promote",
  rollback: "rollback",
  delete: "delete",
  cleanup: "cleanup",
  /** An event of an instance that is none of this module's business. */
  ignored: "ignored",
} as const;

/** What a function is asked to do: the field `action` of its event. */
export const actions = {
  planner: {
    plan: "plan",
    prepareBuild: "prepare_build",
    prepareCapture: "prepare_capture",
    findExisting: "find_existing",
  },
  builder: {
    launch: "launch",
    send: "send",
    sendProbe: "send_probe",
    stop: "stop",
    createImage: "create_image",
    terminate: "terminate",
    cleanUp: "clean_up",
  },
  checker: {
    instance: "check_instance",
    command: "check_command",
    probe: "check_probe",
    /** Aims the probing at the clone of a captured image, or at the host again after its reboot. */
    aimProbe: "aim_probe",
    stop: "check_stop",
    image: "check_image",
    copy: "check_copy",
  },
  publisher: {
    mark: "mark",
    startCopy: "start_copy",
    publishImage: "publish_image",
    moveParameters: "move_parameters",
    recordBuild: "record_build",
    recordCapture: "record_capture",
    recordValidation: "record_validation",
    moveChannels: "move_channels",
    report: "report",
    describe: "describe",
  },
  prober: { probe: "probe" },
  cleaner: {
    find: "find",
    findImages: "find_images",
    remove: "remove",
    notRemoved: "not_removed",
    report: "report",
    describe: "describe",
  },
} as const;

/** What an instance of the module is for: the tag `AmiBuilderRole`. */
export const instanceRoles = { builder: "builder", verifier: "verifier" } as const;
export type InstanceRole = (typeof instanceRoles)[keyof typeof instanceRoles];

/** Environment variables of the functions. All else is in the settings, which travel in the state machine's definition. */
export const environmentNames = {
  bucket: "BUCKET",
  namePrefix: "NAME_PREFIX",
  parameterPrefix: "PARAMETER_PREFIX",
  stateMachineArn: "STATE_MACHINE_ARN",
} as const;

/** Tags that the module itself writes, and reads to know its own. */
export const tagKeys = {
  name: "Name",
  /** On everything of the module: the installation's name_prefix. */
  installation: "AmiBuilder",
  /** The id of the build or capture. */
  build: "AmiBuilderBuild",
  /** On instances: what they are for. */
  role: "AmiBuilderRole",
  /** ARN of the execution that made it. */
  execution: "AmiBuilderExecution",
  attempt: "AmiBuilderAttempt",
  /** On instances: when they power themselves off, ISO 8601 in UTC. */
  expires: "AmiBuilderExpires",
  /** On an instance that is kept after a failure: until it expires. */
  keep: "AmiBuilderKeep",
  template: "AmiBuilderTemplate",
  version: "AmiBuilderVersion",
  hash: "AmiBuilderHash",
  /** Id of the base image. */
  base: "AmiBuilderBase",
  /** Id of the image that was the newest finished one when the build was decided; empty without one. */
  predecessor: "AmiBuilderPredecessor",
  /** building -> verified, built or captured -> retiring. */
  state: "AmiBuilderState",
  retiredAt: "AmiBuilderRetiredAt",
  /** On copies: `<Region> <image id>` of the image they were copied from. */
  source: "AmiBuilderSource",
  managedBy: "ManagedBy",
  createdFrom: "CreatedFrom",
  createdFromJob: "CreatedFromJob",
  autoCreated: "AutoCreated",
  createdAt: "CreatedAt",
  /** On an instance: the job that its automatic capture belongs to. */
  captureJob: "AmiCaptureJob",
  /** On an image: a person wants it to stay. */
  keepImage: "Keep",
} as const;

/** Values of {@link tagKeys.state}. An image in one of `finishedStates` may be published. */
export const imageStates = {
  building: "building",
  verified: "verified",
  /** Made without verify_images. */
  built: "built",
  captured: "captured",
  retiring: "retiring",
} as const;
export type ImageState = (typeof imageStates)[keyof typeof imageStates];

/** The channel that every finished image of a template gets; `channels` are the others. */
export const latestChannel = "latest";

/** Keys of the bucket. */
export const keys = {
  templates: "templates/templates.json",
  registry: "registry/registry.json",
  prepared: (id: string) => `builds/${id}/template.json`,
  record: (id: string) => `builds/${id}/record.json`,
  preparedCapture: (id: string) => `captures/${id}/prepared.json`,
  capture: (id: string) => `captures/${id}.json`,
  captureOfJob: (job: string) => `captures/by-job/${job}.json`,
  holds: (template: string, architecture: string) => `channels/${template}/${architecture}.json`,
  /** Of an execution, by its name. */
  plan: (execution: string) => `runs/${execution}/plan.json`,
  cell: (execution: string, template: string, architecture: string, region: string) =>
    `runs/${execution}/cells/${template}.${architecture}.${region}.json`,
  result: (execution: string) => `runs/${execution}/result.json`,
  /** Prefix of a command's output; Systems Manager adds ids and file names. */
  log: (id: string, attempt: number, index: number, name: string) =>
    `logs/${id}/${attempt}/${String(index).padStart(2, "0")}-${name}`,
} as const;

/** A parameter of a template's image. */
export function parameterName(prefix: string, template: string, architecture: string, channel: string): string {
  return `${prefix}/${template}/${architecture}/${channel}`;
}

/** A parameter of a captured image; without a variant its place is `default`. */
export function captureParameterName(prefix: string, version: string, variant: string, architecture: string): string {
  return `${prefix}/captures/${version}/${variant === "" ? "default" : variant}/${architecture}`;
}
