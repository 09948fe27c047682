import { costOfCalls, total } from "../../../report/cost.ts";
import type { Bench, BenchSituation } from "../../bench.ts";
import { billedSeconds, costOfBuilds } from "../cost.ts";
import type { BuilderPart, BuilderRecord } from "../record.ts";
import { lowerBound, packer, prism, type Situation } from "./references.ts";

const millisecondsPerMinute = 60_000;
const usual: Situation = {
  scriptSeconds: 312,
  testSeconds: 3,
  imageMinutes: 5,
  copyMinutes: 10,
  architectures: 1,
  regions: 1,
};
/** US dollars that a build may cost. */
const dollarsOfBuild = 0.02;
const regions = ["us-east-1", "us-east-2", "us-west-2", "eu-west-1"];

/** A host that is ready, and is asked so before and after its reboot. */
const capture = {
  templates: {},
  image_minutes: usual.imageMinutes,
  hosts: [{ id: "i-0abc1234def567890", tags: { AmiCapture: "true" }, answers: [{ body: "login" }] }],
  variables: {
    probe_subnet_ids: ["subnet-0a1b2c3d4e5f60718"],
    probe_security_group_ids: ["sg-0a1b2c3d4e5f60718"],
  },
  runs: [
    {
      input: {
        action: "capture",
        instance_id: "i-0abc1234def567890",
        version: "1",
        delay_seconds: 0,
        readiness: { url: "https://{private_ip}/", contains: ["login"], verify_tls: false },
      },
    },
  ],
};

/** What `npm run bench` measures of ami-builder. */
export const bench: Bench<BuilderPart> = {
  zipGoals: { others: 160_000 },
  introduction:
    `Scripts of ${usual.scriptSeconds} s, three tests, images of ${usual.imageMinutes} minutes, copies of ${usual.copyMinutes}. Counted by the simulator; the figures of\n` +
    "others and the lower bound follow from formulas. Costs are those of instances, transitions and requests.",
  figures: {
    minutes: { label: "wall clock, minutes", digits: 1 },
    instanceMinutes: { label: "billed instance time, minutes", digits: 1 },
    instances: { label: "instances", digits: 0 },
    transitions: { label: "state transitions", digits: 0 },
    history: { label: "events of the longest history", digits: 0 },
    invocations: { label: "invocations", digits: 0 },
    ec2Calls: { label: "EC2 calls", digits: 0 },
    ssmCalls: { label: "Systems Manager calls", digits: 0 },
    s3Calls: { label: "S3 calls", digits: 0 },
    calls: { label: "calls in all", digits: 0 },
    dollars: { label: "cost, US dollars", digits: 4 },
  },
  situations: {
    "1 template": measured(usual),
    "1 template of 2 architectures in 4 Regions": measured({ ...usual, architectures: 2, regions: 4 }),
    "nothing due, 10 templates": idle(10, 15),
    "nothing due, 20 templates": idle(20, 25),
    "a capture of a ready host": {
      scenario: capture,
      references: { "lower bound": { minutes: usual.imageMinutes } },
      // EC2's own time, the delay that the event asks for, and a minute.
      goals: { minutes: usual.imageMinutes + 1, calls: 60 },
    },
    "a step of 6 hours": {
      scenario: scenarioOf({ ...usual, scriptSeconds: 21_600 }),
      references: { "lower bound": { ...lowerBound({ ...usual, scriptSeconds: 21_600 }) } },
      goals: { history: 5_000 },
    },
  },
  count,
};

/** A situation with the module's default settings. */
function measured(situation: Situation): BenchSituation {
  const { architectures } = situation;
  const bound = lowerBound(situation);
  const original = prism(situation);
  return {
    scenario: scenarioOf(situation),
    references: { Prism: { ...original }, Packer: { ...packer(situation) }, "lower bound": { ...bound } },
    goals: {
      minutes: 1.15 * bound.minutes,
      // A copy has a history of its own, with a look every 20 s.
      ...(situation.regions > 1
        ? { instanceMinutes: 0.25 * original.instanceMinutes }
        : { transitions: 200 * architectures, instanceMinutes: 1.1 * bound.instanceMinutes }),
      dollars: dollarsOfBuild * architectures,
    },
  };
}

/** An execution that finds all images as they should be. */
function idle(templates: number, calls: number): BenchSituation {
  const { templates: one, commands, variables, ...rest } = scenarioOf({ ...usual });
  const texts = Array.from({ length: templates }, (_, index) => [`web-${index + 1}`, one["web"]] as const);
  return {
    scenario: { ...rest, variables, commands, templates: Object.fromEntries(texts), earlier: "built" },
    references: {},
    goals: { transitions: 6, invocations: 2, calls },
  };
}

function scenarioOf({ scriptSeconds, imageMinutes, copyMinutes, ...situation }: Situation) {
  const places = regions.slice(0, situation.regions);
  const test = (name: string) => ({ name, command: `test-${name}`, expected: name });
  return {
    templates: {
      web: {
        name: "Web",
        base_ami: {
          source: "ubuntu-24.04-lts",
          architecture: situation.architectures > 1 ? ["x86_64", "arm64"] : ["x86_64"],
        },
        regions: places,
        steps: [{ name: "install", script: "apt-get install -y nginx", timeout_seconds: scriptSeconds + 600 }],
        validation_tests: [test("one"), test("two"), test("three")],
      },
    },
    commands: [{ step: "install", seconds: scriptSeconds }],
    image_minutes: imageMinutes,
    copy_minutes: copyMinutes,
    variables: { regional: Object.fromEntries(places.slice(1).map((region) => [region, {}])) },
  };
}

function count(record: BuilderRecord) {
  const { calls, executions, invocations, endedAt, instances } = record;
  const callsOf = (name: string) => calls.filter(({ service }) => service === name).length;
  const transitions = executions.reduce((sum, execution) => sum + execution.transitions, 0);
  const own = instances.filter(({ role, from }) => role !== "host" && from >= 0);
  const instanceMinutes = own.reduce((sum, instance) => sum + billedSeconds(instance), 0) / 60;
  return {
    minutes: endedAt / millisecondsPerMinute,
    instanceMinutes,
    instances: own.length,
    transitions,
    history: Math.max(0, ...executions.map(({ longestHistory }) => longestHistory)),
    invocations: invocations.length,
    ec2Calls: callsOf("ec2"),
    ssmCalls: callsOf("ssm"),
    s3Calls: callsOf("s3"),
    calls: calls.length,
    dollars: costOfCalls(transitions, invocations.length) + total(costOfBuilds({ ...record, instances: own }).run),
  };
}
