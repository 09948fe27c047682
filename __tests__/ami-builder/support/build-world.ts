import { gunzipSync } from "node:zlib";
import { EC2Client } from "@aws-sdk/client-ec2";
import { S3Client } from "@aws-sdk/client-s3";
import { SSMClient } from "@aws-sdk/client-ssm";
import { createBuilderHandler } from "../../../lambdas/ami-builder/builder.ts";
import { createCheckerHandler } from "../../../lambdas/ami-builder/checker.ts";
import { perRegion } from "../../../lambdas/ami-builder/clients.ts";
import { keys } from "../../../lambdas/ami-builder/contract.ts";
import type { Dependencies } from "../../../lambdas/ami-builder/dependencies.ts";
import type { Prepared } from "../../../lambdas/ami-builder/prepared.ts";
import type { BuildRecord } from "../../../lambdas/ami-builder/record/schema.ts";
import type { Work } from "../../../lambdas/ami-builder/shapes.ts";
import { describeImages } from "../../../lambdas/shared/ec2/describe-images.ts";
import { createLogger } from "../../../lambdas/shared/logger.ts";
import { type Account, accountId } from "../../../simulator/account.ts";
import type { CommandOutcome, ShellCommand } from "../../../simulator/aws/ssm/commands/runner.ts";
import { readStatements } from "../../../simulator/core/iam/policy.ts";
import { clientOf, open, region, start } from "../../simulator/aws/support.ts";
import { buildRecord, preparedBuild, workOn } from "./build-values.ts";

const bucket = "golden-ami-builder-111122223333";
const roleArn = `arn:aws:iam::${accountId}:role/golden-instance`;

/** What the first line of a command's script says of it. */
interface Told {
  readonly kind: string;
  readonly name: string;
  readonly tests?: readonly string[];
}

/** A command as a test looks at it. */
export type Command = Told & { readonly script: string; readonly shell: ShellCommand };

/** An embedded AWS with a base image, a claimed build, and the builder and the checker over it. */
export async function openBuildWorld(change: (prepared: Prepared) => Prepared = (prepared) => prepared) {
  const account = await open();
  account.s3.putBucket({ name: bucket, region });
  const allow = (...Action: readonly string[]) => {
    const policy = readStatements([{ Effect: "Allow", Action, Resource: "*" }]);
    account.roles.set(roleArn, { arn: roleArn, name: "golden-instance", trust: [], policy });
  };
  allow("ssm:UpdateInstanceInformation", "ssmmessages:*", "s3:PutObject");
  const profile = `arn:aws:iam::${accountId}:instance-profile/golden-instance`;
  account.ec2.profiles.set("golden-instance", {
    name: "golden-instance",
    arn: profile,
    roleArn,
    isTrusted: true,
  });
  const prepared = change(preparedBuild(account.ec2.addOwn({ Name: "base" })));
  put(account, keys.prepared(prepared.id), prepared);
  put(account, keys.record(prepared.id), buildRecord(prepared));
  const commands: Command[] = [];
  const outcomes: { of: (command: Command) => CommandOutcome | undefined } = { of: () => undefined };
  account.ssm.settings.runner = (shell) => {
    const command = read(shell);
    commands.push(command);
    return outcomes.of(command) ?? { exit: 0, stdout: outputOf(command), seconds: 5 };
  };
  const logLines: string[] = [];
  const handlers = handlersOf(account, (line) => {
    logLines.push(line);
  });
  const sleep = (seconds: number) => account.clock.sleepUntil(account.clock.now + seconds * 1_000);

  /** Acts and looks as the state machine does, until the work goes on. */
  async function poll(given: Work, act: string, check: string, role?: string): Promise<Work> {
    let work = (await handlers.builder({ action: act, work: given, role })) as Work;
    for (;;) {
      const { state, wait_seconds } = work.check;
      if (state === "done") return work;
      await sleep(wait_seconds);
      if (state === "relaunch") work = await poll(work, "launch", "check_instance", role);
      const action = state === "waiting" ? check : act;
      work = (await (state === "waiting" ? handlers.checker : handlers.builder)({ action, work, role })) as Work;
    }
  }

  return {
    account,
    /** What instances may do from now on, and nothing else. */
    allow,
    ...handlers,
    prepared,
    commands,
    outcomes,
    logLines,
    sleep,
    poll,
    work: workOn(prepared, new Date(start)),
    launch: (work: Work, role = "builder") => poll(work, "launch", "check_instance", role),
    run: (work: Work, role = "builder") => poll(work, "send", "check_command", role),
    stop: (work: Work) => poll(work, "stop", "check_stop"),
    image: (work: Work) => poll(work, "create_image", "check_image"),
    terminate: (work: Work, role = "builder") => handlers.builder({ action: "terminate", work, role }) as Promise<Work>,
    cleanUp: (work: Work, Error: string) =>
      handlers.builder({ action: "clean_up", work, error: { Error, Cause: "" } }) as Promise<Work>,
    record: () => JSON.parse(account.s3.read(bucket, keys.record(prepared.id)).toString()) as BuildRecord,
    object: (key: string) => JSON.parse(account.s3.read(bucket, key).toString()) as unknown,
    put: (key: string, value: unknown) => {
      put(account, key, value);
    },
    instances: () => account.ec2.instances.list(region),
    imagesNamed: (name: string) =>
      describeImages(new EC2Client(clientOf(account)), {
        Owners: ["self"],
        Filters: [{ Name: "name", Values: [name] }],
      }),
    calls: (operation: string) => account.calls.filter((call) => call.operation === operation),
  };
}

