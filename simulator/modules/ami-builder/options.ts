import { oneOf } from "../../cli/option-values.ts";
import type { ModuleOption } from "../simulated-module.ts";
import { earlierStates } from "./scenario.ts";

/** ami-builder's options of the command. */
export const options: readonly ModuleOption[] = [
  {
    flags: "--templates <files>",
    description: "files of templates, with commas between them (default: the basic example's)",
    parse: (text) => text.split(","),
  },
  {
    flags: "--earlier <state>",
    description: "what was there before (default: none)",
    parse: oneOf(Object.keys(earlierStates)),
  },
];
