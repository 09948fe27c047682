import { expect, test } from "vitest";
import { runCommand } from "../../simulator/cli/command.ts";
import { type CopierSimulation, execute, withSimulation } from "../ami-copier/simulator/support.ts";

/** A mistake of the simulator, as a programmer makes it. */
class Bug extends TypeError {
  override readonly name = "Bug";
}

function fail(): never {
  throw new Bug("x is not a function");
}

const bug = { name: "Bug", message: "x is not a function" };

test.each<[string, (simulation: CopierSimulation) => void]>([
  [
    "a service that is called over the wire",
    ({ account }) => {
      account.ec2.settings.copyProblem = fail;
    },
  ],
  [
    "what runs a function",
    ({ account }) => {
      for (const [arn, target] of account.functions) account.functions.set(arn, { ...target, invoke: fail });
    },
  ],
])("a mistake in %s ends the execution as what it is, and no function tries again", async (_, plant) => {
  await withSimulation({ images: 1, composes: false }, async (simulation) => {
    plant(simulation);
    await expect(execute(simulation)).rejects.toMatchObject(bug);
    const copies = simulation.account.calls.filter(({ operation }) => operation === "CopyImage");
    expect(copies.length).toBeLessThanOrEqual(1);
    await expect(simulation.settled()).rejects.toMatchObject(bug);
  });
});

test("a mistake in what an event does ends whoever waits for the account", async () => {
  await withSimulation({ images: 0, composes: false }, async ({ account, installation, startedAt, settled }) => {
    account.events.settings.outage = fail;
    await installation.fire("rhel-ami-discovery", startedAt);
    await expect(settled()).rejects.toMatchObject(bug);
  });
});

test("a mistake in an invocation that nobody waits for ends whoever waits for the account", async () => {
  await withSimulation({ images: 0, composes: false }, async ({ account, settled }) => {
    account.invocations.add(() => Promise.reject(new Bug("x is not a function")));
    await expect(settled()).rejects.toMatchObject(bug);
  });
});

test("the command says that the mistake is the simulator's, and what to do; it is neither a success nor a failure", async () => {
  let stderr = "";
  const output = { isTerminal: false, columns: 80, rows: 24, write: fail };
  const status = await runCommand(["--images", "0"], { output, writeError: (text) => (stderr += text) });
  expect(status).toBe(70);
  expect(stderr).toMatch(
    /^The simulator has an error of its own, so this says nothing of the module:\nBug: x is not a function\n {4}at /,
  );
  expect(stderr).toMatch(/\nPlease report it with this text, the command and the files that it names\.\n$/);
});
