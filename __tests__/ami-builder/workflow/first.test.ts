import { expect, test } from "vitest";
import { World } from "./world.ts";

const template = `
name: Web
base_ami: {source: ubuntu-22.04-lts}
regions: [us-east-1, eu-west-1]
steps:
  - {name: one, script: "echo one"}
  - {name: two, script: "echo two"}
validation_tests:
  - {name: answers, command: "echo ok", expected: ok}
`;
test("builds", async () => {
  const t0 = Date.now();
  const world = await World.open({ templates: { web: template }, variables: { regional: { "eu-west-1": {} } } });
  const t1 = Date.now();
  const record = await world.run({ name: "first" });
  console.log(t1 - t0, Date.now() - t1, world.calls.length);
  console.log(JSON.stringify(record, (k, v) => (k === "states" ? undefined : v), 1));
  console.log(world.denied, world.calls.map((c) => `${c.service}.${c.operation} ${c.region} ${c.outcome}`).join("\n"));
  console.log(record.states.map((s) => s.name).join(" "));
  const t2 = Date.now();
  const second = await world.run({ name: "second" });
  console.log(Date.now() - t2, JSON.stringify(second.output));
  expect(record.status).toBe("SUCCEEDED");
  await world.close();
});
