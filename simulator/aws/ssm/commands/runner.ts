import type { Instance } from "../../ec2/instances/instance.ts";

/** A command as it reaches an instance. */
export interface ShellCommand {
  readonly commandId: string;
  readonly instance: Instance;
  readonly region: string;
  /** Lines of the script, with the values of parameters put in. */
  readonly commands: readonly string[];
  /** What the sender calls it; empty if it is called nothing. */
  readonly comment: string;
  /** Starts of the operating system so far: 1 until something reboots it. */
  readonly boot: number;
  /** Whether the agent runs it for the first time (1), or again after a reboot. */
  readonly run: number;
}

/** What becomes of a command. */
export type CommandOutcome =
  /** The script ends by itself. With the code 194 the agent reboots the instance, and runs the command again. */
  | { readonly exit: number; readonly stdout?: string; readonly stderr?: string; readonly seconds: number }
  /** The script reboots the machine, or switches it off, and so does not live to tell. */
  | { readonly ends: "reboot" | "power off"; readonly seconds: number }
  /** The script never ends by itself. */
  | { readonly ends: "hang"; readonly stdout?: string; readonly stderr?: string };

/** Decides what becomes of commands. The virtual clock stands still until it has. */
export type Runner = (command: ShellCommand) => CommandOutcome | Promise<CommandOutcome>;

/** Every command succeeds after 5 s, and prints nothing. */
export const everythingSucceeds: Runner = () => ({ exit: 0, seconds: 5 });
