import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "@cdktf/hcl2json";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { amiBuilder } from "../../../simulator/modules/ami-builder/index.ts";
import type { BuilderPart } from "../../../simulator/modules/ami-builder/record.ts";
import type { BuilderScenarioInput } from "../../../simulator/modules/ami-builder/scenario.ts";
import type { BuilderWorld } from "../../../simulator/modules/ami-builder/world.ts";
import type { ExecutionRecord } from "../../../simulator/core/record.ts";
import { parseScenario } from "../../../simulator/scenario/schema.ts";
import { openSimulation, type Simulation } from "../../../simulator/simulation.ts";

type BuilderSimulation = Simulation<BuilderPart, BuilderWorld>;

const moduleFolder = join(inject("distFolder"), "modules/ami-builder");
const subnet = "subnet-0a1b2c3d4e5f60718";
/** As who comes from Kamiwaza sets them. */
const variables = {
  name_prefix: "kamiwaza",
  subnet_ids: [subnet],
  managed_by: "KamiwazaDeploymentManager",
  version_tag_key: "KamiwazaVersion",
  variant_tag_key: "KamiwazaDeploymentMode",
  version_format: "v",
  capture_name_template: "kamiwaza-golden-{version}-{id}",
  probe_subnet_ids: [subnet],
  probe_security_group_ids: ["sg-0a1b2c3d4e5f60718"],
};
const readiness = {
  url: "https://{private_ip}/",
  contains: ["kamiwaza", "login"],
  verify_tls: false,
  timeout_seconds: 600,
};
const page = { status: 200, body: "<title>Kamiwaza</title>" };
const bad = { status: 503, body: "starting" };

const idOf = (host: number) => `i-${String(host).padStart(17, "0")}`;
const host = (number: number, more: object = {}) => ({
  id: idOf(number),
  tags: { AmiCapture: "yes" },
  answers: [page],
  ...more,
});

const open = (input: BuilderScenarioInput) =>
  openSimulation(amiBuilder, parseScenario(amiBuilder, input), {
    moduleFolder,
    log: (_name, line) => lines.push(line),
  });

/** What the functions have logged. */
const lines: string[] = [];
const messagesOf = (execution: string) =>
  lines
    .map((line) => JSON.parse(line) as { readonly message: string; readonly execution_id?: string })
    .filter(({ execution_id }) => execution_id?.endsWith(`:${execution}`))
    .map(({ message }) => message);

let simulation: BuilderSimulation;

interface JobRecord {
  readonly ami_creation_status: string;
  readonly created_ami_id: string | null;
  readonly ami_created_at: string | null;
  readonly ami_creation_error: string | null;
}

/** What a job's record said, from its first word on. */
function historyOf(job: string): readonly JobRecord[] {
  const versions = simulation.account.s3.buckets.flatMap((bucket) => bucket.versions(`captures/by-job/${job}.json`));
  return versions.toReversed().map(({ object }) => JSON.parse(object?.body.toString() ?? "{}") as JobRecord);
}
const statusesOf = (job: string) => historyOf(job).map(({ ami_creation_status }) => ami_creation_status);
const bootsOf = (number: number) => simulation.account.ec2.instances.get(idOf(number))?.boots.map(({ cause }) => cause);
const imagesOf = (version: string, region = "us-east-1") =>
  (simulation.record([]).regions[region]?.images ?? []).filter(({ tags }) => tags["KamiwazaVersion"] === version);
const parameter = (name: string, region = "us-east-1") =>
  simulation.record([]).parameters.find((each) => each.name === `/kamiwaza/${name}` && each.region === region)?.value;

