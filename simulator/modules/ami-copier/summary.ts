import type { HeldImage } from "../../aws/ec2/holdings.ts";
import type { ModuleSummary } from "../simulated-module.ts";
import type { CopierPart } from "./record.ts";

/** Most images that are listed one by one. */
const maxImages = 20;

/** What the command prints at the end of a simulation of ami-copier. */
export const summary: ModuleSummary<CopierPart> = {
  execution: ({ output }) => {
    const result = output as
      { readonly final_result?: { message?: unknown }; readonly result?: { message?: unknown } } | undefined;
    const message = result?.final_result?.message ?? result?.result?.message;
    return typeof message === "string" ? [message] : [];
  },
  end: ({ account: { images, snapshots } }) => [
    `The account holds ${images.length} images and ${snapshots.length} snapshots.`,
    ...images.slice(0, maxImages).flatMap(describeImage),
    ...(images.length > maxImages ? [`  and ${images.length - maxImages} more`] : []),
  ],
};

function describeImage({ id, name, state, volumes, tags }: HeldImage): readonly string[] {
  return [
    `  ${id}  ${state}  ${name}`,
    ...volumes.map(
      ({ deviceName, size, type, encrypted }) =>
        `    ${deviceName}  ${size} GiB ${type}, ${encrypted ? "encrypted" : "NOT encrypted"}`,
    ),
    ...Object.entries(tags).map(([key, value]) => `    ${key} = ${value}`),
  ];
}
