import * as z from "zod/mini";
import type { Immutable } from "../../shared/immutable.ts";
import { parseEvent } from "../../shared/parse.ts";
import type { CaptureRequest } from "../capture-shapes.ts";
import { latestChannel, modes } from "../contract.ts";
import { InvalidInputError } from "../errors.ts";
import type { Settings } from "../settings.ts";
import { architectureSchema } from "../shapes.ts";
import { captureKeys, parseCapture } from "./capture-input.ts";
import { isObject, requireKnownKeys } from "./known-keys.ts";

const flag = z._default(z.boolean("must be true or false"), false);
const text = z.string("must be text").check(z.minLength(1, "must not be empty"));
const texts = z.array(text, "must be a list of texts").check(z.minLength(1, "must not be empty: leave it out for all"));
const imageId = text.check(z.regex(/^ami-[0-9a-f]{8,17}$/, "must be an image id such as ami-0123456789abcdef0"));
const version = text.check(
  // As a template's own: it goes into tags and names.
  z.regex(
    /^[\p{L}\p{N}_.:/=+@-][\p{L}\p{Z}\p{N}_.:/=+@-]{0,63}$/u,
    "must be text of 1 to 64 letters, digits, spaces and _.:/=+-@",
  ),
);

const buildFields = {
  templates: z.optional(texts),
  architectures: z.optional(texts),
  regions: z.optional(texts),
  force: flag,
  version: z._default(z.nullable(version), null),
  dry_run: flag,
};
const validateFields = {
  template: z.optional(text),
  image_id: z.optional(imageId),
  architecture: z.optional(architectureSchema),
  region: z.optional(text),
};
const promoteFields = {
  template: text,
  channel: text,
  architecture: z.optional(architectureSchema),
  regions: z.optional(texts),
  image_id: z.optional(imageId),
  version: z.optional(text),
};
const rollbackFields = {
  template: text,
  channel: z._default(text, latestChannel),
  to_version: z.optional(text),
  reason: text.check(z.maxLength(256, "must be text of at most 256 characters")),
};
const deleteFields = {
  image_id: z.optional(imageId),
  version: z.optional(text),
  variant: z.optional(z.string("must be text")),
  region: z.optional(text),
  all: flag,
  ignore_in_use: flag,
  dry_run: flag,
};

const schemas = {
  build: z.object(buildFields),
  validate: z.object(validateFields),
  promote: z.object(promoteFields),
  rollback: z.object(rollbackFields),
  delete: z.object(deleteFields),
};
type Parsed<Mode extends keyof typeof schemas> = Immutable<z.output<(typeof schemas)[Mode]>>;

/** What an execution is asked for. */
export type Request =
  | ({ readonly mode: "build" } & Parsed<"build">)
  | { readonly mode: "capture"; readonly request: CaptureRequest }
  /** An instance runs, or got a tag: whether it is to be captured, its tags say. */
  | { readonly mode: "automatic"; readonly instance_id: string }
  | ({ readonly mode: "validate" } & Parsed<"validate">)
  | ({ readonly mode: "promote" } & Parsed<"promote">)
  | ({ readonly mode: "rollback" } & Parsed<"rollback">)
  | ({ readonly mode: "delete" } & Parsed<"delete">)
  /** An event that has nothing to do with this module. */
  | { readonly mode: "ignored"; readonly reason: string };

/** What `action` may be; without it, whatever is due is built. */
const knownActions = [modes.capture, modes.validate, modes.promote, modes.rollback, modes.delete] as const;

/**
 * Reads the input of an execution of the main state machine: an object that says what is wanted, or an event of EventBridge as it is.
 *
 * @throws InvalidInputError that says what is wrong, and what is known
 */
export function parseExecutionInput(input: unknown, settings: Settings): Request {
  if (!isObject(input)) {
    throw new InvalidInputError(
      `The execution's input is ${JSON.stringify(input).slice(0, 100)} but must be a JSON object: {} builds whatever is due.`,
    );
  }
  if ("detail-type" in input && "source" in input) return parseEventBridge(input);
  const { action } = input;
  if (action === undefined) return { mode: "build", ...read(schemas.build, input) };
  switch (action) {
    case modes.capture:
      requireKnownKeys(input, captureKeys, "The input");
      return { mode: modes.capture, request: parseCapture(input, settings) };
    case modes.validate: {
      const fields = read(schemas.validate, input);
      requireOne(fields, ["template", "image_id"]);
      return { mode: modes.validate, ...fields };
    }
    case modes.promote: {
      const fields = read(schemas.promote, input);
      requireAtMostOne(fields, ["image_id", "version"]);
      return { mode: modes.promote, ...fields };
    }
    case modes.rollback:
      return { mode: modes.rollback, ...read(schemas.rollback, input) };
    case modes.delete: {
      const fields = read(schemas.delete, input);
      requireOne(fields, ["image_id", "version"]);
      return { mode: modes.delete, ...fields };
    }
    default:
      throw new InvalidInputError(
        `action is ${JSON.stringify(action).slice(0, 100)} but must be one of ${knownActions.join(", ")}: correct it, or leave it out to build whatever is due.`,
      );
  }
}

function read<Schema extends z.ZodMiniObject>(schema: Schema, input: Readonly<Record<string, unknown>>) {
  requireKnownKeys(input, ["action", ...Object.keys(schema.shape)], "The input");
  return parseEvent(schema, input, "input");
}

function requireOne(fields: Readonly<Record<string, unknown>>, names: readonly string[]): void {
  if (names.every((name) => fields[name] === undefined)) {
    throw new InvalidInputError(`The input must have ${names.join(" or ")}: add one of them.`);
  }
  requireAtMostOne(fields, names);
}

function requireAtMostOne(fields: Readonly<Record<string, unknown>>, names: readonly string[]): void {
  if (names.every((name) => fields[name] !== undefined)) {
    throw new InvalidInputError(`The input must have only one of ${names.join(" and ")}: remove the other.`);
  }
}

/**
 * EventBridge's own events: the schedule's, and those of EC2 and of tags (EventBridge User Guide, Events from AWS services; EC2 User Guide,
 * State change events; Resource Groups and Tag Editor User Guide, Monitor tag changes).
 */
function parseEventBridge(event: Readonly<Record<string, unknown>>): Request {
  const { source, "detail-type": type } = event;
  const detail = isObject(event["detail"]) ? event["detail"] : {};
  if (type === "Scheduled Event") {
    return { mode: "build", force: false, version: null, dry_run: false };
  }
  if (source === "aws.ec2" && type === "EC2 Instance State-change Notification") {
    const { "instance-id": id, state } = detail;
    return state === "running" && typeof id === "string"
      ? { mode: "automatic", instance_id: id }
      : { mode: "ignored", reason: `the instance is ${typeof state === "string" ? state : "in no state"}` };
  }
  if (source === "aws.tag" && type === "Tag Change on Resource") {
    const [arn] = Array.isArray(event["resources"]) ? (event["resources"] as readonly unknown[]) : [];
    const id = typeof arn === "string" ? /:instance\/(i-[0-9a-f]+)$/.exec(arn)?.[1] : undefined;
    return id === undefined
      ? { mode: "ignored", reason: "the tags are not of an instance" }
      : { mode: "automatic", instance_id: id };
  }
  throw new InvalidInputError(
    `The input is an event ${JSON.stringify(type)} of ${JSON.stringify(source)} but must be a Scheduled Event, an EC2 Instance State-change ` +
      "Notification or a Tag Change on Resource: correct the rule that starts the execution.",
  );
}
