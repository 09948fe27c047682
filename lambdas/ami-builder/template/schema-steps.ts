import * as z from "zod/mini";
import { field, flag, objectOf, textLike, wholeNumber } from "./fields.ts";

/** Bytes of a script: compressed and in Base64 it has to fit into a command of Systems Manager's. */
export const maxScriptBytes = 65_536;
/** Seconds that a step may take unless it says so. */
export const defaultStepSeconds = 1800;

/** A script of any interpreter; without a first line `#!` the shell's. */
export function script() {
  const rule = "must be a script of 1 byte to 64 KiB: split a longer one into steps, or let it fetch what is large";
  return z.string(rule).check(
    z.regex(/\S/, rule),
    z.refine((value: string) => Buffer.byteLength(value) <= maxScriptBytes, rule),
  );
}

const step = objectOf({
  name: field(
    textLike(
      /^[a-zA-Z0-9][a-zA-Z0-9_-]{0,39}$/,
      "be 1 to 40 letters, digits, hyphens and underscores, for it is part of the log's name",
    ),
    "Name of the step, in logs and errors.",
  ),
  script: field(script(), "What runs as root, at most 64 KiB; exit code 0 means done."),
  timeout_seconds: field(
    z._default(wholeNumber(1, 43_200, "seconds"), defaultStepSeconds),
    "Seconds after which the step is ended and fails.",
  ),
  retries: field(z._default(wholeNumber(0, 5), 0), "How often it is tried again after it failed."),
  reboot: field(z._default(flag(), false), "Whether the instance reboots after it."),
});

/** `steps`. */
export const stepsField = field(
  z._default(z.array(step, "must be a list of steps").check(z.maxLength(50, "must have at most 50 steps")), []),
  "What is done after setup_script, one after another.",
);
