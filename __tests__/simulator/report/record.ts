import type { CopierRecord, ImageRecord } from "../../../simulator/modules/ami-copier/record.ts";

const minute = 60_000;

/** A record like one of ten images in two waves: one fails, one is deferred, one was copied before. */
export function sampleRecord(more: Partial<CopierRecord> = {}): CopierRecord {
  const done = (index: number, from: number): ImageRecord => ({
    sourceAmiId: `ami-${index}`,
    name: `composer-api-${index}`,
    phases: [
      { phase: "queued", from: 0, to: from },
      { phase: "copying", from, to: from + 28 * minute },
      { phase: "waiting", from: from + 28 * minute, to: from + 30 * minute },
      { phase: "finalizing", from: from + 30 * minute, to: from + 31 * minute },
    ],
    outcome: "done",
    finalAmiId: `ami-final-${index}`,
  });
  return {
    startedAt: "2026-01-01T00:00:00.000Z",
    endedAt: 62 * minute,
    region: "us-east-1",
    events: [],
    messages: [],
    deadLetters: [],
    faults: [],
    remarks: [],
    inputs: [],
    logs: [],
    runs: [],
    executions: [
      {
        name: "run-1",
        stateMachine: "rhel-ami-copier",
        startedAt: 0,
        endedAt: 62 * minute,
        status: "FAILED",
        error: "CopiesFailed",
        cause: 'ami-8: "no" <key>',
        transitions: 80,
        longestHistory: 170,
        largestPayload: 6_000,
        states: [
          { name: "DiscoverAMIs", type: "Task", enteredAt: 0, exitedAt: 0, retries: 2 },
          { name: "CopiesFailed", type: "Fail", enteredAt: 62 * minute, exitedAt: 62 * minute, retries: 0, error: "x" },
        ],
      },
    ],
    images: [
      ...Array.from({ length: 7 }, (_, index) => done(index, index < 4 ? 0 : 31 * minute)),
      {
        sourceAmiId: "ami-8",
        name: "composer-api-8",
        phases: [
          { phase: "queued", from: 0, to: 0 },
          { phase: "copying", from: 0, to: 28 * minute },
          { phase: "waiting", from: 28 * minute, to: 30 * minute },
        ],
        outcome: "failed",
        reason: "<script>alert('x')</script>",
      },
      { sourceAmiId: "ami-9", name: "deferred", phases: [], outcome: "deferred" },
      { sourceAmiId: "ami-10", name: "skipped", phases: [], outcome: "skipped" },
    ],
    calls: [
      { at: 0, service: "ec2", operation: "DescribeImages", caller: "initiator", outcome: "ok" },
      { at: 0, service: "ec2", operation: "DescribeImages", caller: "initiator", outcome: "throttle" },
    ],
    invocations: [
      {
        functionName: "initiator",
        at: 0,
        duration: 4_000,
        memoryMegabytes: 512,
        peakMegabytes: 90,
        coldStart: true,
        outcome: "ok",
      },
    ],
    account: {
      images: [
        {
          id: "ami-final-0",
          name: "rhel",
          state: "available",
          volumes: [{ deviceName: "/dev/sda1", snapshotId: "snap-1", type: "gp3", encrypted: true, size: 10 }],
          tags: { Name: `<b>"Tom & Jerry's"</b>` },
        },
      ],
      snapshots: [
        { id: "snap-1", encrypted: true, size: 10, tags: {} },
        { id: "snap-2", encrypted: true, size: 30, tags: {} },
      ],
    },
    ...more,
  };
}
