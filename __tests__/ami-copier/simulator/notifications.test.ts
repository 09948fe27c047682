import { expect, test } from "vitest";
import { summaryText } from "../../../simulator/cli/summary.ts";
import { amiCopier } from "../../../simulator/modules/ami-copier/index.ts";
import { renderHtml } from "../../../simulator/report/html.ts";
import { run, withSimulation } from "./support.ts";

const variables = { create_notification_topic: true, notification_emails: ["ops@example.com"] };
/** A run that is stopped while it copies, one that ends well, and one that is told to copy what is no image. */
const runs = [{ stop_after_minutes: 1 }, { at_minutes: 60 }, { at_minutes: 120, input: { source_ami_id: "no image" } }];

test.each([
  [false, ["ABORTED", "FAILED"]],
  [true, ["ABORTED", "SUCCEEDED", "FAILED"]],
])("with notify_success = %s the topic is told of runs that are %s", async (notify_success, statuses) => {
  const record = await run({
    images: 1,
    composes: false,
    variables: { ...variables, notify_success },
    runs,
  });
  expect(record.executions.map(({ status }) => status)).toEqual(["ABORTED", "SUCCEEDED", "FAILED"]);
  const mails = record.messages.map(({ message }) => (JSON.parse(message) as { detail: { status: string } }).detail);
  expect(mails.map(({ status }) => status)).toEqual(statuses);
  for (const { topic, mailedTo } of record.messages) {
    expect([topic, mailedTo]).toEqual([expect.stringMatching(/ami-copier/), ["ops@example.com"]]);
  }
  const text = summaryText(amiCopier, record);
  expect(text).toContain(`Messages published: ${statuses.length}\n`);
  expect(text).toContain('"AWS Notification Message" mailed to ops@example.com');
  expect(text).toMatch(
    /Step Functions Execution Status Change, run-3 FAILED: rhel-ami-copier-run-ended to sns:\S+, ok/,
  );
  expect(text).not.toContain("Dead letters");
  expect(renderHtml(amiCopier, record)).toContain('<h2 id="messages-published">');
});

test("a start that cannot be delivered is a dead letter, and the summary and the report say so", async () => {
  await withSimulation({ images: 1 }, async ({ account, installation, startedAt, settled, record }) => {
    account.events.settings.outage = ({ arn }) => (arn.includes(":states:") ? "down" : undefined);
    const [schedule] = installation.schedules;
    expect(schedule).toEqual({ ruleName: "rhel-ami-discovery", expression: "rate(12 hours)", enabled: true });
    await installation.fire("rhel-ami-discovery", startedAt);
    const executions = await settled();
    expect(executions).toEqual([]);
    const seen = record(executions);
    expect(seen.deadLetters).toMatchObject([{ rule: "rhel-ami-discovery", error: "THROTTLING" }]);
    // The module gives a start up after six hours.
    expect(seen.deadLetters[0]?.at).toBeLessThanOrEqual(6 * 3_600_000);
    expect(summaryText(amiCopier, seen)).toMatch(/Dead letters: 1\n.*rhel-ami-discovery to states:\S+, THROTTLING/);
    expect(renderHtml(amiCopier, seen)).toContain('<h2 id="dead-letters">');
  });
});

test("nothing is said of events and messages where none was sent", async () => {
  const record = await run({ images: 0, composes: false });
  expect(summaryText(amiCopier, record)).not.toMatch(/Events sent|Messages published|Dead letters/);
  expect(renderHtml(amiCopier, record)).not.toMatch(/events-sent|messages-published|dead-letters/);
});