export type BuildWorld = Awaited<ReturnType<typeof openBuildWorld>>;

function handlersOf(account: Account, sink: (line: string) => void) {
  const client = clientOf(account);
  const dependencies: Dependencies = {
    ec2: perRegion((place) => new EC2Client({ ...client, region: place })),
    ssm: perRegion((place) => new SSMClient({ ...client, region: place })),
    s3: new S3Client({ ...client, forcePathStyle: true }),
    environment: { AWS_REGION: region, BUCKET: bucket, NAME_PREFIX: "golden", PARAMETER_PREFIX: "/golden" },
    log: createLogger({}, sink),
    now: () => new Date(account.clock.now),
  };
  return { builder: createBuilderHandler(dependencies), checker: createCheckerHandler(dependencies) };
}

function put(account: Account, key: string, value: unknown): void {
  account.s3.put(bucket, key, JSON.stringify(value));
}

/** What a command is and runs. */
function read(shell: ShellCommand): Command {
  const packed = /'([A-Za-z0-9+/=]+)'/.exec(shell.commands.join("\n"))?.[1] ?? "";
  const script = gunzipSync(Buffer.from(packed, "base64")).toString();
  const told = JSON.parse(/^# (\{.*)$/m.exec(script)?.[1] ?? "{}") as Told;
  return { ...told, script, shell };
}

const list = { authorized_keys: [], ssm_agent: [], cloud_init: [], guards: [] };

/** What the module's own scripts print when all is well. */
export function outputOf({ kind, tests = [] }: Told): string {
  switch (kind) {
    case "prepare":
      return `${JSON.stringify({ kind: "notes", machine_id: "a1", host_keys: ["k1"] })}\n`;
    case "proof":
      return `${JSON.stringify({ kind: "proof", machine_id: "b2", host_keys: ["k2"], ...list })}\n`;
    case "tests":
      return tests.map((_, test) => testLine(test, 0, "ok")).join("");
    default:
      return "done\n";
  }
}

/** A line of the tests' script. */
export function testLine(test: number, exit_code: number, stdout: string): string {
  const base64 = Buffer.from(stdout).toString("base64");
  const line = { kind: "test", test, exit_code, milliseconds: 20, stdout: base64, stdout_cut: false };
  return `${JSON.stringify({ ...line, stderr: "", stderr_cut: false })}\n`;
}
