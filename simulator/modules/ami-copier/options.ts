import { oneOf, wholeNumber } from "../../cli/option-values.ts";
import type { ModuleOption } from "../simulated-module.ts";
import { earlierStates } from "./scenario.ts";

/** ami-copier's options of the command. */
export const options: readonly ModuleOption[] = [
  { flags: "--images <number>", description: "shared images (default: 2)", parse: wholeNumber },
  {
    flags: "--composes <number>",
    description:
      "composes that Red Hat lists (default: one for each image); turns its API on where the inputs do not speak of it",
    parse: wholeNumber,
  },
  { flags: "--no-composes", description: "leave Red Hat's API out; not with inputs that turn it on" },
  {
    flags: "--earlier <state>",
    description: "what was there before (default: none)",
    parse: oneOf(Object.keys(earlierStates)),
  },
];
