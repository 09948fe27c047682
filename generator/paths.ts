import type { Module } from "../stacks/shared/module.ts";

/** Folder of all that is generated. */
export const outputFolder = "dist-module";

/** Where a module lies in the repository. */
export function modulePath({ folder }: Module): string {
  return [outputFolder, folder].filter((part) => part !== "").join("/");
}
