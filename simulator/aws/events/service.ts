import type { PutEventsCommandInput, PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import { ensure } from "../../core/aws-error.ts";
import type { CallContext, Service } from "../../core/service.ts";
import { jsonProtocol } from "../../core/wire/json-protocol.ts";
import { busNameOf } from "./bus-name.ts";
import type { EventBridge } from "./event-bridge.ts";

/** The operations that EventBridge answers here. */
export const eventsOperations = ["PutEvents"];

const maxEntries = 10;
/** Bytes of all entries of a call together (EventBridge User Guide: Calculating PutEvents event entry size). */
const maxBytes = 262_144;

/** Entries as they travel: a moment comes as seconds since 1970. */
type Entry = Omit<PutEventsRequestEntry, "Time"> & { readonly Time?: number };

/** EventBridge, to which events are put. */
export function createEvents(bridge: EventBridge, accountId: string): Service {
  return {
    protocol: jsonProtocol,
    denial: "AccessDeniedException",
    access: (operation, input, context) =>
      operation === "PutEvents"
        ? entriesOf(input).map(({ EventBusName, Source = "", DetailType = "" }) => ({
            action: "events:PutEvents",
            resource: busArn(busNameOf(EventBusName), accountId, context),
            conditions: { "events:source": [Source], "events:detail-type": [DetailType] },
          }))
        : [],
    call: (operation, input, { region }) => {
      ensure(operation === "PutEvents", "UnknownOperationException", `${operation} is not known`);
      const entries = entriesOf(input);
      ensure(
        entries.length >= 1 && entries.length <= maxEntries,
        "ValidationException",
        `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length between 1 and ${maxEntries}`,
      );
      ensure(
        entries.reduce((sum, entry) => sum + sizeOf(entry), 0) <= maxBytes,
        "ValidationException",
        "Total size of the entries in the request is over the limit.",
      );
      const results = entries.map((entry) => putEntry(bridge, entry, region));
      return { Entries: results, FailedEntryCount: results.filter((result) => "ErrorCode" in result).length };
    },
  };
}

/** An entry that is refused does not keep the others out. Nor does a bus that is not there: such an event is nobody's. */
function putEntry(bridge: EventBridge, entry: Entry, region: string): object {
  const problem = findProblem(entry);
  if (problem !== undefined) {
    const [ErrorCode, ErrorMessage] = problem;
    return { ErrorCode, ErrorMessage };
  }
  const { Source = "", DetailType = "", Detail = "{}", Resources = [], Time, EventBusName } = entry;
  const detail: unknown = JSON.parse(Detail);
  const time = Time === undefined ? {} : { time: Time * 1_000 };
  const input = { source: Source, "detail-type": DetailType, detail, resources: Resources, ...time };
  return { EventId: bridge.putEvent(input, region, busNameOf(EventBusName)) };
}

function findProblem({ Source, DetailType, Detail }: Entry): readonly [code: string, message: string] | undefined {
  for (const [name, value] of Object.entries({ Source, DetailType, Detail })) {
    if (value === undefined || value === "") {
      return ["InvalidArgument", `Parameter ${name} is not valid. Reason: ${name} is a required argument.`];
    }
  }
  if (Source?.startsWith("aws.") === true) {
    return ["NotAuthorizedForSourceException", "Not authorized for the source."];
  }
  return isJsonObject(Detail ?? "") ? undefined : ["MalformedDetail", "Detail is malformed."];
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** A time counts 14 bytes, each text its UTF-8. */
function sizeOf({ Source = "", DetailType = "", Detail = "", Resources = [], Time }: Entry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), Time === undefined ? 0 : 14);
}

function entriesOf(input: object): readonly Entry[] {
  return ((input as PutEventsCommandInput).Entries ?? []) as readonly unknown[] as readonly Entry[];
}

function busArn(name: string, accountId: string, { partition, region }: CallContext): string {
  return `arn:${partition}:events:${region}:${accountId}:event-bus/${name}`;
}