describe("captures that somebody asks for", () => {
  afterAll(() => simulation.close());
  const ended = new Map<number, ExecutionRecord>();

  /** Starts the capture of a host; it is execution `run-<host>`, of the job `job-<host>`. */
  async function capture(number: number, version: string, more: object = {}, stop?: AbortSignal): Promise<void> {
    const { installation, startedAt: since } = simulation;
    const [stateMachine] = installation.stateMachines;
    const asked = { instance_id: idOf(number), version, variant: "full", job_id: `job-${number}` };
    const input = { action: "capture", ...asked, readiness, delay_seconds: 0, ...more };
    const run = { stateMachine, name: `run-${number}`, input, since, ...(stop === undefined ? {} : { stop }) };
    ended.set(number, await installation.start(run));
  }
  const outputOf = (number: number) => ended.get(number)?.output;
  const endOf = (number: number) => ended.get(number)?.cause ?? ended.get(number)?.status;

  beforeAll(async () => {
    simulation = await open({
      variables: { ...variables, regional: { "eu-west-1": {} } },
      templates: {
        web: { name: "Web", base_ami: { source: "ubuntu-24.04-lts" }, steps: [{ name: "install", script: "true" }] },
      },
      own_images: [
        {
          name: "lite",
          tags: { KamiwazaVersion: "v0.8.0", ManagedBy: "KamiwazaDeploymentManager", AutoCreated: "true" },
        },
        {
          name: "off",
          disabled: true,
          tags: { KamiwazaVersion: "v0.7.0", ManagedBy: "KamiwazaDeploymentManager", KamiwazaDeploymentMode: "full" },
        },
      ],
      hosts: [
        host(1, { answers: [bad, { after_minutes: 4, ...page }] }),
        host(2, { answers: [bad] }),
        ...[3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 16, 17, 18, 21, 22, 23, 24, 25].map((number) => host(number)),
        host(5, { certificate: "trusted", agent: false }),
        host(14, { answers: [page, { of: "clone", ...bad }] }),
        host(15, { answers: [page, { of: "reboot", ...bad }] }),
        host(19, { tags: {} }),
        host(20, { state: "stopped" }),
      ],
    });
    const stopAfter = (seconds: number) => {
      const stop = new AbortController();
      simulation.account.clock.setTimer(() => {
        stop.abort();
      }, seconds * 1_000);
      return stop.signal;
    };
    const everywhere = { verify: true, regions: ["eu-west-1"] };
    await Promise.all([
      capture(1, "0.9.2"),
      capture(2, "2.0", { readiness: { ...readiness, timeout_seconds: 120 }, regions: ["eu-west-1"] }),
      capture(3, "2.1", { readiness: { ...readiness, via: "instance" } }),
      capture(4, "2.2", { readiness: { ...readiness, verify_tls: true, timeout_seconds: 60 } }),
      capture(5, "2.3", { readiness: { ...readiness, verify_tls: true }, reboot: false }),
      capture(6, "0.8.0", { variant: "" }),
      capture(7, "0.9.2-patch1"),
      capture(8, "0.8.0"),
      capture(9, "0.7.0"),
      capture(10, "3.0", everywhere, stopAfter(320)),
      capture(11, "2.4"),
      capture(12, "2.4"),
      capture(13, "2.5", everywhere),
      capture(14, "2.6", { verify: true }),
      capture(15, "2.7"),
      capture(16, "2.8", { publish_as: "web" }),
      capture(17, "2.9", { dry_run: true }),
      capture(19, "2.10"),
      capture(20, "2.11", { readiness: undefined }),
      capture(24, "3.1", everywhere, stopAfter(500)),
    ]);
    // What a dead run left, what is there although it is wanted anew, and what a person has removed.
    simulation.account.ssm.parameters.delete("/kamiwaza/captures/v2.4/full/x86_64", "us-east-1");
    await Promise.all([
      capture(21, "3.0"),
      capture(22, "0.9.2", { force: true }),
      capture(23, "2.4"),
      capture(25, "3.1", everywhere),
    ]);
  });

  test("wait for minutes until the host is ready, and are told of at each moment in Kamiwaza's words", () => {
    const [image] = imagesOf("v0.9.2");
    const id = image?.id ?? "";
    expect(historyOf("job-1")).toMatchObject([
      { ami_creation_status: "pending", created_ami_id: null },
      { ami_creation_status: "creating", created_ami_id: id, ami_created_at: null },
      { ami_creation_status: "completed", created_ami_id: id, ami_creation_error: null },
    ]);
    expect(outputOf(1)).toMatchObject({ created_ami_id: id, ami_creation_status: "completed", job_id: "job-1" });
    expect(image?.tags).toMatchObject({
      KamiwazaDeploymentMode: "full",
      CreatedFrom: idOf(1),
      CreatedFromJob: "job-1",
      ManagedBy: "KamiwazaDeploymentManager",
      AutoCreated: "true",
      AmiBuilderState: "captured",
    });
    expect(bootsOf(1)).toEqual(["launch", "image"]);
    expect(messagesOf("run-1").filter((message) => message.includes("AMI"))).toEqual([
      "Starting automatic AMI creation",
      "Checking for existing AMI",
      "No existing AMI found, creating new AMI",
      "Creating AMI",
      "AMI creation initiated",
      "Waiting for AMI to become available",
      "AMI is now available",
      "AMI created",
    ]);
  });

  test("fail when the host never becomes ready, and leave it alone", () => {
    expect(endOf(2)).toContain("ReadinessTimeoutError");
    expect(endOf(2)).toContain("The last answer: status 503");
    expect(statusesOf("job-2")).toEqual(["pending", "failed"]);
    expect(historyOf("job-2").at(-1)?.ami_creation_error).toContain("ReadinessTimeoutError");
    expect(bootsOf(2)).toEqual(["launch"]);
  });

  test("may ask on the host itself", () => {
    expect(outputOf(3)).toMatchObject({ ami_creation_status: "completed" });
    expect(messagesOf("run-3")).not.toContain("Host asked");
  });

  test("look at certificates where they are to", () => {
    expect(endOf(4)).toContain("self-signed certificate");
    expect(outputOf(5)).toMatchObject({ ami_creation_status: "completed" });
  });

  test("leave a host running that is not to be rebooted, with a warning", () => {
    expect(bootsOf(5)).toEqual(["launch"]);
    expect(outputOf(5)).toMatchObject({
      warnings: [expect.any(String), expect.stringContaining("crash-consistent") as string],
    });
  });

  test("are skipped where there is an image, Kamiwaza's own and disabled ones too", () => {
    const [lite] = imagesOf("v0.8.0").filter(({ name }) => name === "lite");
    expect(outputOf(6)).toMatchObject({ ami_creation_status: "skipped", created_ami_id: lite?.id });
    expect(outputOf(9)).toMatchObject({ ami_creation_status: "skipped", created_ami_id: imagesOf("v0.7.0")[0]?.id });
    expect(statusesOf("job-6")).toEqual(["pending", "skipped"]);
    expect(bootsOf(6)).toEqual(["launch"]);
    // It is not this installation's: no parameter may name it.
    expect(parameter("captures/v0.8.0/default/x86_64")).toBeUndefined();
  });

  test("are of one version and one variant exactly", () => {
    expect(outputOf(7)).toMatchObject({ ami_creation_status: "completed" });
    expect(outputOf(8)).toMatchObject({ ami_creation_status: "completed" });
  });

  test("make one image of two hosts at once", () => {
    expect(imagesOf("v2.4")).toHaveLength(1);
    const captured = [11, 12].filter((number) => statusesOf(`job-${number}`).at(-1) === "completed");
    const skipped = [11, 12].filter((number) => statusesOf(`job-${number}`).at(-1) === "skipped");
    expect([captured.length, skipped.length]).toEqual([1, 1]);
    expect(skipped.map(bootsOf)).toEqual([["launch"]]);
  });

  test("write a parameter that is missing, and do nothing else, where there is an image", () => {
    expect(outputOf(23)).toMatchObject({ ami_creation_status: "skipped", created_ami_id: imagesOf("v2.4")[0]?.id });
    expect(parameter("captures/v2.4/full/x86_64")).toBe(imagesOf("v2.4")[0]?.id);
    expect(bootsOf(23)).toEqual(["launch"]);
  });

  test("go on with the image of a dead run, and complete its job too", () => {
    const [image, ...others] = imagesOf("v3.0");
    expect(others).toEqual([]);
    expect(outputOf(21)).toMatchObject({ ami_creation_status: "completed", created_ami_id: image?.id });
    expect(statusesOf("job-10")).toEqual(["pending", "creating", "completed"]);
    expect(image?.tags["AmiBuilderState"]).toBe("captured");
    // Neither a reboot nor a look whether the host is back from one.
    expect(bootsOf(21)).toEqual(["launch"]);
    expect(messagesOf("run-21").filter((message) => message === "Host asked")).toHaveLength(1);
  });

  test("publish the image of a run that died while it was copied, and complete its job", () => {
    const [image, ...others] = imagesOf("v3.1");
    expect(others).toEqual([]);
    expect(outputOf(25)).toMatchObject({ ami_creation_status: "skipped", created_ami_id: image?.id });
    expect(parameter("captures/v3.1/full/x86_64", "eu-west-1")).toBe(imagesOf("v3.1", "eu-west-1")[0]?.id);
    expect(statusesOf("job-24")).toEqual(["pending", "creating", "completed"]);
  });

  test("make another image when they are forced to", () => {
    const images = imagesOf("v0.9.2").map(({ id }) => id);
    expect(images).toHaveLength(2);
    expect(outputOf(22)).toMatchObject({ ami_creation_status: "completed", created_ami_id: images[1] });
    expect(parameter("captures/v0.9.2/full/x86_64")).toBe(images[1]);
  });

  test("are published in further Regions, once a clone of the host is ready", () => {
    const [image] = imagesOf("v2.5");
    const [copy] = imagesOf("v2.5", "eu-west-1");
    expect([image, copy].map((each) => each?.tags["AmiBuilderState"])).toEqual(["verified", "verified"]);
    expect(parameter("captures/v2.5/full/x86_64")).toBe(image?.id);
    expect(parameter("captures/v2.5/full/x86_64", "eu-west-1")).toBe(copy?.id);
    expect(historyOf("job-13").at(-1)).toMatchObject({
      validated: true,
      image_size_gb: 30,
      regions: {
        "us-east-1": { image_id: image?.id },
        "eu-west-1": { image_id: copy?.id, parameters: ["/kamiwaza/captures/v2.5/full/x86_64"] },
      },
    });
  });

  test("remove an image whose clone is not ready, and end the clone", () => {
    expect(endOf(14)).toContain("ReadinessTimeoutError");
    expect(endOf(14)).not.toContain("AwsRequestError");
    expect(statusesOf("job-14")).toEqual(["pending", "creating", "failed"]);
    expect(historyOf("job-14").at(-1)?.created_ami_id).toBeNull();
    expect(imagesOf("v2.6")).toEqual([]);
    // The one of the dead run, too.
    const clones = simulation.record([]).instances.filter(({ role }) => role !== "host");
    expect(clones.map(({ state }) => state)).toEqual(clones.map(() => "terminated"));
    expect(clones).toHaveLength(4);
  });

  test("keep the image of a host that is not back, and fail", () => {
    expect(ended.get(15)).toMatchObject({ status: "FAILED", error: "InstanceNotReadyAfterCapture" });
    expect(historyOf("job-15").at(-1)).toMatchObject({ ami_creation_status: "completed", ami_creation_error: null });
    expect(parameter("captures/v2.7/full/x86_64")).toBe(imagesOf("v2.7")[0]?.id);
  });

  test("may stand for a template's image", () => {
    expect(parameter("web/x86_64/latest")).toBe(imagesOf("v2.8")[0]?.id);
  });

  test("only say what they would do in a dry run", () => {
    expect(outputOf(17)).toMatchObject({
      would: [{ action: "capture", instance_id: idOf(17), regions: ["us-east-1"] }],
    });
    expect(imagesOf("v2.9")).toEqual([]);
    expect(statusesOf("job-17")).toEqual([]);
  });

  test("are refused of a host whose owner has not agreed, which its job tells", () => {
    expect(endOf(19)).toContain("InstanceStateError");
    expect(historyOf("job-19").at(-1)).toMatchObject({ ami_creation_status: "failed" });
  });

  test("take a stopped host as it is", () => {
    expect(outputOf(20)).toMatchObject({
      ami_creation_status: "completed",
      warnings: [expect.any(String), expect.stringContaining("No readiness") as string],
    });
    expect(bootsOf(20)).toEqual(["launch"]);
  });
});

