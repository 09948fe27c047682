import { Publish$, type PublishCommandInput } from "@aws-sdk/client-sns";
import { ensure } from "../../core/aws-error.ts";
import type { Service } from "../../core/service.ts";
import { queryProtocol } from "../../core/wire/query-protocol.ts";
import type { Topics } from "./topics.ts";

const version = "2010-03-31";
const protocol = queryProtocol({
  version,
  namespace: `http://sns.amazonaws.com/doc/${version}/`,
  operations: [Publish$],
});

/** The operations that SNS answers here. */
export const snsOperations = ["Publish"];

/** What Publish knows and the simulator does not. */
const notSimulated = ["PhoneNumber", "MessageStructure", "MessageAttributes"] as const;

/** SNS, to which messages are published. */
export function createSns(topics: Topics): Service {
  return {
    protocol,
    denial: "AuthorizationError",
    access: (operation, input) => [{ action: `sns:${operation}`, resource: topicOf(input) }],
    call: (operation, input, { callerArn }) => {
      ensure(operation === "Publish", "InvalidAction", `${operation} is not known`);
      const publication = input as PublishCommandInput;
      const unknown = notSimulated.filter((name) => publication[name] !== undefined);
      ensure(unknown.length === 0, "InvalidParameter", `${unknown.join()} of Publish is not simulated`);
      const { Message: message = "", Subject: subject } = publication;
      const { id } = topics.publish({ topicArn: topicOf(input), message, subject, publisher: callerArn });
      return { MessageId: id };
    },
  };
}

function topicOf(input: object): string {
  const { TopicArn, TargetArn } = input as PublishCommandInput;
  return TopicArn ?? TargetArn ?? "*";
}
