import { ensure } from "../../../core/aws-error.ts";

const size = /^(nano|micro|small|medium|large|\d*xlarge|metal(-\w+)?)$/;

/**
 * The architecture of an instance type: AWS's own processors have a g behind the generation, `t4g`, `m7gd`, `is4gen` (EC2 instance
 * types guide: naming conventions); the first of them, `a1`, has not.
 *
 * @throws AwsError InvalidParameterValue for what is no type
 */
export function architectureOf(type: string): "arm64" | "x86_64" {
  const [, family = "", attributes = "", sizeName = ""] = /^([a-z]+(?:-\w+)?\d+)([a-z-]*)\.(.+)$/.exec(type) ?? [];
  ensure(family !== "" && size.test(sizeName), "InvalidParameterValue", `Invalid value '${type}' for InstanceType.`);
  return family === "a1" || attributes.startsWith("g") ? "arm64" : "x86_64";
}

/** Throws InvalidParameterValue when an image cannot run on a type. */
export function checkArchitecture(type: string, imageArchitecture: string): void {
  const architecture = architectureOf(type);
  ensure(
    architecture === imageArchitecture,
    "InvalidParameterValue",
    `The architecture '${architecture}' of the specified instance type does not match the architecture '${imageArchitecture}' of the specified AMI. Specify an instance type and an AMI that have matching architectures, and try again.`,
  );
}