describe("captures by themselves, as the example for Kamiwaza has them, with every event coming twice", () => {
  afterAll(() => simulation.close());
  const tags = { AmiCapture: "true", KamiwazaDeploymentMode: "full" };
  let executions: readonly ExecutionRecord[];

  beforeAll(async () => {
    const launched = (number: number, more: object) =>
      host(number, { at_minutes: 1, answers: [bad, { after_minutes: 2, ...page }], ...more });
    simulation = await open({
      variables: await inputsOfExample(),
      templates: {},
      hosts: [
        launched(1, { tags: { ...tags, KamiwazaVersion: "release/0.9.2", AmiCaptureJob: "19" } }),
        launched(2, { tags: { ...tags, KamiwazaVersion: "0.9.3" }, tags_at_minutes: 6 }),
        launched(3, { tags: {} }),
        launched(4, { tags: { ...tags, KamiwazaVersion: "0.9.4", AmiBuilder: "golden" } }),
        launched(5, { tags }),
      ],
    });
    const { account, startedAt } = simulation;
    account.events.settings.deliveries = () => 2;
    await account.clock.sleepUntil(startedAt + 600_000);
    executions = await simulation.settled();
  });

  const endsOf = (number: number) =>
    executions
      .map(({ output, cause }) => JSON.stringify(output ?? cause))
      .filter((text) => text.includes(idOf(number)))
      .map((text) => /"ami_creation_status":"(\w+)"|"mode":"(ignored)"|(\w+Error)/.exec(text)?.slice(1).find(Boolean));

  test("make one image, whether the host tells that it runs or that it is tagged", () => {
    // The tags of its launch come before it runs.
    expect(endsOf(1).toSorted()).toEqual(["completed", "ignored", "ignored", "skipped"]);
    expect(endsOf(2).toSorted()).toEqual(["completed", "ignored", "ignored", "skipped"]);
    for (const [version, job] of [
      ["v0.9.2", "19"],
      ["v0.9.3", idOf(2)],
    ] as const) {
      const [image, ...others] = imagesOf(version);
      expect(others).toEqual([]);
      expect(image?.tags["CreatedFromJob"]).toBe(job);
      expect(statusesOf(job)).toEqual(["pending", "creating", "completed"]);
      expect(parameter(`captures/${version}/full/x86_64`)).toBe(image?.id);
    }
  });

  test("are none of instances without the tag, and of those of a builder, after one look", () => {
    for (const number of [3, 4]) {
      expect(new Set(endsOf(number))).toEqual(new Set(["ignored"]));
      expect(bootsOf(number)).toEqual(["launch"]);
    }
    const ignored = executions.filter(({ output }) => JSON.stringify(output ?? {}).includes(idOf(3)));
    expect(ignored.map(({ transitions }) => transitions)).toEqual(ignored.map(() => 5));
  });

  test("fail naming the tag that does not say the version", () => {
    expect(endsOf(5).filter((end) => end !== "ignored")).toEqual(["InvalidInputError", "InvalidInputError"]);
    expect(historyOf(idOf(5)).at(-1)?.ami_creation_error).toContain("no tag KamiwazaVersion");
  });
});

/** The inputs that the example gives the module, with its variables' defaults. */
async function inputsOfExample(): Promise<Readonly<Record<string, unknown>>> {
  const file = new URL("../../../examples/ami-builder/capture-kamiwaza/main.tf", import.meta.url);
  const { module: modules, variable: variables } = (await parse("main.tf", readFileSync(file, "utf8"))) as {
    readonly module: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
    readonly variable: Readonly<Record<string, readonly { readonly default: string }[]>>;
  };
  const [{ source, ...inputs } = {}] = modules["ami_builder"] ?? [];
  expect(source).toBe("../../../dist-module/modules/ami-builder");
  const text = JSON.stringify(inputs).replaceAll(
    /\$\{var\.(\w+)\}/g,
    (_match, name: string) => variables[name]?.[0]?.default ?? "",
  );
  return JSON.parse(text) as Readonly<Record<string, unknown>>;
}
