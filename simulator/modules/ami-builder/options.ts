import type { ModuleOption } from "../simulated-module.ts";

/** ami-builder's options of the command. */
export const options: readonly ModuleOption[] = [
  {
    flags: "--templates <files>",
    description: "files of templates, with commas between them (default: the basic example's)",
    parse: (text) => text.split(","),
  },
];
