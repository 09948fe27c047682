import * as z from "zod/mini";
import { InvalidInputError } from "../shared/errors.ts";
import { parseEvent } from "../shared/parse.ts";
import { actions } from "./contract.ts";
import {
  caughtErrorSchema,
  copyItemSchema,
  discoveryResultSchema,
  imageIdSchema,
  plannedWaveSchema,
  readyItemSchema,
  waveSchema,
} from "./shapes.ts";

const executionId = z.string().check(z.minLength(1, "must not be empty"));

/** Events of the initiator. */
const initiatorEventSchema = z.discriminatedUnion("action", [
  z.object({ action: z.literal(actions.discover), execution_id: executionId, input: z.unknown() }),
  z.object({ action: z.literal(actions.prepare), execution_id: executionId, wave: plannedWaveSchema }),
  z.object({ action: z.literal(actions.copy), execution_id: executionId, image: copyItemSchema, tags: z.string() }),
]);

/** Events of the status checker. */
const statusCheckerEventSchema = z.discriminatedUnion("action", [
  z.object({ action: z.literal(actions.check), wave: waveSchema }),
  z.object({
    action: z.literal(actions.summarize),
    discovery: discoveryResultSchema,
    /** Whatever the waves' executions leave behind. */
    results: z.array(z.unknown()),
  }),
  z.object({ action: z.literal(actions.describe), error: caughtErrorSchema }),
]);

/** The event of the finalizer. */
const finalizerEventSchema = z.object({ execution_id: executionId, image: readyItemSchema, tags: z.string() });

/**
 * Reads an event of the initiator.
 *
 * @throws InvalidInputError that lists every problem, or says to start the state machine when no action is given
 */
export function parseInitiatorEvent(event: unknown) {
  requireAction(event);
  return parseEvent(initiatorEventSchema, event, "initiator's event");
}

/**
 * Reads an event of the status checker.
 *
 * @throws InvalidInputError that lists every problem, or says to start the state machine when no action is given
 */
export function parseStatusCheckerEvent(event: unknown) {
  requireAction(event);
  return parseEvent(statusCheckerEventSchema, event, "status checker's event");
}

/**
 * Reads the event of the finalizer.
 *
 * @throws InvalidInputError that lists every problem
 */
export function parseFinalizerEvent(event: unknown) {
  return parseEvent(finalizerEventSchema, event, "finalizer's event");
}

/** What a run was asked for. */
export type Request = { readonly mode: "discovery" } | { readonly mode: "single"; readonly sourceAmiId: string };

/**
 * Reads the input of an execution: an object with `source_ami_id` asks for one image, any other object for all, so
 * that a scheduled EventBridge event can be the input as it is.
 *
 * @param input the execution's input
 * @throws InvalidInputError when it is no object, or `source_ami_id` is no AMI id
 */
export function parseExecutionInput(input: unknown): Request {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw new InvalidInputError(
      `The execution's input is ${show(input)} but must be a JSON object. ` +
        'Start the execution with {} or with {"source_ami_id": "ami-…"}.',
    );
  }
  const id: unknown = "source_ami_id" in input ? input.source_ami_id : undefined;
  if (id === undefined || id === null || id === "") {
    return { mode: "discovery" };
  }
  const parsed = z.safeParse(imageIdSchema, id);
  if (!parsed.success) {
    throw new InvalidInputError(
      `source_ami_id is ${show(id)} but must be an AMI id such as "ami-0123456789abcdef0". ` +
        "Correct it, or leave it out to copy all shared images.",
    );
  }
  return { mode: "single", sourceAmiId: parsed.data };
}

/**
 * Reads the user's tags, which travel as the text of a JSON object.
 *
 * @param text the JSON text
 * @throws InvalidInputError when the text is no object of texts
 */
export function parseTags(text: string): Readonly<Record<string, string>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new InvalidInputError("The field tags must be the text of a JSON object, but it is no JSON.");
  }
  return parseEvent(z.record(z.string(), z.string()), value, "field tags");
}

function requireAction(event: unknown): void {
  if (typeof event !== "object" || event === null || !("action" in event)) {
    throw new InvalidInputError(
      "The event has no action: this function is a step of a workflow. " +
        'Start the state machine instead, with {} or with {"source_ami_id": "ami-…"} as input.',
    );
  }
}

function show(value: unknown): string {
  return value === undefined ? "missing" : JSON.stringify(value).slice(0, 100);
}
